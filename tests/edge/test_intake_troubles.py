"""What the intake does when Telegram does not answer, says no, or answers somebody else."""

import asyncio
import logging
from typing import Any

import pytest

from bot.edge.client import CoachBot, connect, disconnect
from bot.edge.handlers import build_application
from bot.edge.pace import Pulse
from bot.edge.trouble import BadToken, WebhookIsSet
from bot.playground.core import PLAY_TOKEN, Telegram
from bot.voice.buttons import unpack
from tests.edge.fakes import FakeShell
from tests.edge.taking import Intake, texts, until, waiting


async def test_trouble_with_the_network_backs_off_up_to_a_minute_and_is_said_once(
    intake: Intake,
    telegram: Telegram,
    shell: FakeShell,
    anna: int,
    caplog: pytest.LogCaptureFixture,
) -> None:
    fault = telegram.faults.add(method="getUpdates", kind="refused", times=9)
    began = asyncio.get_running_loop().time()
    with caplog.at_level(logging.INFO, "bot"):
        async with intake():
            await telegram.say(anna, "hi")
            await until(lambda: shell.handled)
    assert fault.played == 9
    waited = asyncio.get_running_loop().time() - began
    assert waited == pytest.approx(1 + 2 + 4 + 8 + 16 + 32 + 60 + 60 + 60, abs=0.1)
    lines = [record.getMessage() for record in caplog.records]
    assert lines == [
        "no updates from Telegram (NetworkError, ConnectError), trying on",
        "Telegram answers again",
    ]


@pytest.mark.parametrize("kind", ["500", "502", "lost", "hang"])
async def test_whatever_befalls_a_poll_the_update_still_arrives_once(
    intake: Intake, telegram: Telegram, shell: FakeShell, anna: int, kind: Any
) -> None:
    telegram.faults.add(method="getUpdates", kind=kind, times=3)
    await telegram.say(anna, "hi")
    async with intake():
        await until(lambda: shell.handled)
        await asyncio.sleep(5)
    assert texts(shell) == ["hi"]
    assert await waiting(telegram) == 0


async def test_a_pause_that_telegram_asks_for_is_kept(
    intake: Intake, telegram: Telegram, shell: FakeShell, anna: int
) -> None:
    telegram.faults.add(method="getUpdates", kind="429", retry_after=40)
    began = asyncio.get_running_loop().time()
    await telegram.say(anna, "hi")
    async with intake():
        await until(lambda: shell.handled)
    assert asyncio.get_running_loop().time() - began >= 40


async def test_an_answer_that_is_no_list_of_updates_is_trouble_not_an_end(
    intake: Intake, telegram: Telegram, shell: FakeShell, bot: CoachBot, anna: int
) -> None:
    answers = [{"no": "list"}, [{"message": {}}], [1]]
    honest = CoachBot.call

    async def odd(
        self: CoachBot, method: str, params: dict[str, Any], read_timeout: float | None = None
    ) -> Any:
        return answers.pop() if answers else await honest(self, method, params, read_timeout)

    await telegram.say(anna, "hi")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(CoachBot, "call", odd)
        async with intake():
            await until(lambda: shell.handled)
    assert texts(shell) == ["hi"]


async def test_a_second_poller_is_said_once_and_both_lose_nothing(
    intake: Intake,
    telegram: Telegram,
    shell: FakeShell,
    anna: int,
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with intake():
        await asyncio.sleep(1)
        for _ in range(3):
            await telegram.call(PLAY_TOKEN, "getUpdates", {"timeout": 1})
        await telegram.say(anna, "hi")
        await until(lambda: shell.handled)
    warnings = [r.getMessage() for r in caplog.records if "another program" in r.getMessage()]
    assert 1 <= len(warnings) <= 3  # once for each time it was ended


async def test_a_webhook_that_is_set_ends_the_intake_with_a_line_for_the_host(
    intake: Intake, telegram: Telegram
) -> None:
    await telegram.call(PLAY_TOKEN, "setWebhook", {"url": "https://example.org/hook"})

    async def in_vain() -> None:
        async with intake():
            await asyncio.sleep(5)

    with pytest.raises(WebhookIsSet, match="deleteWebhook"):
        await in_vain()


async def test_a_refused_token_ends_the_intake_without_naming_it(intake: Intake, telegram: Telegram) -> None:
    async def in_vain() -> None:
        async with intake():
            telegram.token = "8000000:another-token-that-is-long-enough"
            await asyncio.sleep(40)

    with pytest.raises(BadToken) as caught:
        await in_vain()
    assert "playground" not in str(caught.value)
    assert caught.value.__cause__ is None


async def test_at_the_start_telegram_is_asked_until_it_answers(
    telegram: Telegram, bot: CoachBot, shell: Any, pulse: Pulse
) -> None:
    telegram.faults.add(method="getMe", kind="refused", times=4)
    application = build_application(bot, shell, unpack)
    assert await connect(application, asyncio.Event(), pulse)
    await disconnect(application)
    assert asyncio.get_running_loop().time() == pytest.approx(1 + 2 + 4 + 8, abs=0.1)


async def test_at_the_start_a_stop_is_heard_while_telegram_is_away(
    telegram: Telegram, bot: CoachBot, shell: Any, pulse: Pulse
) -> None:
    telegram.faults.add(method="getMe", kind="refused", times=None)
    stop = asyncio.Event()
    asyncio.get_running_loop().call_later(20, stop.set)
    application = build_application(bot, shell, unpack)
    assert not await connect(application, stop, pulse)
    await disconnect(application)
    assert asyncio.get_running_loop().time() == pytest.approx(20, abs=0.1)


async def test_at_the_start_a_refused_token_is_one_line_without_the_token(
    telegram: Telegram, bot: CoachBot, shell: Any, pulse: Pulse
) -> None:
    telegram.token = "8000000:another-token-that-is-long-enough"
    application = build_application(bot, shell, unpack)
    with pytest.raises(BadToken) as caught:
        await connect(application, asyncio.Event(), pulse)
    await disconnect(application)
    assert PLAY_TOKEN not in str(caught.value)
    assert caught.value.__suppress_context__


async def test_a_contact_is_a_call_that_was_answered_and_whose_updates_are_stored(
    intake: Intake, telegram: Telegram, shell: FakeShell, anna: int
) -> None:
    contacts: list[float] = []
    loop = asyncio.get_running_loop()
    async with intake(on_contact=lambda: contacts.append(loop.time()), storage_away=lambda error: True):
        await until(lambda: contacts)
        assert contacts[0] == 0, "the first call does not wait"
        telegram.faults.add(method="getUpdates", kind="refused", times=None)
        await telegram.say(anna, "one")  # the poll that waits still brings it
        await asyncio.sleep(300)
        known = len(contacts)
        await asyncio.sleep(200)
        assert len(contacts) == known, "nothing is heard of a Telegram that is away"
        await telegram.say(anna, "two")
        shell.failures = [OSError("the database is away")] * 5
        telegram.faults.clear()
        back = loop.time()
        await until(lambda: texts(shell) == ["one", "two"])
        assert shell.failures == []
        await until(lambda: len(contacts) > known)
        assert contacts[known] > back + 15, "nor as long as nothing can be stored"
