// Pictures, moving pictures, files and places inside a bubble.

import { fileAddress } from "./api.js";
import { byId, el, icon } from "./dom.js";

const calm = matchMedia("(prefers-reduced-motion: reduce)");

// The media part of a message, or null when it has only text.
export function media(message) {
  if (message.photo) return photo(message.photo.at(-1));
  if (message.animation) return animation(message.animation);
  if (message.video) return el("video", { class: "media", src: fileAddress(message.video.file_id), controls: true, playsinline: true });
  if (message.voice ?? message.audio) return el("audio", { src: fileAddress((message.voice ?? message.audio).file_id), controls: true });
  if (message.document) return file(message.document);
  if (message.location) return place(message.location);
  if (message.sticker) return el("div", { class: "sticker" }, message.sticker.emoji ?? "🏃");
  if (message.text === undefined && message.caption === undefined) return el("p", { class: "unknown" }, "This kind of message is not shown here.");
  return null;
}

function photo(size) {
  const address = fileAddress(size.file_id);
  const image = el("img", { class: "media", src: address, alt: "Picture", width: size.width, height: size.height });
  return el("button", { type: "button", class: "photo", "aria-label": "Show the picture large", onclick: () => showLarge(address) }, image);
}

function showLarge(address) {
  byId("picture-image").setAttribute("src", address);
  byId("picture").showModal();
}

// Plays by itself, without sound; where the person asked their system for less motion, only when pressed.
function animation(about) {
  const address = fileAddress(about.file_id);
  const size = { width: about.width, height: about.height };
  const name = "Animation: the exercise in motion";
  const isVideo = (about.mime_type ?? "").startsWith("video/");
  const play = () => {
    if (!isVideo) return el("img", { class: "media", src: address, alt: name, ...size });
    const video = el("video", { class: "media", src: address, loop: true, playsinline: true, controls: calm.matches, "aria-label": name, ...size });
    video.muted = true;
    video.autoplay = !calm.matches;
    return video;
  };
  if (!calm.matches || isVideo) return play();
  const button = el("button", { type: "button", class: "play-key", onclick: () => button.replaceWith(play()) }, icon("play"), "Play the animation");
  return button;
}

function file(about) {
  const name = about.file_name ?? "file";
  return el(
    "a",
    { class: "file", href: `${fileAddress(about.file_id)}?name=${encodeURIComponent(name)}`, download: name },
    el("span", { class: "file-sign" }, icon("save")),
    el("span", { class: "file-about" }, el("b", {}, name), el("small", {}, byteSize(about.file_size))),
  );
}

function byteSize(bytes) {
  if (!bytes) return "Download";
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${(bytes / 1024).toFixed(1)} kB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

function place({ latitude, longitude }) {
  const href = `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=12/${latitude}/${longitude}`;
  return el(
    "a",
    { class: "place-card", href, target: "_blank", rel: "noopener noreferrer" },
    el("span", { class: "place-map" }, icon("pin")),
    el("span", { class: "place-name" }, "Location", el("small", {}, ` ${latitude.toFixed(4)}, ${longitude.toFixed(4)} ↗`)),
  );
}
