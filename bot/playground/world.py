"""What the bot's side and the people's side share: the store, the clock, events, waiting updates.

Rule: every change happens inside `change()`: one transaction, and only after its commit are events told and a
waiting getUpdates woken.
"""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from bot.playground.refusal import Refused, bad
from bot.playground.store import JSON, Store

# A token of the real shape that opens nothing: it is only good for a playground on this machine.
PLAY_TOKEN = "7000000:playground-token-that-opens-nothing"  # noqa: S105

TAP_LIFE = 150.0  # seconds a tap waits for the bot, and can be answered
MESSAGE_LIFE = 86_400.0  # seconds any other update waits
FIRST_PERSON = 1001
# Kinds a bot only gets when it asks for them by name.
_ASKED_FOR = ("chat_member", "message_reaction", "message_reaction_count")


class World:
    def __init__(
        self,
        path: Path | None,
        *,
        now: Callable[[], datetime],
        token: str = PLAY_TOKEN,
        username: str = "regen_coach_bot",
        name: str = "Regen Coach",
    ) -> None:
        self.store = Store(path)
        self.now = now
        self.token = token
        self.bot_user: JSON = {
            "id": int(token.partition(":")[0]),
            "is_bot": True,
            "first_name": name,
            "username": username,
        }
        self.arrived = asyncio.Event()  # set whenever an update was put in the queue
        self._listeners: set[asyncio.Queue[JSON]] = set()
        self._events: list[JSON] = []
        self._wake = False

    def close(self) -> None:
        self.store.close()

    # small persistent strings

    def meta(self, key: str) -> str | None:
        return self.store.get(f"meta:{key}")

    def set_meta(self, key: str, value: str | None) -> None:
        self.store.put(f"meta:{key}", value)

    # changes and events

    @contextmanager
    def change(self) -> Iterator[None]:
        """One transaction; its events are told after the commit, or never. Never awaits inside."""
        self._events, self._wake = [], False
        with self.store.transaction():
            yield
        for event in self._events:
            for queue in self._listeners:
                queue.put_nowait(event)
        if self._wake:
            self.arrived.set()

    def tell(self, event: JSON) -> None:
        self._events.append(event)

    @contextmanager
    def subscribe(self) -> Iterator[asyncio.Queue[JSON]]:
        """A queue of every event of every chat, from now on."""
        queue: asyncio.Queue[JSON] = asyncio.Queue()
        self._listeners.add(queue)
        try:
            yield queue
        finally:
            self._listeners.discard(queue)

    # time

    def seconds(self) -> float:
        return self.now().timestamp()

    def date(self) -> int:
        return int(self.seconds())

    # updates

    def push(self, kind: str, body: JSON) -> None:
        """Put an update in the bot's queue, unless the bot did not ask for its kind."""
        update_id = self.store.next("update", first=700_000_001)
        allowed = self.allowed_updates()
        if kind not in allowed if allowed else kind in _ASKED_FOR:
            return
        life = TAP_LIFE if kind == "callback_query" else MESSAGE_LIFE
        self.store.add_update({"update_id": update_id, kind: body}, self.seconds() + life)
        self._wake = True

    def allowed_updates(self) -> list[str]:
        return (self.store.get("allowed_updates") or "").split()

    # chats

    def chat_of(self, person: int) -> JSON:
        user = self._person(person)[0]
        chat = {"id": person, "type": "private"}
        return chat | {key: user[key] for key in ("first_name", "last_name", "username") if key in user}

    def user_of(self, person: int) -> JSON:
        return self._person(person)[0]

    def reachable(self, chat_id: int | str) -> int:
        """The private chat a bot may write to; refused in Telegram's words when it may not."""
        person = self.known_chat(chat_id)
        _, started, blocked = self._person(person)
        if blocked:
            raise Refused(403, "Forbidden: bot was blocked by the user")
        if not started:
            raise Refused(403, "Forbidden: bot can't initiate conversation with a user")
        return person

    def known_chat(self, chat_id: int | str) -> int:
        if isinstance(chat_id, str) or self.store.person(chat_id) is None:
            bad("chat_id is empty" if chat_id == "" else "chat not found")
        return chat_id

    def _person(self, person: int) -> tuple[JSON, bool, bool]:
        known = self.store.person(person)
        if known is None:
            raise LookupError(f"nobody here has the id {person}")
        return known

    # messages

    def post(self, chat: int, *, out: bool, content: JSON, extra: JSON | None = None) -> JSON:
        """Add a message to a chat (`out`: from the person) and tell it; gives the Bot API Message."""
        body: JSON = {
            "message_id": self.store.next("message"),
            "from": self.user_of(chat) if out else self.bot_user,
            "chat": self.chat_of(chat),
            "date": self.date(),
            **content,
        }
        self.store.add_message(chat, out, body, extra or {})
        self.tell({"kind": "message", "person": chat, "message": shown(out, body, extra or {})})
        return body

    def rewrite(self, chat: int, out: bool, body: JSON, extra: JSON) -> JSON:
        """Store a message as it is now and tell it."""
        self.store.change_message(chat, body, extra)
        self.tell({"kind": "edited", "person": chat, "message": shown(out, body, extra)})
        return body

    def chat(self, person: int) -> list[JSON]:
        """The chat as a Telegram app shows it now, in order."""
        self._person(person)
        return [shown(*message) for message in self.store.messages(person)]


def shown(out: bool, body: JSON, extra: JSON) -> JSON:
    """A Message with what only an app sees: `out`, and maybe `keyboard` (a reply keyboard), `reaction`."""
    return {**body, **extra, "out": out}


def bare(message: JSON) -> JSON:
    """The part of a stored message that may stand inside another one (a tap, a reply)."""
    return {key: value for key, value in message.items() if key != "reply_to_message"}
