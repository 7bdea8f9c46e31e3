"""A process that leads no more says nothing more to Telegram, and ends without finishing anything."""

import asyncio
import logging

import pytest

from bot.edge.client import CoachBot
from bot.edge.pace import LostLead, Pulse
from bot.edge.sender import Sender
from bot.playground.core import Telegram
from tests.edge.conftest import clock, said
from tests.edge.fakes import FakeShell, Wire, posted
from tests.edge.taking import Intake, until, waiting


class Lead:
    def __init__(self) -> None:
        self.lost = False

    def check(self) -> None:
        if self.lost:
            raise LostLead


async def test_letters_in_hand_are_let_go_without_a_call_and_without_a_complaint(
    bot: CoachBot,
    shell: FakeShell,
    pulse: Pulse,
    telegram: Telegram,
    wire: Wire,
    anna: int,
    caplog: pytest.LogCaptureFixture,
) -> None:
    lead = Lead()
    sender = Sender(
        bot,
        shell,  # type: ignore[arg-type]
        now=telegram.now,
        pulse=pulse,
        check=lead.check,
        bulk_per_second=25.0,
    )
    wire.seconds = 1
    sender.post([posted(anna, text=f"{n}") for n in range(3)])
    sender.post([posted(anna, text=f"bulk {n}", lane="bulk") for n in range(50)])
    running = asyncio.create_task(sender.run(asyncio.Event()))
    await asyncio.sleep(0.5)  # the first calls are under way
    calls = len(wire.log)
    lead.lost = True

    async with asyncio.timeout(60):
        await sender.idle()

    assert len(wire.log) == calls
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def test_a_sender_that_is_cut_off_waits_for_no_call(
    sender: Sender, telegram: Telegram, wire: Wire, anna: int
) -> None:
    wire.seconds = 100
    sender.post([posted(anna, text="1"), posted(anna, text="2")])
    stop = asyncio.Event()
    running = asyncio.create_task(sender.run(stop))
    await asyncio.sleep(1)
    began = clock()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert clock() == began
    await asyncio.sleep(200)
    assert said(telegram, anna) == []


async def test_the_intake_asks_for_nothing_and_gives_up_nothing(
    intake: Intake, telegram: Telegram, shell: FakeShell, anna: int
) -> None:
    lead = Lead()
    taking = intake(check=lead.check, poll_seconds=1)
    await taking.__aenter__()
    await telegram.say(anna, "one")
    await until(lambda: shell.events)
    lead.lost = True
    polls = telegram.calls["getUpdates"]
    await telegram.say(anna, "two")
    await asyncio.sleep(60)
    assert telegram.calls["getUpdates"] == polls
    assert await waiting(telegram) >= 1
    with pytest.raises(LostLead):
        await taking.__aexit__(None, None, None)
