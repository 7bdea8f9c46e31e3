"""The page's JSON interface: a person's acts reach the bot, and what the page is told is true."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from bot.playground.core import PLAY_TOKEN, Telegram
from bot.playground.web import playground_app
from tests.browser.helpers import TestClock
from tests.browser.sample import picture
from tests.playground.conftest import Calls


@pytest.fixture
def play_clock() -> TestClock:
    return TestClock(datetime(2026, 3, 28, 15, 10, tzinfo=UTC))


@pytest.fixture
async def page(telegram: Telegram, play_clock: TestClock) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(playground_app(telegram, play_clock))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as client:
        yield client


async def waiting(telegram: Telegram) -> list[dict[str, Any]]:
    """The updates that wait for the bot."""
    status, body = await telegram.call(PLAY_TOKEN, "getUpdates", {})
    assert status == 200
    return list(body["result"])


async def test_a_new_person_gets_an_id_and_is_in_the_list_of_people(page: httpx.AsyncClient) -> None:
    made = await page.post("/api/person", json={"first_name": "  Anna  Maria ", "language_code": "de"})
    people = (await page.get("/api/state")).json()["people"]
    assert people == [
        {"id": made.json()["id"], "is_bot": False, "first_name": "Anna Maria", "language_code": "de"}
    ]


async def test_what_a_person_says_stands_in_the_chat_and_waits_for_the_bot(
    page: httpx.AsyncClient, telegram: Telegram, anna: int
) -> None:
    said = await page.post("/api/say", json={"person": anna, "text": "/regen half marathon"})
    last = (await page.get("/api/chat", params={"person": anna})).json()["messages"][-1]
    assert (last["message_id"], last["text"], last["out"]) == (
        said.json()["message_id"],
        "/regen half marathon",
        True,
    )
    assert (await waiting(telegram))[-1]["message"]["text"] == "/regen half marathon"


async def test_an_edit_and_a_tap_and_a_place_reach_the_bot(
    page: httpx.AsyncClient, telegram: Telegram, calls: Calls, anna: int
) -> None:
    said = (await page.post("/api/say", json={"person": anna, "text": "5 km"})).json()["message_id"]
    keys = {"inline_keyboard": [[{"text": "Done", "callback_data": "a:1"}]]}
    asked = await calls.ok("sendMessage", chat_id=anna, text="?", reply_markup=keys)
    await page.post("/api/edit", json={"person": anna, "message_id": said, "text": "6 km"})
    tapped = await page.post(
        "/api/tap", json={"person": anna, "message_id": asked["message_id"], "data": "a:1"}
    )
    await page.post("/api/location", json={"person": anna, "latitude": 27.7, "longitude": 85})
    edited, tap, place = (await waiting(telegram))[-3:]
    assert edited["edited_message"]["text"] == "6 km"
    assert (tap["callback_query"]["id"], tap["callback_query"]["data"]) == (tapped.json()["query_id"], "a:1")
    assert place["message"]["location"] == {"latitude": 27.7, "longitude": 85.0}


async def test_a_photo_can_be_sent_and_is_shown_from_its_file(page: httpx.AsyncClient, anna: int) -> None:
    sent = await page.post(
        "/api/upload",
        params={"person": anna},
        data={"as": "photo"},
        files={"file": ("me.png", picture(20, 20))},
    )
    assert sent.status_code == 200
    message = (await page.get("/api/chat", params={"person": anna})).json()["messages"][-1]
    shown = await page.get(f"/file/{message['photo'][-1]['file_id']}")
    assert (shown.headers["content-type"], shown.content) == ("image/png", picture(20, 20))
    assert "content-disposition" not in shown.headers


async def test_a_file_that_could_run_as_a_page_is_only_ever_a_download(
    page: httpx.AsyncClient, anna: int
) -> None:
    for name, body in (("x.html", b"<script>alert(1)</script>"), ("x.svg", b"<svg onload='alert(1)'/>")):
        await page.post("/api/upload", params={"person": anna}, files={"file": (name, body)})
        message = (await page.get("/api/chat", params={"person": anna})).json()["messages"][-1]
        opened = await page.get(f"/file/{message['document']['file_id']}")
        assert opened.headers["content-disposition"] == "attachment; filename*=UTF-8''file"
        shown = await page.get(opened.url.path, params={"name": 'a"\r\nb.html'})
        assert shown.headers["content-type"] == "application/octet-stream"
        assert shown.headers["content-disposition"] == "attachment; filename*=UTF-8''a%22%0D%0Ab.html"
        assert shown.headers["content-security-policy"] == "sandbox"
        assert shown.headers["x-content-type-options"] == "nosniff"


async def test_a_text_file_sent_as_a_photo_is_refused_with_advice(page: httpx.AsyncClient, anna: int) -> None:
    sent = await page.post(
        "/api/upload", params={"person": anna}, data={"as": "photo"}, files={"file": ("me.png", b"no")}
    )
    assert (sent.status_code, sent.json()["error"]) == (
        400,
        "This is no picture that can go as a photo. Send it as a file.",
    )


async def test_the_menu_and_the_description_come_in_the_persons_language(
    page: httpx.AsyncClient, calls: Calls, telegram: Telegram
) -> None:
    berta = telegram.add_person("Berta", language_code="de")
    for language, words in (("", "What I can do"), ("de", "Was ich kann")):
        await calls.ok(
            "setMyCommands", commands=[{"command": "help", "description": words}], language_code=language
        )
        await calls.ok("setMyDescription", description=words, language_code=language)
    ours = (await page.get("/api/state", params={"person": berta})).json()
    theirs = (await page.get("/api/state")).json()
    assert (ours["commands"][0]["description"], ours["description"]) == ("Was ich kann", "Was ich kann")
    assert (theirs["commands"][0]["description"], theirs["description"]) == ("What I can do", "What I can do")


async def test_who_blocks_the_bot_is_told_to_the_page_and_cannot_write(
    page: httpx.AsyncClient, anna: int
) -> None:
    await page.post("/api/block", json={"person": anna})
    assert (await page.get("/api/state", params={"person": anna})).json()["blocked"] is True
    said = await page.post("/api/say", json={"person": anna, "text": "hello"})
    assert (said.status_code, said.json()) == (409, {"error": "The bot is blocked; unblock it first."})
    await page.post("/api/unblock", json={"person": anna})
    assert (await page.post("/api/say", json={"person": anna, "text": "hello"})).status_code == 200


@pytest.mark.parametrize("path", ["/api/say", "/api/edit", "/api/tap", "/api/location", "/api/block"])
async def test_nobody_can_act_as_somebody_unknown(page: httpx.AsyncClient, path: str) -> None:
    asks: dict[str, dict[str, object]] = {
        "/api/say": {"text": "x"},
        "/api/edit": {"text": "x", "message_id": 1},
        "/api/tap": {"data": "x", "message_id": 1},
        "/api/location": {"latitude": 1, "longitude": 1},
        "/api/block": {},
    }
    assert (await page.post(path, json={"person": 99, **asks[path]})).status_code == 404


async def test_the_chat_and_the_events_of_somebody_unknown_are_not_found(page: httpx.AsyncClient) -> None:
    for path in ("/api/chat", "/api/events"):
        assert (await page.get(path, params={"person": 99})).status_code == 404
        assert (await page.get(path, params={"person": "²"})).status_code == 400
    assert (await page.post("/api/upload?person=99", files={"file": b"x"})).status_code == 404
    assert (await page.get("/file/nothing")).status_code == 404


async def test_skip_goes_to_what_is_due_and_an_hour_and_a_day_are_added_to_now(
    page: httpx.AsyncClient, play_clock: TestClock
) -> None:
    start = play_clock.now()
    play_clock.due = [start + timedelta(hours=17), start + timedelta(days=9)]
    shown = (await page.post("/api/clock", json={"to": "next"})).json()
    assert shown == {
        "now": (start + timedelta(hours=17)).isoformat(),
        "next": (start + timedelta(days=9)).isoformat(),
    }
    await page.post("/api/clock", json={"to": "+1h"})
    await page.post("/api/clock", json={"to": "+1d"})
    assert play_clock.travels == [start + timedelta(hours=hours) for hours in (17, 18, 42)]


async def test_a_skip_with_nothing_planned_moves_nothing(
    page: httpx.AsyncClient, play_clock: TestClock
) -> None:
    answer = await page.post("/api/clock", json={"to": "next"})
    assert (answer.status_code, answer.json()) == (409, {"error": "Nothing is planned."})
    assert play_clock.travels == []


async def test_something_overdue_does_not_turn_the_clock_back(
    page: httpx.AsyncClient, play_clock: TestClock
) -> None:
    now = play_clock.now()
    play_clock.due = [now - timedelta(hours=1)]
    await page.post("/api/clock", json={"to": "next"})
    assert play_clock.travels == [now]


async def test_without_a_travelling_clock_there_is_none_to_see_or_move(telegram: Telegram) -> None:
    transport = httpx.ASGITransport(playground_app(telegram, None))
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as page:
        assert (await page.get("/api/state")).json()["clock"] is None
        assert (await page.post("/api/clock", json={"to": "+1h"})).status_code == 404
