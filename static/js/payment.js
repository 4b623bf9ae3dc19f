/* The card is typed into Stripe's own frame, and the button places the order, then confirms:

   <form data-pay data-key="pk_…" data-cents="5200" data-locale="fr">
     … <div data-card-zone><p data-card-wait>…</p><div data-card></div></div>

   Whatever fails to load, the form is sent in the ordinary way and Stripe's own page takes over.
   A refused card leads to the order's payment page, which says why: the server knows it. */
import { alarm } from "./fragments.js";

const PATIENCE = 30000;
const REGIONS = ["erreurs", "recapitulatif", "demandes", "accord", "total"];
const form = document.querySelector("[data-pay]");
const zone = form?.querySelector("[data-card-zone]");
let stripe, elements, ready = false, busy = false;

function appearance() {
  const style = getComputedStyle(document.body);
  const isDark = style.colorScheme === "dark" || (style.colorScheme !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  return { theme: isDark ? "night" : "stripe", variables: { fontFamily: style.fontFamily, borderRadius: "6px" } };
}

function show() {
  stripe = window.Stripe(form.dataset.key);
  elements = stripe.elements({
    mode: "payment",
    amount: Number(form.dataset.cents),
    currency: "eur",
    locale: form.dataset.locale,
    appearance: appearance(),
  });
  const element = elements.create("payment", { layout: "tabs" });
  element.on("ready", () => { ready = true; tell(true); });
  element.on("loaderror", giveUp);
  element.mount(zone.querySelector("[data-card]"));
}

function giveUp() {
  ready = false;
  zone.hidden = true;
  tell(false);
}

function tell(embedded) {
  zone.querySelector("[data-card-wait]").hidden = true;
  form.querySelector("[data-hosted]")?.toggleAttribute("hidden", embedded);
  form.querySelector("[data-embedded]")?.toggleAttribute("hidden", !embedded);
}

function complain(words) {
  const note = document.createElement("p");
  note.className = "note note--err";
  note.textContent = words;
  document.getElementById("erreurs").replaceChildren(note);
  note.scrollIntoView({ block: "center" });
  alarm(words);
}

/* The page that came back says what is wrong: its words take their places, the card stays. */
function correct(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  for (const id of REGIONS) {
    const fresh = page.getElementById(id);
    if (fresh) document.getElementById(id)?.replaceWith(document.adoptNode(fresh));
  }
  form.dataset.cents = page.querySelector("[data-pay]")?.dataset.cents ?? form.dataset.cents;
  elements.update({ amount: Number(form.dataset.cents) });
  document.querySelector("[data-focus]")?.focus();
}

async function order() {
  const answer = await fetch(form.action, {
    method: "POST",
    body: new FormData(form),
    headers: { Accept: "application/json" },
    signal: AbortSignal.timeout(PATIENCE),
  });
  if (answer.headers.get("Content-Type")?.startsWith("application/json")) return answer.json();
  if (answer.status >= 500) throw new Error(answer.statusText);
  correct(await answer.text());
  return null;
}

async function pay() {
  const { error } = await elements.submit();
  if (error) return;
  const way = await order();
  if (!way) return;
  if (way.location) return location.assign(way.location);
  const confirmParams = { return_url: way.return_url };
  // Success leaves the page. The order is made: whatever failed, its own page knows and goes on.
  try {
    await stripe.confirmPayment({ elements, clientSecret: way.client_secret, confirmParams });
  } finally {
    location.assign(way.pay_again_url);
  }
}

async function submit() {
  busy = true;
  try {
    await pay();
  } catch {
    complain(navigator.onLine ? form.dataset.refused : document.body.dataset.offline);
  }
  busy = false;
  document.dispatchEvent(new CustomEvent("fragments:done", { detail: form }));
}

form?.addEventListener("submit", (event) => {
  const isCard = new FormData(form).get("means") === "card";
  if (busy) return event.preventDefault();
  if (!isCard || !ready) return;
  event.preventDefault();
  submit();
});

if (zone && window.Stripe) show();
else if (zone) giveUp();
