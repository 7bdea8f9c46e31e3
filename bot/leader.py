"""One of several processes on one PostgreSQL leads: it alone takes updates, looks what is due and sends.

Rule: a leader is sure of its lead only until a moment on a clock of this machine that never jumps, counted
from *before* its last renewal was asked for. So a process that was stopped for a while knows when it wakes
that it leads no longer, before it has asked anybody. `check` comes right before every call to Telegram; every
unit of work ends with a look at the fence, in its own transaction: what a former leader does changes nothing.

A SQLite file has one process (bot/alone.py): it is always sure.
"""

import asyncio
import logging
import os
import secrets
import socket
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

from sqlalchemy import Connection

from bot.edge.pace import LostLead, Pulse, Stopped, rest, unless_stopped
from db.engine import Database
from db.store import lead

# seconds; a takeover takes at most LEASE, one look and what the new leader needs to begin
LEASE = 12.0  # it is renewed three times as often
SLACK = 1.0  # we stop believing so long before others may: for calls that are under way
LOOK_EVERY = 1.0  # a standby's look at whether the lead is free
ANSWER_WITHIN = 5.0  # for what the database is asked while standing by
SAY_EVERY = 10.0  # a standby's sign of life
BELIEVED = 30.0  # and how long it is believed
GIVE_BACK_WITHIN = 2.0

T = TypeVar("T")

log = logging.getLogger(__name__)


def lasting_seconds() -> float:
    """Seconds that never jump; where the system can, those of a machine that slept are counted too."""
    clock = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if clock is None else time.clock_gettime(clock)


class Lead(ABC):
    """Whether this process leads, and units of work that are committed only while it does."""

    sure: bool

    def check(self) -> None:
        """Raises LostLead unless this process is sure to lead at this moment."""
        if not self.sure:
            raise LostLead

    @abstractmethod
    async def run(self, work: Callable[[Connection], T]) -> T:
        """Database.run; LostLead when this process does not lead, and then nothing is changed."""

    @abstractmethod
    async def win(self, stop: asyncio.Event) -> bool:
        """Until this process leads. False: told to stop before that."""

    @abstractmethod
    async def keep(self) -> None:
        """Keep the lead; returns when it is lost."""

    @abstractmethod
    async def give_back(self) -> None:
        """Let another process have the lead at once; not having it is no error."""


def lead_of(database: Database) -> Lead:
    """A leader among several where there may be several, otherwise a process of its own."""
    return Leader(database) if database.dialect == "postgresql" else Alone(database)


class Alone(Lead):
    """The only process there is."""

    sure = True

    def __init__(self, database: Database) -> None:
        self._database = database

    async def run(self, work: Callable[[Connection], T]) -> T:
        return await self._database.run(work)

    async def win(self, stop: asyncio.Event) -> bool:
        return not stop.is_set()

    async def keep(self) -> None:
        await asyncio.Event().wait()

    async def give_back(self) -> None:
        pass


