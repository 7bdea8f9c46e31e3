// The list of the coach's commands over the message box: opened by "/" or the menu key.

import { byId, el } from "./dom.js";

export class CommandMenu {
  constructor({ box, choose }) {
    this.box = box; // the textarea that keeps the focus
    this.choose = choose; // called with "/command"
    this.menu = byId("command-menu");
    this.commands = [];
    this.at = -1;
    document.addEventListener("pointerdown", (event) => {
      if (!this.menu.contains(event.target) && !byId("menu-button").contains(event.target)) this.close();
    });
  }

  get isOpen() {
    return !this.menu.hidden;
  }

  // Shows the commands that begin with what is typed; closes when there is none.
  follow(text) {
    const typed = /^\/([a-z0-9_]*)$/iu.exec(text);
    const fitting = typed ? this.commands.filter((one) => one.command.startsWith(typed[1].toLowerCase())) : [];
    if (fitting.length === 0) this.close();
    else this.open(fitting);
  }

  open(commands = this.commands) {
    this.menu.replaceChildren(
      ...commands.map((one, index) =>
        el(
          "div",
          { role: "option", id: `command-${index}`, "aria-selected": "false", class: "command", "data-command": `/${one.command}`, onclick: () => this.take(`/${one.command}`) },
          el("b", {}, `/${one.command}`),
          el("span", {}, one.description),
        ),
      ),
    );
    this.menu.hidden = commands.length === 0;
    byId("menu-button").setAttribute("aria-expanded", String(this.isOpen));
    this.mark(this.isOpen ? 0 : -1);
  }

  close() {
    this.menu.hidden = true;
    byId("menu-button").setAttribute("aria-expanded", "false");
    this.mark(-1);
  }

  mark(index) {
    const options = [...this.menu.children];
    this.at = options.length === 0 || index < 0 ? -1 : (index + options.length) % options.length;
    options.forEach((option, at) => option.setAttribute("aria-selected", String(at === this.at)));
    if (this.at < 0) {
      this.box.removeAttribute("aria-activedescendant");
    } else {
      this.box.setAttribute("aria-activedescendant", options[this.at].id);
      options[this.at].scrollIntoView({ block: "nearest" });
    }
  }

  take(command) {
    this.close();
    this.choose(command);
  }

  // True when the key was for the menu.
  key(event) {
    if (!this.isOpen) return false;
    const marked = this.menu.children[this.at]?.dataset.command;
    if (event.key === "ArrowDown") this.mark(this.at + 1);
    else if (event.key === "ArrowUp") this.mark(Math.max(this.at, 0) - 1 < 0 ? this.menu.children.length - 1 : this.at - 1);
    else if (event.key === "Escape") this.close();
    else if (event.key === "Tab" && !event.shiftKey && marked) {
      this.box.value = `${marked} `;
      this.close();
    } else if (event.key === "Enter" && !event.shiftKey && marked) this.take(marked);
    else return false;
    event.preventDefault();
    return true;
  }
}
