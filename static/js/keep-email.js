/* The e-mail is kept as soon as its field is left, so that an order cut short is not typed again;
   the server answers with the address that was probably meant, when it looks like a slip. */
const zone = document.querySelector("[data-keep-email]");
const field = zone?.querySelector('input[type="email"]');
const place = zone?.querySelector("[data-suggestion]");

async function keep() {
  if (!field.value || !field.validity.valid) return place.replaceChildren();
  const body = new FormData();
  body.set("email", field.value);
  body.set("csrfmiddlewaretoken", field.form.elements.csrfmiddlewaretoken.value);
  try {
    const answer = await fetch(zone.dataset.keepEmail, { method: "POST", body });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const note = page.querySelector(".note");
    place.replaceChildren(...(answer.ok && !answer.redirected && note ? [document.adoptNode(note)] : []));
  } catch { /* The whole form sends it again. */ }
}

field?.addEventListener("change", keep);

place?.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  field.value = button.value;
  field.focus();
  keep();
});
