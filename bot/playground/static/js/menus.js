// A small menu that opens from a button: arrows move, Escape and a press outside close.

import { el, icon } from "./dom.js";

// `items()` gives [{label, sign, note, checked, run}], or a string for a heading.
export function menuButton(button, menu, items) {
  const close = (refocus) => {
    if (menu.hidden) return;
    menu.hidden = true;
    button.setAttribute("aria-expanded", "false");
    if (refocus) button.focus();
  };
  const open = () => {
    menu.replaceChildren(...items().map((item) => entry(item, close)));
    menu.hidden = false;
    button.setAttribute("aria-expanded", "true");
    menu.querySelector("button")?.focus();
  };
  button.addEventListener("click", () => (menu.hidden ? open() : close(true)));
  document.addEventListener("pointerdown", (event) => {
    if (!menu.contains(event.target) && !button.contains(event.target)) close(false);
  });
  menu.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !menu.contains(event.relatedTarget) && event.relatedTarget !== button) close(false);
  });
  menu.addEventListener("keydown", (event) => {
    const keys = [...menu.querySelectorAll("button")];
    const at = keys.indexOf(document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
    if (event.key === "Escape") close(true);
    else if (to !== undefined) keys.at(to % keys.length).focus();
    else return;
    event.preventDefault();
  });
}

function entry(item, close) {
  if (typeof item === "string") return el("p", { class: "menu-title" }, item);
  return el(
    "button",
    {
      type: "button",
      role: item.checked === undefined ? "menuitem" : "menuitemradio",
      "aria-checked": item.checked === undefined ? null : String(item.checked),
      class: item.danger ? "danger-item" : null,
      onclick: () => {
        close(true);
        item.run();
      },
    },
    icon(item.sign),
    el("span", {}, item.label, item.note ? el("small", {}, item.note) : null),
  );
}
