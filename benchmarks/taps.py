"""A Done tap through the whole stack: in one process without sockets, and over loopback HTTP.

Wall: from the tap to the moment when the answer, the edit and the next card have all arrived. CPU: in one
process that of everything, our own Telegram included; over HTTP that of the bot's process alone.
"""

import asyncio
import os
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks import people as p, plain
from benchmarks.machine import cpu_seconds
from benchmarks.table import Line, median
from bot.clock import Clock
from bot.playground.core import PLAY_TOKEN, Telegram
from bot.playground.deliveries import delivering
from bot.playground.request import DirectRequest
from bot.playground.serve import serve
from bot.playground.web import playground_app
from tests.processes.programs import free_port
from tests.stage import API, Stage

PEOPLE = 7  # the first only warms up
TAPS = 7  # of each person in a round; a session has nine exercises
ROUNDS = 3
AT_ONCE = 6
WAYS = {"polling": "coach, HTTP", "webhook": "coach, webhook"}


@dataclass
class Round:
    """Milliseconds a tap: wall time of each, and CPU time on the average."""

    wall: list[float] = field(default_factory=list)
    cpu: float | None = None


def lines(name: str, rounds: list[Round], note: str = "") -> list[Line]:
    cpus = [one.cpu for one in rounds if one.cpu is not None]
    return [
        Line(f"Done, {name}: wall", median([median(one.wall) for one in rounds]), "ms", note),
        Line(f"Done, {name}: CPU", median(cpus) if cpus else None, "ms"),
    ]


async def tapped(telegram: Telegram, people: list[int], cpu: Callable[[], float | None]) -> Round:
    """One after another, each person TAPS times. The first person warms everything up and does not count."""
    result = Round()
    for _ in range(TAPS):
        await p.press(telegram, people[0])
    before = cpu()
    for person in people[1:]:
        for _ in range(TAPS):
            seconds = await p.press(telegram, person)
            assert seconds is not None, "a session is too short for this"
            result.wall.append(1000 * seconds)
    after = cpu()
    if before is not None and after is not None:
        result.cpu = 1000 * (after - before) / len(result.wall)
    return result


# --- in one process ----------------------------------------------------------------------------------


async def coach_direct(folder: Path, number: int) -> Round:
    now = datetime(2026, 5, 4, 10, 0, tzinfo=UTC)
    stage = Stage(p.fresh_url(folder, f"direct-{number}"), now)
    people = await p.new_people(stage.telegram, PEOPLE)
    await p.exercising(stage.url, people, lambda: now)
    await stage.start()
    try:
        await p.until_ready(stage.telegram, people)
        return await tapped(stage.telegram, people, time.process_time)
    finally:
        await stage.stop()
        stage.telegram.close()


async def plain_direct(folder: Path, number: int) -> Round:
    telegram = Telegram(None, now=Clock().now)
    people = await p.new_people(telegram, PEOPLE)
    db = plain.open_plain(folder / f"plain-direct-{number}.sqlite3")
    plain.add_sessions(db, people, 1)
    bot = plain.plain_bot(API, DirectRequest(telegram), DirectRequest(telegram, read_timeout=None))
    application = plain.build(db, bot)
    assert application.updater is not None
    async with application:
        await first_cards(telegram, people)
        await application.start()
        await application.updater.start_polling(allowed_updates=["callback_query"])
        try:
            return await tapped(telegram, people, time.process_time)
        finally:
            await application.updater.stop()
            await application.stop()
            db.close()
            telegram.close()


async def first_cards(telegram: Telegram, people: list[int]) -> None:
    shown = plain.card(0, 1)
    keys = shown["reply_markup"].to_json()
    for person in people:
        params = {"chat_id": str(person), "text": shown["text"], "parse_mode": "HTML", "reply_markup": keys}
        status, body = await telegram.call(PLAY_TOKEN, "sendMessage", params)
        assert status == 200, body


# --- over loopback HTTP --------------------------------------------------------------------------------


