"""What the webhook's tests share: a webhook at work, and somebody who brings updates over a real socket."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

from bot.edge.client import CoachBot, connect, disconnect
from bot.edge.handlers import build_application
from bot.edge.pace import Pulse
from bot.edge.settle import Settling
from bot.edge.webhook import Place, Webhook
from bot.settings import Listen
from bot.voice.buttons import unpack
from tests.patience import PATIENCE
from tests.processes.programs import free_port

PATH = "/telegram"
SECRET = "the-word-between-us"
ANNA, BEN = 5, 6

Answer = tuple[int, dict[str, str]]  # status and headers


class Bringing:
    """Brings requests to a webhook, as Telegram does or as nobody should."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.stop = asyncio.Event()
        self.deaf: Callable[[], Awaitable[None]]  # stop listening
        self.running: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}{PATH}"

    async def bring(self, update: object) -> Answer:
        body = update if isinstance(update, bytes) else json.dumps(update).encode()
        return await self.say(head(f"Content-Length: {len(body)}") + body)

    async def say(self, words: bytes) -> Answer:
        async with self.line() as (reader, writer):
            writer.write(words)
            return await answer_of(reader)

    @asynccontextmanager
    async def line(self) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
        """A connection."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            yield reader, writer
        finally:
            writer.close()


def head(*headers: str, secret: str | None = SECRET, path: str = PATH, method: str = "POST") -> bytes:
    """The head of a request; every header is one line."""
    lines = [f"{method} {path} HTTP/1.1", "Host: coach.example.org", *headers]
    if secret is not None:
        lines.append(f"X-Telegram-Bot-Api-Secret-Token: {secret}")
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


async def answer_of(reader: asyncio.StreamReader) -> Answer:
    async with asyncio.timeout(PATIENCE):
        words = await reader.readuntil(b"\r\n\r\n")
    first, *lines = words.decode().strip().split("\r\n")
    return int(first.split()[1]), dict(line.lower().split(": ", 1) for line in lines)


def text(update_id: int, words: str, chat: int = ANNA) -> dict[str, Any]:
    """An update: somebody wrote."""
    person = {"id": chat, "is_bot": False, "first_name": "Anna"}
    message = {"message_id": update_id, "date": 1774766400, "chat": {"id": chat, "type": "private"}}
    return {"update_id": update_id, "message": message | {"from": person, "text": words}}


@asynccontextmanager
async def webhook_at_work(
    bot: CoachBot,
    shell: Any,
    pulse: Pulse,
    *,
    check: Callable[[], None] = lambda: None,
    ready: Callable[[int], Awaitable[None]] = lambda chat: asyncio.sleep(0),
    **options: Any,
) -> AsyncIterator[Bringing]:
    """It takes updates inside, and has ended cleanly behind. `options`: those of Settling."""
    bringing = Bringing(free_port())
    application = build_application(bot, shell, unpack)
    settling = Settling(application, shell, pulse=pulse, **options)
    assert await connect(application, bringing.stop, pulse)
    place = Place(bringing.url, Listen("127.0.0.1", bringing.port), SECRET)
    webhook = Webhook(bot, shell, settling, place, pulse=pulse, check=check, ready=ready)
    async with AsyncExitStack() as listening:
        await listening.enter_async_context(webhook.listening())
        bringing.deaf = listening.aclose
        bringing.running = running = asyncio.create_task(webhook.run(bringing.stop))
        try:
            while not running.done() and not webhook.ours:  # noqa: ASYNC110
                await asyncio.sleep(0.001)
            yield bringing
            bringing.stop.set()
            await running
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
            await disconnect(application)
