// A tapped button spins until the coach answers; the answer may bring a toast or an alert.

import { api } from "./api.js";
import { alertBox, toast } from "./notices.js";

const PATIENCE = 30_000; // ms until an unanswered button stops spinning

export class Taps {
  constructor() {
    this.waiting = new Map(); // query id -> the button that spins
    this.early = new Map(); // answers that overtook the reply to their tap
    this.flying = 0;
  }

  async tap(person, messageId, data, button) {
    if (button.getAttribute("aria-busy") === "true") return;
    spin(button, true);
    this.flying += 1;
    try {
      const { query_id: query } = await api.tap(person, messageId, data);
      this.waiting.set(query, button);
      const answer = this.early.get(query);
      if (answer) this.settle(answer);
      else setTimeout(() => this.stop(query), PATIENCE);
    } catch (error) {
      spin(button, false);
      toast(error.message);
    }
    this.flying -= 1;
    if (this.flying === 0) this.early.clear();
  }

  // The coach answered a tap: of this tab (then it is shown), or of another one.
  answered(event) {
    if (this.waiting.has(event.query_id)) this.settle(event);
    else if (this.flying > 0) this.early.set(event.query_id, event);
  }

  settle(event) {
    this.stop(event.query_id);
    if (event.text) (event.alert ? alertBox : toast)(event.text);
  }

  stop(query) {
    const button = this.waiting.get(query);
    if (button) spin(button, false);
    this.waiting.delete(query);
  }

  // The line broke: answers may have been missed, so nothing is waited for any more.
  forget() {
    for (const query of [...this.waiting.keys()]) this.stop(query);
  }
}

function spin(button, on) {
  if (on) button.setAttribute("aria-busy", "true");
  else button.removeAttribute("aria-busy");
}
