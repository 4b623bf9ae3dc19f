/* A product's page follows the options chosen: the form of options (data-variants) is sent as soon
   as the hand has rested, and fragments.js shows what the server answers. What was chosen in the
   meantime is chosen again in the new form; the quantity stays as far as the stock allows. */
const REST = 150;
let timer;
let busy = false;
let quantity;

const form = () => document.querySelector("[data-variants]");
const amount = () => document.querySelector("#achat [name=quantity]");
const choices = () => [...form().querySelectorAll("input[type=radio], select")];
/* What is chosen, as [id, value] of each button that is pressed and of each list. */
const chosen = () => choices().filter((choice) => choice.checked ?? true).map(({ id, value }) => [id, value]);
const differs = ([id, value]) => {
  const choice = document.getElementById(id);
  return choice?.checked === false || (choice?.matches("select") && choice.value !== value);
};

function choose([id, value]) {
  const choice = document.getElementById(id);
  if (choice?.matches("select")) choice.value = value;
  else if (choice) choice.checked = true;
}

function ask() {
  if (busy) return;
  busy = true;
  quantity = amount()?.value;
  form().requestSubmit();
}

function keepQuantity() {
  const input = amount();
  if (!input || !quantity) return;
  input.value = input.max ? Math.min(quantity, input.max) : quantity;
  input.dispatchEvent(new Event("input", { bubbles: true }));
}

document.addEventListener("change", (event) => {
  if (!event.target.closest("[data-variants]")) return;
  clearTimeout(timer);
  timer = setTimeout(ask, REST);
});

/* Before fragments.js puts the answer in place: what is checked now is what the visitor wants. */
let wanted = [];
document.addEventListener("change", () => { if (form()) wanted = chosen(); });

document.addEventListener("fragments:done", () => {
  if (!busy) return;
  busy = false;
  keepQuantity();
  if (!wanted.some(differs)) return;
  wanted.forEach(choose);
  ask();
});
