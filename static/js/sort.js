/* The list follows the order chosen; without this module its button does. */
const form = document.querySelector("[data-sort]");
form?.addEventListener("change", () => form.requestSubmit());

/* The browser's own « back » keeps the last choice in the control, not the one of the page shown. */
addEventListener("pageshow", () => form?.reset());
