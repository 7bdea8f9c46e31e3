"""A file is fetched beside everything else: only its own chat waits for it, and nothing of it is lost."""

import asyncio
import logging
import threading
import time
from collections.abc import AsyncIterator
from typing import Any

import pytest
from telegram.error import BadRequest

from bot.coach.events import Calendar, Event, Sent
from bot.edge import files as files_module
from bot.edge.calendar_file import SIZE, read
from bot.edge.client import CoachBot
from bot.edge.files import AT_ONCE, Files
from bot.edge.pace import LostLead, Pulse
from bot.playground.core import Telegram
from bot.shell_types import Filed, Person
from tests.edge.conftest import clock, newcomer
from tests.edge.fakes import FakeShell, Wire
from tests.edge.taking import Intake, texts, until, waiting
from tests.edge.test_calendar_file import DAY, calendar

FILE = calendar(f"{DAY}\r\nSUMMARY:Half")


class Away(Exception):
    """The database is."""


@pytest.fixture
async def files(bot: CoachBot, shell: Any, pulse: Pulse) -> AsyncIterator[Files]:
    files = Files(bot, shell, pulse=pulse, storage_away=lambda error: isinstance(error, Away))
    shell.on_files = files.post
    yield files
    await files.close()


async def filed(telegram: Telegram, chat: int, number: int, content: bytes = FILE) -> Filed:
    sent = await telegram.send_document(chat, "half.ics", content)
    document = next(m for m in telegram.chat(chat) if m["message_id"] == sent)["document"]
    return Filed(id=number, file_id=document["file_id"], person=Person(chat_id=chat, first_name="Anna"))


async def test_a_chats_files_are_read_in_order_and_chats_do_not_wait_for_each_other(
    files: Files, telegram: Telegram, wire: Wire, shell: FakeShell, anna: int
) -> None:
    bo = await newcomer(telegram, "Bo")
    wire.seconds = 1
    began = clock()
    files.post([await filed(telegram, anna, 1), await filed(telegram, anna, 2), await filed(telegram, bo, 3)])
    assert files.reading(anna)
    await files.read(bo)
    assert {number for number, _ in shell.files_read} == {1, 3}
    assert not files.reading(bo)
    await files.idle()
    assert [number for number, _ in shell.files_read][-1] == 2
    assert all(isinstance(event, Calendar) and event.races for _, event in shell.files_read)
    assert [at - began for at in wire.times("getFile")] == [0, 0, pytest.approx(2)]
    assert not files.reading(anna)


async def test_only_so_many_are_fetched_at_once(
    files: Files, telegram: Telegram, wire: Wire, shell: FakeShell
) -> None:
    people = [await newcomer(telegram, f"Runner {n}") for n in range(2 * AT_ONCE)]
    wire.seconds = 1
    files.post([await filed(telegram, person, n) for n, person in enumerate(people)])
    await files.idle()
    assert len(shell.files_read) == len(people)
    assert wire.now_and_most[1] == AT_ONCE


