"""The live line to an open page: server-sent events of one person's chat, and of the coach's clock.

The first event is `hello`: whoever hears it misses nothing that comes after, and loads the chat anew. Nothing
is replayed, so a page that was away simply begins again.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

from bot.playground.core import Telegram
from bot.playground.page_clock import Clock

# Seconds between two looks at the clock; it also keeps the line from going silent, so a lost page is noticed.
LOOK_EVERY = 5.0
# Seconds to wait after something happened: the coach writes down its plans with, or just after, what it says.
SETTLE = 0.3


class Lines:
    """All open lines: each hears its person's events, and all hear what is told here."""

    def __init__(self, telegram: Telegram, clock: Clock) -> None:
        self._telegram = telegram
        self._clock = clock
        self._open: set[asyncio.Queue[dict[str, Any]]] = set()

    def tell(self, event: dict[str, Any]) -> None:
        """Put `event` on every open line."""
        for queue in self._open:
            queue.put_nowait(event)

    async def follow(self, person: int) -> AsyncIterator[str]:
        """What one open page hears, as lines of the event-stream format."""
        with self._telegram.subscribe() as queue:
            self._open.add(queue)
            try:
                yield "retry: 1000\n" + _line({"kind": "hello"})
                wait = SETTLE
                while True:
                    try:
                        async with asyncio.timeout(wait):
                            event = await queue.get()
                    except TimeoutError:
                        shown = await self._clock.shown()
                        yield _line({"kind": "clock", **shown}) if shown else ": still here\n\n"
                        wait = LOOK_EVERY
                        continue
                    if event.get("person", person) == person:
                        yield _line(event)
                    wait = SETTLE
            finally:
                self._open.discard(queue)


def _line(event: dict[str, Any]) -> str:
    return f"data: {json.dumps(event, separators=(',', ':'))}\n\n"
