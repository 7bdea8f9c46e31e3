"""What happens to one update, whoever brought it: handled, or set aside after the last try.

Rule: an update leaves our hands by one of two commits: its own, or that of being set aside. What comes
twice (a cut connection, a crash before confirming) is known by its id in the shell. Updates are handled
raw and parsed one by one, because the library would parse a batch whole: one that is malformed would stop
all of them for ever.
"""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, TypeGuard
from weakref import WeakValueDictionary

from telegram import Update

from bot.edge.client import AnyApplication
from bot.edge.handlers import clean
from bot.edge.pace import Pulse
from bot.edge.trouble import place_of
from bot.shell_types import Person

if TYPE_CHECKING:
    from bot.shell import Shell

TRIES = 3
BETWEEN_TRIES = 0.5  # seconds
LARGEST_ID = 2**63 - 1  # that a database takes

JSON = dict[str, Any]

log = logging.getLogger(__name__)


class Settling:
    """`storage_away` knows the errors of the database itself: the update is not at fault then, it waits."""

    def __init__(
        self,
        application: AnyApplication,
        shell: "Shell",
        *,
        pulse: Pulse,
        storage_away: Callable[[Exception], bool] = lambda error: False,
        on_set_aside: Callable[[Person], Awaitable[None]] | None = None,
    ) -> None:
        self._application = application
        self._shell = shell
        self._pulse = pulse
        self.storage_away = storage_away
        self._on_set_aside = on_set_aside

    async def settle(self, raw: JSON) -> bool:
        """Handle one update, or set it aside after the last try. False: neither could be stored."""
        for attempt in range(1, TRIES + 1):
            try:
                await self._application.process_update(Update.de_json(raw, self._application.bot))
                return True
            except Exception as error:
                if self.storage_away(error):
                    log.warning(
                        "update %d cannot be stored (%s), trying on", raw["update_id"], place_of(error)
                    )
                    return False
                if attempt == TRIES:
                    return await self.set_aside(raw, error)
            await self._pulse.sleep(BETWEEN_TRIES)
        raise AssertionError("the last try returns")

    async def set_aside(self, raw: JSON, error: Exception) -> bool:
        """Keep an update that cannot be handled, and tell who sent it. False: it could not be stored."""
        update_id = raw["update_id"]
        try:
            await self._shell.set_update_aside(update_id, _shape(raw), place_of(error))
        except Exception as second:
            log.warning("update %d cannot even be set aside (%s), trying on", update_id, place_of(second))
            return False
        log.error("update %d set aside after %d tries: %s", update_id, TRIES, place_of(error))
        person = _person_of(raw)
        if self._on_set_aside and person:
            try:
                await self._on_set_aside(person)
            except Exception as second:
                log.warning("nobody was told of update %d (%s)", update_id, place_of(second))
        return True


class Turns:
    """One thing at a time in each chat, in the order they came; chats side by side."""

    def __init__(self) -> None:
        self._locks: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    @asynccontextmanager
    async def of(self, chat: int) -> AsyncIterator[None]:
        lock = self._locks.setdefault(chat, asyncio.Lock())  # lives as long as somebody waits here
        async with lock:
            yield


def is_update(raw: object) -> TypeGuard[JSON]:
    """Whether it has the form by which an update is known; what is in it may still be anything."""
    if not isinstance(raw, dict):
        return False
    update_id = raw.get("update_id")
    return isinstance(update_id, int) and not isinstance(update_id, bool) and 0 < update_id <= LARGEST_ID


def chat_of(raw: JSON) -> int:
    """Whose turn it is. A private chat has the id of its person, so taps and texts wait for each other."""
    content = _content(raw)
    for part in (content.get("chat"), content.get("from")):
        if isinstance(part, dict) and isinstance(part.get("id"), int):
            return int(part["id"])
    return 0


def _shape(raw: JSON) -> str:
    """An update without anybody's words: which fields it has, and how long they are. That tells what was
    wrong with it, and not a name, a text, a place or an invite code."""
    try:
        return json.dumps(_outline(raw))
    except RecursionError:  # read just so, and too deep to be written from here
        return ""


def _outline(part: object) -> object:
    match part:
        case dict():
            return {key: _outline(value) for key, value in part.items()}
        case list():
            return [_outline(value) for value in part]
        case str():
            return f"{len(part)} letters"
        case float():
            return "a fraction"
        case _:
            return part


def _content(raw: JSON) -> JSON:
    """What an update carries, whatever its kind; raw, because it may be the one that cannot be parsed."""
    return next((part for part in raw.values() if isinstance(part, dict)), {})


def _person_of(raw: JSON) -> Person | None:
    """Who to tell kindly about an update that was set aside: a person in a private chat."""
    user = _content(raw).get("from")
    if not isinstance(user, dict) or user.get("is_bot") or user.get("id") != chat_of(raw):
        return None
    if not 0 < user["id"] <= LARGEST_ID:
        return None
    name, code = user.get("first_name"), user.get("language_code")
    return Person(
        chat_id=user["id"],
        first_name=clean(name) if isinstance(name, str) else "",
        language_code=clean(code) if isinstance(code, str) else None,
    )
