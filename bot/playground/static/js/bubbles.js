// One message as a bubble: text, media, stamp, keys.

import { el, icon } from "./dom.js";
import { rich } from "./entities.js";
import { inlineKeys } from "./keyboard.js";
import { media } from "./media.js";
import { fullWhen, ofUnix, timeOfDay } from "./time.js";

const FEW_EMOJI = /^(?:\p{Extended_Pictographic}(?:\uFE0F|\p{Emoji_Modifier}|\u200D\p{Extended_Pictographic})*){1,3}$/u;

export function bubble(message, actions) {
  const text = message.text ?? message.caption;
  const shown = media(message);
  const body = el("div", { class: "bubble" }, el("span", { class: "sr" }, message.out ? "You: " : "Coach: "), quote(message), shown);
  if (text !== undefined) {
    body.append(el("div", { class: "text", dir: "auto" }, rich(text, message.entities ?? message.caption_entities, actions), stamp(message)));
  } else {
    body.append(stamp(message));
  }
  const node = el("article", { class: `msg ${message.out ? "out" : "in"}`, "data-id": message.message_id, tabindex: "-1" }, body);
  if (shown) node.classList.add(text === undefined ? "bare" : "captioned");
  if (message.sticker || (FEW_EMOJI.test(text ?? "") && !shown)) node.classList.add("jumbo");
  if (message.reaction) body.append(el("span", { class: "reaction", "aria-label": `The coach reacted: ${message.reaction}` }, message.reaction));
  const keys = inlineKeys(message, actions);
  if (keys) node.append(keys);
  return node;
}

// Gives `node` the keys of `message`; true if that was all that had changed since `before`.
export function changeKeys(node, before, message, actions) {
  const rest = (one) => JSON.stringify({ ...one, reply_markup: null, edit_date: null });
  if (rest(before) !== rest(message) || !before.edit_date !== !message.edit_date) return false;
  node.querySelector(":scope > .keys")?.remove();
  const keys = inlineKeys(message, actions);
  if (keys) node.append(keys);
  return true;
}

function quote(message) {
  const other = message.reply_to_message;
  if (!other) return null;
  return el("div", { class: "quote" }, excerpt(other));
}

// A message in a few words.
export function excerpt(message) {
  const text = message.text ?? message.caption;
  if (text) return text.length > 90 ? `${text.slice(0, 90)}…` : text;
  return message.photo ? "Picture" : message.location ? "Location" : (message.document?.file_name ?? "Message");
}

function stamp(message) {
  const sent = ofUnix(message.date);
  const edited = message.edit_date ? "edited " : null;
  const title = message.edit_date ? `${fullWhen(sent)}, edited ${fullWhen(ofUnix(message.edit_date))}` : fullWhen(sent);
  return el("span", { class: "stamp", title }, edited, el("time", { datetime: sent.toISOString() }, timeOfDay(sent)), message.out ? icon("check", "tick") : null);
}
