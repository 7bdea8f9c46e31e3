"""The database is cut off while updates pour in: the disk full, the file locked, the server restarted.

The coach is never told that it is over. Whatever it could not store it must not confirm, and what it has
stored it must not lose; when the database is back it goes on by itself.
"""

import asyncio
import random
import resource
import sqlite3
import sys
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.clock import Clock
from tests.databases import PostgresServer, postgres_server
from tests.faults.blows import Blow, Fire
from tests.faults.crowd import Crowd
from tests.faults.narrow import FULL
from tests.faults.report import HarnessError, Report
from tests.faults.telegram import Watched, served
from tests.faults.updates import (
    Rounds,
    Target,
    feed,
    judged,
    the_coach,
    until_at_work,
    until_done,
)
from tests.patience import PATIENCE
from tests.processes.programs import Program

IN_IT = 5  # updates that come in the middle of an outage, whatever else waits
AT_WORK = 0.6  # seconds between two outages, and more while what was held up is caught up
_SMALL = 64 * 1024  # bytes: less than any database of ours, more than what a coach logs


class Outage(ABC):
    """`seconds`: how long it lasts."""

    name: str
    sure = True  # to be felt

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds

    @abstractmethod
    async def begin(self, program: Program) -> None: ...

    @abstractmethod
    async def end(self, program: Program) -> None: ...


class NoWrites(Outage):
    """The system lets the process write no file beyond a few pages (SQLite sees an I/O error)."""

    name = "refused writes"

    async def begin(self, program: Program) -> None:
        _limit(program, _SMALL)

    async def end(self, program: Program) -> None:
        _limit(program, resource.RLIM_INFINITY)


def _limit(program: Program, size: int) -> None:
    resource.prlimit(program.process.pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


class FullDisk(Outage):
    """No page more for the database's file."""

    name = "full disk"
    sure = False  # the free pages that are in the file may do for a while

    def __init__(self, seconds: float, folder: Path) -> None:
        super().__init__(seconds)
        self._flag = folder / FULL

    async def begin(self, program: Program) -> None:
        self._flag.touch()

    async def end(self, program: Program) -> None:
        self._flag.unlink()


class Locked(Outage):
    """Another connection has begun to write, and does not end."""

    name = "locked file"

    def __init__(self, seconds: float, file: Path) -> None:
        super().__init__(seconds)
        self._file = file
        self._other: sqlite3.Connection | None = None

    async def begin(self, program: Program) -> None:
        self._other = sqlite3.connect(self._file, isolation_level=None, timeout=30)
        self._other.execute("BEGIN IMMEDIATE")

    async def end(self, program: Program) -> None:
        assert self._other is not None
        self._other.execute("ROLLBACK")
        self._other.close()


class Restart(Outage):
    """PostgreSQL stops, in one of its ways, and starts again."""

    name = "restarted server"

    def __init__(self, seconds: float, server: PostgresServer, mode: str) -> None:
        super().__init__(seconds)
        self._server = server
        self._mode = mode

    async def begin(self, program: Program) -> None:
        await asyncio.to_thread(self._server.stop, self._mode)

    async def end(self, program: Program) -> None:
        await asyncio.to_thread(self._server.start)


@dataclass(frozen=True)
class Plan:
    outages: Sequence[Outage]
    updates: int
    kill_in: frozenset[int] = frozenset()  # the outages in the middle of which the coach is killed too


async def endured(telegram: Watched, crowd: Crowd, target: Target, plan: Plan, rng: random.Random) -> Fire:
    """All outages, one after another, until everything is taken and said. HarnessError: it came to no end."""
    fire, rounds = Fire(), Rounds(len(plan.outages))
    feeding = asyncio.create_task(feed(telegram, crowd, plan.updates, rounds))
    programs: list[Program] = []
    felt: set[str] = set()

    def start() -> Program:
        programs.append(target.start())
        return programs[-1]

    program = start()
    try:
        await until_at_work(telegram, program)
        for number, outage in enumerate(plan.outages):
            await _until_it_goes_on(telegram, crowd)
            await asyncio.sleep(rng.uniform(AT_WORK / 2, AT_WORK))
            program, was_felt = await _out(outage, program, start, telegram, crowd, number in plan.kill_in)
            felt |= {outage.name} if was_felt else set()
            fire.hard += number in plan.kill_in
            rounds.over += 1
        await feeding
        await until_done(telegram, program, target)
        if unfelt := {outage.name for outage in plan.outages if outage.sure} - felt:
            raise HarnessError(f"nobody felt the {' and the '.join(sorted(unfelt))}")
        await fire.strike(program, Blow.TERM, rng)
    finally:
        feeding.cancel()
        await asyncio.gather(feeding, return_exceptions=True)
        for one in programs:
            one.ensure_ended()
    return fire


async def _until_it_goes_on(telegram: Watched, crowd: Crowd) -> None:
    """Until something more is confirmed: Telegram itself drops a tap after two and a half minutes."""
    before = len(crowd.acts) - telegram.waiting()
    async with asyncio.timeout(2 * PATIENCE):
        while len(crowd.acts) - telegram.waiting() <= before:  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0.05)


