"""How the edge waits: back-off, pauses, the pace of letters, and waits that end when the program stops.

Rule: intervals run on monotonic time and an injected sleep, so a jump of the wall clock shortens nothing.
"""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from typing import Any, TypeVar

LONGEST_BACK_OFF = 60.0  # seconds

# Telegram publishes no limits beyond its FAQ (core.telegram.org/bots/faq, "My bot is hitting limits"): about
# 30 messages a second in all, and one a second in a chat, short bursts tolerated. How long a burst may be is
# not said: ours is longer than a runner can tap, and what a script taps beyond it waits.
# What replies take of the thirty beyond these is taken from bulk.
REPLIES_PER_SECOND = 2.0
REPLIES_BURST = 2
CHAT_PER_SECOND = 1.0
CHAT_BURST = 20
# A chat that got so many messages beyond one a second is the likely reason why Telegram asks for a pause.
BUSY = 5
MOST_CHATS = 1000  # remembered before those that have nothing to pay are forgotten
# After a pause that Telegram asked for, bulk goes on at half its pace, and comes back slowly: the usual
# answer to a limit one cannot see. The half is customary, the minutes are our choice.
SLOWED = 0.5
SLOW_FOR = 60.0  # seconds after the end of the pause
CREEP_FOR = 60.0  # seconds from there to the full pace

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


class Pause:
    """What Telegram asked for is never made shorter."""

    def __init__(self, pulse: Pulse) -> None:
        self._pulse = pulse
        self._until = float("-inf")

    @property
    def now(self) -> bool:
        return self.since_its_end() < 0

    def since_its_end(self) -> float:
        """Seconds since the last pause ended; negative while there is one, infinite before the first."""
        return self._pulse.monotonic() - self._until

    def ask(self, seconds: float) -> None:
        self._until = max(self._until, self._pulse.monotonic() + seconds)

    async def over(self) -> None:
        """Until Telegram may be called again."""
        while (since := self.since_its_end()) < 0:
            await self._pulse.sleep(max(-since, 0.001))  # a clock has its grain


class Pacer:
    """Lets turns of bulk pass one by one, evenly: a backlog leaves no burst behind.

    Replies never wait here, they are only counted.
    """

    def __init__(self, per_second: float, pulse: Pulse, pause: Pause) -> None:
        self._per_second = per_second
        self._all_per_second = per_second + REPLIES_PER_SECOND
        self._pulse = pulse
        self._pause = pause
        self._next = float("-inf")
        self._room = float("-inf")  # when there is room again in what Telegram takes in all

    async def turn(self) -> None:
        now = self._pulse.monotonic()
        gap = 1 / self._rate()
        start = max(now, self._next, self._room)
        if (since := self._pause.since_its_end()) < gap:
            start = max(start, now - since + gap)  # what runners wait for leaves first
        self._next = start + gap
        self._count(start, 1)
        if start > now:
            await self._pulse.sleep(start - now)

    def replies(self, count: int) -> None:
        """So many replies leave now. Bulk lets them pass, and waits a second behind the last one at most."""
        now = self._pulse.monotonic()
        self._count(now, count)
        self._room = min(self._room, now + 1)

    def _count(self, at: float, count: int) -> None:
        unused = at - REPLIES_BURST / self._all_per_second
        self._room = max(self._room, unused) + count / self._all_per_second

    def _rate(self) -> float:
        since = self._pause.since_its_end()
        back = min(max((since - SLOW_FOR) / CREEP_FOR, 0.0), 1.0)  # 0: just slowed, 1: as if nothing had been
        return self._per_second * (SLOWED + (1 - SLOWED) * back)


async def forget(seconds: float) -> None:
    """Of a pause, nothing outlasts this process."""


class ChatPace:
    """Lets a chat's replies pass at once as long as they are a burst, and then one by one."""

    def __init__(self, pulse: Pulse) -> None:
        self._pulse = pulse
        self._paid: dict[int, float] = {}  # chat -> until when what it took is paid for, second by second

    async def turn(self, chat_id: int, count: int) -> None:
        """Until so many messages may leave for the chat. Others do not wait for it."""
        now = self._pulse.monotonic()
        if len(self._paid) > MOST_CHATS:
            self._paid = {chat: paid for chat, paid in self._paid.items() if paid > now}
        paid = max(self._paid.get(chat_id, now), now) + count / CHAT_PER_SECOND
        self._paid[chat_id] = paid
        wait = paid - now - CHAT_BURST / CHAT_PER_SECOND
        if wait > 0:
            await self._pulse.sleep(wait)

    def is_busy(self, chat_id: int) -> bool:
        """Whether it got more than others lately. A group has a limit of its own, and always may have."""
        owed = self._paid.get(chat_id, float("-inf")) - self._pulse.monotonic()
        return chat_id < 0 or owed * CHAT_PER_SECOND > BUSY


class Pauses:
    """Telegram does not say whether it asks one chat for a pause or all. Where that chat is `busy` it is
    the chat's, and others that are meant too will hear it themselves; otherwise it is everybody's.
    """

    def __init__(self, pulse: Pulse, busy: Callable[[int], bool]) -> None:
        self.all = Pause(pulse)
        self._pulse = pulse
        self._busy = busy
        self._chats: dict[int, Pause] = {}

    def of(self, chat_id: int) -> Pause:
        """The pause of this chat alone."""
        return self._chats.get(chat_id) or Pause(self._pulse)

    def ask(self, chat_id: int, seconds: float) -> bool:
        """A pause that was asked for in answer to a call for this chat. True: it is everybody's."""
        self._chats = {chat: pause for chat, pause in self._chats.items() if pause.now}
        alone = self._busy(chat_id)
        pause = self._chats.setdefault(chat_id, Pause(self._pulse)) if alone else self.all
        pause.ask(seconds)
        return not alone


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
