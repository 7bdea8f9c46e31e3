// Speaking with the playground: requests that answer or say why not, and the live line that comes back by itself.

export class ApiError extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

const GONE = "No connection to the playground.";

async function request(path, options) {
  let response;
  try {
    response = await fetch(path, options);
  } catch {
    throw new ApiError(0, GONE);
  }
  const body = await response.json().catch(() => ({}));
  if (!response.ok) throw new ApiError(response.status, body.error ?? `The playground answered ${response.status}.`);
  return body;
}

const post = (path, body) =>
  request(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });

export const api = {
  state: (person) => request(person ? `/api/state?person=${person}` : "/api/state"),
  chat: (person) => request(`/api/chat?person=${person}`),
  addPerson: (first_name, language_code) => post("/api/person", { first_name, language_code }),
  say: (person, text) => post("/api/say", { person, text }),
  edit: (person, message_id, text) => post("/api/edit", { person, message_id, text }),
  tap: (person, message_id, data) => post("/api/tap", { person, message_id, data }),
  location: (person, latitude, longitude) => post("/api/location", { person, latitude, longitude }),
  block: (person) => post("/api/block", { person }),
  unblock: (person) => post("/api/unblock", { person }),
  travel: (to) => post("/api/clock", { to }),
  upload(person, file, as) {
    const body = new FormData();
    body.append("as", as);
    body.append("file", file, file.name || "file");
    return request(`/api/upload?person=${person}`, { method: "POST", body });
  },
};

export const fileAddress = (fileId) => `/file/${encodeURIComponent(fileId)}`;

// Follows one person's events for ever. `onevent` gets each; `onlost` is called when the line breaks.
// The first event after every connection is {"kind": "hello"}: what happened before it must be loaded anew.
export function follow(person, { onevent, onlost }) {
  let source = null;
  let timer = null;
  let ended = false;

  function open() {
    source = new EventSource(`/api/events?person=${person}`);
    source.onmessage = (message) => onevent(JSON.parse(message.data));
    source.onerror = () => {
      source.close();
      if (ended) return;
      onlost();
      timer = setTimeout(open, 1000);
    };
  }

  open();
  return () => {
    ended = true;
    clearTimeout(timer);
    source.close();
  };
}
