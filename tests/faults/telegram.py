"""Our own Telegram over HTTP in the harness's process, which writes down what the bot does on the wire."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.clock import Clock
from bot.playground.core import PLAY_TOKEN, Telegram, Upload
from bot.playground.serve import serve
from bot.playground.web import playground_app


@dataclass(frozen=True)
class Sent:
    """A message as it arrived, before any edit."""

    chat: int
    text: str
    at: datetime


class Watched(Telegram):
    """`sent` keeps what every sendMessage brought; `at_work` is set when it asks for updates."""

    def __init__(self) -> None:
        super().__init__(None, now=Clock().now)
        self.sent: list[Sent] = []
        self.at_work = asyncio.Event()

    async def call(
        self, token: str, method: str, params: Mapping[str, Any], files: Mapping[str, Upload] | None = None
    ) -> tuple[int, dict[str, Any]]:
        if method in ("getUpdates", "getWebhookInfo"):
            self.at_work.set()
        status, body = await super().call(token, method, params, files)
        if method == "sendMessage" and status == 200:
            self.sent.append(Sent(body["result"]["chat"]["id"], body["result"]["text"], self.now()))
        return status, body

    def waiting(self) -> int:
        """Updates that the bot has not confirmed."""
        return self.store.count_updates()

    def acquainted(self, name: str) -> tuple[int, int, int]:
        """A person who has written once, and two messages of the bot's that they may tap."""
        person = self.add_person(name)
        with self.change():
            self.store.mark_started(person)
            first, second = (self.post(person, out=False, content={"text": "Hello"}) for _ in range(2))
        return person, int(first["message_id"]), int(second["message_id"])

    def repeats(self) -> int:
        """Messages that came to a chat more than once, beyond the first."""
        return sum(count - 1 for count in Counter((one.chat, one.text) for one in self.sent).values())


@asynccontextmanager
async def served() -> AsyncIterator[tuple[Watched, dict[str, str]]]:
    """The Telegram, and the settings that lead a coach to it."""
    telegram = Watched()
    server, port = await serve(playground_app(telegram, None), "127.0.0.1", 0)
    address = f"http://127.0.0.1:{port}"
    try:
        yield (
            telegram,
            {
                "REGEN_BOT_TOKEN": PLAY_TOKEN,
                "REGEN_API_URL": f"{address}/bot",
                "REGEN_API_FILE_URL": f"{address}/file/bot",
            },
        )
    finally:
        await server.stop()
        telegram.close()
