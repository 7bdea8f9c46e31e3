"""From the start of `regen-coach run` to its first getUpdates, and the memory it holds then."""

import asyncio
import sys
import time
from pathlib import Path

from benchmarks.machine import resident_mb
from benchmarks.people import PATIENCE, fresh_url, until
from benchmarks.table import Line, median
from benchmarks.taps import coach_env, served, spawned
from bot.clock import Clock
from bot.playground.core import Telegram

ROUNDS = 5


async def start(url: str) -> tuple[float, float | None]:
    """Seconds until the first getUpdates, and MB."""
    telegram = Telegram(None, now=Clock().now)
    async with served(telegram) as address:
        begin = time.perf_counter()
        async with spawned("-m", "bot", "run", **coach_env(address, url)) as coach:
            await until(lambda: telegram.calls["getUpdates"] > 0, look_every=0.002)
            seconds = time.perf_counter() - begin
            await asyncio.sleep(0.5)  # the heartbeat and the introduction are loaded too
            held = resident_mb(coach.pid)
    telegram.close()
    return seconds, held


async def telegram_alone(folder: Path) -> float:
    """Seconds until `regen-coach telegram` says where it is."""
    begin = time.perf_counter()
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "telegram", "--port", "0", "--data", str(folder)),
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    async with asyncio.timeout(PATIENCE):
        await process.stdout.readline()
    seconds = time.perf_counter() - begin
    process.terminate()
    await process.communicate()
    return seconds


async def measured(folder: Path) -> list[Line]:
    first, _ = await start(fresh_url(folder, "start"))
    later = [await start(fresh_url(folder, "start")) for _ in range(ROUNDS)]
    held = [mb for _, mb in later if mb is not None]
    alone = [await telegram_alone(folder / "telegram") for _ in range(3)]
    return [
        Line("run: start to first getUpdates", 1000 * median([s for s, _ in later]), "ms", "limit 1,500"),
        Line("run: the same with an empty database", 1000 * first, "ms", "its tables are made first"),
        Line("run: resident", median(held) if held else None, "MB", "limit 110"),
        Line("telegram: start to its address", 1000 * median(alone), "ms", "the playground's Telegram alone"),
    ]
