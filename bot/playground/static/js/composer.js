// The message box: typing, sending, editing the last message.

import { excerpt } from "./bubbles.js";
import { CommandMenu } from "./commands.js";
import { byId, el, icon } from "./dom.js";
import { toast } from "./notices.js";

const LIMIT = 4096; // UTF-16 units in one message

export class Composer {
  // `actions`: say(text), edit(messageId, text), lastOwn() -> the person's newest text message, refreshCommands()
  constructor(actions) {
    this.actions = actions;
    this.box = byId("text");
    this.editing = null;
    this.last = Promise.resolve(); // the message on its way; the next one waits for it
    this.commands = new CommandMenu({ box: this.box, choose: (command) => this.say(command) });
    byId("menu-button").append(icon("menu"));
    byId("send-button").append(icon("send"));
    byId("composer").addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit();
    });
    byId("menu-button").addEventListener("click", () => this.toggleCommands());
    this.box.addEventListener("keydown", (event) => this.key(event));
    this.box.addEventListener("input", () => this.changed());
    this.changed();
  }

  focus() {
    this.box.focus({ preventScroll: true });
  }

  hint(text) {
    this.box.setAttribute("placeholder", text ?? "Message");
  }

  key(event) {
    if (event.isComposing || this.commands.key(event)) {
      this.changed({ keepMenu: true });
      return;
    }
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.submit();
    } else if (event.key === "ArrowUp" && this.box.value === "" && !this.editing) {
      const message = this.actions.lastOwn();
      if (message) {
        event.preventDefault();
        this.startEdit(message);
      }
    } else if (event.key === "Escape" && this.editing) {
      this.endEdit();
    }
  }

  changed({ keepMenu = false } = {}) {
    this.box.style.height = "auto";
    this.box.style.height = `${Math.min(this.box.scrollHeight, 180)}px`;
    byId("send-button").classList.toggle("ready", this.box.value.trim() !== "");
    if (!keepMenu) this.commands.follow(this.editing ? "" : this.box.value);
  }

  toggleCommands() {
    if (this.commands.isOpen) this.commands.close();
    else {
      this.actions.refreshCommands();
      this.commands.open();
    }
    this.focus();
  }

  submit() {
    const text = this.box.value.trim();
    if (text === "") return;
    if (this.editing) this.finishEdit(text);
    else this.say(text);
  }

  // Sends what the box holds (or a command chosen there) and empties it. What could not leave comes back.
  async say(text) {
    this.box.value = "";
    this.changed();
    try {
      await this.deliver(text);
    } catch (error) {
      this.box.value = [error.left, this.box.value].filter(Boolean).join("\n");
      this.changed();
    }
  }

  // Sends a text that is not in the box: an answer key, a command in a bubble. The box stays as it is.
  press(text) {
    this.deliver(text).catch(() => {});
  }

  // One after the other, in the order of asking. A text too long for one message goes as several, as in chat apps.
  deliver(text) {
    const sent = this.last.then(async () => {
      let left = text;
      try {
        while (left !== "") {
          const part = firstPart(left);
          await this.actions.say(part);
          left = left.slice(part.length).trim();
        }
      } catch (error) {
        toast(`Not sent. ${error.message}`);
        error.left = left;
        throw error;
      }
    });
    this.last = sent.catch(() => {});
    return sent;
  }

  startEdit(message) {
    this.editing = message;
    this.box.value = message.text;
    byId("composer-bar").replaceChildren(
      icon("pen"),
      el("div", { class: "bar-about" }, el("b", {}, "Edit message"), el("span", {}, excerpt(message))),
      el("button", { type: "button", class: "round", "aria-label": "Stop editing", onclick: () => this.endEdit() }, icon("close")),
    );
    byId("composer-bar").hidden = false;
    byId("composer").classList.add("editing");
    this.changed({ keepMenu: true });
    this.focus();
    this.box.setSelectionRange(this.box.value.length, this.box.value.length);
  }

  endEdit() {
    this.editing = null;
    this.box.value = "";
    byId("composer-bar").hidden = true;
    byId("composer").classList.remove("editing");
    this.changed();
    this.focus();
  }

  async finishEdit(text) {
    if (text.length > LIMIT) {
      toast(`The message is too long: ${text.length} characters, ${LIMIT} is the most.`);
      return;
    }
    const message = this.editing;
    this.endEdit(); // at once: what is typed meanwhile is the next message
    if (text === message.text) return;
    try {
      await this.actions.edit(message.message_id, text);
    } catch (error) {
      toast(`Not changed. ${error.message}`);
      const typed = this.box.value;
      this.startEdit(message);
      this.box.value = [text, typed].filter(Boolean).join("\n");
      this.changed();
    }
  }
}

// As much of `text` as fits one message, cut where a line or a word ends, never inside a character.
function firstPart(text) {
  if (text.length <= LIMIT) return text;
  const head = text.slice(0, LIMIT);
  const cut = Math.max(head.lastIndexOf("\n"), head.lastIndexOf(" "));
  if (cut > LIMIT / 2) return head.slice(0, cut);
  const last = head.charCodeAt(LIMIT - 1);
  return last >= 0xd800 && last <= 0xdbff ? head.slice(0, -1) : head;
}
