/* A form with data-fragment="#lines #summary" is sent in the background. Of the page that comes
   back, the elements named there take the place of those shown, and with them every
   [data-fragment-target] (the cart's badge). The page's messages land beside the form, the focus
   stays where it was (or goes to [data-focus-lost] where that is gone), and messages and
   [data-announce] are read out. Anything unexpected and the form is sent in the ordinary way: the
   server cannot tell, nor need it. */
const PATIENCE = 15000;

function say(id, text) {
  const region = document.getElementById(id);
  region.textContent = "";
  // The same words as last time are only read again if the region was empty in between.
  requestAnimationFrame(() => { region.textContent = text; });
}

/* Say something to a screen reader: `announce` waits for its turn, `alarm` interrupts. */
export const announce = (text) => say("annonce", text);
export const alarm = (text) => say("alerte", text);

const named = (form) => form.dataset.fragment.split(/\s+/).map((id) => id.slice(1));

function swap(form, page) {
  if (named(form).some((id) => !page.getElementById(id))) return false;
  const marked = [...page.querySelectorAll("[data-fragment-target][id]")].map((element) => element.id);
  const focused = document.activeElement;
  for (const id of new Set([...named(form), ...marked])) {
    document.getElementById(id)?.replaceWith(document.adoptNode(page.getElementById(id)));
  }
  const same = document.getElementById(focused.id);
  // Old messages go in a moment, and with them a button that was pressed there.
  const gone = !focused.isConnected || focused.closest(".messages");
  const refuge = gone ? document.querySelector("[data-focus-lost]") : null;
  const goal = document.querySelector("[data-focus]") ?? same ?? refuge;
  goal?.focus({ preventScroll: goal === same });
  return true;
}

function showMessages(form, messages) {
  document.querySelectorAll(".messages").forEach((old) => old.remove());
  if (!messages) return "";
  messages.querySelectorAll("[role]").forEach((note) => note.removeAttribute("role"));
  if (form.isConnected) form.after(messages);
  else document.querySelector(`#${named(form)[0]}`)?.before(messages);
  return messages.textContent;
}

function fetchPage(form, submitter) {
  const data = new FormData(form, submitter);
  const url = new URL(submitter?.getAttribute("formaction") ?? form.getAttribute("action") ?? "", location);
  const signal = AbortSignal.timeout(PATIENCE);
  if (form.method === "post") return fetch(url, { method: "POST", body: data, signal });
  url.search = new URLSearchParams(data);
  return fetch(url, { signal });
}

async function submit(form, submitter) {
  const answer = await fetchPage(form, submitter);
  if (answer.status >= 500) throw new Error(answer.statusText);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const spoken = [...page.querySelectorAll("[data-announce]")].map((element) => element.textContent);
  const messages = page.getElementById("messages");
  if (!swap(form, page)) return location.assign(answer.url);
  spoken.unshift(showMessages(form, messages));
  announce(spoken.join(" ").replace(/\s+/g, " ").trim());
  document.title = page.title;
  if (form.method === "get") {
    history.pushState(null, "", answer.url);
    shown = answer.url;
  }
  document.dispatchEvent(new CustomEvent("fragments:swapped"));
}

async function enhance(form, submitter) {
  const zone = document.getElementById(named(form)[0]);
  let failed = false;
  zone?.setAttribute("aria-busy", "true");
  try {
    await submit(form, submitter);
  } catch {
    failed = true;
  }
  zone?.removeAttribute("aria-busy");
  document.dispatchEvent(new CustomEvent("fragments:done", { detail: form }));
  if (!failed) return;
  if (!navigator.onLine) return showOffline(form);
  delete form.dataset.fragment;
  form.requestSubmit(submitter);
}

function showOffline(form) {
  const note = document.createElement("p");
  note.className = "messages note note--err";
  note.textContent = document.body.dataset.offline;
  showMessages(form, note);
  alarm(note.textContent);
}

document.addEventListener("submit", (event) => {
  if (event.defaultPrevented || !event.target.dataset.fragment) return;
  event.preventDefault();
  enhance(event.target, event.submitter);
});

/* Back and forward between states of one page: the address is the truth, so ask for it again. */
let shown = location.href;
addEventListener("popstate", () => {
  if (location.href.split("#")[0] !== shown.split("#")[0]) location.reload();
});

/* What a form needs once somebody is in it: the suggestions of search. */
const prepare = (field) => { if (field?.form?.dataset.script) import(field.form.dataset.script); };
document.addEventListener("focusin", (event) => prepare(event.target));
prepare(document.activeElement);
