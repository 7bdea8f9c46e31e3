"""A playground with a clock that only moves when told, and one person who may be written to."""

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from telegram import Bot

from bot.playground.core import PLAY_TOKEN, Telegram
from bot.playground.request import DirectRequest

# The smallest head of a picture, 2 pixels wide and 1 high.
PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x02\x00\x00\x00\x01\x08\x06\x00\x00\x00"
    b"\xf4\x22\x7f\x8a\x00\x00\x00\x00IEND\xaeB`\x82"
)


class Clock:
    def __init__(self) -> None:
        self.time = datetime(2026, 3, 28, 15, 10, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time

    def pass_(self, seconds: float) -> None:
        self.time += timedelta(seconds=seconds)


class Calls:
    """The bot's side in one line: `await calls.ok("sendMessage", …)` and `await calls.refused(…)`."""

    def __init__(self, telegram: Telegram) -> None:
        self.telegram = telegram

    async def ok(self, method: str, **params: Any) -> Any:
        status, body = await self.telegram.call(PLAY_TOKEN, method, params)
        assert (status, body["ok"]) == (200, True), body
        return body["result"]

    async def refused(self, method: str, **params: Any) -> str:
        """The words of the refusal."""
        status, body = await self.telegram.call(PLAY_TOKEN, method, params)
        assert not body["ok"], body
        assert body["error_code"] == status
        return str(body["description"])


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def telegram(clock: Clock) -> Iterator[Telegram]:
    telegram = Telegram(None, now=clock)
    yield telegram
    telegram.close()


@pytest.fixture
def calls(telegram: Telegram) -> Calls:
    return Calls(telegram)


@pytest.fixture
async def anna(telegram: Telegram) -> int:
    """A person who wrote /start once, and whose update is confirmed."""
    anna = telegram.add_person("Anna", language_code="en")
    await telegram.say(anna, "/start")
    await telegram.call(PLAY_TOKEN, "getUpdates", {"offset": -1})
    updates = (await telegram.call(PLAY_TOKEN, "getUpdates", {}))[1]["result"]
    await telegram.call(PLAY_TOKEN, "getUpdates", {"offset": updates[-1]["update_id"] + 1})
    return anna


@pytest.fixture
async def bot(telegram: Telegram) -> AsyncIterator[Bot]:
    """python-telegram-bot's own Bot, straight on the core."""
    request = DirectRequest(telegram)
    async with Bot(PLAY_TOKEN, request=request, get_updates_request=DirectRequest(telegram)) as bot:
        yield bot
