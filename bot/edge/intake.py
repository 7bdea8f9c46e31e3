"""Takes updates from Telegram and gives them up only when what they did is committed.

Rule: fetch a batch, handle it (each chat in order, chats side by side), and only then ask with a higher
offset, which is what confirms it. Nothing else is fetched meanwhile: unconfirmed updates would come again
with every call, and handling one is a short transaction without a network call, so the slowest chat holds
the others by milliseconds. An update leaves our hands by one of two commits: its own, or that of being set
aside. Whatever comes twice (a cut connection, a crash before confirming) is known by its id in the shell.

Updates are fetched raw and parsed one by one: the library parses a batch whole, so one malformed update would
stop all of them for ever.
"""

import asyncio
import json
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, cast

from telegram import Update
from telegram.error import Conflict, RetryAfter, TelegramError

from bot.edge.client import AnyApplication, CoachBot
from bot.edge.handlers import ALLOWED_UPDATES, clean
from bot.edge.pace import Pulse, Stopped, rest, unless_stopped
from bot.edge.trouble import BadToken, Fate, WebhookIsSet, fate_of, kind_of, pause_of, place_of
from bot.shell_types import Person

if TYPE_CHECKING:
    from bot.shell import Shell

TRIES = 3
BETWEEN_TRIES = 0.5  # seconds
POLL_SLACK = 10.0  # seconds an answer may take beyond the long poll
LAST_CALL = 2.0  # seconds the confirming call may take when we stop

JSON = dict[str, Any]

log = logging.getLogger(__name__)


