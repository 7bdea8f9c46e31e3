"""Updates pour in while the coach is killed again and again: nothing that Telegram calls delivered is lost.

What is killed is a `Target`: the real coach, or a bad bot that does the same work. The judge is the same.
"""

import asyncio
import random
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import Connection, func, select

from bot.clock import Clock
from bot.edge.sender import SIDE_BY_SIDE
from bot.playground.deliveries import delivering
from db.engine import open_database
from db.models import outbox, updates
from tests.faults.blows import Blow, Fire, some_blow
from tests.faults.crowd import Crowd, effects
from tests.faults.ledger import Effects, verdict
from tests.faults.report import HarnessError, Report
from tests.faults.telegram import Watched, served
from tests.patience import PATIENCE
from tests.processes.programs import Program, free_port

WAITING = 250  # updates that Telegram holds at most, more than two batches
AT_WORK = 0.8  # seconds a program may work until it is hit
STARTING = 1.2  # seconds into its start in which one is hit now and then
IMPATIENCE = 0.5  # seconds at most until an update is brought again


@dataclass(frozen=True)
class Size:
    kills: int
    updates: int
    tellers: int = 160
    exercising: int = 40


QUICK = Size(kills=8, updates=600)
QUICK_WEBHOOK = Size(kills=5, updates=400)
LONG = Size(kills=1_000, updates=200_000)


def size(share: float, quick: Size = QUICK) -> Size:
    """That much of the long form; the quick one for 0."""
    if not share:
        return quick
    return replace(LONG, kills=round(LONG.kills * share), updates=round(LONG.updates * share))


@dataclass(frozen=True)
class Target:
    """What is killed: how it starts, what it did, and how much it still has to say."""

    start: Callable[[], Program]
    effects: Callable[[], Awaitable[Effects]]
    letters: Callable[[], Awaitable[int]]
    blows: tuple[Blow, ...] | None = None  # None: all of them


async def under_fire(telegram: Watched, crowd: Crowd, target: Target, size: Size, rng: random.Random) -> Fire:
    """Until all updates are taken, all letters have left and the target has ended; else HarnessError."""
    fire, rounds = Fire(), Rounds(size.kills)
    feeding = asyncio.create_task(feed(telegram, crowd, size.updates, rounds))
    program = target.start()
    try:
        while rounds.left():
            await _one_blow(telegram, program, target, fire, rng)
            rounds.over += 1
            program = target.start()
        await until_at_work(telegram, program)
        await feeding
        await until_done(telegram, program, target)
        await fire.strike(program, Blow.TERM, rng)
    finally:
        feeding.cancel()
        await asyncio.gather(feeding, return_exceptions=True)
        program.ensure_ended()
    return fire


@dataclass
class Rounds:
    """How many blows or outages there will be, and how many are over."""

    all: int
    over: int = 0

    def left(self) -> int:
        return self.all - self.over


async def feed(telegram: Watched, crowd: Crowd, updates: int, rounds: Rounds) -> None:
    """Keep Telegram's hands full, so that every round hits work that is not done."""
    while len(crowd.acts) < updates:
        share = updates * (rounds.over + 1) // (rounds.all + 1)
        while len(crowd.acts) < share and telegram.waiting() < WAITING:
            await crowd.act()
        await asyncio.sleep(0.02)


async def _one_blow(
    telegram: Watched, program: Program, target: Target, fire: Fire, rng: random.Random
) -> None:
    if target.blows is None and rng.random() < 0.1:  # it is not even up yet
        await asyncio.sleep(rng.uniform(0, STARTING))
        await asyncio.to_thread(program.ensure_ended)
        fire.hard += 1
        return
    await until_at_work(telegram, program)
    await asyncio.sleep(rng.uniform(0, AT_WORK))
    blow = some_blow(rng) if target.blows is None else rng.choice(target.blows)
    await fire.strike(program, blow, rng)


async def until_at_work(telegram: Watched, program: Program) -> None:
    telegram.at_work.clear()
    try:
        async with asyncio.timeout(PATIENCE):
            await telegram.at_work.wait()
    except TimeoutError:
        raise HarnessError(f"it takes no updates: {program.errors[-2000:]}") from None


