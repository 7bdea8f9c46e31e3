"""The clock only looks: one repeating APScheduler job that asks what is due, and is woken early.

Due dates are rows in the database. Losing this job loses nothing: the next look finds the same rows.
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.contact import Contact
from bot.edge.pace import LostLead, Stopped, unless_stopped
from bot.shell import Shell

EVERY = timedelta(seconds=10)
PRUNE_EVERY = timedelta(hours=6)
SHORT_LOOKS = 64  # a series puts a day when the last has had its: after an outage a look for each missed one
BATCH = 64  # reminders claimed in one look; the loop goes on while looks come back full

log = logging.getLogger(__name__)


class Heartbeat:
    """`now` is the coach's clock, `real` the machine's (they differ only in the playground).

    `room`: waits until the letters of more reminders could soon leave. What cannot leave stays a row: it is
    looked at anew when its turn comes, whatever the runner has done meanwhile, and memory stays flat.
    """

    def __init__(
        self,
        shell: Shell,
        *,
        now: Callable[[], datetime],
        real: Callable[[], datetime],
        room: Callable[[], Coroutine[Any, Any, None]],
    ) -> None:
        self._shell = shell
        self._room = room
        self._stopping = asyncio.Event()
        self._now = now
        self._real = real
        self._scheduler = AsyncIOScheduler(timezone=UTC)
        self._troubled = False
        self._looking = asyncio.Lock()
        self._beating = False
        self._again = False  # a look was due while one was under way: a big morning takes half an hour
        self._contact = Contact(shell, now=now, real=real)

    def contact(self) -> None:
        """Telegram has answered the intake."""
        if self._contact.answered():
            self.wake_at(self._now())

    def start(self) -> None:
        """Look now, and from now on."""
        always = {"max_instances": 1, "coalesce": True, "misfire_grace_time": None}
        start = self._real()
        self._scheduler.add_job(
            self.tick,
            "interval",
            seconds=EVERY.total_seconds(),
            id="beat",
            next_run_time=start,
            **always | {"max_instances": 2},  # the second one leaves a note and goes
        )
        self._scheduler.add_job(
            self._prune, "interval", seconds=PRUNE_EVERY.total_seconds(), next_run_time=start, **always
        )
        self._scheduler.start()

    async def stop(self) -> None:
        """No look begins any more; one that has begun comes to its end (APScheduler would cut it off)."""
        if not self._scheduler.running:
            return
        self._scheduler.remove_all_jobs()
        self._stopping.set()
        async with self._looking:
            self._scheduler.shutdown(wait=False)
            try:
                await self._contact.keep()
                await self._shell.sign_of_life(self._real())  # believed no longer than this
            except Exception as error:
                log.warning("the end could not be written down (%s)", type(error).__name__)

    def abandon(self) -> None:
        """End at once; a look that has begun is cut off. For a process that leads no more."""
        if self._scheduler.running:
            self._scheduler.remove_all_jobs()
            self._scheduler.shutdown(wait=False)

    def wake_at(self, due: datetime) -> None:
        """Something is due at this moment of the coach's clock: look then, unless the next look is sooner."""
        if not self._scheduler.running:
            return
        soon = self._real() + max(due - self._now(), timedelta())
        job = self._scheduler.get_job("beat")
        if job is not None and soon < job.next_run_time:
            job.modify(next_run_time=soon)

    async def beat(self) -> None:
        """Take everything that is due. An error is logged once, and the next look tries again."""
        try:
            async with self._looking:
                with suppress(Stopped):
                    await self._contact.look(self._space)
                await self._take_due()
                await self._shell.sign_of_life(self._real() + 6 * EVERY)
                due = await self._shell.next_due()
        except LostLead:
            return  # another process looks now
        except Exception as error:
            if not self._troubled:
                log.error("looking for what is due failed (%s), trying on", type(error).__name__)
            self._troubled = True
            return
        self._troubled = False
        if due is not None:
            self.wake_at(due)

    async def _take_due(self) -> None:
        """All that is due, as fast as it can leave. That may take half an hour: the sign of life goes on."""
        signed = self._real()
        short = 0  # looks that came back with something, but not full

        def go_on() -> bool:
            return not self._stopping.is_set()

        while (taken := await self._shell.take_due(BATCH, go_on)) and short < SHORT_LOOKS:
            short += taken < BATCH
            try:
                await self._space()
            except Stopped:
                return
            if self._real() - signed >= EVERY:
                signed = self._real()
                await self._contact.keep()
                await self._shell.sign_of_life(signed + 6 * EVERY)

    async def _space(self) -> None:
        """Until more letters could soon leave. Raises Stopped."""
        await unless_stopped(self._stopping, self._room())

    async def tick(self) -> None:
        """A look, unless one is under way; that one then looks once more."""
        if self._beating:
            self._again = True
            return
        self._beating = self._again = True
        try:
            with suppress(asyncio.CancelledError):  # abandoned; the scheduler would print where
                while self._again and not self._stopping.is_set():
                    self._again = False
                    await self.beat()
        finally:
            self._beating = False

    async def _prune(self) -> None:
        try:
            async with self._looking:
                await self._shell.prune()
        except (asyncio.CancelledError, LostLead):
            pass
        except Exception as error:
            log.warning("old updates are not forgotten yet (%s)", type(error).__name__)
