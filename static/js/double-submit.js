/* The pressed button turns and says that it is busy; a second press within a second does nothing.
   The button is never disabled: it would not be sent with the form, and would lose the focus. */
const AGAIN_AFTER = 1000;
const TIRED_AFTER = 10000;
const sent = new Map();

function release(form) {
  sent.get(form)?.button?.removeAttribute("aria-disabled");
  sent.delete(form);
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  const at = performance.now();
  if (at - (sent.get(form)?.at ?? -AGAIN_AFTER) < AGAIN_AFTER) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  release(form);
  sent.set(form, { at, button: event.submitter });
  event.submitter?.setAttribute("aria-disabled", "true");
  // Still here after that long: a download, or a server that does not answer.
  setTimeout(() => { if (sent.get(form)?.at === at) release(form); }, TIRED_AFTER);
}, { capture: true });

document.addEventListener("fragments:done", (event) => release(event.detail));

/* The browser's own « back » may show the page as it was left: with its button pressed. */
addEventListener("pageshow", (event) => {
  if (event.persisted) [...sent.keys()].forEach(release);
});
