"""A stage for whole chats: the real coach on a real database, before a Telegram of our own in memory.

The clock moves only when told. Everything that is done waits until the coach has said all it has to say.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.app import Coach
from bot.clock import Clock
from bot.edge.client import CoachBot, make_bot
from bot.edge.flood import Flood
from bot.edge.pace import Pulse
from bot.edge.webhook import Place
from bot.leader import Leader
from bot.playground.core import PLAY_TOKEN, Telegram
from bot.playground.request import DirectRequest
from content.library import load_library
from db.engine import Database, open_database
from tests.patience import PATIENCE

API = "http://telegram.test/bot"


class StageClock(Clock):
    """Stands still until it is put forward."""

    def __init__(self, now: datetime) -> None:
        super().__init__()
        self.time = now
        self.passed = timedelta()  # that the machine's clock was put forward

    def now(self) -> datetime:
        return self.time

    def real(self) -> datetime:
        return super().real() + self.passed


async def _no_wait(seconds: float) -> None:
    """Back-off without waiting; a second given to everybody else."""
    await asyncio.sleep(min(seconds, 0.001))


class Stage:
    """One Telegram, one database, and a coach that can be stopped and started again."""

    def __init__(self, url: str, now: datetime, flood: Flood | None = None) -> None:
        self.url = url
        self.clock = StageClock(now)
        self.telegram = Telegram(None, now=self.clock.now)
        # nobody types too fast while the clock stands still
        self._pulse = Pulse(sleep=_no_wait, jitter=lambda: 0.5)
        self._flood = flood or Flood(messages=10**9, taps=10**9, groups=10**9)
        self.coach: Coach | None = None
        self.database: Database | None = None
        self._stop = asyncio.Event()
        self._running: asyncio.Task[None] | None = None
        self._polls = 0  # when it was started
        self.webhook: Place | None = None

    # --- the coach ---------------------------------------------------------------------------------

    async def start(self) -> None:
        if self.database is None:
            self.database = open_database(self.url)
            await self.database.upgrade()
        # the lead is not renewed in the midst of a test, where somebody may count
        lead = Leader(self.database, lease=600) if self.database.dialect == "postgresql" else None
        self.coach = Coach(
            self.database,
            load_library(),
            self._make_bot(),
            self.clock,
            pulse=self._pulse,
            lead=lead,
            flood=self._flood,
            webhook=self.webhook,
        )
        self._stop = asyncio.Event()
        self._polls = self.telegram.calls["getUpdates"]
        self._running = asyncio.create_task(self.coach.run(self._stop))

    def _make_bot(self) -> CoachBot:
        return make_bot(
            PLAY_TOKEN,
            api_url=API,
            api_file_url="http://telegram.test/file/bot",
            request=DirectRequest(self.telegram),
            get_updates_request=DirectRequest(self.telegram),
        )

    async def stop(self) -> None:
        await self._end()
        assert self.database is not None
        await self.database.close()
        self.database = None

    async def restart(self) -> None:
        """Another coach, who knows nothing but what the database knows.

        The database stays open: it keeps no values between its transactions, and reopening it would be most
        of a story's time. `stop` and `start` reopen it.
        """
        await self._end()
        await self.start()

    async def _end(self) -> None:
        self._stop.set()
        assert self._running is not None
        await self._running

    async def settled(self) -> None:
        """Until the coach is at work, all updates are confirmed, all files read and all letters gone."""
        assert self.coach is not None
        assert self._running is not None
        async with asyncio.timeout(PATIENCE):
            while self.telegram.calls["getUpdates"] == self._polls or self.telegram.store.count_updates():
                if self._running.done():
                    self._running.result()
                await asyncio.sleep(0.001)
            await self.coach.files.idle()
            await self.coach.sender.idle()

    # --- time --------------------------------------------------------------------------------------

    async def at(self, moment: datetime) -> None:
        """Put the clock to `moment`, and let the coach look for what is due."""
        assert self.coach is not None
        self.clock.time = moment.astimezone(UTC)
        await self.coach.heartbeat.beat()
        await self.settled()

    async def back_at(self, moment: datetime) -> None:
        """The coach is stopped now, and comes back at `moment`: what was due meanwhile it finds then."""
        await self._end()
        self.clock.passed += moment - self.clock.time
        self.clock.time = moment.astimezone(UTC)
        await self.start()
        await self.asked(self._polls + 2)  # the first of them is answered
        await self.at(moment)

    async def asked(self, calls: int) -> None:
        """Until the coach has asked Telegram for updates so often, by Telegram's count; the last may wait."""
        async with asyncio.timeout(PATIENCE):
            while self.telegram.calls["getUpdates"] < calls:  # noqa: ASYNC110
                await asyncio.sleep(0.001)

    async def at_without_telegram(self, moment: datetime) -> None:
        """As `at`, but nothing can be sent until `telegram_is_back`."""
        assert self.coach is not None
        self.telegram.faults.clear()
        for method in ("sendMessage", "editMessageText"):
            self.telegram.faults.add(method=method, kind="refused", times=None)
        self.clock.time = moment.astimezone(UTC)
        await self.coach.heartbeat.beat()

    async def telegram_is_back(self, moment: datetime) -> None:
        """Letters leave again, as of `moment`."""
        self.clock.time = moment.astimezone(UTC)
        self.telegram.faults.clear()

    async def later(self, **span: float) -> None:
        await self.at(self.clock.time + timedelta(**span))

    # --- people ------------------------------------------------------------------------------------

    async def say(self, person: int, text: str) -> None:
        await self.telegram.say(person, text)
        await self.settled()

    async def tap(self, person: int, label: str) -> None:
        """Tap the newest button with this label. AssertionError when there is none."""
        message, data = self.button(person, label)
        await self.telegram.tap(person, message, data)
        await self.settled()

    def button(self, person: int, label: str) -> tuple[int, str]:
        for message in reversed(self.telegram.chat(person)):
            for row in message.get("reply_markup", {}).get("inline_keyboard", []):
                for key in row:
                    if key["text"] == label and "callback_data" in key:
                        return message["message_id"], key["callback_data"]
        raise AssertionError(f"there is no button [{label}]; the chat ends with:\n{self.tail(person)}")

    def said(self, person: int) -> list[dict[str, Any]]:
        """The coach's messages as they stand now."""
        return [message for message in self.telegram.chat(person) if not message["out"]]

    def tail(self, person: int, count: int = 4) -> str:
        return "\n".join(shown(message) for message in self.telegram.chat(person)[-count:])


def labels(message: dict[str, Any]) -> list[str]:
    """The words on a message's inline buttons, in order; ↗ marks a link."""
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return [key["text"] + (" ↗" if "url" in key else "") for row in rows for key in row]


def shown(message: dict[str, Any]) -> str:
    buttons = " ".join(f"[{label}]" for label in labels(message))
    return f"{'>' if message['out'] else '<'} {message.get('text', '')} {buttons}".strip()


@asynccontextmanager
async def on_stage(url: str, now: datetime, flood: Flood | None = None) -> AsyncIterator[Stage]:
    stage = Stage(url, now, flood)
    await stage.start()
    try:
        yield stage
    finally:
        await stage.stop()
        stage.telegram.close()
