"""Updates are brought to a webhook until it takes them or they expire, in the order of their queue."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.playground.core import Telegram
from bot.playground.deliveries import delivering
from bot.serving import Serving, serve_public
from tests.patience import PATIENCE
from tests.playground.conftest import Calls, Clock

SECRET = "the-word-between-us"


class Bot:
    """A bot that hears what is brought, and answers as it is told: 200 when it was told nothing."""

    def __init__(self) -> None:
        self.heard: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.answers: list[Response] = []
        self.on_update: Callable[[dict[str, Any]], Awaitable[Response | None]] | None = None
        self.now_and_most = [0, 0]  # requests under way now, and at most so far

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        request = Request(scope, receive)
        update = json.loads(await request.body())
        self.headers.append(dict(request.headers))
        self.heard.append(update)
        self.now_and_most[0] += 1
        self.now_and_most[1] = max(self.now_and_most)
        answer = await self.on_update(update) if self.on_update else None
        self.now_and_most[0] -= 1
        if answer is None:
            answer = self.answers.pop(0) if self.answers else Response()
        await answer(scope, receive, send)

    def texts(self) -> list[str]:
        return [update["message"]["text"] for update in self.heard if "message" in update]


@pytest.fixture
def bot() -> Bot:
    return Bot()


@pytest.fixture
async def server(bot: Bot) -> AsyncIterator[Serving]:
    server = await serve_public(bot, "127.0.0.1", 0)
    yield server
    await server.stop()


@pytest.fixture
def url(server: Serving) -> str:
    return f"http://127.0.0.1:{server.port}/telegram"


class Sleep:
    """The waits that were asked for; they take no time, but for those of a minute while `long` is set."""

    def __init__(self) -> None:
        self.waits: list[float] = []
        self.held: asyncio.Event | None = None

    async def __call__(self, seconds: float) -> None:
        self.waits.append(seconds)
        if self.held is not None:
            await self.held.wait()
        await asyncio.sleep(0)


@pytest.fixture
def sleep() -> Sleep:
    return Sleep()


@pytest.fixture
def deliveries(telegram: Telegram, sleep: Sleep) -> Any:
    @asynccontextmanager
    async def at_work() -> AsyncIterator[None]:
        async with delivering(telegram, sleep=sleep, chance=lambda: 0.5), asyncio.timeout(PATIENCE):
            yield

    return at_work


async def until(true: Callable[[], object]) -> None:
    while not true():  # noqa: ASYNC110
        await asyncio.sleep(0.001)


async def pending(calls: Calls) -> int:
    return int((await calls.ok("getWebhookInfo"))["pending_update_count"])


async def emptied(calls: Calls) -> None:
    while await pending(calls):  # noqa: ASYNC110
        await asyncio.sleep(0.001)


async def test_what_waited_and_what_comes_is_brought_with_the_secret(
    deliveries: Any, calls: Calls, telegram: Telegram, bot: Bot, url: str, anna: int
) -> None:
    await telegram.say(anna, "before")
    async with deliveries():
        await calls.ok("setWebhook", url=url, secret_token=SECRET)
        await until(lambda: bot.heard)
        await telegram.say(anna, "after")
        await emptied(calls)
    assert bot.texts() == ["before", "after"]
    for headers in bot.headers:
        assert headers["x-telegram-bot-api-secret-token"] == SECRET
        assert headers["content-type"] == "application/json"
    assert "last_error_date" not in await calls.ok("getWebhookInfo")


async def test_without_a_secret_none_is_sent_and_without_a_webhook_nothing(
    deliveries: Any, calls: Calls, telegram: Telegram, clock: Clock, bot: Bot, url: str, anna: int
) -> None:
    async with deliveries():
        await calls.ok("setWebhook", url=url)
        await telegram.say(anna, "one")
        await emptied(calls)
        await calls.ok("deleteWebhook")
        await telegram.say(anna, "two")
        (two,) = await calls.ok("getUpdates")
        assert two["message"]["text"] == "two"
        clock.pass_(1)
        await calls.ok("setWebhook", url=url)
        await emptied(calls)
    assert bot.texts() == ["one", "two"]
    assert "x-telegram-bot-api-secret-token" not in bot.headers[0]


async def test_a_refused_update_comes_again_at_once_and_then_ever_later_and_holds_up_its_queue(
    deliveries: Any, calls: Calls, telegram: Telegram, sleep: Sleep, bot: Bot, url: str, anna: int
) -> None:
    bot.answers = [Response(status_code=500) for _ in range(9)]
    await telegram.say(anna, "one")
    await telegram.say(anna, "two")
    async with deliveries():
        await calls.ok("setWebhook", url=url)
        await emptied(calls)
    assert sleep.waits == [0, 2, 4, 8, 16, 32, 64, 90, 90]
    assert bot.texts() == ["one"] * 10 + ["two"]
    info = await calls.ok("getWebhookInfo")
    assert info["last_error_message"] == "Wrong response from the webhook: 500 Internal Server Error"


@pytest.mark.parametrize(("asked", "wait"), [("7", 7), ("99999", 3600), ("0", 0), ("soon", 0)])
async def test_a_wait_that_the_bot_asks_for_is_kept(
    deliveries: Any, calls: Calls, telegram: Telegram, sleep: Sleep, bot: Bot, url: str, anna: int,
    asked: str, wait: float,
) -> None:  # fmt: skip
    bot.answers = [Response(status_code=503, headers={"retry-after": asked})]
    await telegram.say(anna, "one")
    async with deliveries():
        await calls.ok("setWebhook", url=url)
        await emptied(calls)
    assert sleep.waits == [wait]


async def test_any_2xx_takes_it_and_a_redirect_is_not_followed(
    deliveries: Any, calls: Calls, telegram: Telegram, bot: Bot, url: str, anna: int
) -> None:
    bot.answers = [RedirectResponse("/elsewhere"), Response(status_code=204), Response(status_code=201)]
    await telegram.say(anna, "one")
    await telegram.say(anna, "two")
    async with deliveries():
        await calls.ok("setWebhook", url=url)
        await emptied(calls)
    assert bot.texts() == ["one", "one", "two"]


async def test_a_tap_overtakes_a_text_that_is_held_up_and_other_chats_go_on(
    deliveries: Any, calls: Calls, telegram: Telegram, bot: Bot, url: str, anna: int
) -> None:
    ben = telegram.add_person("Ben")
    go_on = asyncio.Event()

    async def hold_one(update: dict[str, Any]) -> None:
        if update.get("message", {}).get("text") == "one":
            await go_on.wait()

    bot.on_update = hold_one
    message = int((await calls.ok("sendMessage", chat_id=anna, text="Hi"))["message_id"])
    await telegram.say(anna, "one")
    await telegram.say(anna, "two")
    await telegram.tap(anna, message, "a")
    await telegram.tap(anna, message, "b")
    await telegram.say(ben, "from Ben")
    await telegram.block(anna)
    async with deliveries():
        await calls.ok("setWebhook", url=url)
        await until(lambda: len(bot.heard) == 5)
        assert bot.texts() == ["one", "from Ben"]
        assert [u["callback_query"]["data"] for u in bot.heard if "callback_query" in u] == ["a", "b"]
        assert [u for u in bot.heard if "my_chat_member" in u]
        go_on.set()
        await emptied(calls)
    assert bot.texts() == ["one", "from Ben", "two"]


async def test_no_more_requests_at_once_than_the_bot_wants(
    deliveries: Any, calls: Calls, telegram: Telegram, bot: Bot, url: str
) -> None:
    async def slowly(update: dict[str, Any]) -> None:
        await asyncio.sleep(0.005)

    bot.on_update = slowly
    for number in range(12):
        await telegram.say(telegram.add_person(f"P{number}"), "hi")
    async with deliveries():
        await calls.ok("setWebhook", url=url, max_connections=3)
        await emptied(calls)
    assert len(bot.heard) == 12
    assert bot.now_and_most[1] == 3


async def test_a_tap_that_expired_is_not_brought_any_more(
    deliveries: Any,
    calls: Calls,
    telegram: Telegram,
    clock: Clock,
    sleep: Sleep,
    bot: Bot,
    url: str,
    anna: int,
) -> None:
    sleep.held = asyncio.Event()
    bot.answers = [Response(status_code=503)] * 2
    message = int((await calls.ok("sendMessage", chat_id=anna, text="Hi"))["message_id"])
    await telegram.tap(anna, message, "a")
    await telegram.say(anna, "one")
    async with deliveries():
        await calls.ok("setWebhook", url=url)
        await until(lambda: len(sleep.waits) == 2)
        clock.pass_(151)
        sleep.held.set()
        await emptied(calls)
    assert len([update for update in bot.heard if "callback_query" in update]) == 1
    assert bot.texts() == ["one", "one"]


async def test_a_bot_that_is_not_there_is_waited_for(
    deliveries: Any, calls: Calls, telegram: Telegram, sleep: Sleep, bot: Bot, server: Serving, url: str,
    anna: int,
) -> None:  # fmt: skip
    await server.stop()
    await telegram.say(anna, "one")
    sleep.held = asyncio.Event()
    async with deliveries():
        await calls.ok("setWebhook", url=url)
        await until(lambda: sleep.waits)
        assert (await calls.ok("getWebhookInfo"))["last_error_message"] == "Connection refused"
        again = await serve_public(bot, "127.0.0.1", server.port)
        sleep.held.set()
        await emptied(calls)
        await again.stop()
    assert bot.texts() == ["one"]


async def test_what_was_cut_off_comes_again_from_another_start(
    deliveries: Any, calls: Calls, telegram: Telegram, bot: Bot, url: str, anna: int
) -> None:
    go_on = asyncio.Event()

    async def held(update: dict[str, Any]) -> None:
        await go_on.wait()

    bot.on_update = held
    await telegram.say(anna, "one")
    async with deliveries():
        await calls.ok("setWebhook", url=url)
        await until(lambda: bot.heard)
    assert await pending(calls) == 1
    go_on.set()
    async with deliveries():
        await emptied(calls)
    assert bot.texts() == ["one", "one"]


async def test_pending_updates_that_were_dropped_are_not_brought(
    deliveries: Any,
    calls: Calls,
    telegram: Telegram,
    clock: Clock,
    sleep: Sleep,
    bot: Bot,
    url: str,
    anna: int,
) -> None:
    sleep.held = asyncio.Event()
    bot.answers = [Response(status_code=500)]
    await telegram.say(anna, "one")
    await telegram.say(anna, "two")
    async with deliveries():
        await calls.ok("setWebhook", url=url)
        await until(lambda: sleep.waits)
        clock.pass_(1)
        await calls.ok("setWebhook", url=url, drop_pending_updates=True)
        sleep.held.set()
        await telegram.say(anna, "three")
        await emptied(calls)
    assert bot.texts() == ["one", "three"]


async def test_set_webhook_is_as_strict_as_telegram(calls: Calls, clock: Clock) -> None:
    async def refused(**params: Any) -> str:
        clock.pass_(1)
        return await calls.refused("setWebhook", **params)

    assert "HTTPS URL" in await refused(url="ftp://127.0.0.1/x")
    assert "HTTPS URL" in await refused(url="http://192.0.2.1/x")
    assert "only on ports 80, 88, 443 or 8443" in await refused(url="https://coach.example.org:8080/x")
    assert "Invalid URL" in await refused(url="https://coach.example.org:port/x")
    good = "https://coach.example.org:8443/x"
    assert "max_connections" in await refused(url=good, max_connections=0)
    assert "max_connections" in await refused(url=good, max_connections=101)
    assert "secret token" in await refused(url=good, secret_token="a b")
    assert "secret token" in await refused(url=good, secret_token="a" * 257)
    assert "unknown kind" in await refused(url=good, allowed_updates=["taps"])
    clock.pass_(1)
    await calls.ok("setWebhook", url=good, secret_token="a" * 256, max_connections=100)
    assert await calls.refused("setWebhook", url=good) == "Too Many Requests: retry after 1"
    await calls.ok("deleteWebhook")  # that may be done at any time
    assert (await calls.ok("getWebhookInfo"))["url"] == ""
