"""When Telegram last answered, and whom to tell after an absence.

Telegram keeps a tap for 150 seconds: what was tapped in a longer absence may be lost, whether the process,
the network or Telegram was away. By the machine's clock: when only the coach's jumps, nobody was away.
The last contact is kept in memory, and with the heartbeat in the database; but only after everybody was told,
so that a crash in the midst repeats and loses nothing.
"""

from collections.abc import Callable, Coroutine
from datetime import datetime, timedelta
from typing import Any

from bot.coach.events import Outage
from bot.shell import Shell

TAP_LIVES = timedelta(seconds=150)  # tdlib/telegram-bot-api: add_update(CallbackQuery, ..., 150, ...)
BATCH = 64  # runners told before the letters are waited for


class Contact:
    """`now` is the coach's clock, `real` the machine's."""

    def __init__(self, shell: Shell, *, now: Callable[[], datetime], real: Callable[[], datetime]) -> None:
        self._shell = shell
        self._now = now
        self._real = real
        self._read = False  # what an earlier process kept is known
        self._first: datetime | None = None
        self._last: datetime | None = None
        self._kept: datetime | None = None  # in the database
        self._absences: list[Outage] = []
        self._told: set[int] = set()  # of the first absence

    def answered(self) -> bool:
        """Telegram has answered. True: somebody has to be told of an absence before it."""
        at = self._real()
        if self._last is not None:
            self._between(self._last, at)
        self._first, self._last = self._first or at, at
        return bool(self._absences)

    async def look(self, room: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Tell the runners of each absence, and keep the last contact. `room`: waits for letters to leave."""
        if not self._read:
            kept = await self._shell.last_contact()
            if kept is not None and self._first is not None:
                self._between(kept, self._first)
            self._last, self._kept, self._read = self._last or kept, kept, True
        while self._absences:
            await self._tell(self._absences[0], room)
            del self._absences[0]
            self._told.clear()
        await self.keep()

    async def keep(self) -> None:
        """Write the last contact down, unless somebody has still to be told of an absence before it."""
        last = self._last
        if self._read and not self._absences and last is not None and last != self._kept:
            await self._shell.keep_contact(last)
            self._kept = last

    async def _tell(self, absence: Outage, room: Callable[[], Coroutine[Any, Any, None]]) -> None:
        for chat_id in await self._shell.in_session(absence):
            if chat_id not in self._told:
                await self._shell.tell_of(absence, chat_id)
                self._told.add(chat_id)
                if len(self._told) % BATCH == 0:
                    await room()

    def _between(self, last: datetime, at: datetime) -> None:
        if at - last > TAP_LIVES:
            ahead = self._now() - at  # of the coach's clock, in the playground
            self._absences.append(Outage(began=last + ahead, ended=at + ahead))
