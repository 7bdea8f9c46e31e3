"""How the edge waits: back-off, an even pace for bulk letters, and waits that end when the program stops.

Rule: intervals run on monotonic time and an injected sleep, so a jump of the wall clock shortens nothing.
"""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from typing import Any, TypeVar

LONGEST_BACK_OFF = 60.0  # seconds

T = TypeVar("T")


@dataclass(frozen=True)
class Pulse:
    """What the edge needs to wait; tests put their own in."""

    monotonic: Callable[[], float] = time.monotonic  # seconds
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep  # seconds
    jitter: Callable[[], float] = random.random  # 0 to 1

    def back_off(self, tries: int) -> float:
        """Seconds to wait after `tries` failures: 1, 2, 4 … 60, each a quarter more or less."""
        return float(min(2 ** min(tries - 1, 10), LONGEST_BACK_OFF) * (0.75 + self.jitter() / 2))


class Pacer:
    """Lets turns pass one by one, evenly: a backlog leaves no burst behind."""

    def __init__(self, per_second: float, pulse: Pulse) -> None:
        self._gap = 1 / per_second
        self._pulse = pulse
        self._next = float("-inf")

    async def turn(self) -> None:
        now = self._pulse.monotonic()
        start = max(now, self._next)
        self._next = start + self._gap
        if start > now:
            await self._pulse.sleep(start - now)


class Stopped(Exception):
    """The program was told to stop while this was waiting."""


class LostLead(Exception):
    """Another process leads now, or may: nothing is taken, stored or sent by this one."""


async def unless_stopped(stop: asyncio.Event, work: Coroutine[Any, Any, T]) -> T:
    """What `work` gives; cancels it and raises Stopped when `stop` is set before it is done."""
    task, stopper = asyncio.create_task(work), asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({task, stopper}, return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            return task.result()
        raise Stopped
    finally:
        await cancelled(task, stopper)


async def cancelled(*tasks: "asyncio.Task[Any]") -> None:
    """Cancel tasks and wait until they have ended; what they raise is nobody's concern any more."""
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def rest(seconds: float, pulse: Pulse) -> None:
    """The injected sleep as a coroutine."""
    await pulse.sleep(seconds)
