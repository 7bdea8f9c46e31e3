"""How fast letters leave: bulk behind replies, slower after a pause, and nobody's flood is another's."""

import asyncio
import itertools
from typing import Any

import pytest

from bot.edge.client import CoachBot
from bot.edge.pace import BUSY, CHAT_BURST, Pulse
from bot.edge.sender import SIDE_BY_SIDE, Sender
from bot.playground.core import Telegram
from bot.playground.limits import Limits
from tests.edge.conftest import clock, newcomer, said
from tests.edge.fakes import Wire, posted


async def people(telegram: Telegram, count: int) -> list[int]:
    return [await newcomer(telegram, f"P{number}") for number in range(count)]


def rate(times: list[float], start: float, seconds: float) -> float:
    """Calls a second, from `start` on."""
    return sum(start <= at < start + seconds for at in times) / seconds


async def test_after_a_pause_bulk_goes_at_half_its_pace_for_a_minute_and_creeps_back(
    sender: Sender, telegram: Telegram, wire: Wire, anna: int
) -> None:
    crowd = await people(telegram, 100)
    telegram.faults.add(method="sendMessage", chat=anna, kind="429", retry_after=10)
    began = clock()
    sender.post([posted(anna)])
    await asyncio.sleep(1)
    sender.post([posted(crowd[number % 100], lane="bulk") for number in range(4000)])
    await sender.idle()
    over = began + 10.5
    bulk = wire.times("sendMessage")[2:]
    assert min(bulk) >= over
    assert rate(bulk, over, 60) == pytest.approx(12.5, abs=0.1)
    assert rate(bulk, over + 60, 20) == pytest.approx(12.5 + 12.5 / 6, abs=0.3)
    assert rate(bulk, over + 100, 20) == pytest.approx(25 - 12.5 / 6, abs=0.3)
    assert rate(bulk, over + 121, 20) == pytest.approx(25, abs=0.1)


async def test_a_second_pause_begins_the_slow_minute_anew_and_slows_no_further(
    sender: Sender, telegram: Telegram, wire: Wire
) -> None:
    crowd = await people(telegram, 100)
    telegram.faults.add(method="sendMessage", chat=crowd[0], kind="429", times=2, retry_after=10)
    began = clock()
    sender.post([posted(crowd[0])])
    sender.post([posted(crowd[number % 99 + 1], lane="bulk") for number in range(1000)])
    await sender.idle()
    times = wire.times("sendMessage")
    assert rate(times, began + 22, 59) == pytest.approx(12.5, abs=0.1)


async def test_after_a_pause_replies_leave_first_and_what_bulk_was_in_flight_is_no_burst(
    sender: Sender, telegram: Telegram, wire: Wire
) -> None:
    crowd = await people(telegram, 60)
    wire.seconds = 0.5
    telegram.faults.add(method="sendMessage", kind="429", times=20, retry_after=10)
    sender.post([posted(person, text="bulk", lane="bulk") for person in crowd[:40]])
    await asyncio.sleep(5)
    sender.post([posted(person, text="reply") for person in crowd[40:]])
    wire.log.clear()
    began = clock()
    await sender.idle()
    sends = [(at - began, params["text"]) for name, at, params in wire.log if name == "sendMessage"]
    assert [text for _, text in sends[:20]] == ["reply"] * 20
    bulk = [at for at, text in sends if text == "bulk"]
    assert len(bulk) == 40
    assert min(later - sooner for sooner, later in itertools.pairwise(bulk)) >= 0.079


async def test_many_replies_take_the_room_from_bulk_and_thirty_a_second_are_not_exceeded(
    sender: Sender, telegram: Telegram, wire: Wire
) -> None:
    crowd = await people(telegram, 100)
    telegram.limits = Limits(clock)
    sender.post([posted(person, text="bulk", lane="bulk") for person in crowd * 5])
    for number in range(200):  # ten a second
        await asyncio.sleep(0.1)
        sender.post([posted(crowd[number % 100], text="reply")])
    began = clock()
    await sender.idle()
    assert clock() - began < 10, "bulk has its pace back as soon as the replies are over"
    assert telegram.limits.refused == 0
    assert len(wire.texts()) == 700


async def test_what_one_chat_gets_beyond_a_burst_waits_and_the_other_chats_do_not(
    sender: Sender, telegram: Telegram, wire: Wire, anna: int
) -> None:
    bo = await newcomer(telegram, "Bo")
    telegram.limits = Limits(clock)
    began = clock()
    for number in range(CHAT_BURST + 30):
        sender.post([posted(anna, text=f"{number:02}")])
    sender.post([posted(bo, text="beside")])
    await sender.idle()
    assert telegram.limits.refused == 0
    assert said(telegram, anna) == [f"{number:02}" for number in range(CHAT_BURST + 30)]
    mine = [at - began for _, at, params in wire.log if params["chat_id"] == str(anna)]
    assert mine[:CHAT_BURST] == [0] * CHAT_BURST
    assert mine[CHAT_BURST:] == pytest.approx([float(n) for n in range(1, 31)])
    (beside,) = [at - began for _, at, params in wire.log if params["text"] == "beside"]
    assert beside == 0


