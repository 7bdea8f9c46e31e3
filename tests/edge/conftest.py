"""Around the edge: a Telegram without sockets, a shell that only remembers, time that needs no waiting."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.edge.client import CoachBot, make_bot
from bot.edge.pace import Pulse
from bot.edge.sender import Sender
from bot.playground.core import PLAY_TOKEN, Telegram
from bot.playground.request import DirectRequest
from tests.edge.fakes import FakeShell, Wire
from tests.edge.patience import loops_for
from tests.edge.taking import Intake, intake_on

START = datetime(2026, 3, 29, 7, 0, tzinfo=UTC)


def pytest_asyncio_loop_factories(config: pytest.Config, item: pytest.Item) -> Mapping[str, Any]:
    return loops_for(item.path.name)


@pytest.fixture
def now() -> Callable[[], datetime]:
    def now() -> datetime:
        try:
            return START + timedelta(seconds=asyncio.get_running_loop().time())
        except RuntimeError:
            return START

    return now


@pytest.fixture
def pulse() -> Pulse:
    """Waits exactly 1, 2, 4 … seconds."""
    return Pulse(monotonic=lambda: asyncio.get_running_loop().time(), sleep=asyncio.sleep, jitter=lambda: 0.5)


@pytest.fixture
def telegram(now: Callable[[], datetime]) -> Iterator[Telegram]:
    telegram = Telegram(None, now=now)
    yield telegram
    telegram.close()


@pytest.fixture
def shell() -> FakeShell:
    return FakeShell()


@pytest.fixture
def wire(telegram: Telegram) -> Wire:
    return Wire(telegram)


@pytest.fixture
def bot(telegram: Telegram, wire: Wire) -> CoachBot:
    return make_bot(
        PLAY_TOKEN,
        api_url="https://api.telegram.org/bot",
        api_file_url="https://api.telegram.org/file/bot",
        request=wire,
        get_updates_request=DirectRequest(telegram),
    )


@pytest.fixture
async def anna(telegram: Telegram) -> int:
    """A person who wrote /start once; what she wrote is confirmed."""
    return await newcomer(telegram, "Anna")


@pytest.fixture
def intake(bot: CoachBot, shell: Any, pulse: Pulse) -> Intake:
    return intake_on(bot, shell, pulse)


@pytest.fixture
def idle_sender(bot: CoachBot, shell: Any, now: Callable[[], datetime], pulse: Pulse) -> Sender:
    """A sender that does not run yet."""
    return Sender(bot, shell, now=now, pulse=pulse, bulk_per_second=25.0)


@pytest.fixture
async def sender(idle_sender: Sender) -> AsyncIterator[Sender]:
    stop = asyncio.Event()
    running = asyncio.create_task(idle_sender.run(stop))
    await asyncio.sleep(0)
    yield idle_sender
    stop.set()
    await running


def clock() -> float:
    """Seconds of this test's time."""
    return asyncio.get_running_loop().time()


def said(telegram: Telegram, person: int) -> list[str]:
    """The bot's messages as they now stand."""
    return [message["text"] for message in telegram.chat(person) if not message["out"]]


async def newcomer(telegram: Telegram, name: str) -> int:
    person = telegram.add_person(name)
    await telegram.say(person, "/start")
    _, body = await telegram.call(PLAY_TOKEN, "getUpdates", {})
    await telegram.call(PLAY_TOKEN, "getUpdates", {"offset": body["result"][-1]["update_id"] + 1})
    return person
