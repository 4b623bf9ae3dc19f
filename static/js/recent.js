/* « Vus récemment »: the cards of the products that this browser remembers; one button forgets. */
export async function show(section, slugs) {
  const query = new URLSearchParams(slugs.map((slug) => ["p", slug]));
  const answer = await fetch(`${section.dataset.from}?${query}`, { credentials: "omit" });
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  section.querySelector(".grid").replaceChildren(...page.body.children);
  section.hidden = !section.querySelector(".card");
  section.querySelector("button").addEventListener("click", () => {
    localStorage.removeItem("vus");
    section.hidden = true;
    document.getElementById("contenu").focus();
  });
}
