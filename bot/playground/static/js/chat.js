// The list of messages: in order, in days, and scrolled as a chat is.

import { bubble, changeKeys } from "./bubbles.js";
import { el, icon } from "./dom.js";
import { dayKey, dayTitle, ofUnix } from "./time.js";

const TOGETHER = 5 * 60; // seconds: messages of one side within this stand together
const NEAR = 60; // px from the end that still count as "at the end"

const RESTS_AFTER = 900; // ms without scrolling

const calm = matchMedia("(prefers-reduced-motion: reduce)");

export class Chat {
  constructor({ scroller, log, toEnd }, actions) {
    this.scroller = scroller;
    this.log = log;
    this.toEnd = toEnd;
    this.actions = actions;
    this.items = []; // {message, node}, by message id
    this.atEnd = true;
    this.top = 0; // where the list was scrolled to last
    this.unseen = 0;
    scroller.addEventListener("scroll", () => this.noteScroll(), { passive: true });
    // Pictures that arrive and keys that change move the end; someone who was there stays there.
    const keepEnd = new ResizeObserver(() => this.atEnd && this.scrollToEnd());
    keepEnd.observe(log);
    keepEnd.observe(scroller);
    toEnd.append(icon("down"), el("span", { class: "unseen" }));
    toEnd.addEventListener("click", () => this.scrollToEnd(calm.matches ? "instant" : "smooth"));
  }

  get messages() {
    return this.items.map((item) => item.message);
  }

  load(messages) {
    // What was there before is not news: a screen reader is told only what comes after.
    this.log.setAttribute("aria-live", "off");
    const stayed = this.atEnd || this.items.length === 0;
    this.log.replaceChildren();
    this.items = [];
    for (const message of messages) this.insert(message);
    this.arrange();
    this.countUnseen(0);
    if (stayed) this.scrollToEnd();
    requestAnimationFrame(() => this.log.setAttribute("aria-live", "polite"));
  }

  upsert(message) {
    this.lookWhereItStands();
    const known = this.items.find((item) => item.message.message_id === message.message_id);
    if (known) {
      this.change(known, message);
    } else {
      const node = this.insert(message);
      node.classList.add("fresh");
      if (message.out) this.atEnd = true;
      else if (!this.atEnd) this.countUnseen(this.unseen + 1);
    }
    this.arrange();
    // At once, while it is known that the person has not scrolled: when the page draws, it may be too late to tell.
    if (this.atEnd) this.scrollToEnd();
  }

  remove(messageId) {
    const at = this.items.findIndex((item) => item.message.message_id === messageId);
    if (at < 0) return;
    this.items[at].node.remove();
    this.items.splice(at, 1);
    this.arrange();
  }

  change(item, message) {
    const focused = item.node.contains(document.activeElement) ? document.activeElement.dataset.key : undefined;
    const hadFocus = item.node.contains(document.activeElement);
    if (!changeKeys(item.node, item.message, message, this.actions)) {
      const node = bubble(message, this.actions);
      item.node.replaceWith(node);
      item.node = node;
    }
    item.message = message;
    if (!hadFocus) return;
    // The same key keeps the focus (a toggle); another key in its place must not get it by accident.
    const same = [...item.node.querySelectorAll("[data-key]")].find((key) => key.dataset.key === focused);
    (same ?? item.node).focus({ preventScroll: true });
  }

  insert(message) {
    const node = bubble(message, this.actions);
    const at = this.items.findLastIndex((item) => item.message.message_id < message.message_id) + 1;
    this.items.splice(at, 0, { message, node });
    const day = this.day(message, this.items[at + 1]?.node.parentElement);
    const next = this.items[at + 1]?.node;
    day.insertBefore(node, next?.parentElement === day ? next : null);
    return node;
  }

  // The section of the message's day; made when it is the first.
  day(message, before) {
    const date = ofUnix(message.date);
    const key = dayKey(date);
    const known = [...this.log.children].findLast((section) => section.dataset.day === key);
    if (known) return known;
    const section = el("section", { class: "day", "data-day": key }, el("div", { class: "date" }, el("span", {}, dayTitle(date))));
    this.log.insertBefore(section, before ?? null);
    return section;
  }

  // Marks first and last of each group (the last has the tail) and drops empty days.
  arrange() {
    for (const section of [...this.log.children]) if (!section.querySelector(".msg")) section.remove();
    const near = (a, b) =>
      a && b && a.message.out === b.message.out && a.node.parentElement === b.node.parentElement && b.message.date - a.message.date < TOGETHER;
    this.items.forEach((item, at) => {
      item.node.classList.toggle("first", !near(this.items[at - 1], item));
      item.node.classList.toggle("last", !near(item, this.items[at + 1]));
    });
  }

  noteScroll() {
    this.lookWhereItStands();
    if (this.atEnd) this.countUnseen(0);
    this.toEnd.hidden = this.atEnd;
    this.showDay();
  }

  lookWhereItStands() {
    const { scrollHeight, scrollTop, clientHeight } = this.scroller;
    // Only the person leaves the end, by scrolling up; keys and pictures that push it away do not.
    this.atEnd = scrollHeight - scrollTop - clientHeight < NEAR || (this.atEnd && scrollTop >= this.top);
    this.top = scrollTop;
  }

  // The day's name stays at the top while the list moves, and goes when it rests.
  showDay() {
    const edge = this.scroller.getBoundingClientRect().top;
    for (const section of this.log.children) {
      section.querySelector(".date")?.classList.toggle("stuck", section.getBoundingClientRect().top < edge - 8);
    }
    this.log.classList.add("moving");
    clearTimeout(this.resting);
    this.resting = setTimeout(() => this.log.classList.remove("moving"), RESTS_AFTER);
  }

  scrollToEnd(behavior = "instant") {
    this.atEnd = true;
    this.toEnd.hidden = true;
    this.scroller.scrollTo({ top: this.scroller.scrollHeight, behavior });
    this.top = this.scroller.scrollTop;
    this.countUnseen(0);
  }

  countUnseen(count) {
    this.unseen = count;
    this.toEnd.querySelector(".unseen").textContent = count || "";
  }
}
