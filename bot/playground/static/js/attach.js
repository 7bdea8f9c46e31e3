// What can be sent besides text: a photo, a file, a place.

import { api } from "./api.js";
import { byId, el, icon } from "./dom.js";
import { menuButton } from "./menus.js";
import { toast } from "./notices.js";
import { CITIES } from "./time.js";

const FILE_LIMIT = 20 * 1024 * 1024; // bytes: what a bot may download

export class Attach {
  constructor(person) {
    this.person = person; // () => id
    byId("attach-button").append(icon("clip"));
    menuButton(byId("attach-button"), byId("attach-menu"), () => [
      { label: "Photo", sign: "photo", run: () => byId("pick-photo").click() },
      { label: "File", sign: "file", run: () => byId("pick-file").click() },
      { label: "Location", sign: "pin", run: () => this.askPlace() },
    ]);
    for (const [id, as] of [["pick-photo", "photo"], ["pick-file", "document"]]) {
      byId(id).addEventListener("change", async (event) => {
        const [file] = event.target.files;
        if (file) await this.send(file, as);
        event.target.value = "";
      });
    }
    byId("text").addEventListener("paste", (event) => {
      const [file] = event.clipboardData.files;
      if (!file) return;
      event.preventDefault();
      this.send(file, isPhoto(file) ? "photo" : "document");
    });
    const wall = document.querySelector(".wall");
    wall.addEventListener("dragover", (event) => event.preventDefault());
    wall.addEventListener("drop", (event) => {
      event.preventDefault();
      const [file] = event.dataTransfer.files;
      if (file) this.send(file, isPhoto(file) ? "photo" : "document");
    });
  }

  async send(file, as) {
    if (file.size > FILE_LIMIT) {
      toast("The file is too big: 20 MB is the most.");
      return;
    }
    try {
      await api.upload(this.person(), file, as);
    } catch (error) {
      toast(`Not sent. ${error.message}`);
    }
  }

  askPlace() {
    const dialog = byId("place");
    const number = (name, label, limit) =>
      el("label", {}, label, el("input", { name, type: "number", step: "any", min: -limit, max: limit, required: true, inputmode: "decimal" }));
    const form = el(
      "form",
      { method: "dialog", onsubmit: (event) => this.sendPlace(event, dialog) },
      el("h2", { id: "place-title" }, "Send a location"),
      el(
        "div",
        { class: "cities" },
        ...CITIES.map((city) => el("button", { type: "button", class: "chip", onclick: () => fillPlace(form, city) }, city.name)),
      ),
      el("div", { class: "numbers" }, number("latitude", "Latitude", 90), number("longitude", "Longitude", 180)),
      navigator.geolocation
        ? el("button", { type: "button", class: "chip own-place", onclick: () => this.ownPlace(form) }, icon("target"), "Use this device's place")
        : null,
      el(
        "div",
        { class: "sheet-keys" },
        el("button", { type: "button", class: "plain-key", onclick: () => dialog.close() }, "Cancel"),
        el("button", { type: "submit", class: "strong-key" }, "Send"),
      ),
    );
    dialog.replaceChildren(form);
    dialog.showModal();
    form.querySelector(".chip").focus();
  }

  ownPlace(form) {
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => fillPlace(form, coords),
      () => toast("The browser does not tell where this device is."),
      { timeout: 10_000 },
    );
  }

  async sendPlace(event, dialog) {
    event.preventDefault();
    const { latitude, longitude } = event.target.elements;
    try {
      await api.location(this.person(), latitude.valueAsNumber, longitude.valueAsNumber);
      dialog.close();
    } catch (error) {
      toast(`Not sent. ${error.message}`);
    }
  }
}

function fillPlace(form, { latitude, longitude }) {
  form.elements.latitude.value = latitude;
  form.elements.longitude.value = longitude;
}

const isPhoto = (file) => ["image/jpeg", "image/png"].includes(file.type);
