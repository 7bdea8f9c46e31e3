"""After an absence: whoever is in a session, each in a transaction of their own, behind the replies."""

from datetime import timedelta

import pytest

from bot.coach.events import Outage
from tests.shell.chat import ANNA, BEN, NINE, Chat

ABSENCE = Outage(began=NINE, ended=NINE + timedelta(minutes=18))


async def test_those_in_a_session_are_told_behind_the_replies_and_nobody_else(chat: Chat) -> None:
    await chat.is_exercising(ANNA)
    await chat.ran_a_marathon(BEN)
    chat.now = ABSENCE.ended
    chat.posted.clear()

    assert await chat.shell.in_session(ABSENCE) == [ANNA.chat_id]
    for who in (ANNA, BEN):
        await chat.shell.tell_of(ABSENCE, who.chat_id)

    (letter,) = chat.posted
    assert (letter.chat_id, letter.lane) == (ANNA.chat_id, "bulk")
    assert letter.letter.text.startswith("I was offline from 09:00 to 09:18.")


async def test_a_session_that_was_begun_afterwards_or_another_day_is_none(chat: Chat) -> None:
    await chat.is_exercising(ANNA)
    before = Outage(began=NINE - timedelta(hours=2), ended=NINE - timedelta(hours=1))
    days_later = Outage(began=NINE + timedelta(days=4), ended=NINE + timedelta(days=5))
    assert await chat.shell.in_session(before) == []
    assert await chat.shell.in_session(days_later) == []
    next_day = Outage(began=NINE + timedelta(hours=1), ended=NINE + timedelta(days=1))
    chat.now = next_day.ended
    chat.posted.clear()
    for chat_id in await chat.shell.in_session(next_day):
        await chat.shell.tell_of(next_day, chat_id)
    assert chat.posted == []


async def test_one_who_cannot_be_told_holds_nobody_up(
    chat: Chat, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    await chat.is_exercising(ANNA)
    chat.posted.clear()

    def poison(*_: object) -> None:
        raise ValueError("cannot bear it")

    monkeypatch.setattr("bot.shell_unit.step", poison)
    await chat.shell.tell_of(ABSENCE, ANNA.chat_id)

    assert chat.posted == []
    (line,) = caplog.messages
    assert line == "a runner was not told that the coach was away, after 3 tries: ValueError"