async def until_done(telegram: Watched, program: Program, target: Target) -> None:
    """Until every update is confirmed and every letter has left."""
    left, since = (-1, -1), asyncio.get_running_loop().time()
    while (now := (telegram.waiting(), await target.letters())) != (0, 0):
        if now != left:
            left, since = now, asyncio.get_running_loop().time()
        elif asyncio.get_running_loop().time() - since > PATIENCE:
            raise HarnessError(f"{now[0]} updates and {now[1]} letters stay behind: {program.errors[-2000:]}")
        await asyncio.sleep(0.1)


# --- the coach ---------------------------------------------------------------------------------------


def the_coach(folder: Path, url: str, settings: dict[str, str]) -> Target:
    known = settings | {"REGEN_DATABASE_URL": url, "REGEN_LOG_LEVEL": "WARNING"}
    return Target(lambda: Program(folder, "run", **known), lambda: effects(url), lambda: letters(url))


async def letters(url: str) -> int:
    """Letters that have not left, dead ones too."""
    database = open_database(url)
    try:
        return await database.run(lambda conn: conn.execute(select(func.count(outbox.c.id))).scalar_one())
    finally:
        await database.close()


async def dead_updates(url: str) -> int:
    def count(conn: Connection) -> int:
        return conn.execute(select(func.count()).where(updates.c.error.is_not(None))).scalar_one()

    database = open_database(url)
    try:
        return await database.run(count)
    finally:
        await database.close()


def integrity(url: str) -> str:
    """What SQLite says of the file, "" when all is well; other servers look after themselves."""
    if not url.startswith("sqlite"):
        return ""
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection:
        words = [row[0] for row in connection.execute("PRAGMA integrity_check")]
        words += [f"row {row}" for row in connection.execute("PRAGMA foreign_key_check")]
    return "" if words == ["ok"] else "; ".join(map(str, words))


async def polling(folder: Path, seed: int, size: Size) -> Report:
    """The real coach by long polling, on SQLite."""
    async with served() as (telegram, settings):
        return await _coach("updates by polling", folder, seed, size, telegram, settings)


async def webhook(folder: Path, seed: int, size: Size) -> Report:
    """The same, but Telegram brings the updates; it tries again sooner than the real one would."""

    async def impatient(seconds: float) -> None:
        await asyncio.sleep(min(seconds, IMPATIENCE))

    async with served() as (telegram, settings), delivering(telegram, sleep=impatient):
        port = free_port()
        hook = {
            "REGEN_WEBHOOK_URL": f"http://127.0.0.1:{port}/telegram",
            "REGEN_WEBHOOK_LISTEN": f"127.0.0.1:{port}",
            "REGEN_WEBHOOK_SECRET": "a-secret-for-faults",
        }
        return await _coach("updates by webhook", folder, seed, size, telegram, settings | hook)


async def _coach(
    name: str, folder: Path, seed: int, size: Size, telegram: Watched, settings: dict[str, str]
) -> Report:
    rng = random.Random(seed)
    url = f"sqlite:///{folder / 'regen.sqlite3'}"
    crowd = Crowd(telegram, rng, tellers=size.tellers, exercising=size.exercising)
    await crowd.furnish(url, Clock().now())
    target = the_coach(folder, url, settings)
    fire = await under_fire(telegram, crowd, target, size, rng)
    return await judged(name, telegram, crowd, target, fire, seed, url, size.kills)


async def judged(
    name: str,
    telegram: Watched,
    crowd: Crowd,
    target: Target,
    fire: Fire,
    seed: int,
    url: str,
    kills: int,
    unit: str = "kill",
) -> Report:
    found = verdict(crowd.acts, await target.effects())
    wrong = [*fire.wrong] if found.clean else [*fire.wrong, str(found)]
    wrong += crowd.unanswered()[:5]
    wrong += [words] if (words := integrity(url)) else []
    wrong += [f"{dead} updates set aside"] if (dead := await dead_updates(url)) else []
    return Report(
        name=name,
        kills=kills,
        operations=len(crowd.acts),
        lost=found.lost,
        duplicates=telegram.repeats(),
        bound=fire.hard * SIDE_BY_SIDE,
        seed=seed,
        unit=unit,
        wrong="; ".join(wrong),
        more=f"{found.doubled} doubled, {found.disordered} out of order, {fire.more}",
    )
