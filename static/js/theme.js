/* Light, dark or the device's own. A classic script in the head, so that the choice is there
   before the first paint; the radios are wired when the page is. */
(() => {
  const root = document.documentElement;
  const read = () => {
    try { return localStorage.getItem("theme") || "auto"; } catch { return "auto"; }
  };
  const show = (theme) => {
    if (theme === "auto") delete root.dataset.theme;
    else root.dataset.theme = theme;
  };
  show(read());
  document.addEventListener("DOMContentLoaded", () => {
    for (const radio of document.querySelectorAll('.theme [name="theme"]')) {
      radio.checked = radio.value === read();
      radio.addEventListener("change", () => {
        try { localStorage.setItem("theme", radio.value); } catch { /* kept for this page only */ }
        show(radio.value);
      });
    }
  });
})();
