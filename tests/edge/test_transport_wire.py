"""The real transport over real sockets: what befalls a call, and what the edge makes of it."""

import asyncio
import gc
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from starlette.applications import Starlette
from telegram.error import TelegramError

from bot.edge import transport
from bot.edge.client import CoachBot, make_bot
from bot.edge.transport import make_request
from bot.edge.trouble import Fate, fate_of
from bot.playground.core import PLAY_TOKEN, Telegram
from bot.playground.http import bot_api_routes
from bot.playground.serve import serve
from tests.patience import PATIENCE

Answer = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def bot_at(
    api_url: str, connections: int = 8, to_answer: float = PATIENCE, to_connect: float = PATIENCE
) -> AsyncIterator[CoachBot]:
    """A bot on the real transport, its request objects opened and closed without asking who it is.

    `to_answer`, `to_connect`: seconds that the other side has.
    """
    requests = [
        make_request(api_url, connections=connections, read_timeout=to_answer, connect_timeout=to_connect)
        for _ in range(2)
    ]
    bot = make_bot(
        PLAY_TOKEN,
        api_url=api_url,
        api_file_url=api_url,
        request=requests[0],
        get_updates_request=requests[1],
    )
    for request in requests:
        await request.initialize()
    try:
        yield bot
    finally:
        for request in requests:
            await request.shutdown()


