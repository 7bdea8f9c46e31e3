"""The people's side: what a Telegram app would do for the person who holds it.

Rule: a person acts, the chat and the bot's queue change together; nothing here waits for the bot.
"""

from bot.playground.checks import Upload
from bot.playground.entities import TEXT_LIMIT, found_entities
from bot.playground.files import keep_file, keep_photo
from bot.playground.markup import utf16
from bot.playground.store import JSON
from bot.playground.world import FIRST_PERSON, TAP_LIFE, World


class NotPossible(Exception):
    """The app would not let a person do this."""


class People(World):
    def add_person(
        self,
        first_name: str,
        *,
        last_name: str | None = None,
        username: str | None = None,
        language_code: str | None = "en",
    ) -> int:
        """A new person; the id is theirs and their private chat's. The bot cannot write to them yet."""
        with self.change():
            person = self.store.next("person", first=FIRST_PERSON)
            optional = {"last_name": last_name, "username": username, "language_code": language_code}
            user: JSON = {"id": person, "is_bot": False, "first_name": first_name}
            user |= {key: value for key, value in optional.items() if value}
            self.store.add_person(person, user)
            self.tell({"kind": "person", "user": user})
        return person

    def people(self) -> list[JSON]:
        return self.store.people()

    async def say(self, person: int, text: str) -> int:
        """A typed message; gives its message id."""
        return self._send(person, _typed(text))

    async def edit(self, person: int, message_id: int, text: str) -> None:
        with self.change():
            out, body, extra = self._message(person, message_id)
            if not out or "text" not in body:
                raise NotPossible("only one's own text messages can be edited")
            body = {key: value for key, value in body.items() if key != "entities"}
            body = self.rewrite(person, out, body | _typed(text) | {"edit_date": self.date()}, extra)
            self.push("edited_message", body)

    async def tap(self, person: int, message_id: int, data: str) -> str:
        """A tap on a button; any data goes through, also what no button has (a forged tap): the query id."""
        with self.change():
            self._must_write(person)
            _, message, _ = self._message(person, message_id)
            query = str(4_000_000_000_000_000 + self.store.next("query"))
            self.store.add_query(query, person, self.seconds() + TAP_LIFE)
            self.push(
                "callback_query",
                {
                    "id": query,
                    "from": self.user_of(person),
                    "message": message,
                    "chat_instance": str(-person * 1_000_003),
                    "data": _sendable(data),
                },
            )
        return query

    async def send_location(self, person: int, latitude: float, longitude: float) -> int:
        return self._send(person, {"location": {"latitude": latitude, "longitude": longitude}})

    async def send_photo(self, person: int, image: bytes, caption: str | None = None) -> int:
        """A JPEG or PNG."""
        with self.change():
            photo = keep_photo(self.store, Upload("photo.jpg", image))
        return self._send(person, {"photo": photo} | _caption(caption))

    async def send_document(self, person: int, name: str, data: bytes, caption: str | None = None) -> int:
        with self.change():
            document = keep_file(self.store, "documents", Upload(name, data))
        return self._send(person, {"document": document} | _caption(caption))

    async def send_sticker(self, person: int) -> int:
        with self.change():
            about = keep_file(self.store, "stickers", Upload("sticker.webp", b"RIFF0000WEBP", "image/webp"))
        sticker = {key: about[key] for key in ("file_id", "file_unique_id", "file_size")} | {
            "type": "regular",
            "width": 512,
            "height": 512,
            "is_animated": False,
            "is_video": False,
            "emoji": "👍",
        }
        return self._send(person, {"sticker": sticker})

    async def block(self, person: int) -> None:
        self._set_blocked(person, True)

    async def unblock(self, person: int) -> None:
        self._set_blocked(person, False)

    def _send(self, person: int, content: JSON) -> int:
        with self.change():
            self._must_write(person)
            self.store.mark_started(person)
            body = self.post(person, out=True, content=content)
            self.push("message", body)
        return int(body["message_id"])

    def _must_write(self, person: int) -> None:
        if self._person(person)[2]:
            raise NotPossible("the bot is blocked; unblock it first")

    def _message(self, person: int, message_id: int) -> tuple[bool, JSON, JSON]:
        message = self.store.message(person, message_id)
        if message is None:
            raise LookupError(f"no message {message_id} in the chat of {person}")
        return message

    def _set_blocked(self, person: int, blocked: bool) -> None:
        with self.change():
            if self._person(person)[2] == blocked:
                return
            self.store.mark_blocked(person, blocked)
            member, kicked = (
                {"user": self.bot_user, "status": "member"},
                {"user": self.bot_user, "status": "kicked", "until_date": 0},
            )
            self.push(
                "my_chat_member",
                {
                    "chat": self.chat_of(person),
                    "from": self.user_of(person),
                    "date": self.date(),
                    "old_chat_member": member if blocked else kicked,
                    "new_chat_member": kicked if blocked else member,
                },
            )


def _typed(text: str) -> JSON:
    """A text as an app sends it: trimmed, cut by nobody (the app splits at 4096; here that is refused)."""
    text = _sendable(text).strip()
    if not text:
        raise NotPossible("an empty message cannot be sent")
    if utf16(text) > TEXT_LIMIT:
        raise NotPossible(f"a message has at most {TEXT_LIMIT} characters")
    entities = found_entities(text)
    return {"text": text, "entities": entities} if entities else {"text": text}


def _sendable(text: str) -> str:
    if any("\ud800" <= sign <= "\udfff" for sign in text):
        raise NotPossible("half a sign (a lone surrogate) cannot be sent")
    return text


def _caption(caption: str | None) -> JSON:
    return {"caption": _sendable(caption)} if caption else {}
