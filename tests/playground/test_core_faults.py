"""Planned faults strike what they should, as often as they should, and leave the rest alone."""

import asyncio
import logging

import httpx
import pytest
from telegram import Bot
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.playground.core import Telegram
from bot.playground.limits import Limits
from bot.playground.request import DirectRequest
from tests.playground.conftest import Calls, Clock


@pytest.fixture(autouse=True)
def _no_deprecations(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")  # without it RetryAfter itself warns, and warnings are errors


async def test_every_other_send_fails(telegram: Telegram, calls: Calls, anna: int) -> None:
    telegram.faults.add(method="sendMessage", kind="500", times=None, every=2)
    answers = [
        await telegram.call(telegram.token, "sendMessage", {"chat_id": anna, "text": "x"}) for _ in "123456"
    ]
    assert [status for status, _ in answers] == [200, 500, 200, 500, 200, 500]
    await calls.ok("getMe")
    assert (telegram.calls["sendMessage"], telegram.calls["getMe"]) == (6, 1)


async def test_a_fault_can_be_for_one_chat_and_for_some_times(
    telegram: Telegram, calls: Calls, anna: int
) -> None:
    ben = telegram.add_person("Ben")
    await telegram.say(ben, "/start")
    fault = telegram.faults.add(chat=ben, kind="403", times=2)
    await calls.ok("sendMessage", chat_id=anna, text="x")
    for _ in range(2):
        assert "blocked" in await calls.refused("sendMessage", chat_id=ben, text="x")
    await calls.ok("sendMessage", chat_id=ben, text="x")
    assert fault.played == 2


async def test_each_kind_is_the_error_the_library_raises(telegram: Telegram, bot: Bot, anna: int) -> None:
    async def struck(kind: str) -> Exception:
        telegram.faults.add(method="sendMessage", kind=kind, retry_after=3)  # type: ignore[arg-type]
        with pytest.raises(TelegramError) as raised:
            await bot.send_message(anna, "x")
        return raised.value

    assert isinstance(await struck("429"), RetryAfter)
    assert isinstance(await struck("403"), Forbidden)
    assert isinstance(await struck("500"), NetworkError)
    logging.getLogger("telegram.request.BaseRequest").setLevel(logging.CRITICAL)
    assert isinstance(await struck("502"), NetworkError)
    assert isinstance((await struck("refused")).__cause__, httpx.ConnectError)
    before = len(telegram.chat(anna))
    assert isinstance((await struck("lost")).__cause__, httpx.ReadTimeout)
    assert len(telegram.chat(anna)) == before + 1


async def test_a_hang_ends_with_the_callers_patience(telegram: Telegram, anna: int) -> None:
    request = DirectRequest(telegram, read_timeout=0.01)
    async with Bot(telegram.token, request=request, get_updates_request=request) as bot:
        telegram.faults.add(method="sendMessage", kind="hang")
        with pytest.raises(TimedOut) as raised:
            await bot.send_message(anna, "x")
    assert isinstance(raised.value.__cause__, httpx.ReadTimeout)
    assert telegram.chat(anna)[-1]["text"] == "/start"


async def test_a_cancelled_call_is_not_a_timeout(telegram: Telegram, bot: Bot, anna: int) -> None:
    telegram.faults.add(method="sendMessage", kind="hang")
    send = asyncio.create_task(bot.send_message(anna, "x"))
    await asyncio.sleep(0)
    send.cancel()
    with pytest.raises(asyncio.CancelledError):
        await send


async def test_an_account_that_is_gone_a_chat_that_is_and_one_that_moved_are_told_apart(
    telegram: Telegram, bot: Bot, anna: int
) -> None:
    telegram.faults.add(chat=anna, kind="deactivated")
    with pytest.raises(Forbidden, match="user is deactivated"):
        await bot.send_message(anna, "x")
    telegram.faults.add(chat=anna, kind="no-chat")
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(anna, "x")
    telegram.faults.add(chat=anna, kind="migrated", migrated_to=-100_5)
    with pytest.raises(ChatMigrated) as moved:
        await bot.send_message(anna, "x")
    assert moved.value.new_chat_id == -100_5


async def test_faults_by_chance_are_a_share_of_the_calls_and_the_same_for_the_same_seed(
    telegram: Telegram, calls: Calls, anna: int
) -> None:
    async def statuses(seed: int) -> list[int]:
        telegram.faults.scatter(0.2, ["429", "500"], seed=seed, longest_pause=3, methods=["sendMessage"])
        answers = [
            await telegram.call(telegram.token, "sendMessage", {"chat_id": anna, "text": "x"})
            for _ in range(500)
        ]
        pauses = [body["parameters"]["retry_after"] for status, body in answers if status == 429]
        assert set(pauses) == {1, 2, 3}
        return [status for status, _ in answers]

    first = await statuses(seed=1)
    assert set(first) == {200, 429, 500}
    assert 70 <= 500 - first.count(200) <= 130
    assert await statuses(seed=1) == first != await statuses(seed=2)
    assert telegram.faults.dice is not None
    assert telegram.faults.dice.played.total() > 70
    for _ in range(100):
        await calls.ok("getMe")
    telegram.faults.clear()
    assert await statuses(seed=1) == first


async def test_flood_control_lets_a_burst_pass_and_then_one_a_second(
    telegram: Telegram, clock: Clock, calls: Calls, anna: int
) -> None:
    ben = telegram.add_person("Ben")
    await telegram.say(ben, "/start")
    telegram.limits = Limits(lambda: clock.time.timestamp(), chat_burst=3)
    for _ in range(3):
        await calls.ok("sendMessage", chat_id=anna, text="x")
    assert await calls.refused("sendMessage", chat_id=anna, text="x") == "Too Many Requests: retry after 1"
    await calls.ok("sendMessage", chat_id=ben, text="x")
    await calls.ok("sendChatAction", chat_id=anna, action="typing")
    clock.pass_(1)
    await calls.ok("sendMessage", chat_id=anna, text="x")
    assert "retry after 1" in await calls.refused("sendMessage", chat_id=anna, text="x")
    assert telegram.limits.refused == 2


async def test_flood_control_takes_thirty_in_any_second(
    telegram: Telegram, clock: Clock, calls: Calls, anna: int
) -> None:
    telegram.limits = Limits(lambda: clock.time.timestamp(), chat_burst=100)
    for _ in range(20):
        await calls.ok("sendMessage", chat_id=anna, text="x")
    clock.pass_(0.5)
    for _ in range(10):
        await calls.ok("sendMessage", chat_id=anna, text="x")
    assert "retry after 1" in await calls.refused("sendMessage", chat_id=anna, text="x")
    clock.pass_(0.5)
    for _ in range(20):
        await calls.ok("sendMessage", chat_id=anna, text="x")
    assert "retry after 1" in await calls.refused("sendMessage", chat_id=anna, text="x")


def test_a_fault_that_could_never_strike_is_refused(telegram: Telegram) -> None:
    with pytest.raises(ValueError, match="sendMesage"):
        telegram.faults.add(method="sendMesage", kind="500")
    with pytest.raises(ValueError, match="migrated"):
        telegram.faults.add(kind="migrated")
    with pytest.raises(ValueError, match="no such chance"):
        telegram.faults.scatter(20, ["500"], seed=1)
