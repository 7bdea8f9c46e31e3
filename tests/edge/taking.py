"""What the intake's tests share: the intake running, and looks at what came of it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from bot.coach.events import Typed
from bot.edge.client import CoachBot, connect, disconnect
from bot.edge.flood import Flood
from bot.edge.handlers import build_application
from bot.edge.intake import Polling
from bot.edge.pace import Pulse
from bot.edge.settle import Settling
from bot.playground.core import PLAY_TOKEN, Telegram
from bot.voice.buttons import unpack
from tests.edge.fakes import FakeShell

Intake = Callable[..., Any]


def intake_on(bot: CoachBot, shell: Any, pulse: Pulse) -> Intake:
    """`async with intake() as stop:` takes updates inside, and has ended cleanly behind."""

    @asynccontextmanager
    async def running(
        *,
        check: Callable[[], None] = lambda: None,
        on_contact: Callable[[], None] = lambda: None,
        busy: Callable[[int], bool] = lambda chat: False,
        poll_seconds: int = 30,
        **options: Any,
    ) -> AsyncIterator[asyncio.Event]:
        stop = asyncio.Event()
        application = build_application(bot, shell, unpack, frozenset({"help"}), Flood(pulse.monotonic))
        settling = Settling(application, shell, pulse=pulse, **options)
        assert await connect(application, stop, pulse)
        intake = Polling(
            bot,
            shell,
            settling,
            pulse=pulse,
            check=check,
            busy=busy,
            timeout=poll_seconds,
            on_contact=on_contact,
        )
        polling = asyncio.create_task(intake.run(stop))
        try:
            yield stop
            stop.set()
            await polling
        finally:
            polling.cancel()
            await asyncio.gather(polling, return_exceptions=True)
            await disconnect(application)

    return running


async def until(true: Callable[[], object]) -> None:
    async with asyncio.timeout(600):
        while not true():  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def waiting(telegram: Telegram) -> int:
    """How many updates Telegram still keeps for us."""
    _, body = await telegram.call(PLAY_TOKEN, "getWebhookInfo", {})
    return int(body["result"]["pending_update_count"])


def texts(shell: FakeShell) -> list[str]:
    return [event.text for event in shell.events if isinstance(event, Typed)]