@asynccontextmanager
async def served(telegram: Telegram) -> AsyncIterator[str]:
    """Our Telegram behind HTTP, in this process; gives its address."""
    server, port = await serve(playground_app(telegram, None), "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        await server.stop()


@asynccontextmanager
async def spawned(*command: str, **env: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """A program of this environment; it is stopped at the end."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *command,
        env=os.environ | {"PYTHONTZPATH": "", "REGEN_LOG_LEVEL": "WARNING"} | env,
        stdout=asyncio.subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.terminate()
            await process.wait()


def coach_env(address: str, url: str) -> dict[str, str]:
    return {
        "REGEN_BOT_TOKEN": PLAY_TOKEN,
        "REGEN_API_URL": f"{address}/bot",
        "REGEN_DATABASE_URL": url,
    }


def hook_env() -> dict[str, str]:
    at = f"127.0.0.1:{free_port()}"
    return {
        "REGEN_WEBHOOK_URL": f"http://{at}/telegram",
        "REGEN_WEBHOOK_LISTEN": at,
        "REGEN_WEBHOOK_SECRET": "a-secret-of-the-bench",
    }


async def coach_http(folder: Path, number: int, way: str) -> tuple[Round, float]:
    """A round one by one; and the taps a second of AT_ONCE people who never stop. Updates come one `way`."""
    telegram = Telegram(None, now=Clock().now)
    people = await p.new_people(telegram, PEOPLE + AT_ONCE)
    url = p.fresh_url(folder, f"{way}-{number}")
    await p.exercising(url, people, Clock().now)
    async with served(telegram) as address, delivering(telegram):
        env = coach_env(address, url) | (hook_env() if way == "webhook" else {})
        async with spawned("-m", "bot", "run", **env) as coach:
            await p.until_ready(telegram, people)
            result = await tapped(telegram, people[:PEOPLE], lambda: cpu_seconds(coach.pid))
            rate = await together(telegram, people[PEOPLE:])
    telegram.close()
    return result, rate


async def together(telegram: Telegram, people: list[int]) -> float:
    async def one(person: int) -> None:
        for _ in range(TAPS):
            await p.press(telegram, person)

    start = time.perf_counter()
    await asyncio.gather(*(one(person) for person in people))
    return TAPS * len(people) / (time.perf_counter() - start)


async def plain_http(folder: Path, number: int, whose: str) -> Round:
    telegram = Telegram(None, now=Clock().now)
    people = await p.new_people(telegram, PEOPLE)
    file = folder / f"plain-{whose}-{number}.sqlite3"
    db = plain.open_plain(file)
    plain.add_sessions(db, people, 1)
    db.close()
    await first_cards(telegram, people)
    telegram.calls.clear()
    async with (
        served(telegram) as address,
        spawned("-m", "benchmarks.plain", f"{address}/bot", str(file), whose) as bot,
    ):
        await p.until(lambda: telegram.calls["getUpdates"] > 0)
        result = await tapped(telegram, people, lambda: cpu_seconds(bot.pid))
    telegram.close()
    return result


async def measured(folder: Path) -> list[Line]:
    """Rounds of all kinds in turn, so that a slow minute of the machine is everybody's."""
    rounds: dict[str, list[Any]] = {}
    for number in range(ROUNDS):
        rounds.setdefault("coach, one process", []).append(await coach_direct(folder, number))
        rounds.setdefault("plain, one process", []).append(await plain_direct(folder, number))
        for way, name in WAYS.items():
            result, rate = await coach_http(folder, number, way)
            rounds.setdefault(name, []).append(result)
            rounds.setdefault(way, []).append(rate)
        rounds.setdefault("plain, HTTP", []).append(await plain_http(folder, number, "own"))
        rounds.setdefault("plain, its own HTTP", []).append(await plain_http(folder, number, "default"))
    notes = {
        "coach, one process": "everything included, our Telegram too",
        "plain, one process": "a plain bot: one handler, raw sqlite3, calls one by one",
        "coach, HTTP": "CPU of the coach's process; by long polling",
        "coach, webhook": "the same by webhook",
        "plain, HTTP": "the plain bot on the coach's transport",
        "plain, its own HTTP": "the plain bot on python-telegram-bot's default transport",
    }
    found = [line for name, note in notes.items() for line in lines(name, rounds[name], note)]
    note = f"{AT_ONCE} people, each taps as soon as the next card is there"
    together = [
        Line(f"Done, {name}: together", median(rounds[way]), "taps/s", note) for way, name in WAYS.items()
    ]
    return found + together
