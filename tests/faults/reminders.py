"""Reminders by the thousand fall due while the coach is killed: each comes, none early, few twice."""

import asyncio
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, func, insert, select

from bot.clock import Clock
from bot.edge.sender import SIDE_BY_SIDE
from db.engine import open_database
from db.models import outbox, reminders, runners, runs
from tests.faults.blows import Blow, Fire, some_blow
from tests.faults.crowd import daylight, known_runner
from tests.faults.report import HarnessError, Report
from tests.faults.telegram import Watched, served
from tests.faults.updates import STARTING, integrity, until_at_work
from tests.patience import PATIENCE
from tests.processes.programs import Program


@dataclass(frozen=True)
class Size:
    kills: int
    reminders: int
    per_second: float = 25  # the pace at which the coach may send them


QUICK = Size(kills=8, reminders=600, per_second=50)
LONG = Size(kills=50, reminders=10_000)


def size(share: float) -> Size:
    """That much of the long form; the quick one for 0."""
    if not share:
        return QUICK
    return replace(LONG, kills=round(LONG.kills * share), reminders=round(LONG.reminders * share))


@dataclass(frozen=True)
class Found:
    lost: int
    repeats: int
    early: int
    overtaken: int  # by how many others that were due later, at worst


def found(due: dict[int, datetime], came: list[tuple[int, datetime]]) -> Found:
    """`due`: whose, when. `came`: in the order in which they arrived."""
    times = Counter(chat for chat, _ in came)
    order = {chat: at for at, chat in enumerate(sorted(due, key=lambda chat: due[chat]))}
    first = [order[chat] for chat in dict.fromkeys(chat for chat, _ in came)]
    return Found(
        lost=sum(chat not in times for chat in due),
        repeats=sum(count - 1 for count in times.values()),
        early=sum(at < due[chat] for chat, at in came),
        overtaken=max((at - place for at, place in enumerate(first)), default=0),
    )


async def furnish(url: str, telegram: Watched, count: int, per_second: float) -> dict[int, datetime]:
    """Runners who ran yesterday; so many of their reminders are due a second, from now on."""
    now = Clock().now()
    span = timedelta(seconds=count / per_second)
    zone = daylight(now)
    today = now.astimezone(ZoneInfo(zone)).date()
    chats = [telegram.acquainted(f"Runner {number}")[0] for number in range(count)]
    due = {chat: now + span * at / count for at, chat in enumerate(chats)}
    database = open_database(url)
    await database.upgrade()
    await database.run(lambda conn: _fill(conn, due, today, zone, now))
    await database.close()
    return due


def _fill(conn: Connection, due: dict[int, datetime], today: date, zone: str, now: datetime) -> None:
    conn.execute(insert(runners), [known_runner(chat, zone, now) for chat in due])
    run = {"no": 1, "day_type": "race-marathon", "local_day": today - timedelta(days=1), "created_at": now}
    conn.execute(insert(runs), [run | {"chat_id": chat} for chat in due])
    rows = [
        {
            "chat_id": chat,
            "kind": "regen",
            "local_date": today,
            "local_time": at.astimezone(ZoneInfo(zone)).time(),
            "zone": zone,
            "due_utc": at,
            "tzdb_version": "faults",
            "state": "pending",
        }
        for chat, at in due.items()
    ]
    conn.execute(insert(reminders), rows)


async def under_fire(
    telegram: Watched,
    start: Callable[[], Program],
    url: str,
    kills: int,
    rng: random.Random,
    blows: tuple[Blow, ...] | None = None,
) -> Fire:
    """Until nothing waits any more. HarnessError: it came to no end."""
    fire = Fire()
    program = start()
    try:
        for _ in range(kills):
            await until_at_work(telegram, program)
            await asyncio.sleep(rng.uniform(0, 2 * STARTING))
            blow = some_blow(rng) if blows is None else rng.choice(blows)
            await fire.strike(program, blow, rng)
            program = start()
        await until_at_work(telegram, program)
        await until_all_came(url, program)
        await fire.strike(program, Blow.TERM, rng)
    finally:
        program.ensure_ended()
    return fire


async def until_all_came(url: str, program: Program) -> None:
    loop = asyncio.get_running_loop()
    least, since = await left(url), loop.time()
    while (now := await left(url)) > 0:
        if now != least:
            least, since = now, loop.time()
        elif loop.time() - since > PATIENCE:
            raise HarnessError(f"{now} reminders stay behind: {program.errors[-2000:]}")
        await asyncio.sleep(0.2)


async def left(url: str) -> int:
    """Reminders that have not rung, and letters that have not left."""
    rings = select(func.count()).where(reminders.c.state == "pending")
    leaves = select(func.count(outbox.c.id))
    database = open_database(url)
    try:
        return await database.run(
            lambda conn: conn.execute(rings).scalar_one() + conn.execute(leaves).scalar_one()
        )
    finally:
        await database.close()


def is_reminder(text: str) -> bool:
    return "Yesterday you ran a marathon." in text


async def on_sqlite(folder: Path, seed: int, size: Size) -> Report:
    """The real coach on a SQLite file, at the pace at which it sends."""
    rng = random.Random(seed)
    url = f"sqlite:///{folder / 'regen.sqlite3'}"
    async with served() as (telegram, settings):
        due = await furnish(url, telegram, size.reminders, 2 * size.per_second)  # some always wait
        known = settings | environment(url, size)
        fire = await under_fire(telegram, lambda: Program(folder, "run", **known), url, size.kills, rng)
        return judged("reminders on SQLite", telegram, due, size, fire, seed, integrity(url))


def environment(url: str, size: Size) -> dict[str, str]:
    return {
        "REGEN_DATABASE_URL": url,
        "REGEN_LOG_LEVEL": "WARNING",
        "REGEN_BULK_PER_SECOND": f"{size.per_second:g}",
    }


def judged(
    name: str, telegram: Watched, due: dict[int, datetime], size: Size, fire: Fire, seed: int, broken: str
) -> Report:
    seen = found(due, [(one.chat, one.at) for one in telegram.sent if is_reminder(one.text)])
    wrong = [*fire.wrong, broken] if broken else [*fire.wrong]
    wrong += [f"{seen.early} came early"] if seen.early else []
    if seen.overtaken > SIDE_BY_SIDE:
        wrong.append(f"one was overtaken by {seen.overtaken} (at most {SIDE_BY_SIDE})")
    return Report(
        name=name,
        kills=size.kills,
        operations=size.reminders,
        lost=seen.lost,
        duplicates=seen.repeats,
        bound=fire.hard * SIDE_BY_SIDE,
        seed=seed,
        wrong="; ".join(wrong),
        more=f"{seen.early} early, {fire.more}",
    )
