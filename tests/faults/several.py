"""Three coaches on one PostgreSQL: whoever leads is killed, stopped or put to sleep while reminders fall due.

Nobody else is hit: a standby that dies is no news. A leader that was put to sleep wakes when
another one leads, and must not send what it had in hand.
"""

import asyncio
import os
import random
import signal
import time
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import select

from db.engine import open_database
from db.models import leases
from tests.databases import postgres_server
from tests.faults.blows import Blow, Fire
from tests.faults.reminders import Size, environment, furnish, judged, until_all_came
from tests.faults.report import HarnessError, Report
from tests.faults.telegram import Watched, served
from tests.patience import PATIENCE
from tests.processes.programs import Program

PROCESSES = 3
AT_WORK = 3.0  # seconds a leader may lead until it is hit
SLEEP = 18.0  # seconds: longer than the lead is believed, so that another one leads when the sleeper wakes


@dataclass(frozen=True)
class Plan:
    size: Size
    sleeps: int = 0  # of the blows; the others are kill -9 and SIGTERM


QUICK = Plan(Size(kills=2, reminders=250, per_second=50))
LONG = Plan(Size(kills=50, reminders=10_000), sleeps=8)


def plan(share: float) -> Plan:
    """That much of the long form; the quick one for 0."""
    if not share:
        return QUICK
    size = replace(LONG.size, kills=round(50 * share), reminders=round(10_000 * share))
    return Plan(size, sleeps=round(LONG.sleeps * share))


class Coaches:
    """The processes, by the number of each."""

    def __init__(self, folder: Path, url: str, settings: dict[str, str]) -> None:
        self._folder = folder
        self._url = url
        self._settings = settings
        self.running: dict[int, Program] = {}

    def start(self) -> None:
        program = Program(self._folder, "run", **self._settings)
        self.running[program.process.pid] = program

    async def leader(self, besides: Program | None = None) -> Program:
        """The one of ours that leads now, as soon as there is one; `besides` one that led before."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            database = open_database(self._url)
            try:
                owner = await database.run(
                    lambda conn: conn.execute(
                        select(leases.c.owner).where(leases.c.name == "leader")
                    ).scalar()
                )
            finally:
                await database.close()
            number = int(owner.split("/")[1]) if owner else 0
            program = self.running.get(number)
            if program is not None and program is not besides:
                return program
            await asyncio.sleep(0.2)
        raise HarnessError(f"nobody leads: {[program.errors[-500:] for program in self.running.values()]}")

    def replace(self, program: Program) -> None:
        """Let another one stand by in its place."""
        del self.running[program.process.pid]
        self.start()

    def ensure_ended(self) -> None:
        for program in self.running.values():
            program.ensure_ended()


async def reminders(folder: Path, seed: int, share: float) -> Report:
    """Raises NoPostgres."""
    rng, wanted = random.Random(seed), plan(share)
    server = postgres_server()
    with server.empty() as url:
        async with served() as (telegram, settings):
            due = await furnish(url, telegram, wanted.size.reminders, 2 * wanted.size.per_second)
            coaches = Coaches(folder, url, settings | environment(url, wanted.size))
            fire, slowest = await _under_fire(telegram, coaches, url, wanted, rng)
            name = f"reminders on PostgreSQL, {PROCESSES} processes"
            report = judged(name, telegram, due, wanted.size, fire, seed, "")
            return replace(report, more=f"{report.more}, slowest takeover {slowest:.0f} s")


async def _under_fire(
    telegram: Watched, coaches: Coaches, url: str, wanted: Plan, rng: random.Random
) -> tuple[Fire, float]:
    """Until everything came; and the seconds of the slowest takeover."""
    fire, slowest = Fire(), 0.0
    blows = _blows(wanted, rng)
    for _ in range(PROCESSES):
        coaches.start()
    try:
        await _led(telegram, coaches)
        for blow in blows:
            await asyncio.sleep(rng.uniform(0, AT_WORK))
            leader = await coaches.leader()
            begin = time.monotonic()
            telegram.at_work.clear()
            if blow is None:
                slowest = max(slowest, await _sleep(telegram, coaches, leader))
                fire.hard += 1
            else:
                await fire.strike(leader, blow, rng)
                coaches.replace(leader)
                slowest = max(slowest, await _led(telegram, coaches, besides=leader) - begin)
        await until_all_came(url, await coaches.leader())
    finally:
        coaches.ensure_ended()
    return fire, slowest


def _blows(wanted: Plan, rng: random.Random) -> list[Blow | None]:
    """None: put to sleep. At least one is hard, and one kind."""
    ends = wanted.size.kills - wanted.sleeps
    blows: list[Blow | None] = [Blow.TERM if number % 5 == 1 else Blow.KILL for number in range(ends)]
    blows += [None] * wanted.sleeps
    rng.shuffle(blows)
    return blows


async def _sleep(telegram: Watched, coaches: Coaches, leader: Program) -> float:
    """Put the leader to sleep until another one leads: the seconds until then."""
    begin = time.monotonic()
    os.kill(leader.process.pid, signal.SIGSTOP)
    try:
        led = await _led(telegram, coaches, besides=leader) - begin
        await asyncio.sleep(max(0.0, SLEEP - led))
    finally:
        os.kill(leader.process.pid, signal.SIGCONT)
    return led


async def _led(telegram: Watched, coaches: Coaches, besides: Program | None = None) -> float:
    """When one of them leads, `besides` the one that was hit, and Telegram was asked for updates since.

    After a SIGTERM that may be before the former leader has ended; whoever asks then asks seldom.
    """
    await coaches.leader(besides)
    try:
        async with asyncio.timeout(PATIENCE):
            await telegram.at_work.wait()
    except TimeoutError:
        raise HarnessError("whoever leads does not ask for updates") from None
    return time.monotonic()