async def test_they_are_read_one_after_another_beside_the_loop(
    files: Files, telegram: Telegram, shell: FakeShell, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_work, most, loops = 0, 0, threading.current_thread()

    def slowly(data: bytes) -> Calendar:
        nonlocal at_work, most
        assert threading.current_thread() is not loops
        at_work += 1
        most = max(most, at_work)
        time.sleep(0.01)
        at_work -= 1
        return read(data)

    monkeypatch.setattr(files_module, "read", slowly)
    people = [await newcomer(telegram, f"Runner {n}") for n in range(AT_ONCE)]
    files.post([await filed(telegram, person, n) for n, person in enumerate(people)])
    await files.idle()
    assert [type(event) for _, event in shell.files_read] == [Calendar] * AT_ONCE
    assert most == 1


async def test_a_big_one_is_named_as_that(
    files: Files, telegram: Telegram, shell: FakeShell, anna: int
) -> None:
    files.post([await filed(telegram, anna, 1, b"x" * (SIZE + 1))])
    await files.idle()
    assert shell.files_read == [(1, Calendar(problem="big"))]


async def test_one_that_cannot_be_had_is_given_up_after_three_tries_and_the_next_is_read(
    files: Files, telegram: Telegram, shell: FakeShell, anna: int, caplog: pytest.LogCaptureFixture
) -> None:
    telegram.faults.add(method="getFile", kind="500", times=3)
    files.post([await filed(telegram, anna, 1), await filed(telegram, anna, 2)])
    await files.idle()
    assert [number for number, _ in shell.files_read] == [1, 2]
    assert shell.files_read[0][1] is None
    assert shell.files_read[1][1] is not None
    assert telegram.calls["getFile"] == 4
    assert [record.levelno for record in caplog.records] == [logging.ERROR]
    assert "given up after 3 tries" in caplog.text


async def test_while_the_database_is_away_what_was_read_waits(
    files: Files, telegram: Telegram, shell: FakeShell, anna: int
) -> None:
    shell.failures = [Away()] * 10
    files.post([await filed(telegram, anna, 1)])
    await files.idle()
    assert [number for number, _ in shell.files_read] == [1]
    assert shell.files_read[0][1] is not None
    assert telegram.calls["getFile"] == 1


async def test_what_the_coach_cannot_bear_is_given_up_and_its_sender_told(
    files: Files, telegram: Telegram, shell: FakeShell, anna: int, caplog: pytest.LogCaptureFixture
) -> None:
    shell.failures = [ValueError("secret")] * 3
    files.post([await filed(telegram, anna, 1)])
    await files.idle()
    assert shell.files_read == [(1, None)]
    assert "ValueError in tests.edge.fakes" in caplog.text
    assert "secret" not in caplog.text


@pytest.mark.parametrize("stopper", ["token", "lead"])
async def test_without_a_token_or_the_lead_nothing_is_given_up(
    bot: CoachBot, telegram: Telegram, shell: Any, pulse: Pulse, anna: int, stopper: str
) -> None:
    def check() -> None:
        if stopper == "lead":
            raise LostLead

    files = Files(bot, shell, pulse=pulse, check=check)
    one = await filed(telegram, anna, 1)
    if stopper == "token":
        telegram.token = "8000000:another-token-that-is-long-enough"
    files.post([one])
    await files.idle()
    assert shell.files_read == []
    assert telegram.calls["getFile"] <= 1


async def test_the_others_are_served_while_a_file_hangs_and_its_chat_keeps_its_order(
    intake: Intake, files: Files, telegram: Telegram, wire: Wire, shell: FakeShell, anna: int
) -> None:
    bo = await newcomer(telegram, "Bo")
    wire.seconds = 4  # of the five that a try may take
    begun: list[Event] = []

    async def begin(person: Person, event: Event) -> None:
        begun.append(event)

    shell.on_handle = begin
    await telegram.send_document(anna, "half.ics", FILE)
    await telegram.say(anna, "behind the file")
    await telegram.say(bo, "beside it")
    async with intake(busy=files.reading):
        began = clock()
        await until(lambda: texts(shell))
        assert texts(shell) == ["beside it"]
        assert clock() - began < 1
        await telegram.say(bo, "and again")
        await until(lambda: len(texts(shell)) == 2)
        assert texts(shell) == ["beside it", "and again"]
        assert clock() - began < 2
        assert await waiting(telegram) == 3, "an update that was not begun is not confirmed"
        await until(lambda: len(texts(shell)) == 3)
        assert len(shell.files_read) == 1, "the file came first"
        await telegram.say(anna, "on")
        await until(lambda: len(texts(shell)) == 4)
    assert texts(shell) == ["beside it", "and again", "behind the file", "on"]
    assert await waiting(telegram) == 0
    assert sum(isinstance(event, Sent) for event in shell.events) == 1
    assert begun == shell.events, "what cannot be confirmed yet is not begun again"


async def test_a_file_that_telegram_does_not_know_any_more_is_given_up(
    files: Files, telegram: Telegram, wire: Wire, shell: FakeShell, anna: int
) -> None:
    wire.raises = [BadRequest("Wrong file_id or the file is temporarily unavailable")] * 3
    files.post([await filed(telegram, anna, 1)])
    await files.idle()
    assert shell.files_read == [(1, None)]


async def test_what_is_not_read_when_it_closes_is_left(
    files: Files, telegram: Telegram, wire: Wire, shell: FakeShell, anna: int
) -> None:
    wire.seconds = 1
    files.post([await filed(telegram, anna, 1), await filed(telegram, anna, 2)])
    await asyncio.sleep(0.5)
    await files.close()
    await asyncio.sleep(10)
    assert shell.files_read == []
    assert not files.reading(anna)
