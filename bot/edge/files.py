"""Fetches the files that runners sent, and reads them: what is in one becomes an event of its own.

Rule: the update that brought a file is done when it is written down what is to be fetched (shell.py), so
nobody waits for a slow file but its own chat, whose next update is not begun before it (`reading`). What was
not fetched when we stop is fetched at the next start. A file that cannot be had after the last try is given
up, and its sender is told.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from bot.coach.events import Calendar, Event
from bot.edge.calendar_file import fetch, read
from bot.edge.client import CoachBot
from bot.edge.pace import LostLead, Pulse, cancelled
from bot.edge.settle import BETWEEN_TRIES, TRIES
from bot.edge.trouble import Fate, fate_of, kind_of, place_of
from bot.shell_types import Filed

if TYPE_CHECKING:
    from bot.shell import Shell

AT_ONCE = 8

log = logging.getLogger(__name__)


class Files:
    """`post` takes files at any time. `check` raises LostLead when they are another process's now;
    `storage_away` knows the errors of the database itself: then it is waited for."""

    def __init__(
        self,
        bot: CoachBot,
        shell: "Shell",
        *,
        pulse: Pulse,
        check: Callable[[], None] = lambda: None,
        storage_away: Callable[[Exception], bool] = lambda error: False,
    ) -> None:
        self._bot = bot
        self._shell = shell
        self._pulse = pulse
        self._check = check
        self._storage_away = storage_away
        self._room = asyncio.Semaphore(AT_ONCE)
        self._one = asyncio.Lock()
        self._newest: dict[int, asyncio.Task[None]] = {}  # of each chat
        self._tasks: set[asyncio.Task[None]] = set()

    def post(self, files: Sequence[Filed]) -> None:
        """Take files over, each chat's in order. Never waits."""
        for filed in files:
            chat = filed.person.chat_id
            task = asyncio.create_task(self._behind(self._newest.get(chat), filed), name="file")
            self._newest[chat] = task
            self._tasks.add(task)
            task.add_done_callback(lambda task, chat=chat: self._over(task, chat))  # type: ignore[misc]

    def reading(self, chat: int) -> bool:
        """Whether a file of that chat is still to be read."""
        return chat in self._newest

    async def read(self, chat: int) -> None:
        """Until every file of that chat is read."""
        while (newest := self._newest.get(chat)) is not None:
            await asyncio.wait({newest})
            await asyncio.sleep(0)  # then its end is on record here

    async def idle(self) -> None:
        """Until every file is read."""
        while self._tasks:
            await asyncio.wait(self._tasks)
            await asyncio.sleep(0)

    async def close(self) -> None:
        """Leave what is not read to the next start."""
        await cancelled(*self._tasks)

    def _over(self, task: "asyncio.Task[None]", chat: int) -> None:
        self._tasks.discard(task)
        if self._newest.get(chat) is task:
            del self._newest[chat]

    async def _behind(self, before: "asyncio.Task[None] | None", filed: Filed) -> None:
        if before is not None:
            await asyncio.wait({before})
        try:
            async with self._room:
                event = await self._content(filed)
                await self._tell(filed, event)
        except LostLead:
            pass
        except Exception as error:
            log.error("a file waits for the next start (%s)", place_of(error))

    async def _content(self, filed: Filed) -> Event | None:
        """What is in it; None after the last try."""
        for attempt in range(1, TRIES + 1):
            self._check()
            try:
                data = await fetch(self._bot, filed.file_id)
                if data is None:
                    return Calendar(problem="big")
                async with self._one:  # eight threads at work would hold up the loop for 0.2 s
                    return await asyncio.to_thread(read, data)
            except Exception as error:
                if fate_of(error) is Fate.BAD_TOKEN:
                    raise  # the next start has another one
                if attempt == TRIES:
                    log.error("a file given up after %d tries: %s", TRIES, kind_of(error))
                    return None
            await self._pulse.sleep(BETWEEN_TRIES)
        raise AssertionError("the last try returns")

    async def _tell(self, filed: Filed, event: Event | None) -> None:
        """The shell, until it is stored; what cannot be handled is given up like what cannot be had."""
        tries = 0
        while True:
            try:
                await self._shell.file_read(filed, event)
                return
            except LostLead:
                raise
            except Exception as error:
                tries += 1
                if not self._storage_away(error) and tries >= TRIES:
                    if event is None:
                        raise
                    log.error("a file given up after %d tries: %s", TRIES, place_of(error))
                    event = None
            await self._pulse.sleep(self._pulse.back_off(tries))
