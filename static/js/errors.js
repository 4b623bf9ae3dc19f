/* The summary of errors gets the focus when the page opens, and its links lead into the fields. */
const summary = document.querySelector("[data-focus]");
summary?.focus();
// An address that ends in #… takes the focus away once the page has loaded.
if (location.hash) addEventListener("load", () => setTimeout(() => summary?.focus()));

document.addEventListener("click", (event) => {
  const link = event.target.closest?.('[data-focus] a[href^="#"]');
  const field = link && document.getElementById(link.hash.slice(1));
  if (!field) return;
  event.preventDefault();
  (field.closest(".field") ?? field).scrollIntoView({ block: "center" });
  field.focus({ preventScroll: true });
});