async def test_whoever_taps_as_people_do_never_waits_for_the_pace(
    sender: Sender, wire: Wire, anna: int
) -> None:
    """A tap a second for ten minutes, and a new burst after every rest."""
    began = clock()
    for number in range(600):
        sender.post(
            [
                posted(anna, "answer", "", query_id="1", step=str(number)),
                posted(anna, "edit", "✓", message_id=1, step=str(number)),
                posted(anna, text="next", step=str(number)),
            ]
        )
        await asyncio.sleep(1)
    assert wire.times("sendMessage") == pytest.approx([began + number for number in range(600)])


async def test_a_pause_asked_of_a_chat_that_gets_very_much_is_that_chats_alone(
    sender: Sender, telegram: Telegram, wire: Wire, anna: int
) -> None:
    bo = await newcomer(telegram, "Bo")
    began = clock()
    sender.post([posted(anna, text=f"{number}") for number in range(BUSY + 2)])
    await asyncio.sleep(0.1)
    telegram.faults.add(method="sendMessage", chat=anna, kind="429", retry_after=60)
    sender.post([posted(anna, text="flood"), posted(anna, text="bulk", lane="bulk")])
    await asyncio.sleep(0.1)
    sender.post([posted(bo, text="beside"), posted(bo, text="also", lane="bulk"), posted(anna, text="more")])
    await sender.idle()
    at = {params["text"]: at - began for _, at, params in wire.log}
    assert at["beside"] == pytest.approx(0.2)
    assert at["also"] < 1
    assert [at[text] for text in ("flood", "bulk", "more")] == pytest.approx([60.6] * 3, abs=0.05)
    assert said(telegram, anna)[-3:].count("flood") == 1


async def test_everybodys_pause_is_written_down_and_a_chats_own_is_not(
    bot: CoachBot, shell: Any, now: Any, pulse: Pulse, telegram: Telegram, anna: int
) -> None:
    bo = await newcomer(telegram, "Bo")
    kept: list[float] = []

    async def keep(seconds: float) -> None:
        kept.append(seconds)

    sender = Sender(bot, shell, now=now, pulse=pulse, keep_pause=keep, bulk_per_second=25.0)
    stop = asyncio.Event()
    running = asyncio.create_task(sender.run(stop))
    sender.silence(100)
    began = clock()
    sender.post([posted(anna)])
    await sender.idle()
    assert clock() == pytest.approx(began + 100)
    for _ in range(BUSY + 2):
        sender.post([posted(anna)])
    await sender.idle()
    telegram.faults.add(method="sendMessage", chat=anna, kind="429", retry_after=20)
    sender.post([posted(anna)])
    await sender.idle()
    assert clock() == pytest.approx(began + 120.5)
    assert kept == []
    telegram.faults.add(method="answerCallbackQuery", kind="429", retry_after=30)
    sender.post([posted(bo, "answer", query_id="1")])
    await sender.idle()
    telegram.faults.add(method="editMessageText", kind="429", retry_after=40)
    sender.post([posted(bo, "edit", message_id=1)])
    await sender.idle()
    assert kept == pytest.approx([30.5, 40.5])
    stop.set()
    await running


async def test_when_a_quiet_chat_is_asked_too_the_pause_is_everybodys(
    sender: Sender, telegram: Telegram, wire: Wire, anna: int
) -> None:
    bo, cy = await people(telegram, 2)
    for person in (anna, bo):
        telegram.faults.add(method="sendMessage", chat=person, kind="429", retry_after=30)
    began = clock()
    sender.post([posted(anna, text=f"{number}", step="1") for number in range(BUSY + 2)])
    await asyncio.sleep(1)
    sender.post([posted(bo, text="b")])
    await asyncio.sleep(1)
    sender.post([posted(cy, text="c")])
    await sender.idle()
    assert min(at for at in wire.times("sendMessage") if at > began + 1.5) >= began + 30.5
    (cys,) = [at - began for _, at, params in wire.log if params["text"] == "c"]
    assert cys == pytest.approx(31.5)


async def test_a_pause_asked_of_a_group_is_its_own(sender: Sender, telegram: Telegram, wire: Wire) -> None:
    bo, group = await newcomer(telegram, "Bo"), -100_777
    telegram.faults.add(method="sendMessage", chat=group, kind="429", retry_after=40)
    began = clock()
    sender.post([posted(group, text="g")])
    await asyncio.sleep(0.1)
    sender.post([posted(bo, text="b")])
    await sender.idle()
    assert [at - began for at in wire.times("sendMessage")] == pytest.approx([0, 0.1, 40.5])


async def test_however_many_chats_have_a_pause_the_others_go_on(
    sender: Sender, telegram: Telegram, wire: Wire
) -> None:
    crowd, bo = await people(telegram, SIDE_BY_SIDE + 8), await newcomer(telegram, "Bo")
    for person in crowd:
        telegram.faults.add(method="sendMessage", chat=person, kind="429", retry_after=60)
        sender.post([posted(person, text=f"{number}", step="1") for number in range(BUSY + 2)])
    await asyncio.sleep(1)
    assert len(wire.log) == len(crowd)
    began = clock()
    sender.post([posted(bo, text="b")])
    await asyncio.sleep(0.1)
    assert wire.times("sendMessage")[-1] == began
    await sender.idle()
