/* A field of search offers suggestions while one types: a combobox whose list the server writes.
   The focus stays in the field; arrows, Home and End choose, Enter goes there, Escape closes. */
import { announce } from "./fragments.js";

const SHORTEST = 2;
const DELAY = 150;

function enhance(form) {
  const input = form.elements.q;
  const list = document.createElement("div");
  const known = new Map();
  let timer, asking, chosen = null;

  const options = () => [...list.querySelectorAll('[role="option"]')];

  function choose(option) {
    chosen?.removeAttribute("aria-selected");
    chosen = option;
    chosen?.setAttribute("aria-selected", "true");
    chosen?.scrollIntoView({ block: "nearest" });
    if (chosen) input.setAttribute("aria-activedescendant", chosen.id);
    else input.removeAttribute("aria-activedescendant");
  }

  function open(isOpen) {
    choose(null);
    list.hidden = !isOpen;
    input.setAttribute("aria-expanded", String(isOpen));
  }

  function show(html) {
    list.innerHTML = html;
    open(options().length > 0);
    announce(list.querySelector("[data-said]")?.textContent ?? "");
  }

  async function ask() {
    const text = input.value.trim();
    asking?.abort();
    if (text.length < SHORTEST) return open(false);
    if (known.has(text)) return show(known.get(text));
    asking = new AbortController();
    const url = `${form.dataset.search}?q=${encodeURIComponent(text)}`;
    try {
      const answer = await fetch(url, { signal: asking.signal });
      if (!answer.ok) return open(false);
      known.set(text, await answer.text());
      if (document.activeElement === input) show(known.get(text));
    } catch (error) {
      if (error.name !== "AbortError") open(false);
    }
  }

  function move(key) {
    const all = options();
    const here = all.indexOf(chosen);
    // Between the last and the first stands the field itself.
    const next = { ArrowDown: here + 1, ArrowUp: here < 0 ? all.length - 1 : here - 1, Home: 0, End: all.length - 1 }[key];
    choose(all[next] ?? null);
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, DELAY);
  });

  input.addEventListener("keydown", (event) => {
    const { key } = event;
    if (key === "ArrowDown" && list.hidden) return ask();
    if (list.hidden || event.isComposing) return;
    if (key === "Escape") open(false);
    else if (key === "Enter" && chosen) chosen.click();
    else if (key.startsWith("Arrow") && !/Left|Right/.test(key)) move(key);
    else if (chosen && (key === "Home" || key === "End")) move(key);
    else return;
    event.preventDefault();
  });

  form.addEventListener("submit", () => { clearTimeout(timer); asking?.abort(); open(false); });
  input.addEventListener("blur", () => { asking?.abort(); open(false); });
  // A press on a suggestion does not take the focus, so that the list is still there to be clicked.
  list.addEventListener("pointerdown", (event) => event.preventDefault());

  list.id = `${input.id}-liste`;
  list.className = "search__list";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", form.querySelector("label").textContent);
  form.after(list);
  for (const [name, value] of Object.entries({
    role: "combobox", "aria-autocomplete": "list", "aria-controls": list.id, "aria-expanded": "false",
  })) input.setAttribute(name, value);
  // Somebody typed while this was on its way.
  if (input.value !== input.defaultValue) ask();
}

document.querySelectorAll("form[data-search]").forEach(enhance);
