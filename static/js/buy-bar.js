/* The bar at the foot of a phone's window is there once the button itself has left it above. */
const BELOW = { rootMargin: "0px 0px 100000px 0px" };
const watch = new IntersectionObserver(([button]) => {
  const bar = document.querySelector(".buy-bar");
  if (bar) bar.hidden = button.isIntersecting;
}, BELOW);

function start() {
  watch.disconnect();
  const button = document.querySelector(".buy__button");
  if (button) watch.observe(button);
}

document.addEventListener("fragments:swapped", start);
start();