class Leader(Lead):
    """`owner`: HOST/PID/a random number. `lease`: seconds the lead is kept without a word from us."""

    def __init__(
        self,
        database: Database,
        *,
        pulse: Pulse | None = None,
        host: str | None = None,
        lease: float = LEASE,
    ) -> None:
        self._database = database
        self._pulse = pulse or Pulse(monotonic=lasting_seconds)
        self._host = host or socket.gethostname()
        self.owner = f"{self._host}/{os.getpid()}/{secrets.token_hex(4)}"
        self._lease = lease
        self._renew_every = lease / 3
        self._fence = 0
        self._lost = asyncio.Event()  # what `keep` waits for beside the time of the next renewal
        self._sure_until = float("-inf")
        self._say_at = float("-inf")  # when the next sign of a standby is due
        self._seen: str | None = None  # the leader that was last named in the log
        self._troubled = False

    @property
    def sure(self) -> bool:  # type: ignore[override]
        return self._left() > 0

    async def run(self, work: Callable[[Connection], T]) -> T:
        self.check()
        fence = self._fence

        def fenced(conn: Connection) -> T:
            result = work(conn)
            if not lead.stands(conn, fence):
                raise LostLead
            return result

        try:
            return await self._database.run(fenced)
        except LostLead:
            if fence == self._fence:
                self._lose()
            raise

    def _lose(self) -> None:
        self._sure_until = self._say_at = float("-inf")
        self._lost.set()

    async def win(self, stop: asyncio.Event) -> bool:
        with suppress(Stopped):
            while not stop.is_set():
                if await unless_stopped(stop, self._try()):
                    return True
                await unless_stopped(stop, rest(LOOK_EVERY, self._pulse))
        await self._last_word(lambda conn: lead.stand_by_no_more(conn, self.owner))
        return False

    async def _try(self) -> bool:
        began = self._pulse.monotonic()
        try:
            async with asyncio.timeout(ANSWER_WITHIN):
                fence = await self._database.run(lambda conn: self._look(conn, began))
        except Exception as error:
            self._say_trouble(error)
            return False
        self._troubled = False
        if fence is None:
            return False
        self._fence = fence
        self._lost.clear()
        self._sure_until = began + self._lease - SLACK
        self._seen = None
        log.info("this process leads (%s)", named(self.owner))
        return True

    def _look(self, conn: Connection, now: float) -> int | None:
        """Only a lead that looks free is asked for: looking locks nothing."""
        leader = lead.look(conn)
        if leader is None or not leader["held"] or leader["owner"] == self.owner:
            fence = lead.acquire(conn, self.owner, self._lease)
            if fence is not None:
                lead.stand_by_no_more(conn, self.owner)
                return fence
            leader = lead.look(conn)
        if now >= self._say_at:
            lead.stand_by(conn, self._host, self.owner, BELIEVED)
            self._say_at = now + SAY_EVERY
        if leader is not None and self._seen != leader["owner"]:
            self._seen = leader["owner"]
            log.info("standing by (leader: %s)", named(self._seen))
        return None

    async def keep(self) -> None:
        wait = self._renew_every
        with suppress(Stopped):
            while (left := self._left()) > 0:
                await unless_stopped(self._lost, rest(min(wait, left), self._pulse))
                wait = self._renew_every if await self._renew() else LOOK_EVERY
        self._lose()
        log.warning("this process leads no more (%s)", named(self.owner))

    def _left(self) -> float:
        """Seconds this process is sure to lead."""
        return self._sure_until - self._pulse.monotonic()

    async def _renew(self) -> bool:
        """False: the database did not answer. Raises Stopped when the lead is lost."""
        began, left = self._pulse.monotonic(), self._left()
        if left <= 0:
            raise Stopped
        try:
            async with asyncio.timeout(left):
                kept = await self._database.run(lambda conn: lead.renew(conn, self._fence, self._lease))
        except Exception as error:
            self._say_trouble(error)
            return False
        if not kept:
            raise Stopped
        self._troubled = False
        self._sure_until = began + self._lease - SLACK
        return True

    async def give_back(self) -> None:
        if not self.sure:
            return
        self._sure_until = float("-inf")
        await self._last_word(lambda conn: lead.give_back(conn, self._fence))

    async def _last_word(self, work: Callable[[Connection], object]) -> None:
        try:
            async with asyncio.timeout(GIVE_BACK_WITHIN):
                await self._database.run(work)
        except Exception as error:
            log.info("the lead could not be given back (%s); it ends by itself", type(error).__name__)

    def _say_trouble(self, error: Exception) -> None:
        if not self._troubled:
            self._troubled = True
            log.warning("the database cannot be asked who leads (%s), trying on", type(error).__name__)


def named(owner: str) -> str:
    """The owner of a lead for people: the host and the process, without the random number."""
    return owner.rpartition("/")[0]