@asynccontextmanager
async def server(answer: Answer) -> AsyncIterator[int]:
    """A server of one's own making; gives its port."""

    served: list[asyncio.Task[None]] = []

    async def serve_one(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await answer(reader, writer)
        finally:
            writer.close()
            await writer.wait_closed()

    def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        served.append(asyncio.create_task(serve_one(reader, writer)))

    running = await asyncio.start_server(accept, "127.0.0.1", 0)
    async with running:
        yield running.sockets[0].getsockname()[1]
    await asyncio.gather(*served, return_exceptions=True)


async def fate_at(port: int, *, to_answer: float = PATIENCE, to_connect: float = PATIENCE) -> Fate:
    at = f"http://127.0.0.1:{port}/bot"
    async with bot_at(at, to_answer=to_answer, to_connect=to_connect) as bot:
        with pytest.raises(TelegramError) as caught:
            await bot.call("sendMessage", {"chat_id": 1, "text": "x"})
    return fate_of(caught.value)


async def test_the_real_transport_talks_to_a_bot_api_and_closes_without_a_trace() -> None:
    telegram = Telegram(None, now=lambda: datetime(2026, 3, 29, 7, 0, tzinfo=UTC))
    running, port = await serve(Starlette(routes=bot_api_routes(telegram)), "127.0.0.1", 0)
    anna = telegram.add_person("Anna")
    await telegram.say(anna, "/start")
    try:
        async with bot_at(f"http://127.0.0.1:{port}/bot") as bot:
            sends = (bot.call("sendMessage", {"chat_id": anna, "text": f"{n} ünï 🏃"}) for n in range(50))
            made = await asyncio.gather(*sends)
            assert sorted(one["text"] for one in made) == sorted(f"{n} ünï 🏃" for n in range(50))
            (update,) = await bot.call("getUpdates", {"timeout": 0}, read_timeout=PATIENCE)
            assert update["message"]["text"] == "/start"
    finally:
        await running.stop()
        telegram.close()
    gc.collect()  # an unclosed connection would warn now, and warnings are errors


async def test_not_more_connections_are_opened_than_allowed() -> None:
    open_now = most = 0

    async def slowly(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal open_now, most
        open_now += 1
        most = max(most, open_now)
        try:
            while await reader.readuntil(b"\r\n\r\n"):
                await reader.readexactly(len("chat_id=1&text=x"))
                writer.write(b'HTTP/1.1 200 OK\r\nContent-Length: 25\r\n\r\n{"ok": true, "result": 1}')
        except asyncio.IncompleteReadError:
            open_now -= 1

    async with server(slowly) as port, bot_at(f"http://127.0.0.1:{port}/bot", connections=3) as bot:
        await asyncio.gather(*(bot.call("sendMessage", {"chat_id": 1, "text": "x"}) for _ in range(40)))
    assert most == 3


async def test_a_closed_port_means_never_sent() -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        port = nobody.getsockname()[1]
    assert await fate_at(port) is Fate.REFUSED


async def test_a_name_nobody_knows_means_never_sent() -> None:
    async with bot_at("http://no-such-host.invalid/bot") as bot:
        with pytest.raises(TelegramError) as caught:
            await bot.call("getMe", {})
    assert fate_of(caught.value) is Fate.REFUSED


async def test_a_network_that_swallows_connections_means_never_sent() -> None:
    """It looks like a ConnectTimeout, just as a lost answer does; taken for one, letters would be lost."""
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen(0)
        address = deaf.getsockname()
        fillers = [socket.socket() for _ in range(4)]
        for filler in fillers:
            filler.setblocking(False)
            filler.connect_ex(address)
        try:
            assert await fate_at(address[1], to_connect=0.1) is Fate.REFUSED
        finally:
            for filler in fillers:
                filler.close()


async def test_a_connection_cut_after_the_request_was_read_means_perhaps_sent() -> None:
    async def cut(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")

    async with server(cut) as port:
        assert await fate_at(port) is Fate.UNSURE


async def test_an_answer_that_never_comes_means_perhaps_sent() -> None:
    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()

    async with server(silent) as port:
        assert await fate_at(port, to_answer=0.2) is Fate.UNSURE


async def test_an_answer_that_breaks_off_means_perhaps_sent() -> None:
    async def half(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"ok": tr')

    async with server(half) as port:
        assert await fate_at(port) is Fate.UNSURE


@pytest.mark.parametrize("status", ["403 Forbidden", "404 Not Found", "400 Bad Request", "502 Bad Gateway"])
async def test_a_proxys_page_says_nothing_about_runner_token_or_letter(status: str) -> None:
    async def page(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(f"HTTP/1.1 {status}\r\nContent-Length: 6\r\n\r\n<html>".encode())

    async with server(page) as port:
        assert await fate_at(port) is Fate.REFUSED


async def test_proxies_come_from_the_environment_but_never_for_this_machine(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[bytes] = []

    async def proxy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append(await reader.readline())
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b'HTTP/1.1 200 OK\r\nContent-Length: 25\r\n\r\n{"ok": true, "result": 1}')

    async with server(proxy) as port:
        for name in ("http_proxy", "HTTP_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{port}")
        for name in ("no_proxy", "NO_PROXY"):
            monkeypatch.delenv(name, raising=False)
        async with bot_at("http://telegram.invalid/bot") as bot:
            assert await bot.call("getMe", {}) == 1
        assert asked[0].startswith(b"POST http://telegram.invalid/bot")
        async with bot_at("http://localhost:1/bot") as bot:
            with pytest.raises(TelegramError):
                await bot.call("getMe", {})
    assert len(asked) == 1


async def test_waiting_for_a_connection_may_take_longer_than_a_second() -> None:
    """The library's own limit for that is one second, and here it would cover connecting too."""
    request = make_request("https://api.telegram.org/bot", connections=1)
    assert request._client.timeout.pool == 20
    await request.shutdown()


def test_all_request_objects_read_the_certificates_once(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[None] = []
    real = ssl.SSLContext.load_verify_locations

    def note(self: ssl.SSLContext, *args: Any, **kwargs: Any) -> None:
        read.append(None)
        real(self, *args, **kwargs)

    monkeypatch.setattr(ssl.SSLContext, "load_verify_locations", note)
    transport._tls.cache_clear()
    for _ in range(3):
        make_request("https://api.telegram.org/bot", connections=1)
    assert len(read) == 1
