"""One person says more than a person can: the others do not wait for it, and what means anything is heard."""

import asyncio

import pytest

from bot.coach.events import Tapped
from bot.edge.flood import GROUP_MESSAGES, MESSAGES, TAPS
from bot.playground.core import Telegram
from bot.voice.buttons import pack
from tests.edge.conftest import newcomer
from tests.edge.fakes import FakeShell
from tests.edge.taking import Intake, texts, waiting


async def all_taken(telegram: Telegram) -> None:
    async with asyncio.timeout(600):
        while await waiting(telegram):  # noqa: ASYNC110
            await asyncio.sleep(0.01)


def taps_of(shell: FakeShell) -> list[str]:
    return [pack(event.button) for event in shell.events if isinstance(event, Tapped) and event.button]


async def test_what_is_beyond_a_burst_is_taken_unread_and_its_sender_told_once(
    intake: Intake, telegram: Telegram, shell: FakeShell, anna: int
) -> None:
    bo = await newcomer(telegram, "Bo")
    for number in range(500):
        await telegram.say(anna, f"{number}")
    await telegram.say(bo, "beside")
    async with intake():
        await all_taken(telegram)
    assert texts(shell) == [str(number) for number in range(MESSAGES)] + ["beside"]
    assert len(shell.passed_over) == 500 - MESSAGES
    assert [tell for _, tell in shell.passed_over] == [True] + [False] * (499 - MESSAGES)


async def test_after_a_rest_they_are_heard_again_and_would_be_told_again(
    intake: Intake, telegram: Telegram, shell: FakeShell, anna: int
) -> None:
    async with intake():
        for _ in range(2):
            for number in range(MESSAGES + 5):
                await telegram.say(anna, f"{number}")
            await all_taken(telegram)
            await asyncio.sleep(MESSAGES)
    assert len(shell.handled) == 2 * MESSAGES
    assert [tell for _, tell in shell.passed_over] == ([True] + [False] * 4) * 2


async def test_what_gathered_while_we_were_away_is_no_flood(
    intake: Intake, telegram: Telegram, shell: FakeShell, anna: int
) -> None:
    for number in range(100):
        await telegram.say(anna, f"{number}")
        await asyncio.sleep(1)
    async with intake():
        await all_taken(telegram)
    assert texts(shell) == [str(number) for number in range(100)]


async def test_every_tap_that_means_something_new_is_heard_however_many_there_are(
    intake: Intake, telegram: Telegram, shell: FakeShell, anna: int
) -> None:
    done = [f"a:1:{number}:arch-roll:done" for number in range(1, 201)]
    async with intake():
        for data in done + done:
            await telegram.tap(anna, 1, data)
        await all_taken(telegram)
    heard = taps_of(shell)
    assert heard[:200] == done
    assert len(heard) <= 200 + TAPS, "and its repeats are not"
    assert [tell for _, tell in shell.passed_over].count(True) == 1


async def test_taps_on_no_button_of_ours_are_passed_over_in_a_flood(
    intake: Intake, telegram: Telegram, shell: FakeShell, anna: int
) -> None:
    async with intake():
        for number in range(300):
            await telegram.tap(anna, 1, f"forged {number}")
        await all_taken(telegram)
    assert len(shell.handled) == pytest.approx(TAPS, abs=20)
    assert len(shell.handled) + len(shell.passed_over) == 300


async def test_blocking_is_heard_in_the_midst_of_a_flood(
    intake: Intake, telegram: Telegram, shell: FakeShell, anna: int
) -> None:
    for number in range(MESSAGES + 100):
        await telegram.say(anna, f"{number}")
    await telegram.block(anna)
    async with intake():
        await all_taken(telegram)
    assert len(shell.handled) == MESSAGES + 1


async def test_who_could_not_be_told_is_told_with_the_next_one(
    intake: Intake, telegram: Telegram, shell: FakeShell, anna: int
) -> None:
    for number in range(MESSAGES):
        await telegram.say(anna, f"{number}")
    async with intake():
        await all_taken(telegram)
        shell.failures = [OSError("away")]
        await telegram.say(anna, "one")
        await telegram.say(anna, "two")
        await all_taken(telegram)
    assert [tell for _, tell in shell.passed_over] == [True, False]


async def test_a_group_is_answered_less_often_than_telegram_allows_it(
    intake: Intake, telegram: Telegram, shell: FakeShell, anna: int
) -> None:
    """Or whoever has a group of their own makes Telegram ask us for pauses."""
    group = {"id": -100_777, "type": "supergroup", "title": "Sunday runners"}
    began = asyncio.get_running_loop().time()
    async with intake():
        for _ in range(120):  # one a second
            with telegram.change():
                telegram.push(
                    "message",
                    {
                        "message_id": 1,
                        "from": telegram.user_of(anna),
                        "chat": group,
                        "date": telegram.date(),
                        "text": "/help@regen_coach_bot",
                    },
                )
            await asyncio.sleep(1)
        await all_taken(telegram)
    minutes = (asyncio.get_running_loop().time() - began) / 60
    assert GROUP_MESSAGES < len(shell.groups) <= GROUP_MESSAGES + 6 * minutes < 20 * minutes
    assert shell.passed_over == []
