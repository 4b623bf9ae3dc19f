/* How many characters are left of a short text. */
function count(input) {
  const place = document.getElementById(input.dataset.counter);
  place.textContent = place.dataset.words + (input.maxLength - input.value.length);
}

for (const input of document.querySelectorAll("[data-counter]")) {
  input.addEventListener("input", () => count(input));
  count(input);
}
