// Who holds this phone. Each tab is one person's phone: the id is in the address, and kept for this tab.

import { api } from "./api.js";
import { byId, el, icon } from "./dom.js";
import { menuButton } from "./menus.js";

const KEY = "regen-person";

// The languages a Telegram app may be set to; the coach guesses a time zone and its own language from it.
const LANGUAGES = [
  ["en", "English"], ["de", "Deutsch"], ["es", "Español"], ["fr", "Français"], ["it", "Italiano"], ["nl", "Nederlands"],
  ["pl", "Polski"], ["pt-br", "Português (Brasil)"], ["sv", "Svenska"], ["tr", "Türkçe"], ["cs", "Čeština"], ["uk", "Українська"],
  ["ru", "Русский"], ["ar", "العربية"], ["he", "עברית"], ["hi", "हिन्दी"], ["ja", "日本語"], ["ko", "한국어"], ["zh-hans", "简体中文"],
];

export function rememberedPerson() {
  const text = new URLSearchParams(location.search).get("person") ?? sessionStorage.getItem(KEY) ?? "";
  return /^\d{1,15}$/u.test(text) ? Number(text) : null;
}

export function rememberPerson(person) {
  sessionStorage.setItem(KEY, person);
  history.replaceState(null, "", `?person=${person}`);
}

export const fullName = (user) => [user.first_name, user.last_name].filter(Boolean).join(" ");

const goTo = (person) => location.assign(`/?person=${person}`);

// The first thing a new tab shows: who are you? `onperson(id)` is called once chosen.
export function welcome(people, bot, onperson) {
  const problem = el("p", { class: "problem", role: "alert" });
  const own = navigator.language?.slice(0, 2);
  const name = el("input", { name: "first_name", maxlength: 64, required: true, autocomplete: "given-name", placeholder: "Anna" });
  const language = el(
    "select",
    { name: "language_code" },
    ...LANGUAGES.map(([code, label]) => el("option", { value: code, selected: code.slice(0, 2) === own }, label)),
  );
  const join = async (event) => {
    event.preventDefault();
    try {
      onperson((await api.addPerson(name.value, language.value)).id);
    } catch (error) {
      problem.textContent = error.message;
    }
  };
  const known = people.map((user) =>
    el("button", { type: "button", class: "known", onclick: () => onperson(user.id) }, face(user), el("span", {}, fullName(user), el("small", {}, user.language_code ?? ""))),
  );
  byId("welcome").replaceChildren(
    el(
      "div",
      { class: "card" },
      el("img", { src: "/static/avatar.svg", alt: "", width: 84, height: 84 }),
      el("h1", {}, bot.first_name),
      el("p", { class: "lead" }, "A chat on this machine, just like Telegram. Say who you are; every tab can be another runner."),
      el(
        "form",
        { onsubmit: join },
        el("label", {}, "First name", name),
        el("label", {}, "Telegram's language on this phone", language),
        problem,
        el("button", { type: "submit", class: "strong-key" }, "Open the chat"),
      ),
      known.length > 0 ? el("div", { class: "known-list" }, el("h2", {}, "Or go on as"), ...known) : null,
    ),
  );
  byId("welcome").hidden = false;
  byId("app").hidden = true;
  name.focus();
}

export function face(user) {
  const [letter] = fullName(user).trim();
  return el("span", { class: `face tint-${user.id % 6}`, "aria-hidden": "true" }, letter?.toUpperCase() ?? "?");
}

// The button at the top right: who I am, who else is here, and blocking the bot.
export class PersonMenu {
  constructor(actions) {
    this.state = { people: [], me: null, blocked: false };
    menuButton(byId("person-button"), byId("person-menu"), () => {
      const { people, me, blocked } = this.state;
      return [
        "This phone belongs to",
        ...people.map((user) => ({
          label: fullName(user),
          note: `id ${user.id}${user.language_code ? ` · ${user.language_code}` : ""}`,
          sign: user.id === me?.id ? "check" : "person",
          checked: user.id === me?.id,
          run: () => user.id !== me?.id && goTo(user.id),
        })),
        { label: "Somebody new in a new tab", sign: "tab", run: () => window.open("/?new", "_blank", "noopener") },
        blocked
          ? { label: "Unblock the coach", sign: "stop", run: actions.unblock }
          : { label: "Block the coach", sign: "stop", danger: true, run: actions.block },
      ];
    });
  }

  set(people, me, blocked) {
    const before = this.state.me;
    this.state = { people, me, blocked };
    // A press that has begun on the face or the name is lost when that node goes: what is the same stays.
    if (JSON.stringify(before) === JSON.stringify(me)) return;
    byId("person-button").replaceChildren(face(me), el("span", { class: "person-name" }, fullName(me)), el("span", { class: "sr" }, ": people and settings"), icon("down"));
  }
}
