/* The hearts of cards and products. Which of them are full stands in the header's link, so that a
   page is the same for everybody; a press is sent in the background, one after the other, since
   the first may give the browser its cookie. A heart pressed again puts back what it took out.
   Anything unexpected and the form is sent in the ordinary way. */
import { announce } from "./fragments.js";

const link = () => document.getElementById("lien-favoris");
const undo = new Map();
let last = Promise.resolve();

function fill() {
  const full = new Set(link().dataset.hearts.split(" "));
  for (const heart of document.querySelectorAll("[data-heart]")) {
    heart.ariaPressed = full.has(heart.dataset.heart);
  }
}

function wanted({ dataset: { heart }, ariaPressed, name, value }) {
  if (ariaPressed === "true") return { remove: heart };
  return undo.has(heart) ? { undo: undo.get(heart) } : { [name]: value };
}

async function press(heart) {
  const answer = await fetch(heart.form.action, {
    method: "POST",
    body: new URLSearchParams(wanted(heart)),
    headers: { Accept: "application/json" },
  });
  const told = await answer.json();
  undo.delete(heart.dataset.heart);
  if (told.undo) undo.set(heart.dataset.heart, told.undo);
  link().outerHTML = told.link;
  fill();
  announce(told.text);
}

function sendPlainly(heart) {
  const { form } = heart;
  delete heart.dataset.heart;
  form.requestSubmit(heart);
}

document.addEventListener("submit", (event) => {
  const heart = event.submitter;
  if (event.defaultPrevented || !heart?.dataset.heart) return;
  event.preventDefault();
  last = last.then(() => press(heart)).catch(() => sendPlainly(heart)).then(() => {
    document.dispatchEvent(new CustomEvent("fragments:done", { detail: heart.form }));
  });
});

document.addEventListener("fragments:swapped", fill);
fill();
