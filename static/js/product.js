/* What a product's page does, in one request: the gallery, the bar at the foot of a phone's window,
   links to share, and what was seen before (recent.js, near the end of the page).
   Without this file thumbnails and pictures are links, and e-mail shares. */
import { announce } from "./fragments.js";

/* Thumbnails move the strip without moving the page. A picture opens in a dialog, where the arrows
   turn the pages and Esc closes; the focus goes back to where it was. */
const dialog = document.getElementById("zoom");
const stage = dialog?.querySelector(".zoom__stage");
const pictures = () => [...document.querySelectorAll("[data-zoom]")];
let shown = 0;

function show(index) {
  const all = pictures();
  shown = (index + all.length) % all.length;
  const copy = all[shown].querySelector("picture").cloneNode(true);
  const { width } = copy.lastElementChild.attributes;
  for (const part of copy.children) {
    part.sizes = `${width.value}px`;
    part.removeAttribute("loading");
  }
  stage.replaceChildren(copy);
  stage.scrollTo((stage.scrollWidth - stage.clientWidth) / 2, 0);
  for (const button of dialog.querySelectorAll("[data-turn]")) button.hidden = all.length < 2;
}

function move(thumb) {
  const photo = document.querySelector(thumb.hash);
  const strip = photo.parentElement;
  strip.scrollTo({ left: photo.offsetLeft - strip.firstElementChild.offsetLeft });
  mark(thumb.hash);
}

function mark(hash) {
  for (const thumb of document.querySelectorAll("[data-photo]")) {
    if (thumb.hash === hash) thumb.setAttribute("aria-current", "true");
    else thumb.removeAttribute("aria-current");
  }
}

document.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  const thumb = event.target.closest("[data-photo]");
  const picture = event.target.closest("[data-zoom]");
  const turn = event.target.closest("[data-turn]");
  if (thumb) move(thumb);
  else if (picture && dialog?.showModal) {
    dialog.showModal();
    show(pictures().indexOf(picture));
  } else if (turn) return show(shown + Number(turn.dataset.turn));
  else return;
  event.preventDefault();
});

dialog?.addEventListener("keydown", ({ key }) => {
  if (key === "ArrowLeft" || key === "ArrowRight") show(shown + (key === "ArrowRight" ? 1 : -1));
});

document.addEventListener("scrollend", ({ target }) => {
  if (!target.classList?.contains("gallery__strip")) return;
  const start = target.getBoundingClientRect().left;
  const near = [...target.children].find((photo) => photo.getBoundingClientRect().right > start + 20);
  if (near) mark(`#${near.id}`);
}, true);

/* The bar is there once the button itself has left the window above. */
const BELOW = { rootMargin: "0px 0px 100000px 0px" };
const watch = new IntersectionObserver(([button]) => {
  const bar = document.querySelector(".buy-bar");
  if (bar) bar.hidden = button.isIntersecting;
}, BELOW);

function start() {
  watch.disconnect();
  const button = document.querySelector(".buy__button");
  if (button) watch.observe(button);
}

document.addEventListener("fragments:swapped", start);
start();

/* Share by what the browser itself offers, or by a link copied: nobody else is told. */
const native = document.querySelector("[data-share]");
if (native) native.hidden = !navigator.share;
for (const button of document.querySelectorAll("[data-copy]")) button.hidden = !navigator.clipboard;

async function copy(button) {
  const words = button.querySelector("span");
  await navigator.clipboard.writeText(button.dataset.copy);
  words.textContent = button.dataset.done;
  announce(button.dataset.done);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy]");
  if (button) copy(button);
  else if (event.target.closest("[data-share]")) {
    const { copy: url } = document.querySelector("[data-copy]").dataset;
    navigator.share({ title: document.querySelector("h1").textContent, url }).catch(() => {});
  }
});

/* What was seen stays in this browser; the cards come when the reader nears the end of the page. */
const recent = document.getElementById("vus");
const MOST = 8;

function seen() {
  try {
    return JSON.parse(localStorage.getItem("vus")) ?? [];
  } catch {
    return [];
  }
}

const others = seen().filter((slug) => slug !== recent.dataset.slug).slice(0, MOST);
try {
  localStorage.setItem("vus", JSON.stringify([recent.dataset.slug, ...others]));
} catch { /* A browser that keeps nothing shows nothing. */ }

const near = new IntersectionObserver(([end]) => {
  if (!end.isIntersecting) return;
  near.disconnect();
  import("./recent.js").then(({ show }) => show(recent, others));
}, { rootMargin: "800px" });
if (others.length) near.observe(document.querySelector("footer"));