async def _out(
    outage: Outage,
    program: Program,
    start: Callable[[], Program],
    telegram: Watched,
    crowd: Crowd,
    killed: bool,
) -> tuple[Program, bool]:
    """One outage: the program at work after it, and whether it was felt. HarnessError: it ended."""
    await outage.begin(program)
    try:
        await asyncio.sleep(outage.seconds / 4)
        said, confirmed = len(program.errors), len(crowd.acts) - telegram.waiting()
        for _ in range(IN_IT):
            await crowd.act()
        await asyncio.sleep(outage.seconds / 2)
        stood_still = telegram.waiting() > 0 and confirmed == len(crowd.acts) - telegram.waiting()
        felt = stood_still or len(program.errors) > said
        if killed:
            await asyncio.to_thread(program.ensure_ended)
            program = start()
        await asyncio.sleep(outage.seconds / 4)
        if program.process.poll() is not None:
            raise HarnessError(f"it ended because of a {outage.name}: {program.errors[-2000:]}")
    finally:
        await outage.end(program)
    return program, felt


def narrowed(folder: Path, url: str, settings: dict[str, str]) -> Target:
    """The coach on a disk that can be full."""
    whole = the_coach(folder, url, settings)
    known = settings | {"REGEN_DATABASE_URL": url, "REGEN_LOG_LEVEL": "WARNING"}
    command = (sys.executable, "-m", "tests.faults.narrow")
    return Target(lambda: Program(folder, "run", command=command, **known), whole.effects, whole.letters)


# --- the coach -----------------------------------------------------------------------------------------


async def disk(folder: Path, seed: int, share: float) -> Report:
    url = f"sqlite:///{folder / 'regen.sqlite3'}"
    times, seconds = (10, 8.0) if share else (1, 1.2)
    outages = [one for _ in range(times) for one in (NoWrites(seconds), FullDisk(seconds, folder))]
    plan = Plan(outages, updates=300 * len(outages) if share else 400, kill_in=frozenset({1, 5, 9}))
    return await _coach("the disk full", folder, url, seed, plan, narrowed)


async def locked(folder: Path, seed: int, share: float) -> Report:
    """30 seconds are three times as long as the coach waits for the file; the quick form is less."""
    file = folder / "regen.sqlite3"
    seconds = 30.0 if share else 2.0
    plan = Plan([Locked(seconds, file) for _ in range(3 if share else 1)], updates=1_000 if share else 250)
    return await _coach("the file locked", folder, f"sqlite:///{file}", seed, plan, the_coach)


async def restarts(folder: Path, seed: int, share: float) -> Report:
    """Raises NoPostgres."""
    server = postgres_server()
    with server.empty() as url:
        ways = ("immediate", "fast") * 5 if share else ("immediate",)
        plan = Plan([Restart(1.0, server, way) for way in ways], updates=2_000 if share else 300)
        return await _coach("PostgreSQL restarted", folder, url, seed, plan, the_coach)


async def _coach(
    name: str,
    folder: Path,
    url: str,
    seed: int,
    plan: Plan,
    target_of: Callable[[Path, str, dict[str, str]], Target],
) -> Report:
    rng = random.Random(seed)
    async with served() as (telegram, settings):
        crowd = Crowd(telegram, rng, tellers=80, exercising=20)
        await crowd.furnish(url, Clock().now())
        target = target_of(folder, url, settings)
        fire = await endured(telegram, crowd, target, plan, rng)
        return await judged(name, telegram, crowd, target, fire, seed, url, len(plan.outages), "outage")
