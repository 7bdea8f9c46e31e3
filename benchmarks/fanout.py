"""Thousands of reminders due in the same second: claimed, thought about, posted, marked; without a limiter.

The wire is one that takes everything at once, so what is seen is the coach's own work. At Telegram's pace (25
a second) the same reminders take minutes; what matters then is that the loop is never held for long.
"""

import asyncio
import json
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, insert
from telegram.request import BaseRequest

from benchmarks.people import fresh_url
from benchmarks.table import Line
from bot.coach.model import Runner
from bot.edge.client import make_bot
from bot.edge.pace import Pulse
from bot.edge.sender import Sender
from bot.playground.core import PLAY_TOKEN
from bot.shell import Shell
from content.library import load_library
from db.engine import open_database
from db.models import reminders, runners, runs

COUNT = 5_000
LOOK = 0.002  # seconds
NOW = datetime(2026, 5, 4, 8, 0, tzinfo=UTC)


class TakesAll(BaseRequest):
    """A Telegram that says yes."""

    def __init__(self) -> None:
        self.messages = 0

    @property
    def read_timeout(self) -> float | None:
        return None

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    async def do_request(self, *_args: Any, **_kwargs: Any) -> tuple[int, bytes]:
        self.messages += 1
        await asyncio.sleep(0)
        return 200, json.dumps({"ok": True, "result": {"message_id": self.messages}}).encode()


class Stall:
    """The longest time by which a short sleep came late, in seconds: for so long the loop was held."""

    def __init__(self) -> None:
        self.worst = 0.0
        self._task = asyncio.create_task(self._watch())

    async def _watch(self) -> None:
        while True:
            due = time.perf_counter() + LOOK
            await asyncio.sleep(LOOK)
            self.worst = max(self.worst, time.perf_counter() - due)

    def stop(self) -> float:
        self._task.cancel()
        return self.worst


def fill(conn: Connection) -> None:
    """Runners who ran yesterday, and whose reminder is due now."""
    yesterday = (NOW - timedelta(days=1)).date()
    one = Runner(chat_id=0, first_name="Runner", zone="Europe/London", reminder_time="09:00", minutes=30)
    known = one.model_dump() | {"dialogue": None, "created_at": NOW, "seen_at": NOW}
    ids = range(1, COUNT + 1)
    conn.execute(insert(runners), [known | {"chat_id": chat} for chat in ids])
    run = {"no": 1, "day_type": "race-marathon", "local_day": yesterday, "created_at": NOW}
    conn.execute(insert(runs), [run | {"chat_id": chat} for chat in ids])
    due = {
        "kind": "regen",
        "local_date": NOW.date(),
        "local_time": one.reminder_time,
        "zone": one.zone,
        "due_utc": NOW,
        "tzdb_version": "bench",
        "state": "pending",
    }
    conn.execute(insert(reminders), [due | {"chat_id": chat} for chat in ids])


async def measured(folder: Path) -> list[Line]:
    database = open_database(fresh_url(folder, "fanout"))
    await database.upgrade()
    await database.run(fill)
    shell = Shell(database, load_library(), now=lambda: NOW, tzdb="bench")
    wire = TakesAll()
    bot = make_bot(
        PLAY_TOKEN, api_url="http://x/bot", api_file_url="http://x", request=wire, get_updates_request=wire
    )
    sender = Sender(bot, shell, now=lambda: NOW, pulse=Pulse(), bulk_per_second=1e9)
    shell.on_letters = sender.post
    stop = asyncio.Event()
    sending = asyncio.create_task(sender.run(stop))
    stall = Stall()
    begin, cpu = time.perf_counter(), time.process_time()
    while await shell.take_due():
        pass
    await sender.idle()
    seconds, cpu = time.perf_counter() - begin, time.process_time() - cpu
    worst = stall.stop()
    stop.set()
    await sending
    await database.close()
    assert wire.messages == COUNT, f"{wire.messages} messages"
    return [
        Line(f"{COUNT:,} reminders due at once: rate", COUNT / seconds, "a second", "claimed, sent, marked"),
        Line(f"{COUNT:,} reminders due at once: CPU", 1000 * cpu / COUNT, "ms each"),
        Line(f"{COUNT:,} reminders due at once: worst stall", 1000 * worst, "ms", "of the event loop"),
    ]
