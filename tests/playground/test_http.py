"""The HTTP face with the library's real transport over loopback: polls, files, multipart, broken wires."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from io import BytesIO
from typing import Any

import httpx
import pytest
from httpx_aiohttp import AiohttpTransport
from starlette.applications import Starlette
from telegram import Bot, InputFile
from telegram.error import BadRequest, Conflict, NetworkError, RetryAfter, TimedOut
from telegram.request import HTTPXRequest

from bot.playground.core import PLAY_TOKEN, Telegram
from bot.playground.http import bot_api_routes
from bot.playground.serve import serve
from tests.patience import PATIENCE
from tests.playground.conftest import PNG


@pytest.fixture
async def address(telegram: Telegram) -> AsyncIterator[str]:
    server, port = await serve(Starlette(routes=bot_api_routes(telegram)), "127.0.0.1", 0)
    yield f"http://127.0.0.1:{port}"
    await server.stop()


@pytest.fixture
async def wired(address: str) -> AsyncIterator[Bot]:
    """The bot with the transport of `regen-coach run`."""

    def request() -> HTTPXRequest:
        return HTTPXRequest(httpx_kwargs={"transport": AiohttpTransport()})

    bot = Bot(
        PLAY_TOKEN,
        base_url=f"{address}/bot",
        base_file_url=f"{address}/file/bot",
        request=request(),
        get_updates_request=request(),
    )
    async with bot:
        yield bot


async def polling(telegram: Telegram, count: int) -> None:
    """Until so many getUpdates have arrived; the wire tells nobody when one has."""
    async with asyncio.timeout(PATIENCE):
        while telegram.calls["getUpdates"] < count:  # noqa: ASYNC110
            await asyncio.sleep(0.001)


async def test_a_long_poll_over_http_ends_with_the_first_update(
    telegram: Telegram, wired: Bot, anna: int
) -> None:
    poll = asyncio.create_task(wired.get_updates(timeout=30))
    await polling(telegram, 1)
    await telegram.say(anna, "hello")
    (update,) = await poll
    assert update.message is not None
    assert update.message.text == "hello"


async def test_files_go_up_and_come_down_again(telegram: Telegram, wired: Bot, anna: int) -> None:
    sent = await wired.send_document(anna, BytesIO(b"a,b\n1,2\n"), caption="<b>Yours</b>", parse_mode="HTML",
                                     filename="runs.csv")  # fmt: skip
    assert sent.document is not None
    assert (sent.document.file_name, sent.document.mime_type, sent.caption) == (
        "runs.csv",
        "text/csv",
        "Yours",
    )
    file = await wired.get_file(sent.document.file_id)
    assert bytes(await file.download_as_bytearray()) == b"a,b\n1,2\n"
    photo = await wired.send_photo(anna, PNG)
    again = await wired.send_photo(anna, photo.photo[-1])
    assert again.photo == photo.photo
    assert (photo.photo[-1].width, photo.photo[-1].height) == (2, 1)


async def test_a_thumbnail_comes_as_an_attachment(wired: Bot, anna: int) -> None:
    await wired.send_document(anna, InputFile(b"x", "x.bin"), thumbnail=PNG)


async def test_a_refusal_keeps_its_words(wired: Bot, anna: int) -> None:
    with pytest.raises(BadRequest, match=r'nsupported start tag "x" at byte offset 2'):
        await wired.send_message(anna, "é<x>", parse_mode="HTML")


async def test_json_query_and_form_mean_the_same(address: str, anna: int) -> None:
    async with httpx.AsyncClient(base_url=f"{address}/bot{PLAY_TOKEN}") as client:
        asked: dict[str, Any] = {"chat_id": anna, "text": "Hi", "disable_notification": True}
        answers = [
            await client.post("/sendMessage", json=asked),
            await client.post("/sendMessage", data=asked),
            await client.get("/sendMessage", params=asked),
            await client.post("/sendMessage", data=asked, files={"nothing": b""}),
        ]
        texts = [answer.json().get("result", {}).get("text") for answer in answers]
        assert texts == ["Hi", "Hi", "Hi", None]
        assert answers[3].json()["description"] == 'Bad Request: unknown parameter "nothing"'
        broken = await client.post("/sendMessage", content=b"{", headers={"content-type": "application/json"})
        assert broken.status_code == 400
        assert (await client.get("/nosuch")).status_code == 404


async def test_a_lost_answer_is_a_cut_connection_and_took_effect(
    telegram: Telegram, wired: Bot, anna: int
) -> None:
    telegram.faults.add(method="sendMessage", kind="lost")
    with pytest.raises(NetworkError) as lost:
        await wired.send_message(anna, "Did it arrive?")
    assert isinstance(lost.value.__cause__, httpx.TransportError)
    assert telegram.chat(anna)[-1]["text"] == "Did it arrive?"
    await wired.send_message(anna, "The next one works")


async def test_a_refused_call_is_a_cut_connection_without_effect(
    telegram: Telegram, wired: Bot, anna: int
) -> None:
    telegram.faults.add(method="sendMessage", kind="refused")
    before = telegram.chat(anna)
    with pytest.raises(NetworkError):
        await wired.send_message(anna, "lost")
    assert telegram.chat(anna) == before


async def test_flood_control_and_a_garbled_answer_are_what_the_library_expects(
    telegram: Telegram, wired: Bot, anna: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")  # without it RetryAfter itself warns, and warnings are errors
    telegram.faults.add(kind="429", retry_after=7)
    with pytest.raises(RetryAfter) as flood:
        await wired.send_message(anna, "x")
    assert flood.value.retry_after == timedelta(seconds=7)
    telegram.faults.add(kind="502")
    with pytest.raises(NetworkError, match="Bad Gateway"):
        await wired.send_message(anna, "x")


async def test_a_hanging_call_ends_with_the_callers_patience(
    telegram: Telegram, wired: Bot, anna: int
) -> None:
    telegram.faults.add(method="sendMessage", kind="hang")
    with pytest.raises(TimedOut):
        await wired.send_message(anna, "x", read_timeout=0.05)
    await wired.send_message(anna, "x")


async def test_the_poll_of_a_killed_bot_dies_with_its_connection(telegram: Telegram, address: str) -> None:
    def waiting() -> list[str]:
        return [task.get_name() for task in asyncio.all_tasks() if "Telegram.call" in repr(task.get_coro())]

    async with httpx.AsyncClient() as killed:
        poll = asyncio.create_task(killed.get(f"{address}/bot{PLAY_TOKEN}/getUpdates?timeout=50"))
        await polling(telegram, 1)
        assert len(waiting()) == 1
        poll.cancel()
    async with asyncio.timeout(PATIENCE):
        while waiting():  # noqa: ASYNC110
            await asyncio.sleep(0.001)


async def test_a_server_that_is_stopped_cuts_what_waits(
    telegram: Telegram, caplog: pytest.LogCaptureFixture
) -> None:
    server, port = await serve(Starlette(routes=bot_api_routes(telegram)), "127.0.0.1", 0)
    async with httpx.AsyncClient() as client:
        url = f"http://127.0.0.1:{port}/bot{PLAY_TOKEN}/getUpdates?timeout=50"
        poll = asyncio.create_task(client.get(url, timeout=60))
        await polling(telegram, 1)
        await server.stop()
        with pytest.raises(httpx.TransportError):
            await poll
    assert [record.message for record in caplog.records if record.name.startswith("uvicorn")] == []
    again, _ = await serve(Starlette(), "127.0.0.1", port)  # the port is free again
    with pytest.raises(OSError, match="in use"):
        await serve(Starlette(), "127.0.0.1", port)
    await again.stop()


async def test_a_second_poller_ends_the_first(wired: Bot, telegram: Telegram, anna: int) -> None:
    first = asyncio.create_task(wired.get_updates(timeout=30))
    await polling(telegram, 1)
    second = asyncio.create_task(wired.get_updates(timeout=30))
    with pytest.raises(Conflict, match="terminated by other getUpdates request"):
        await first
    await telegram.say(anna, "hello")
    assert len(await second) == 1
