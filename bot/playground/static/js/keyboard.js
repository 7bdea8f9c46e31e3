// The keys under a bubble, and the answer keys that stand in for the phone's keyboard.

import { el, icon } from "./dom.js";
import { safeAddress } from "./entities.js";
import { toast } from "./notices.js";

const STYLES = ["success", "danger", "primary"];
const styled = (base, style) => (STYLES.includes(style) ? `${base} ${style}` : base);

// The inline keyboard of a message, or null. `actions.tap(messageId, data, button)` is called for a tap.
export function inlineKeys(message, actions) {
  const rows = message.reply_markup?.inline_keyboard ?? [];
  if (rows.length === 0) return null;
  const keys = rows.map((row) => el("div", { class: "row" }, ...row.map((key) => inlineKey(key, message, actions))));
  return el("div", { class: "keys", role: "group", "aria-label": "Buttons" }, ...keys);
}

function inlineKey(key, message, actions) {
  const look = styled("key", key.style);
  if (key.callback_data !== undefined) {
    const button = el(
      "button",
      { type: "button", class: look, "data-key": key.callback_data, onclick: () => actions.tap(message.message_id, key.callback_data, button) },
      el("span", {}, key.text),
      el("i", { class: "spinner", "aria-hidden": "true" }),
    );
    return button;
  }
  if (key.copy_text) return el("button", { type: "button", class: look, onclick: () => copy(key.copy_text.text) }, el("span", {}, key.text));
  const href = key.url === undefined ? null : safeAddress(key.url);
  if (href !== null) {
    // Labels may bring their own arrow ("Watch ↗"); one is enough.
    const label = key.text.replace(/\s*↗\s*$/u, "");
    return el(
      "a",
      { class: look, href, target: "_blank", rel: "noopener noreferrer", title: href },
      el("span", {}, label),
      el("span", { class: "arrow", "aria-label": "(opens in a new tab)" }, "↗"),
    );
  }
  return el("button", { type: "button", class: look, disabled: true, title: "This kind of button works only in Telegram." }, el("span", {}, key.text));
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    toast("Copied.");
  } catch {
    toast("The browser does not allow copying.");
  }
}

// What the newest messages say about the answer keys and the hint in the message box.
export function answerKeys(messages) {
  let keys = null;
  let hint = null;
  for (const message of messages) {
    const markup = message.keyboard;
    if (message.out) {
      hint = null;
      if (keys?.one_time_keyboard) keys = { ...keys, used: true };
    } else if (markup?.keyboard) {
      keys = markup;
      hint = markup.input_field_placeholder ?? null;
    } else if (markup?.remove_keyboard) {
      keys = null;
      hint = null;
    } else if (markup?.force_reply) {
      hint = markup.input_field_placeholder ?? "Reply";
    }
  }
  return { keys, hint };
}

// `actions.say(text)` and `actions.sharePlace()` are called for presses.
export function replyKeys(markup, actions) {
  const press = (key) => (key.request_location ? actions.sharePlace() : actions.say(key.text));
  return markup.keyboard.map((row) =>
    el(
      "div",
      { class: "row" },
      ...row.map((given) => {
        const key = typeof given === "string" ? { text: given } : given;
        const sign = key.request_location ? icon("pin") : null;
        return el("button", { type: "button", class: styled("answer", key.style), onclick: () => press(key) }, sign, el("span", {}, key.text));
      }),
    ),
  );
}
