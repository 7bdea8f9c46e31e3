// Message entities (bold, links, spoilers ...) as nodes. Offsets count UTF-16 units, as JavaScript strings do.

import { el } from "./dom.js";

// `actions.command(text)` is called when a command in the text is tapped.
export function rich(text, entities, actions) {
  const whole = document.createDocumentFragment();
  const spans = (entities ?? [])
    .map((entity) => ({ ...entity, from: entity.offset, to: Math.min(entity.offset + entity.length, text.length) }))
    .filter((span) => span.from >= 0 && span.from < span.to);
  fill(whole, text, 0, text.length, spans.sort(outerFirst), actions);
  return whole;
}

const outerFirst = (a, b) => a.from - b.from || b.to - a.to;

// Puts text[start..end) into `parent`. A span that reaches beyond the one before it is cut in two.
function fill(parent, text, start, end, spans, actions) {
  let at = start;
  let rest = spans;
  while (rest.length > 0) {
    const [span, ...later] = rest;
    if (span.from > at) parent.append(text.slice(at, span.from));
    const inside = later.filter((s) => s.from < span.to).map((s) => ({ ...s, to: Math.min(s.to, span.to) }));
    rest = later
      .filter((s) => s.to > span.to)
      .map((s) => ({ ...s, from: Math.max(s.from, span.to) }))
      .sort(outerFirst);
    const node = wrap(span, text.slice(span.from, span.to), actions);
    fill(node, text, span.from, span.to, inside, actions);
    parent.append(node);
    at = span.to;
  }
  if (at < end) parent.append(text.slice(at, end));
}

const TAGS = { bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code" };

function wrap(span, text, actions) {
  if (span.type in TAGS) return el(TAGS[span.type]);
  switch (span.type) {
    case "pre":
      return el("pre", { "data-language": span.language });
    case "blockquote":
      return el("blockquote");
    case "expandable_blockquote":
      return foldedQuote();
    case "spoiler":
      return spoiler();
    case "text_link":
      return link(span.url, text);
    case "url":
      return link(text.includes("://") ? text : `https://${text}`, text);
    case "email":
      return link(`mailto:${text}`, text);
    case "phone_number":
      return link(`tel:${text}`, text);
    case "bot_command":
      return el("button", { type: "button", class: "link", onclick: () => actions.command(text) });
    case "date_time":
      return el("time", { datetime: new Date(span.unix_time * 1000).toISOString() });
    case "mention":
    case "text_mention":
    case "hashtag":
    case "cashtag":
      return el("span", { class: "link" });
    default:
      return el("span");
  }
}

// Where a link may lead. Anything else (javascript:, data:, file: ...) is null, and shown as text.
export function safeAddress(address) {
  try {
    const url = new URL(address);
    return ["http:", "https:", "mailto:", "tel:"].includes(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

function link(address, text) {
  const href = safeAddress(address);
  if (href === null) return el("span", { class: "link", title: address });
  return el("a", { href, target: "_blank", rel: "noopener noreferrer", title: href === text ? null : href });
}

function spoiler() {
  const show = () => {
    node.classList.add("shown");
    for (const name of ["role", "tabindex", "aria-label"]) node.removeAttribute(name);
  };
  const node = el("span", {
    class: "spoiler",
    role: "button",
    tabindex: "0",
    "aria-label": "Hidden text: press to show",
    onclick: show,
    onkeydown: (event) => (event.key === "Enter" || event.key === " ") && (event.preventDefault(), show()),
  });
  return node;
}

function foldedQuote() {
  const toggle = () => node.setAttribute("aria-expanded", node.classList.toggle("open"));
  const node = el("blockquote", {
    class: "folded",
    role: "button",
    tabindex: "0",
    "aria-expanded": "false",
    onclick: toggle,
    onkeydown: (event) => event.key === "Enter" && toggle(),
  });
  return node;
}
