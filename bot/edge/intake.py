"""Fetches updates from Telegram and confirms them only when what they did is committed (settle.py).

Rule: fetch a batch, handle it (each chat in order, chats side by side), and only then ask with a higher
offset, which is what confirms it. Nothing else is fetched meanwhile: unconfirmed updates would come again
with every call, and handling one is a short transaction without a network call, so the slowest chat holds
the others by milliseconds. Only who writes on while a file of theirs is fetched (files.py) has to wait, so
that their chat keeps its order: what they wrote is left unconfirmed and asked for again, while the others go
on. When we stop, what was not begun is left to Telegram.
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Callable
from typing import TYPE_CHECKING

from telegram.error import Conflict, RetryAfter, TelegramError

from bot.edge.client import CoachBot
from bot.edge.handlers import ALLOWED_UPDATES
from bot.edge.pace import Pulse, Stopped, rest, unless_stopped
from bot.edge.registration import take_back
from bot.edge.settle import BETWEEN_TRIES, JSON, TRIES, Settling, chat_of, is_update
from bot.edge.transport import Unreadable
from bot.edge.trouble import BadToken, Fate, WebhookIsSet, fate_of, kind_of, pause_of, place_of

if TYPE_CHECKING:
    from bot.shell import Shell

AT_ONCE = 16  # chats side by side: more would only stand in line before the database, also when we stop
POLL_SLACK = 10.0  # seconds an answer may take beyond the long poll
ASK_AGAIN = 0.6  # seconds; Telegram tells only one update to who asks twice within half a second
LAST_CALL = 1.0  # seconds the confirming call may take when we stop

log = logging.getLogger(__name__)


class Polling:
    """`timeout`: of a long poll, in seconds.

    `check` is asked before every call, and raises LostLead when the updates are another process's now.
    `busy` says whether a chat's next update cannot be begun yet.
    `on_contact` is told of every call that Telegram answered, when what it brought is stored.
    """

    def __init__(
        self,
        bot: CoachBot,
        shell: "Shell",
        settling: Settling,
        *,
        pulse: Pulse,
        timeout: int = 30,
        check: Callable[[], None] = lambda: None,
        busy: Callable[[int], bool] = lambda chat: False,
        on_contact: Callable[[], None] = lambda: None,
    ) -> None:
        self._bot = bot
        self._shell = shell
        self._settling = settling
        self._pulse = pulse
        self._timeout = timeout
        self._check = check
        self._busy = busy
        self._on_contact = on_contact
        self._heard = False  # Telegram answered the last call
        self._offset = 0
        self._confirmed = 0
        self._apart_to = -1  # up to this update they are asked for one by one: one of them cannot be read
        self._unread = 0  # answers with one that nobody can read, one after another
        self._polled = False  # Telegram has given us updates: no webhook was set then
        self._troubles = 0  # calls that failed, one after another
        self._troubled = False  # and that was said
        self._shared = False  # another program polls too, and that was said
        self._done: set[int] = set()  # updates that are, and cannot be confirmed before an earlier one
        self._held: set[int] = set()  # updates that wait for a file of their chat
        self._stuck = 0  # batches that could not be stored whole, one after another

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop` is set; updates begun by then are finished, and what is done is confirmed.

        BadToken, WebhookIsSet, LostLead: it cannot go on.
        """
        try:
            while not stop.is_set():
                batch = await self._fetch(stop)
                if await self._handle(batch, stop):
                    self._stuck = 0
                    if self._heard:
                        self._on_contact()
                    continue
                if not self._held:
                    self._stuck += 1
                wait = ASK_AGAIN if self._held else self._pulse.back_off(self._stuck)
                await unless_stopped(stop, rest(wait, self._pulse))
        except Stopped:
            pass
        await self._confirm()

    async def _fetch(self, stop: asyncio.Event) -> list[JSON]:
        """The next batch, or nothing after trouble (the wait for it to pass is over then)."""
        try:
            # at the start and after trouble the first call does not wait: whether Telegram is there is news
            timeout = self._timeout if self._heard else 0
            apart = {"limit": 1} if self._offset <= self._apart_to else {}
            batch = await unless_stopped(stop, self._get_updates({"timeout": timeout} | apart))
        except Unreadable as error:
            await self._part(error, stop)
            return []
        except TelegramError as error:
            self._heard = False
            await self._mend(error, stop)
            return []
        if self._troubled:
            log.info("Telegram answers again")
        self._troubles, self._troubled = 0, False
        self._heard = True
        self._unread = 0
        return batch

    async def _part(self, error: Unreadable, stop: asyncio.Event) -> None:
        """Find the update that makes a batch unreadable, and set it aside: the others are served."""
        found = [update_id for update_id in error.updates if update_id >= self._offset]
        apart = self._offset <= self._apart_to
        if not found or (apart and len(found) > 1):  # no batch of ours
            self._heard = False
            await self._mend(error, stop)
        elif not apart:
            self._apart_to = max(found)
        else:
            self._unread += 1
            if self._unread < TRIES:  # it may have been garbled on its way
                await unless_stopped(stop, rest(BETWEEN_TRIES, self._pulse))
            elif await self._settling.set_aside({"update_id": found[0]}, error):
                self._offset, self._unread = found[0] + 1, 0
            else:
                await unless_stopped(stop, rest(self._pulse.back_off(self._unread), self._pulse))

    async def _get_updates(self, params: JSON) -> list[JSON]:
        offset = self._offset
        asked = {"offset": offset, "allowed_updates": ALLOWED_UPDATES} | params
        self._check()
        batch = await self._bot.call("getUpdates", asked, read_timeout=params["timeout"] + POLL_SLACK)
        if not isinstance(batch, list) or (batch and not any(map(is_update, batch))):
            raise TelegramError("no list of updates")
        self._confirmed = offset
        self._polled = True
        return [raw for raw in batch if is_update(raw)]  # what has no number is confirmed with the others

    async def _mend(self, error: TelegramError, stop: asyncio.Event) -> None:
        """Do or wait for what helps after a call that failed; raises when nothing does."""
        hindrance: TelegramError | None = error
        if isinstance(error, Conflict) and "webhook" in error.message.lower():
            if self._polled or "terminated by" in error.message:  # it was set while we polled
                raise WebhookIsSet from None
            hindrance = await unless_stopped(stop, self._take_back())
        if hindrance is not None:
            await unless_stopped(stop, rest(self._wait_after(hindrance), self._pulse))

    async def _take_back(self) -> TelegramError | None:
        """Our own webhook is removed when polling begins; what hindered it. WebhookIsSet: it is not ours."""
        self._check()
        try:
            if not await take_back(self._bot, await self._shell.identity()):
                raise WebhookIsSet
        except TelegramError as error:
            return error
        except Exception as error:
            if not self._settling.storage_away(error):
                raise
            log.warning("the database does not answer (%s), trying on", place_of(error))
            return TelegramError("asked later")
        return None

    def _wait_after(self, error: TelegramError) -> float:
        """Seconds to wait after a call that failed, said once; raises when waiting is no use."""
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

    async def _handle(self, batch: list[JSON], stop: asyncio.Event) -> bool:
        """True: all of it is done. The offset moves to the first update that is not."""
        room = asyncio.Semaphore(AT_ONCE)
        chats: defaultdict[int, list[JSON]] = defaultdict(list)
        for raw in batch:
            chats[chat_of(raw)].append(raw)
        self._held.clear()
        undone = await asyncio.gather(*(self._in_order(*chat, room, stop) for chat in chats.items()))
        left = {update_id for update_id in undone if update_id is not None}
        if left:
            self._offset = min(left)
        elif batch:
            self._offset = batch[-1]["update_id"] + 1
        self._done = {update_id for update_id in self._done if update_id > self._offset}
        self._held &= left
        return not left

    async def _in_order(
        self, chat: int, updates: list[JSON], room: asyncio.Semaphore, stop: asyncio.Event
    ) -> int | None:
        """Handle one chat's updates; the id of the first that was not begun or not stored, if any."""
        async with room:
            for raw in updates:
                update_id = int(raw["update_id"])
                if update_id in self._done:
                    continue
                if self._busy(chat):
                    self._held.add(update_id)
                    return update_id
                if stop.is_set() or not await self._settling.settle(raw):
                    return update_id
                self._done.add(update_id)
        return None

    async def _confirm(self) -> None:
        """Tell Telegram what is done, without taking anything new in hand."""
        if self._offset == self._confirmed:
            return
        try:
            async with asyncio.timeout(LAST_CALL):
                await self._get_updates({"timeout": 0, "limit": 1})
        except (TelegramError, TimeoutError) as error:
            log.info("the last updates come again at the next start (%s)", kind_of(error))
