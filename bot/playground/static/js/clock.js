// The clock bar: what time it is for the coach, and the keys that put that clock forward.

import { api } from "./api.js";
import { byId, el } from "./dom.js";
import { toast } from "./notices.js";
import { clockFace, currentZone, setZone, shortWhen, zones } from "./time.js";

export class ClockBar {
  constructor({ onzone }) {
    this.shown = null;
    this.travelling = false;
    this.keys = { next: byId("skip-next"), "+1h": byId("skip-hour"), "+1d": byId("skip-day") };
    for (const [to, key] of Object.entries(this.keys)) key.addEventListener("click", () => this.travel(to));
    const choice = byId("clock-zone");
    choice.append(...zones().map(([zone, name]) => el("option", { value: zone, selected: zone === currentZone() }, name)));
    choice.addEventListener("change", () => {
      setZone(choice.value);
      this.draw();
      onzone();
    });
    setInterval(() => this.tick(), 1000);
  }

  // `clock` is {now, next} in ISO UTC, or null where the coach lives in real time.
  set(clock) {
    this.shown = clock && { now: Date.parse(clock.now), next: clock.next && new Date(clock.next), taken: performance.now() };
    this.draw();
  }

  draw() {
    byId("clock").hidden = this.shown === null;
    if (this.shown === null) return;
    const { next } = this.shown;
    byId("next-when").textContent = next ? shortWhen(next) : "";
    this.keys.next.title = next ? `The coach speaks next on ${shortWhen(next)}` : "Nothing is planned yet: tell the coach about a run first";
    for (const key of Object.values(this.keys)) key.disabled = this.travelling;
    this.keys.next.disabled = this.travelling || !next;
    this.tick();
  }

  tick() {
    if (this.shown === null) return;
    const now = new Date(this.shown.now + (performance.now() - this.shown.taken));
    const face = byId("clock-now");
    const text = clockFace(now);
    if (face.textContent !== text) {
      face.textContent = text;
      face.setAttribute("datetime", now.toISOString());
    }
  }

  async travel(to) {
    const pressed = this.keys[to];
    this.travelling = true;
    pressed.setAttribute("aria-busy", "true");
    this.draw();
    try {
      this.set(await api.travel(to));
    } catch (error) {
      toast(error.message);
    }
    this.travelling = false;
    pressed.removeAttribute("aria-busy");
    this.draw();
    if (!pressed.disabled) pressed.focus();
  }
}
