"""The morning after a big-city marathon, ten times as fast: 5,000 reminders of one minute leave 250 a second.

So 5,000 stand for the 50,000 that leave 25 a second. Meanwhile somebody does exercises: what they wait for an
answer is not sped up. The wire takes everything at once; what is seen is the coach's own work.
"""

import asyncio
import json
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks.fanout import COUNT, NOW, Stall, TakesAll, fill
from benchmarks.people import exercising, fresh_url
from benchmarks.table import Line, median
from bot.coach import events as e
from bot.edge.client import make_bot
from bot.edge.pace import Pulse, cancelled
from bot.edge.sender import Sender
from bot.playground.core import PLAY_TOKEN
from bot.settings import BULK_PER_SECOND
from bot.shell import Shell
from bot.shell_types import Person, Posted
from bot.voice.buttons import unpack
from content.library import load_library
from db.engine import open_database

SPEED = 10
EXERCISING = tuple(range(9_000_001, 9_000_011))  # chats; each of them taps every few seconds
TAP_EVERY = 0.25  # seconds between two taps of anybody


class Wire(TakesAll):
    """A Telegram that notes who was written to, and when."""

    def __init__(self) -> None:
        super().__init__()
        self.rung: list[tuple[int, float]] = []  # chat, moment
        self.answered: dict[str, float] = {}  # tap, moment

    async def do_request(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        values: dict[str, Any] = kwargs["request_data"].parameters if kwargs.get("request_data") else {}
        chat, query = values.get("chat_id"), values.get("callback_query_id")
        if query is not None:
            self.answered[str(query)] = time.perf_counter()
        elif chat is not None and int(chat) <= COUNT:
            self.rung.append((int(chat), time.perf_counter()))
        self.messages += 1
        await asyncio.sleep(0)
        return 200, json.dumps({"ok": True, "result": {"message_id": self.messages}}).encode()


async def measured(folder: Path) -> list[Line]:
    url = fresh_url(folder, "morning")
    await exercising(url, list(EXERCISING), lambda: NOW)
    database = open_database(url)
    await database.run(fill)
    wire, began = Wire(), time.perf_counter()

    def now() -> datetime:
        return NOW + timedelta(seconds=SPEED * (time.perf_counter() - began))

    shell = Shell(database, load_library(), now=now, tzdb="bench")
    bot = make_bot(
        PLAY_TOKEN, api_url="http://x/bot", api_file_url="http://x", request=wire, get_updates_request=wire
    )
    sender = Sender(bot, shell, now=now, pulse=Pulse(), bulk_per_second=SPEED * BULK_PER_SECOND)
    shell.on_letters = sender.post
    waiting = await shell.waiting_letters()
    sender.post(waiting)
    stop = asyncio.Event()
    sending = asyncio.create_task(sender.run(stop))
    await sender.idle()
    stall = Stall()
    began = time.perf_counter()
    waits: list[float] = []
    tapping = asyncio.create_task(_taps(shell, wire, waiting, waits))
    while await shell.take_due():
        await sender.room()
    await sender.idle()
    seconds = time.perf_counter() - began
    await cancelled(tapping)
    worst = stall.stop()
    stop.set()
    await sending
    await database.close()
    return _lines(wire, seconds, began, waits, worst)


async def _taps(shell: Shell, wire: Wire, letters: list[Posted], waits: list[float]) -> None:
    """Done and Undo of an exercise, one runner after the other; the seconds from each tap to its answer."""
    keys = [key.data for one in letters for row in one.letter.keys for key in row if key.data]
    done = next(data for data in keys if data.startswith("a:") and data.endswith(":done"))
    number = 0
    while True:
        turn, who = divmod(number, len(EXERCISING))
        person = Person(chat_id=EXERCISING[who], first_name="Runner", language_code="en")
        data = done.replace(":done", ":undo") if turn % 2 else done
        query, start = f"tap{number}", time.perf_counter()
        tap = e.Tapped(button=unpack(data), message_id=1, query_id=query)
        await shell.handle(number + 1, person, tap)
        while query not in wire.answered:  # noqa: ASYNC110 - the wire tells nobody
            await asyncio.sleep(0.001)
        waits.append(wire.answered[query] - start)
        number += 1
        await asyncio.sleep(TAP_EVERY)


def _lines(wire: Wire, seconds: float, began: float, waits: list[float], worst: float) -> list[Line]:
    order = [chat for chat, _ in wire.rung]
    assert sorted(order) == list(range(1, COUNT + 1)), "every reminder once"
    out_of_place = max(abs(place - chat) for place, chat in enumerate(order, 1))
    assert min(moment for _, moment in wire.rung) >= began, "never early"
    name = f"{SPEED}x morning of {COUNT:,}"
    return [
        Line(f"{name}: rate", COUNT / seconds, "a second", f"of {SPEED * BULK_PER_SECOND:g} allowed"),
        Line(f"{name}: out of order", out_of_place, "places", "at most, of those asked for"),
        Line(f"{name}: a tap meanwhile", 1000 * median(waits), "ms", f"worst {1000 * max(waits):.0f}"),
        Line(f"{name}: worst stall", 1000 * worst, "ms", "of the event loop"),
    ]
