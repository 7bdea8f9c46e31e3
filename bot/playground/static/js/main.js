// The page: one person's phone, one chat with the coach.

import { api, follow } from "./api.js";
import { Attach } from "./attach.js";
import { Chat } from "./chat.js";
import { ClockBar } from "./clock.js";
import { Composer } from "./composer.js";
import { byId, el, icon } from "./dom.js";
import { answerKeys, replyKeys } from "./keyboard.js";
import { toast } from "./notices.js";
import { fullName, PersonMenu, rememberedPerson, rememberPerson, welcome } from "./people.js";
import { Taps } from "./taps.js";

const TYPING_FOR = 5000; // ms, as Telegram shows one chat action

let me = rememberedPerson();
let state = null;
let loading = null; // events that came while the chat was loaded; null when it is not
let typingEnds = null;
let keysWanted = null; // true or false once the person opened or closed the answer keys; else as the coach says
let keysShown = "";

const taps = new Taps();
const actions = {
  tap: (messageId, data, button) => taps.tap(me, messageId, data, button),
  command: (text) => composer.press(text),
  say: (text) => composer.press(text),
  sharePlace: () => attach.askPlace(),
};
const chat = new Chat({ scroller: byId("scroller"), log: byId("log"), toEnd: byId("to-end") }, actions);
const composer = new Composer({
  say: (text) => api.say(me, text),
  edit: (messageId, text) => api.edit(me, messageId, text),
  lastOwn: () => chat.messages.findLast((message) => message.out && message.text),
  refreshCommands: () => refresh().catch(() => {}),
});
const attach = new Attach(() => me);
const clock = new ClockBar({ onzone: () => chat.load(chat.messages) });
const personMenu = new PersonMenu({
  block: () => setBlocked(api.block),
  unblock: () => setBlocked(api.unblock),
});

async function setBlocked(change) {
  try {
    await change(me);
    await refresh();
  } catch (error) {
    toast(error.message);
  }
}

async function refresh() {
  state = await api.state(me);
  composer.commands.commands = state.commands;
  if (me !== null && state.people.every((user) => user.id !== me)) me = null;
  if (me === null) return;
  const user = state.people.find((one) => one.id === me);
  personMenu.set(state.people, user, state.blocked);
  clock.set(state.clock);
  byId("bot-name").textContent = state.bot.first_name;
  document.title = `${fullName(user)} · ${state.bot.first_name}`;
  showFoot();
}

// What stands below the chat: START before the first word, UNBLOCK, or the message box with its keys.
function showFoot() {
  const empty = chat.items.length === 0;
  const began = !empty && document.activeElement === byId("start-button");
  byId("start-button").hidden = !empty || state.blocked;
  byId("unblock-button").hidden = !state.blocked;
  byId("composer").hidden = empty || state.blocked;
  const { keys, hint } = answerKeys(chat.messages);
  composer.hint(hint);
  showKeys(empty || state.blocked ? null : keys);
  // The key that had the focus is gone; where there is no keyboard, focusing the box would open one.
  if (began && matchMedia("(hover: hover)").matches) composer.focus();
  introduce(empty);
}

function showKeys(keys) {
  const open = keys !== null && (keysWanted ?? !keys.used);
  byId("keys-button").hidden = keys === null;
  byId("keys-button").setAttribute("aria-expanded", String(open));
  byId("reply-keys").hidden = !open;
  const wanted = open ? JSON.stringify(keys) : "";
  if (wanted === keysShown) return; // keys that stay keep the focus
  keysShown = wanted;
  byId("reply-keys").classList.toggle("tall", open && !keys.resize_keyboard);
  byId("reply-keys").replaceChildren(...(open ? replyKeys(keys, actions) : []));
}

// An empty chat shows what the bot says about itself. It may still be telling: then look again.
function introduce(empty) {
  byId("intro")?.remove();
  if (!empty) return;
  const text = state.description || `Press START to begin the chat with ${state.bot.first_name}.`;
  byId("log").append(
    el("div", { id: "intro", class: "intro" }, el("img", { src: "/static/avatar.svg", alt: "", width: 72, height: 72 }), el("h2", {}, "What can this bot do?"), el("p", {}, text)),
  );
}

function status(text, kind = "") {
  const place = byId("status");
  if (place.textContent !== text) place.textContent = text;
  place.className = `status ${kind}`;
}

function typing() {
  status("typing…", "typing");
  clearTimeout(typingEnds);
  typingEnds = setTimeout(() => status("bot"), TYPING_FOR);
}

async function reload() {
  loading = [];
  try {
    await refresh();
    if (me === null) {
      start();
      return;
    }
    chat.load((await api.chat(me)).messages);
    status("bot");
    showFoot();
    if (!state.description && chat.items.length === 0) setTimeout(() => refresh().catch(() => {}), 2000);
  } finally {
    const waited = loading;
    loading = null;
    waited.forEach(hear);
  }
}

function hear(event) {
  if (event.kind === "hello") {
    reload().catch((error) => toast(error.message));
  } else if (loading !== null) {
    loading.push(event);
  } else if (event.kind === "message" || event.kind === "edited") {
    if (!event.message.out && event.kind === "message") {
      clearTimeout(typingEnds);
      status("bot");
      if (event.message.keyboard) keysWanted = null;
    }
    chat.upsert(event.message);
    showFoot();
  } else if (event.kind === "deleted") {
    chat.remove(event.message_id);
    showFoot();
  } else if (event.kind === "answered") {
    taps.answered(event);
  } else if (event.kind === "typing") {
    typing();
  } else if (event.kind === "clock") {
    clock.set(event);
  } else if (event.kind === "person") {
    refresh().catch(() => {});
  }
}

let unfollow = null;

function enter(person) {
  me = person;
  rememberPerson(person);
  byId("welcome").hidden = true;
  byId("app").hidden = false;
  status("connecting…", "lost");
  unfollow?.();
  unfollow = follow(person, {
    onevent: hear,
    onlost: () => {
      clearTimeout(typingEnds);
      status("connecting…", "lost");
      taps.forget();
    },
  });
}

// Finds out who holds this phone, asking when it must; tries until the playground is there.
async function start() {
  unfollow?.();
  unfollow = null;
  try {
    state = await api.state();
  } catch {
    setTimeout(start, 1000);
    return;
  }
  if (state.people.some((user) => user.id === me)) enter(me);
  else welcome(state.people, state.bot, enter);
}

// A double click is one start (its second click counts two).
byId("start-button").addEventListener("click", (event) => event.detail < 2 && composer.press("/start"));
byId("unblock-button").addEventListener("click", () => setBlocked(api.unblock));
byId("keys-button").append(icon("keys"));
byId("keys-button").addEventListener("click", () => {
  keysWanted = byId("keys-button").getAttribute("aria-expanded") !== "true";
  showFoot();
});
byId("picture").addEventListener("click", () => byId("picture").close());

start();
