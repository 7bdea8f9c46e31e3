"""What the page may send: everything else is refused with a sentence, and changes nothing."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from bot.playground.core import Telegram
from bot.playground.page_input import JSON_LIMIT, UPLOAD_LIMIT
from bot.playground.web import playground_app


@pytest.fixture
async def page(telegram: Telegram) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(playground_app(telegram, None))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as client:
        yield client


async def test_a_text_of_4096_units_is_sent_and_one_more_is_refused(
    page: httpx.AsyncClient, anna: int
) -> None:
    # An emoji is two units, as Telegram counts.
    for text, status in (("x" * 4096, 200), ("x" * 4097, 400), ("🏃" * 2048, 200), ("🏃" * 2048 + "x", 400)):
        said = await page.post("/api/say", json={"person": anna, "text": text})
        assert said.status_code == status
    assert said.json()["error"] == "The message is too long: 4097 characters, 4096 is the most."


@pytest.mark.parametrize(
    ("path", "ask", "why"),
    [
        ("/api/say", {"text": " \n "}, "The message is empty."),
        ("/api/say", {"text": 5}, "text: "),
        ("/api/say", {}, "text: Field required"),
        ("/api/say", {"text": "x", "as": "admin"}, "as: Extra inputs"),
        ("/api/tap", {"message_id": 1, "data": ""}, "data: "),
        ("/api/tap", {"message_id": 1, "data": "x" * 65}, "data: "),
        ("/api/tap", {"message_id": "1", "data": "x"}, "message_id: "),
        ("/api/location", {"latitude": 90.1, "longitude": 0}, "latitude: "),
        ("/api/location", {"latitude": 0, "longitude": "north"}, "longitude: "),
    ],
)
async def test_a_wrong_ask_is_refused_with_its_reason(
    page: httpx.AsyncClient, anna: int, path: str, ask: dict[str, Any], why: str
) -> None:
    answer = await page.post(path, json={"person": anna, **ask})
    assert answer.status_code == 400
    assert why in answer.json()["error"]


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{", b"\xff", b'{"person":1e999}', b"null", b'{"text":"\\ud83c"}']
)
async def test_a_body_that_is_no_ask_is_refused(page: httpx.AsyncClient, body: bytes) -> None:
    answer = await page.post("/api/say", content=body, headers={"content-type": "application/json"})
    assert answer.status_code == 400
    assert answer.json()["error"]


@pytest.mark.parametrize("name", ["", "  ", "x" * 65])
async def test_a_first_name_is_one_to_64_characters(page: httpx.AsyncClient, name: str) -> None:
    made = await page.post("/api/person", json={"first_name": name})
    assert made.status_code == 400
    assert "first name" in made.json()["error"]


@pytest.mark.parametrize("code", ["EN", "e", "en_GB", "en; DROP", "x" * 20])
async def test_a_language_is_a_language_code(page: httpx.AsyncClient, code: str) -> None:
    made = await page.post("/api/person", json={"first_name": "Anna", "language_code": code})
    assert made.status_code == 400


async def test_a_json_body_over_its_limit_is_refused_before_it_is_read_whole(
    page: httpx.AsyncClient, anna: int
) -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        while True:
            sent += 1024
            yield b"x" * 1024

    headers = {"content-type": "application/json"}
    answer = await page.post("/api/say", content=endless(), headers=headers)
    assert answer.status_code == 413
    assert sent <= JSON_LIMIT + 2 * 1024


async def test_a_file_over_20_mb_is_refused_and_one_of_20_mb_is_not(
    page: httpx.AsyncClient, telegram: Telegram, anna: int
) -> None:
    for extra, status in ((0, 200), (1, 413), (1024 * 1024, 413)):
        answer = await page.post(
            "/api/upload", params={"person": anna}, files={"file": ("run.fit", b"x" * (UPLOAD_LIMIT + extra))}
        )
        assert answer.status_code == status
    assert sum("document" in message for message in telegram.chat(anna)) == 1


@pytest.mark.parametrize(
    ("files", "data"),
    [
        ({"file": ("x", b"")}, {}),
        ({"other": ("x", b"x")}, {}),
        ({"file": ("x", b"x")}, {"as": "sticker"}),
        ({"file": ("x", b"x"), "more": ("y", b"y")}, {}),
    ],
)
async def test_an_upload_is_one_file_that_is_not_empty(
    page: httpx.AsyncClient, anna: int, files: dict[str, tuple[str, bytes]], data: dict[str, str]
) -> None:
    answer = await page.post("/api/upload", params={"person": anna}, files=files, data=data)
    assert answer.status_code == 400
    assert answer.json()["error"]


async def test_a_broken_upload_is_refused(page: httpx.AsyncClient, anna: int) -> None:
    for kind in ("multipart/form-data", "multipart/form-data; boundary=x"):
        answer = await page.post(
            "/api/upload", params={"person": anna}, content=b"--y\r\nrubbish", headers={"content-type": kind}
        )
        assert answer.status_code == 400