class Polling:
    """`storage_away` knows the errors of the database itself: the update is not at fault then, it waits.

    `check` is asked before every call, and raises LostLead when the updates are another process's now.
    """

    def __init__(
        self,
        application: AnyApplication,
        shell: "Shell",
        *,
        pulse: Pulse,
        timeout: int = 30,  # seconds of a long poll
        storage_away: Callable[[Exception], bool] = lambda error: False,
        on_set_aside: Callable[[Person], Awaitable[None]] | None = None,
        check: Callable[[], None] = lambda: None,
    ) -> None:
        self._application = application
        self._bot = cast("CoachBot", application.bot)
        self._shell = shell
        self._pulse = pulse
        self._timeout = timeout
        self._storage_away = storage_away
        self._on_set_aside = on_set_aside
        self._check = check
        self._offset = 0
        self._confirmed = 0
        self._troubles = 0  # calls that failed, one after another
        self._troubled = False  # and that was said
        self._shared = False  # another program polls too, and that was said
        self._stuck = 0  # batches that could not be stored whole, one after another

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop` is set; what is in hand then is finished and confirmed.

        BadToken, WebhookIsSet, LostLead: it cannot go on.
        """
        try:
            while not stop.is_set():
                batch = await self._fetch(stop)
                if await self._handle(batch):
                    self._stuck = 0
                else:
                    self._stuck += 1
                    await unless_stopped(stop, rest(self._pulse.back_off(self._stuck), self._pulse))
        except Stopped:
            pass
        await self._confirm()

    async def _fetch(self, stop: asyncio.Event) -> list[JSON]:
        """The next batch, or nothing after trouble (the wait for it to pass is over then)."""
        try:
            batch = await unless_stopped(stop, self._get_updates({"timeout": self._timeout}))
        except TelegramError as error:
            await unless_stopped(stop, rest(self._wait_after(error), self._pulse))
            return []
        if self._troubled:
            log.info("Telegram answers again")
        self._troubles, self._troubled = 0, False
        return batch

    async def _get_updates(self, params: JSON) -> list[JSON]:
        offset = self._offset
        asked = {"offset": offset, "allowed_updates": ALLOWED_UPDATES} | params
        self._check()
        batch = await self._bot.call("getUpdates", asked, read_timeout=params["timeout"] + POLL_SLACK)
        if not _are_updates(batch):
            raise TelegramError("no list of updates")
        self._confirmed = offset
        return cast("list[JSON]", batch)

    def _wait_after(self, error: TelegramError) -> float:
        """Seconds to wait after a call that failed, said once; raises when waiting is no use."""
        if isinstance(error, Conflict) and "webhook" in error.message.lower():
            raise WebhookIsSet from None
        if fate_of(error) is Fate.BAD_TOKEN:
            raise BadToken from None
        self._troubles += 1
        if isinstance(error, Conflict):  # it comes and goes with every poll of the other one
            if not self._shared:
                self._shared = True
                log.warning("another program takes this bot's updates too: stop one of the two (trying on)")
        elif not self._troubled:
            self._troubled = True
            log.warning("no updates from Telegram (%s), trying on", kind_of(error))
        if isinstance(error, RetryAfter):
            return pause_of(error) + 0.5
        return self._pulse.back_off(self._troubles)

    async def _handle(self, batch: list[JSON]) -> bool:
        """True: all of it is done. The offset moves to the first update that is not."""
        chats: defaultdict[int, list[JSON]] = defaultdict(list)
        for raw in batch:
            chats[_chat_of(raw)].append(raw)
        undone = await asyncio.gather(*(self._in_order(chat) for chat in chats.values()))
        left = [update_id for update_id in undone if update_id is not None]
        if left:
            self._offset = min(left)
        elif batch:
            self._offset = batch[-1]["update_id"] + 1
        return not left

    async def _in_order(self, chat: list[JSON]) -> int | None:
        """Handle one chat's updates; gives the id of the first that could not be stored, if any."""
        for raw in chat:
            if not await self._settle(raw):
                return int(raw["update_id"])
        return None

    async def _settle(self, raw: JSON) -> bool:
        """Handle one update, or set it aside after the last try. False: neither could be stored."""
        for attempt in range(1, TRIES + 1):
            try:
                await self._application.process_update(Update.de_json(raw, self._bot))
                return True
            except Exception as error:
                if self._storage_away(error):
                    log.warning(
                        "update %d cannot be stored (%s), trying on", raw["update_id"], place_of(error)
                    )
                    return False
                if attempt == TRIES:
                    return await self._set_aside(raw, error)
            await self._pulse.sleep(BETWEEN_TRIES)
        raise AssertionError("the last try returns")

    async def _set_aside(self, raw: JSON, error: Exception) -> bool:
        update_id = raw["update_id"]
        try:
            words = clean(f"{place_of(error)}: {error}")
            await self._shell.set_update_aside(update_id, json.dumps(raw), words)
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

    async def _confirm(self) -> None:
        """Tell Telegram what is done, without taking anything new in hand."""
        if self._offset == self._confirmed:
            return
        try:
            async with asyncio.timeout(LAST_CALL):
                await self._get_updates({"timeout": 0, "limit": 1})
        except (TelegramError, TimeoutError) as error:
            log.info("the last updates come again at the next start (%s)", kind_of(error))


def _are_updates(batch: object) -> bool:
    return isinstance(batch, list) and all(
        isinstance(raw, dict) and isinstance(raw.get("update_id"), int) for raw in batch
    )


def _content(raw: JSON) -> JSON:
    """What an update carries, whatever its kind; raw, because it may be the one that cannot be parsed."""
    return next((part for part in raw.values() if isinstance(part, dict)), {})


def _chat_of(raw: JSON) -> int:
    """The lane of an update. A private chat has the id of its person, so taps and texts share one."""
    content = _content(raw)
    for part in (content.get("chat"), content.get("from")):
        if isinstance(part, dict) and isinstance(part.get("id"), int):
            return int(part["id"])
    return 0


def _person_of(raw: JSON) -> Person | None:
    """Who to tell kindly about an update that was set aside: a person in a private chat."""
    user = _content(raw).get("from")
    if not isinstance(user, dict) or user.get("is_bot") or user.get("id") != _chat_of(raw):
        return None
    name, code = user.get("first_name"), user.get("language_code")
    return Person(
        chat_id=user["id"],
        first_name=clean(name) if isinstance(name, str) else "",
        language_code=clean(code) if isinstance(code, str) else None,
    )
