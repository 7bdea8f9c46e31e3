"""Where Telegram brings the updates is set only when it differs, and never taken from another program."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from bot.edge.client import CoachBot
from bot.edge.handlers import ALLOWED_UPDATES
from bot.edge.pace import Pulse
from bot.edge.registration import Registration
from bot.edge.trouble import BadToken, WebhookIsSet
from bot.playground.core import PLAY_TOKEN, Telegram
from tests.edge.bringing import webhook_at_work
from tests.edge.fakes import FakeShell
from tests.edge.taking import Intake, texts, until, waiting

URL = "https://coach.example.org/telegram"
OURS, OTHERS = "0123456789abcdef", "fedcba9876543210"

Call = Callable[..., Awaitable[Any]]


@pytest.fixture
def call(telegram: Telegram) -> Call:
    """Somebody with the same token."""

    async def call(method: str, **params: Any) -> Any:
        await asyncio.sleep(2)  # setWebhook is rate limited
        _, body = await telegram.call(PLAY_TOKEN, method, params)
        assert body["ok"], body
        return body["result"]

    return call


def registration(bot: CoachBot, **changes: str) -> Registration:
    return Registration(bot, **({"url": URL, "secret": "s" * 32, "identity": OURS} | changes))


async def test_it_is_set_with_all_that_matters_and_the_second_start_sets_nothing(
    bot: CoachBot, telegram: Telegram, call: Call
) -> None:
    await registration(bot).check()
    _, params = telegram.calls_log[-1]
    assert params["secret_token"] == "s" * 32
    info = await call("getWebhookInfo")
    assert info["url"].startswith(f"{URL}?coach={OURS}-")
    assert info["max_connections"] == 40
    assert sorted(info["allowed_updates"]) == sorted(ALLOWED_UPDATES)
    await registration(bot).check()
    assert telegram.calls["setWebhook"] == 1


@pytest.mark.parametrize(
    "change", [{"secret": "t" * 32}, {"url": f"{URL}/2"}, {"identity": OTHERS, "url": URL}]
)
async def test_what_differs_is_set_anew(
    bot: CoachBot, telegram: Telegram, call: Call, change: dict[str, str]
) -> None:
    """Another secret, another address of ours, or our address with another database behind it."""
    await registration(bot).check()
    await asyncio.sleep(2)
    await registration(bot, **change).check()
    assert telegram.calls["setWebhook"] == 2
    assert (await call("getWebhookInfo"))["url"] == registration(bot, **change).address


@pytest.mark.parametrize(
    "change", [{"max_connections": 1}, {"allowed_updates": ["message"]}, {"url": URL, "secret_token": "x"}]
)
async def test_what_somebody_else_changed_at_our_address_is_set_back(
    bot: CoachBot, telegram: Telegram, call: Call, change: dict[str, Any]
) -> None:
    ours = {"url": registration(bot).address, "max_connections": 40, "allowed_updates": list(ALLOWED_UPDATES)}
    await call("setWebhook", **(ours | change))
    await asyncio.sleep(2)
    await registration(bot).check()
    assert telegram.calls["setWebhook"] == 2


async def test_neither_secret_nor_token_can_be_told_from_the_address(bot: CoachBot) -> None:
    one, other = registration(bot).address, registration(bot, secret="t" * 32).address
    assert one != other
    assert len({len(one), len(other), len(registration(bot, secret="u").address)}) == 1
    assert "s" * 32 not in one
    assert PLAY_TOKEN.partition(":")[2] not in one


@pytest.mark.parametrize(
    "url",
    [
        "https://elsewhere.example.org/bot",
        f"https://elsewhere.example.org/telegram?coach={OTHERS}-0123456789abcdef",
        f"https://elsewhere.example.org/telegram?coach={OURS[:-1]}-0123456789abcdef",
        f"https://elsewhere.example.org/{OURS}-0123456789abcdef",
    ],
)
async def test_another_programs_webhook_is_left_alone_by_both_modes(
    bot: CoachBot, telegram: Telegram, intake: Intake, call: Call, url: str
) -> None:
    await call("setWebhook", url=url)
    with pytest.raises(WebhookIsSet):
        await registration(bot).check()

    async def poll() -> None:
        async with intake():
            await asyncio.sleep(5)

    with pytest.raises(WebhookIsSet, match="another program"):
        await poll()
    assert (await call("getWebhookInfo"))["url"] == url


async def test_polling_takes_our_own_webhook_back_and_loses_nothing(
    bot: CoachBot, telegram: Telegram, shell: FakeShell, intake: Intake, anna: int
) -> None:
    await registration(bot).check()
    await telegram.say(anna, "one")
    await telegram.say(anna, "two")
    telegram.faults.add(method="getWebhookInfo", kind="refused", times=2)
    telegram.faults.add(method="deleteWebhook", kind="lost")
    shell.failures = [OSError("database is locked")]
    async with intake(storage_away=lambda error: isinstance(error, OSError)):
        await until(lambda: len(shell.handled) == 2)
    assert texts(shell) == ["one", "two"]
    assert await waiting(telegram) == 0
    deletions = [params for method, params in telegram.calls_log if method == "deleteWebhook"]
    assert deletions
    assert not any(deletions)  # above all no drop_pending_updates


@pytest.mark.parametrize("after", [5, 40])  # seconds: within the first poll, and behind it
async def test_our_webhook_that_comes_while_polling_ends_the_polling(
    bot: CoachBot, telegram: Telegram, intake: Intake, after: int
) -> None:
    """Another process of ours was started in webhook mode: it may have the updates."""

    async def poll() -> None:
        async with intake():
            await asyncio.sleep(after)
            await registration(bot).check()
            await asyncio.sleep(60)

    with pytest.raises(WebhookIsSet):
        await poll()
    assert telegram.calls["deleteWebhook"] == 0


async def test_a_webhook_that_was_removed_is_set_again_and_a_stolen_one_is_not(
    bot: CoachBot, telegram: Telegram, shell: Any, pulse: Pulse, call: Call, caplog: pytest.LogCaptureFixture
) -> None:
    async with webhook_at_work(bot, shell, pulse):
        await call("deleteWebhook")
        await until(lambda: telegram.calls["setWebhook"] == 2)
        assert "it is set again" in caplog.text

    async def stolen() -> None:
        async with webhook_at_work(bot, shell, pulse):
            await call("setWebhook", url="https://elsewhere.example.org/bot")
            await asyncio.sleep(200)

    with pytest.raises(WebhookIsSet):
        await stolen()
    assert (await call("getWebhookInfo"))["url"] == "https://elsewhere.example.org/bot"


async def test_trouble_with_setting_it_is_said_once_and_tried_until_it_passes(
    bot: CoachBot, telegram: Telegram, shell: FakeShell, pulse: Pulse, caplog: pytest.LogCaptureFixture
) -> None:
    telegram.faults.add(method="getWebhookInfo", kind="refused", times=3)
    telegram.faults.add(method="setWebhook", kind="429", retry_after=7)
    telegram.faults.add(method="setWebhook", kind="500")
    shell.failures = [OSError("database is locked")]
    with caplog.at_level(logging.WARNING, "bot"):
        async with webhook_at_work(bot, shell, pulse, storage_away=lambda error: True):
            pass
    assert (await telegram.call(PLAY_TOKEN, "getWebhookInfo", {}))[1]["result"]["url"]
    lines = [record.getMessage() for record in caplog.records]
    assert [line.partition(" (")[0] for line in lines] == [
        "the database does not answer",
        "the webhook cannot be looked at",
    ]


async def test_a_refused_token_ends_it_without_naming_it(
    bot: CoachBot, telegram: Telegram, shell: Any, pulse: Pulse
) -> None:
    async def in_vain() -> None:
        async with webhook_at_work(bot, shell, pulse):
            telegram.token = "8000000:another-token-that-is-long-enough"
            await asyncio.sleep(200)

    with pytest.raises(BadToken):
        await in_vain()


async def test_what_befell_telegrams_deliveries_is_told_to_the_host_once(
    bot: CoachBot, telegram: Telegram, shell: Any, pulse: Pulse, caplog: pytest.LogCaptureFixture
) -> None:
    def failed(words: str) -> None:
        with telegram.change():
            telegram.store.put(
                "webhook error",
                f'{{"last_error_date": {telegram.date()}, "last_error_message": "{words}"}}',
            )

    async with webhook_at_work(bot, shell, pulse):
        await asyncio.sleep(90)
        failed("Wrong response from the webhook: 502 Bad Gateway")
        await asyncio.sleep(200)
    told = [record.getMessage() for record in caplog.records]
    assert told == ["Telegram could not deliver: Wrong response from the webhook: 502 Bad Gateway"]
