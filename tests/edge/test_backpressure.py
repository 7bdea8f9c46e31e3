"""Thousands of reminders due at once are claimed as they can leave, and not before."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Any, cast

from bot.edge.sender import BULK_AHEAD, SIDE_BY_SIDE, Sender
from bot.heartbeat import BATCH, EVERY, Heartbeat
from bot.playground.core import Telegram
from tests.edge.conftest import clock, newcomer
from tests.edge.fakes import posted

MANY = 2_000
Now = Callable[[], datetime]


class Morning:
    """A shell with so many reminders due; each becomes one letter of the bulk lane."""

    def __init__(self, sender: Sender, chats: list[int]) -> None:
        self.sender = sender
        self.chats = chats
        self.claimed = 0
        self.signs: list[datetime] = []
        self.ends = 0  # looks that came to their end

    async def take_due(self, limit: int, go_on: Callable[[], bool]) -> int:
        taken = min(limit, MANY - self.claimed)
        chats = (self.chats[n % len(self.chats)] for n in range(self.claimed, self.claimed + taken))
        self.sender.post([posted(chat, lane="bulk") for chat in chats])
        self.claimed += taken
        return taken

    async def sign_of_life(self, until: datetime) -> None:
        self.signs.append(until)

    async def last_contact(self) -> datetime | None:
        return None

    async def next_due(self) -> datetime | None:
        self.ends += 1
        return None


def on(morning: Morning, now: Now) -> Heartbeat:
    return Heartbeat(cast("Any", morning), now=now, real=now, room=morning.sender.room)


async def test_no_more_is_claimed_than_can_soon_leave(sender: Sender, anna: int, now: Now) -> None:
    morning = Morning(sender, [anna])
    beating = asyncio.create_task(on(morning, now).beat())

    await asyncio.sleep(20)

    assert 20 * 25 < morning.claimed <= 20 * 25 + BULK_AHEAD + BATCH + SIDE_BY_SIDE
    beating.cancel()


async def test_all_leave_at_the_pace_in_their_order_and_the_sign_of_life_goes_on(
    sender: Sender, telegram: Telegram, now: Now
) -> None:
    chats = [await newcomer(telegram, f"Runner{n}") for n in range(40)]
    morning = Morning(sender, chats)
    began = clock()

    await on(morning, now).beat()
    await sender.idle()

    said = [sum(not message["out"] for message in telegram.chat(chat)) for chat in chats]
    assert said == [MANY // 40] * 40
    seconds = clock() - began
    assert MANY / 25 - 1 <= seconds <= MANY / 25 + 1
    assert len(morning.signs) >= seconds / (2 * EVERY.total_seconds())


async def test_stopping_does_not_wait_for_the_rest_of_the_morning(
    sender: Sender, anna: int, now: Now
) -> None:
    morning = Morning(sender, [anna])
    heartbeat = on(morning, now)
    heartbeat.start()
    await asyncio.sleep(1)
    assert morning.claimed < MANY

    began = clock()
    await heartbeat.stop()

    assert clock() - began < 1
    assert morning.claimed < MANY


class Slow(Morning):
    """Every reminder takes its time, and there is always room for the letters of more."""

    async def take_due(self, limit: int, go_on: Callable[[], bool]) -> int:
        taken = 0
        while taken < limit and self.claimed < MANY and go_on():
            await asyncio.sleep(0.5)
            taken += 1
            self.claimed += 1
        return taken

    async def room(self) -> None:
        pass


async def test_stopping_does_not_wait_for_the_rest_of_a_slow_batch(
    sender: Sender, anna: int, now: Now
) -> None:
    slow = Slow(sender, [anna])
    heartbeat = Heartbeat(cast("Any", slow), now=now, real=now, room=slow.room)
    heartbeat.start()
    await asyncio.sleep(1)

    began = clock()
    await heartbeat.stop()

    assert clock() - began < 1


async def test_a_look_that_is_due_while_one_is_under_way_is_made_up_for_at_its_end(
    sender: Sender, anna: int, now: Now
) -> None:
    morning = Morning(sender, [anna])
    heartbeat = on(morning, now)
    first = asyncio.create_task(heartbeat.tick())
    await asyncio.sleep(1)
    began = clock()

    await heartbeat.tick()
    await heartbeat.tick()

    assert clock() == began
    await first
    assert morning.claimed == MANY
    assert morning.ends == 2
    await heartbeat.tick()
    assert morning.ends == 3
