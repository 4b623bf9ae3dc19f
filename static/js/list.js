/* A list follows its filters and its order as soon as the hand has rested; fragments.js shows what
   the server answers. Without this file each form has its button, and each page its link. */
const REST = 400;
const PARTS = "#liste #filtres-corps";
let timer;
let busy = false;
let wanted = new Map();
const opened = new Map();

/* An address says what is chosen, and nothing of what is not. */
document.addEventListener("formdata", ({ target, formData }) => {
  if (!target.matches("[data-list-form]")) return;
  for (const [name, value] of [...formData]) {
    if (!value || (name === "tri" && value === "pertinence")) formData.delete(name);
  }
});

document.addEventListener("change", ({ target }) => {
  const form = target.closest("[data-list-form]");
  if (!form) return;
  wanted.set(target.id, target.checked ?? null);
  clearTimeout(timer);
  timer = setTimeout(() => ask(target.id), REST);
});

function ask(id) {
  if (busy) return;
  busy = true;
  wanted = new Map();
  document.getElementById(id)?.form.requestSubmit();
}

/* What was ticked while the answer was on its way is ticked again in the new form. */
document.addEventListener("fragments:done", () => {
  busy = false;
  const [late] = wanted.keys();
  for (const [id, checked] of wanted) {
    const input = document.getElementById(id);
    if (input && checked !== null) input.checked = checked;
  }
  if (late && document.getElementById(late)) ask(late);
});

/* Facets stay as they were opened. */
document.addEventListener("click", ({ target }) => {
  const facet = target.closest?.("#filtres-corps summary")?.parentElement;
  if (facet) opened.set(facet.id, !facet.open);
});

document.addEventListener("fragments:swapped", () => {
  for (const [id, open] of opened) document.getElementById(id)?.toggleAttribute("open", open);
});

document.addEventListener("submit", ({ target, submitter }) => {
  const sheet = target.closest("#filtres");
  if (submitter && sheet?.matches(":popover-open")) sheet.hidePopover();
});

const isPlain = (click) => !(click.ctrlKey || click.metaKey || click.shiftKey || click.altKey);

/* A link to another state of the list is a form without fields. */
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("[data-list-link]");
  if (!link || !isPlain(event)) return;
  event.preventDefault();
  const form = document.createElement("form");
  form.action = link.pathname;
  form.hidden = true;
  form.dataset.fragment = PARTS;
  for (const [name, value] of new URL(link.href).searchParams) {
    form.append(Object.assign(document.createElement("input"), { name, value }));
  }
  document.body.append(form);
  form.requestSubmit();
  document.addEventListener("fragments:done", () => form.remove(), { once: true });
});

/* « Afficher 24 produits de plus »: the next page's cards after these, and its own way on. */
async function more(link) {
  const answer = await fetch(link.href);
  if (!answer.ok) throw new Error(answer.statusText);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const cards = [...page.querySelector("#produits").children];
  document.querySelector("#produits").append(...cards);
  document.querySelector("#suite").replaceWith(page.querySelector("#suite"));
  history.replaceState(null, "", answer.url);
  cards[0]?.querySelector("a").focus();
  const region = document.getElementById("annonce");
  region.textContent = "";
  requestAnimationFrame(() => { region.textContent = link.dataset.said; });
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("[data-more]");
  if (!link || !isPlain(event)) return;
  event.preventDefault();
  if (link.getAttribute("aria-disabled")) return;
  link.setAttribute("aria-disabled", "true");
  more(link).catch(() => location.assign(link.href));
});

/* The browser's own « back » keeps the last choice in the controls, not the one of the page. */
addEventListener("pageshow", () => {
  document.querySelectorAll("[data-list-form]").forEach((form) => form.reset());
});
