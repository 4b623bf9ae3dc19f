/* The − and + of a quantity. With data-auto the form follows by itself, once the hand has rested;
   without this file buttons that belong to a form are sent as they are. */
const REST = 600;
const waiting = new WeakMap();

function settle(box) {
  const input = box.querySelector("input");
  const value = Number(input.value);
  for (const button of box.querySelectorAll("[data-step]")) {
    const next = value + Number(button.dataset.step);
    const outside = next < Number(input.min) || (input.max && next > Number(input.max));
    button.toggleAttribute("aria-disabled", false);
    if (outside) button.setAttribute("aria-disabled", "true");
  }
}

function follow(box) {
  if (!("auto" in box.dataset)) return;
  const input = box.querySelector("input");
  clearTimeout(waiting.get(box));
  waiting.set(box, setTimeout(() => {
    // What is out of bounds is sent as well: the server lowers it, and says so.
    if (input.isConnected && input.value) input.form.requestSubmit();
  }, REST));
}

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-quantity] [data-step]");
  if (!button) return;
  event.preventDefault();
  if (button.getAttribute("aria-disabled")) return;
  const box = button.closest("[data-quantity]");
  const input = box.querySelector("input");
  if (button.dataset.step > 0) input.stepUp();
  else input.stepDown();
  settle(box);
  follow(box);
});

document.addEventListener("input", (event) => {
  const box = event.target.closest?.("[data-quantity]");
  if (!box) return;
  settle(box);
  follow(box);
});

const settleAll = () => document.querySelectorAll("[data-quantity]").forEach(settle);
document.addEventListener("fragments:swapped", settleAll);
settleAll();
