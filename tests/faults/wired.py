"""The coach meets our own Telegram over real sockets with the real transport; seconds pass faster.

Only the edge's waits are faster (back-off, pauses, paces); the wire and the coach's clock are not.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from typing import Any

import httpx
from sqlalchemy import select
from starlette.applications import Starlette

from bot.edge.client import CoachBot, make_bot
from bot.edge.pace import Pulse
from bot.edge.transport import make_request
from bot.edge.trouble import EdgeError
from bot.playground.core import PLAY_TOKEN
from bot.playground.http import bot_api_routes
from bot.playground.serve import Serving, serve
from db.models import outbox
from db.store import runners
from tests.faults.calls import Watched
from tests.patience import PATIENCE
from tests.stage import Stage, labels

NOON = datetime(2026, 6, 6, 12, 0, tzinfo=UTC)
SPEED = 100.0
ANSWERS = ("No, all clear", "Nothing sore", "Let's go", "None of these", "That's it", "Nothing", "No", "Yes")


def brisk() -> Pulse:
    async def sleep(seconds: float) -> None:
        await asyncio.sleep(seconds / SPEED)

    return Pulse(monotonic=lambda: asyncio.get_running_loop().time() * SPEED, sleep=sleep, jitter=lambda: 0.5)


class WiredStage(Stage):
    def __init__(self, url: str) -> None:
        super().__init__(url, NOON)
        self.telegram.close()
        self.wire = Watched(NOON, SPEED)
        self.telegram = self.wire
        self._pulse = brisk()
        self._server: Serving | None = None
        self._port = 0
        self._calls: Any = None
        self.token = PLAY_TOKEN

    async def plug_in(self) -> None:
        """Telegram can be reached, at the same address as before."""
        self._server, self._port = await serve(
            Starlette(routes=bot_api_routes(self.telegram)), "127.0.0.1", self._port
        )

    async def pull_out(self) -> None:
        """Nobody listens there any more."""
        assert self._server is not None
        await self._server.stop()

    def _make_bot(self) -> CoachBot:
        api = f"http://127.0.0.1:{self._port}/bot"
        self._calls = make_request(api, connections=32, read_timeout=PATIENCE)
        return make_bot(
            self.token,
            api_url=api,
            api_file_url=api,
            request=self._calls,
            get_updates_request=make_request(api, connections=1),
        )

    def give_up_after(self, seconds: float) -> None:
        """From now on the coach waits so long for an answer, in seconds of real time."""
        self._calls._client.timeout = httpx.Timeout(PATIENCE, read=seconds)

    async def runner(self, person: int) -> Any:
        """The runner's row."""
        assert self.database is not None
        return await self.database.run(lambda conn: runners.lock(conn, person))

    async def letters(self) -> list[Any]:
        """What is in the outbox, set aside or not."""
        assert self.database is not None
        return await self.database.run(lambda conn: list(conn.execute(select(outbox.c.state)).scalars()))

    async def _end(self) -> None:
        with suppress(EdgeError):  # who looks at it has seen it in `ended`
            await super()._end()

    async def ended(self) -> None:
        """Until the coach has ended by itself; raises what it raised."""
        assert self._running is not None
        async with asyncio.timeout(PATIENCE):
            await self._running

    async def until(self, true: Any) -> None:
        async with asyncio.timeout(PATIENCE):
            while not true():  # noqa: ASYNC110
                await asyncio.sleep(0.002)

    async def until_kept(self) -> None:
        """Until a pause is written down."""
        assert self.coach is not None
        async with asyncio.timeout(PATIENCE):
            while await self.coach.shell.paused_until() is None:  # noqa: ASYNC110
                await asyncio.sleep(0.002)

    async def newcomer(self, name: str) -> int:
        """A runner who said hello, and was answered."""
        person = self.telegram.add_person(name)
        await self.say(person, "/start")
        return person

    async def exercising(self, name: str) -> int:
        """A runner before the first card of a session."""
        person = await self.newcomer(name)
        await self.say(person, "half marathon yesterday")
        while "✓ Done" not in (offered := labels(self.said(person)[-1])):
            await self.tap(person, next(label for label in ANSWERS if label in offered))
        return person

    def heard(self, person: int, words: str) -> list[str]:
        return [message["text"] for message in self.said(person) if words in message["text"]]


@asynccontextmanager
async def wired(url: str) -> AsyncIterator[WiredStage]:
    stage = WiredStage(url)
    await stage.plug_in()
    await stage.start()
    try:
        yield stage
    finally:
        try:
            await stage.stop()
        finally:
            await stage.pull_out()
            stage.telegram.close()
