"""The live line: what one page hears, over the served wire."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from bot.playground import page_events
from bot.playground.core import Telegram
from bot.playground.serve import Serving, serve
from bot.playground.web import playground_app
from tests.browser.helpers import TestClock
from tests.patience import PATIENCE
from tests.playground.conftest import Calls


@pytest.fixture
def play_clock() -> TestClock:
    return TestClock(datetime(2026, 3, 28, 15, 10, tzinfo=UTC))


@pytest.fixture
async def served(
    telegram: Telegram, play_clock: TestClock
) -> AsyncIterator[tuple[Serving, httpx.AsyncClient]]:
    server, port = await serve(playground_app(telegram, play_clock), "127.0.0.1", 0)
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=PATIENCE) as client:
        yield server, client
    if not server.should_exit:
        await server.stop()


class Line:
    """The events of one open line, one by one."""

    def __init__(self, response: httpx.Response) -> None:
        self._lines = response.aiter_lines()

    async def hear(self, kind: str | None = None) -> dict[str, Any]:
        """The next event (of this kind)."""
        while True:
            line = await anext(self._lines)
            if line.startswith("data: "):
                event: dict[str, Any] = json.loads(line.removeprefix("data: "))
                if kind in (None, event["kind"]):
                    return event


async def test_a_line_says_hello_then_tells_the_events_of_its_person_only(
    served: tuple[Serving, httpx.AsyncClient], telegram: Telegram, calls: Calls, anna: int
) -> None:
    ben = telegram.add_person("Ben")
    async with served[1].stream("GET", f"/api/events?person={anna}") as response:
        assert response.headers["content-type"].startswith("text/event-stream")
        line = Line(response)
        assert await line.hear() == {"kind": "hello"}
        await telegram.say(ben, "not for Anna")
        await telegram.say(anna, "one")
        await calls.ok("sendMessage", chat_id=anna, text="two\n\ndata: three")
        assert [(await line.hear("message"))["message"]["text"] for _ in range(2)] == [
            "one",
            "two\n\ndata: three",
        ]


async def test_after_something_happened_a_line_tells_the_clock_and_what_is_planned_now(
    served: tuple[Serving, httpx.AsyncClient], telegram: Telegram, play_clock: TestClock, anna: int
) -> None:
    async with served[1].stream("GET", f"/api/events?person={anna}") as response:
        line = Line(response)
        assert (await line.hear("clock"))["next"] is None
        play_clock.due = [play_clock.now() + timedelta(hours=17)]
        await telegram.say(anna, "/regen")
        assert (await line.hear())["kind"] == "message"
        assert await line.hear() == {
            "kind": "clock",
            "now": play_clock.now().isoformat(),
            "next": play_clock.due[0].isoformat(),
        }


async def test_a_travel_in_one_tab_is_told_to_every_tab(
    served: tuple[Serving, httpx.AsyncClient],
    telegram: Telegram,
    anna: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(page_events, "LOOK_EVERY", 3600.0)  # nobody finds it out by looking
    ben = telegram.add_person("Ben")
    client = served[1]
    async with (
        client.stream("GET", f"/api/events?person={anna}") as hers,
        client.stream("GET", f"/api/events?person={ben}") as his,
    ):
        lines = Line(hers), Line(his)
        for line in lines:
            await line.hear("clock")
        shown = (await client.post("/api/clock", json={"to": "+1h"})).json()
        for line in lines:
            assert (await line.hear("clock"))["now"] == shown["now"]


async def test_two_skips_at_once_take_two_reminders_one_after_the_other(
    served: tuple[Serving, httpx.AsyncClient], play_clock: TestClock
) -> None:
    start = play_clock.now()
    play_clock.due = [start + timedelta(days=1), start + timedelta(days=2)]
    await asyncio.gather(*(served[1].post("/api/clock", json={"to": "next"}) for _ in range(2)))
    assert play_clock.travels == [start + timedelta(days=1), start + timedelta(days=2)]


async def test_an_open_line_does_not_keep_the_server_from_stopping(
    served: tuple[Serving, httpx.AsyncClient], telegram: Telegram, anna: int
) -> None:
    server, client = served
    async with client.stream("GET", f"/api/events?person={anna}") as response:
        line = Line(response)
        await line.hear("hello")
        async with asyncio.timeout(PATIENCE):
            await server.stop()
        with pytest.raises((httpx.RemoteProtocolError, httpx.ReadError, StopAsyncIteration)):
            await line.hear("the end")


async def test_a_page_that_goes_away_leaves_no_listener_behind(
    served: tuple[Serving, httpx.AsyncClient], telegram: Telegram, anna: int
) -> None:
    async with served[1].stream("GET", f"/api/events?person={anna}") as response:
        await Line(response).hear("hello")
        assert len(telegram._listeners) == 1
    async with asyncio.timeout(PATIENCE):
        while telegram._listeners:  # noqa: ASYNC110 - the other end of a socket tells nobody here
            await asyncio.sleep(0.01)
