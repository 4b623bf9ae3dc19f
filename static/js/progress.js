/* While a worker is busy the page asks how far it is, and opens afresh when it is done. Without
   scripts the page's own refresh does it. */
const PAUSE = 2000;

async function look() {
  const answer = await fetch(location.href);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const now = page.getElementById("progress");
  if (answer.redirected || !now?.hasAttribute("data-progress")) return location.reload();
  document.getElementById("progress").replaceWith(document.adoptNode(now));
  setTimeout(ask, PAUSE);
}

// No network for now: ask again later.
const ask = () => look().catch(() => setTimeout(ask, PAUSE));

setTimeout(ask, PAUSE);
