/* A product's page follows the options chosen: the form of options (data-variants) is sent as soon
   as the hand has rested, and fragments.js shows what the server answers. What was chosen in the
   meantime is chosen again in the new form; the quantity stays as far as the stock allows. */
const REST = 150;
let timer;
let busy = false;
let quantity;

const form = () => document.querySelector("[data-variants]");
const amount = () => document.querySelector("#achat [name=quantity]");
const chosen = () => [...form().querySelectorAll(":checked")].map((radio) => radio.id);

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
  const late = wanted.some((id) => document.getElementById(id)?.checked === false);
  if (!late) return;
  for (const id of wanted) document.getElementById(id).checked = true;
  ask();
});
