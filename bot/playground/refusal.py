"""How the playground says no: one exception that carries Telegram's own words, and three for broken wires.

Rule: a refusal is an answer (the bot gets a body with "ok": false); a broken wire is not (the bot gets none).
"""

from typing import NoReturn


class Refused(Exception):
    """A call that Telegram answers with "ok": false."""

    def __init__(
        self, code: int, description: str, *, retry_after: int | None = None, migrated_to: int | None = None
    ) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        told = {"retry_after": retry_after, "migrate_to_chat_id": migrated_to}
        self.parameters = {name: value for name, value in told.items() if value is not None}

    def body(self) -> dict[str, object]:
        body: dict[str, object] = {"ok": False, "error_code": self.code, "description": self.description}
        return body | ({"parameters": self.parameters} if self.parameters else {})


def too_many(retry_after: int) -> Refused:
    """Flood control: come again in so many seconds."""
    return Refused(429, f"Too Many Requests: retry after {retry_after}", retry_after=retry_after)


def bad(words: str) -> NoReturn:
    """Refuse with 400; the words are Telegram's, in its own spelling."""
    raise Refused(400, f"Bad Request: {words}")


class BrokenWire(Exception):
    """The caller gets no Bot API body at all."""


class AnswerLost(BrokenWire):
    """The call took effect, its answer never arrives."""


class NeverSent(BrokenWire):
    """The call did not reach Telegram."""


class Garbled(BrokenWire):
    """Something between the bot and Telegram answered instead, and not in JSON."""

    status = 502
    content = b"<html><body><h1>502 Bad Gateway</h1></body></html>"
