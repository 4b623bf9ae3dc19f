/* Time left until the cart's stock is given back, counted by the server's clock:

   <div class="note" data-countdown data-now="2026-11-22T15:00:00+01:00" data-warning="…">
     … <span data-left aria-hidden="true"></span> … <time datetime="…">15 h 42</time> …

   The ticking words are for the eye alone; the ear gets the end time and one warning before it.
   At the end a box with data-reload asks the server what has become of the cart. */
import { alarm } from "./fragments.js";

const WARNING = 2 * 60;
let warnedOf;

function words(seconds) {
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  if (hours) return minutes ? `${hours} h ${minutes} min` : `${hours} h`;
  return minutes ? `${minutes} min ${seconds % 60} s` : `${seconds} s`;
}

function warn(box, end) {
  box.classList.add("note--warn");
  if (warnedOf === end) return;
  warnedOf = end;
  alarm(box.dataset.warning);
}

function start(box) {
  if (box.dataset.started) return;
  box.dataset.started = "true";
  const offset = Date.parse(box.dataset.now) - Date.now();
  const end = Date.parse(box.querySelector("time").dateTime);
  const stop = () => {
    clearInterval(timer);
    document.removeEventListener("visibilitychange", tick);
  };
  const tick = () => {
    const seconds = Math.ceil((end - Date.now() - offset) / 1000);
    if (!box.isConnected) return stop();
    box.querySelector("[data-left]").textContent = words(Math.max(seconds, 0));
    if (seconds <= WARNING) warn(box, end);
    // A second of grace: asked too early, the server would still answer with a countdown.
    if (seconds < -1) {
      stop();
      if ("reload" in box.dataset) location.reload();
    }
  };
  const timer = setInterval(tick, 1000);
  document.addEventListener("visibilitychange", tick);
  tick();
}

const startAll = () => document.querySelectorAll("[data-countdown]").forEach(start);
document.addEventListener("fragments:swapped", startAll);
startAll();
