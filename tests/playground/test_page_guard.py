"""The guard: only this machine's programs and the page itself get in; nothing that was written runs."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from bot.playground.core import PLAY_TOKEN, Telegram
from bot.playground.page import STATIC
from bot.playground.web import playground_app

HOME = "http://127.0.0.1:8000"


@pytest.fixture
async def page(telegram: Telegram) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(playground_app(telegram, None))
    async with httpx.AsyncClient(transport=transport, base_url=HOME) as client:
        yield client


@pytest.mark.parametrize(
    "host",
    ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:8000", "10.0.0.5", "", "[", "::1"],
)
async def test_a_name_that_was_pointed_at_this_machine_is_refused(page: httpx.AsyncClient, host: str) -> None:
    for path in ("/", "/api/state", f"/bot{PLAY_TOKEN}/getMe", "/static/js/main.js"):
        answer = await page.get(path, headers={"host": host})
        assert (answer.status_code, set(answer.json())) == (403, {"error"})


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:9", "localhost:8000", "LOCALHOST", "[::1]:8000"])
async def test_this_machines_own_names_are_served(page: httpx.AsyncClient, host: str) -> None:
    assert (await page.get("/api/state", headers={"host": host})).status_code == 200


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "http://127.0.0.1:9999", "https://127.0.0.1:8000", "null"]
)
async def test_another_web_page_can_send_nothing(
    page: httpx.AsyncClient, telegram: Telegram, anna: int, origin: str
) -> None:
    before = telegram.chat(anna)
    headers = {"origin": origin}
    said = await page.post("/api/say", json={"person": anna, "text": "x"}, headers=headers)
    sent = await page.post("/api/upload", params={"person": anna}, files={"file": b"x"}, headers=headers)
    form = await page.post(
        f"/bot{PLAY_TOKEN}/sendMessage", data={"chat_id": str(anna), "text": "x"}, headers=headers
    )
    assert [answer.status_code for answer in (said, sent, form)] == [403, 403, 403]
    assert telegram.chat(anna) == before


async def test_a_form_or_plain_text_is_no_ask_even_without_an_origin(
    page: httpx.AsyncClient, telegram: Telegram, anna: int
) -> None:
    before = telegram.chat(anna)
    body = f'{{"person":{anna},"text":"x"}}'
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""):
        answer = await page.post("/api/say", content=body, headers={"content-type": kind})
        assert answer.status_code == 415
    assert telegram.chat(anna) == before


async def test_a_request_that_a_browser_marks_as_foreign_is_refused(page: httpx.AsyncClient) -> None:
    for site in ("cross-site", "same-site"):
        headers = {"sec-fetch-site": site, "sec-fetch-mode": "no-cors", "sec-fetch-dest": "image"}
        assert (await page.get("/api/state", headers=headers)).status_code == 403
        framed = {"sec-fetch-site": site, "sec-fetch-mode": "navigate", "sec-fetch-dest": "iframe"}
        assert (await page.get("/", headers=framed)).status_code == 403


async def test_a_link_elsewhere_may_open_the_page(page: httpx.AsyncClient) -> None:
    headers = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}
    assert (await page.get("/", headers=headers)).status_code == 200


async def test_every_answer_carries_the_protecting_headers(page: httpx.AsyncClient) -> None:
    for path in ("/", "/static/js/main.js", "/api/state", "/nothing", "/api/say"):
        headers = (await page.get(path)).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["content-security-policy"].startswith("default-src 'self';")
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["cache-control"] == "no-cache"


def sources(ending: str) -> list[Path]:
    return sorted(STATIC.rglob(f"*.{ending}"))


def test_the_page_never_makes_markup_of_data() -> None:
    makers = re.compile(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|createContextualFragment|DOMParser"
        r"|setHTML|srcdoc|\beval\(|new Function"
    )
    for source in sources("js"):
        assert makers.findall(source.read_text()) == [], source.name


def test_the_page_loads_nothing_from_elsewhere_and_has_nothing_inline() -> None:
    for source in [*sources("html"), *sources("css")]:
        text = source.read_text()
        assert re.findall(r"(?:src|href)=\"(?!/static/)|url\((?!\"/static/)|@import|//cdn", text) == []
        assert re.findall(r"<script(?! type=\"module\" src=)|<style|\son\w+=|\sstyle=", text) == []


def test_every_file_that_the_page_names_is_there() -> None:
    for source in [*sources("html"), *sources("css"), *sources("js")]:
        text = source.read_text()
        for name in re.findall(r"\"/static/([^\"]+)\"", text):
            assert (STATIC / name).is_file(), f"{source.name} names {name}"
        for name in re.findall(r"from \"\./([^\"]+)\"", text):
            assert (source.parent / name).is_file(), f"{source.name} imports {name}"


def test_the_pages_files_are_small() -> None:
    for ending in ("html", "css", "js", "svg"):
        for source in sources(ending):
            assert len(source.read_text().splitlines()) < 400, source.name
