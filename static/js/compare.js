/* Each card gets a « Comparer » button; what is chosen waits in a tray until it is compared. It is
   kept for this tab alone (sessionStorage): no cookie, nothing sent, the address says it all. */
import { announce } from "./fragments.js";

const MOST = 4;
const KEY = "comparer";
const tray = document.getElementById("comparateur");
const [words, empty, link] = tray.children;
const base = link.href;

function read() {
  try { return JSON.parse(sessionStorage.getItem(KEY)) ?? []; } catch { return []; }
}

function write(slugs) {
  try { sessionStorage.setItem(KEY, JSON.stringify(slugs)); } catch { /* a window that keeps nothing */ }
  show(slugs);
  announce(words.textContent);
}

const slugOf = (card) => new URL(card.querySelector("h3 a").href).pathname.split("/").at(-2);

function show(slugs) {
  words.textContent = tray.dataset.words + slugs.length;
  link.href = `${base}?${new URLSearchParams(slugs.map((slug) => ["p", slug]))}`;
  tray.hidden = !slugs.length;
  for (const button of document.querySelectorAll("[data-compare]")) {
    const isChosen = slugs.includes(button.dataset.compare);
    button.setAttribute("aria-pressed", isChosen);
    button.disabled = !isChosen && slugs.length >= MOST;
  }
}

function toggle(slug) {
  const slugs = read();
  write(slugs.includes(slug) ? slugs.filter((one) => one !== slug) : [...slugs, slug].slice(0, MOST));
}

function start() {
  for (const card of document.querySelectorAll(".listing .card")) {
    if (card.querySelector("[data-compare]")) continue;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn--quiet card__compare";
    button.dataset.compare = slugOf(card);
    button.textContent = tray.dataset.label;
    const name = card.querySelector("h3").textContent.trim();
    button.setAttribute("aria-label", `${tray.dataset.label} ${name}`);
    card.querySelector(".card__facts").append(button);
  }
  show(read());
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-compare]");
  if (button) toggle(button.dataset.compare);
});
empty.addEventListener("click", () => write([]));
document.addEventListener("fragments:swapped", start);
addEventListener("pageshow", start);
start();
