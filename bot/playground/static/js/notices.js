// Short notices over the chat (toasts), and alerts that wait for an OK.

import { byId, el } from "./dom.js";

const SHOWN_FOR = 3500; // ms

export function toast(text) {
  const node = el("div", { class: "toast" }, text);
  byId("toasts").append(node);
  setTimeout(() => node.remove(), SHOWN_FOR + 30 * text.length);
}

export function alertBox(text) {
  const box = byId("alert");
  byId("alert-text").textContent = text;
  if (!box.open) box.showModal();
}
