"""What waits for the bot, for how long, and who may fetch it."""

import asyncio
from typing import Any

import pytest

from bot.playground.core import Telegram
from tests.playground.conftest import Calls, Clock


async def sent(calls: Calls, anna: int) -> int:
    return int((await calls.ok("sendMessage", chat_id=anna, text="Hi"))["message_id"])


def kinds(updates: list[dict[str, Any]]) -> list[str]:
    return [next(key for key in update if key != "update_id") for update in updates]


async def test_a_tap_waits_150_seconds_and_no_more(
    calls: Calls, telegram: Telegram, clock: Clock, anna: int
) -> None:
    message = await sent(calls, anna)
    query = await telegram.tap(anna, message, "a")
    await telegram.say(anna, "hello")
    clock.pass_(150)
    assert kinds(await calls.ok("getUpdates")) == ["callback_query", "message"]
    await calls.ok("answerCallbackQuery", callback_query_id=query)
    clock.pass_(1)
    assert kinds(await calls.ok("getUpdates")) == ["message"]
    assert await calls.refused("answerCallbackQuery", callback_query_id=query) == (
        "Bad Request: query is too old and response timeout expired or query ID is invalid"
    )
    clock.pass_(86_400)
    assert await calls.ok("getUpdates") == []


async def test_an_unknown_query_cannot_be_answered(calls: Calls) -> None:
    assert "query ID is invalid" in await calls.refused("answerCallbackQuery", callback_query_id="5")


async def test_a_toast_has_200_units_and_opens_no_link(calls: Calls, telegram: Telegram, anna: int) -> None:
    query = await telegram.tap(anna, await sent(calls, anna), "a")
    answer = {"callback_query_id": query}
    assert "MESSAGE_TOO_LONG" in await calls.refused("answerCallbackQuery", text="x" * 201, **answer)
    assert "URL_INVALID" in await calls.refused("answerCallbackQuery", url="https://a.org", **answer)
    await calls.ok("answerCallbackQuery", text="x" * 200, show_alert=True, **answer)


async def test_a_negative_offset_keeps_only_the_last(calls: Calls, telegram: Telegram, anna: int) -> None:
    for text in ("one", "two", "three"):
        await telegram.say(anna, text)
    (last,) = await calls.ok("getUpdates", offset=-1)
    assert last["message"]["text"] == "three"
    assert await calls.ok("getUpdates") == [last]


async def test_only_the_kinds_asked_for_come(calls: Calls, telegram: Telegram, anna: int) -> None:
    await calls.ok("getUpdates", allowed_updates='["callback_query"]')
    message = await telegram.say(anna, "not wanted")
    await telegram.edit(anna, message, "nor this")
    await telegram.tap(anna, message, "a")
    assert kinds(await calls.ok("getUpdates")) == ["callback_query"]
    await calls.ok("getUpdates", allowed_updates="[]")
    await telegram.edit(anna, message, "wanted again")
    assert kinds(await calls.ok("getUpdates")) == ["callback_query", "edited_message"]
    assert "unknown kind of update" in await calls.refused("getUpdates", allowed_updates='["taps"]')


@pytest.mark.parametrize("params", [{"limit": 0}, {"limit": 101}, {"timeout": 51}, {"timeout": -1}])
async def test_what_telegram_would_bend_is_refused(calls: Calls, params: dict[str, int]) -> None:
    assert "limit must be 1 to 100" in await calls.refused("getUpdates", **params)


async def test_a_second_poll_ends_the_first(calls: Calls, telegram: Telegram, anna: int) -> None:
    first = asyncio.create_task(calls.refused("getUpdates", timeout=50))
    await asyncio.sleep(0)
    second = asyncio.create_task(calls.ok("getUpdates", timeout=50))
    assert (await first).startswith("Conflict: terminated by other getUpdates request")
    await telegram.say(anna, "hello")
    assert kinds(await second) == ["message"]


async def test_polling_and_a_webhook_exclude_each_other(
    calls: Calls, telegram: Telegram, clock: Clock, anna: int
) -> None:
    poll = asyncio.create_task(calls.refused("getUpdates", timeout=50))
    await asyncio.sleep(0)
    await calls.ok("setWebhook", url="https://coach.example.org/hook", secret_token="s", max_connections=5)
    assert await poll == "Conflict: terminated by setWebhook request"
    assert "can't use getUpdates method while webhook is active" in await calls.refused("getUpdates")
    await telegram.say(anna, "hello")
    assert await calls.ok("getWebhookInfo") == {
        "url": "https://coach.example.org/hook",
        "max_connections": 5,
        "has_custom_certificate": False,
        "pending_update_count": 1,
    }
    clock.pass_(1)
    assert "HTTPS URL" in await calls.refused("setWebhook", url="http://coach.example.org")
    await calls.ok("deleteWebhook", drop_pending_updates=True)
    assert await calls.ok("getUpdates") == []


async def test_an_edit_of_a_person_is_its_own_update(calls: Calls, telegram: Telegram, anna: int) -> None:
    message = await telegram.say(anna, "/regen 10k")
    await telegram.edit(anna, message, "10k, easy")
    first, second = await calls.ok("getUpdates")
    assert first["message"]["message_id"] == second["edited_message"]["message_id"] == message
    assert second["edited_message"]["text"] == "10k, easy"
    assert "entities" not in second["edited_message"]


async def test_what_else_people_send_arrives(calls: Calls, telegram: Telegram, anna: int) -> None:
    await telegram.send_location(anna, 51.5, -0.1)
    await telegram.send_document(anna, "plan.pdf", b"%PDF", "my plan")
    await telegram.send_sticker(anna)
    place, document, sticker = [update["message"] for update in await calls.ok("getUpdates")]
    assert place["location"] == {"latitude": 51.5, "longitude": -0.1}
    assert (document["document"]["mime_type"], document["caption"]) == ("application/pdf", "my plan")
    assert sticker["sticker"]["type"] == "regular"


async def test_ids_are_not_given_twice_after_a_confirmation(
    calls: Calls, telegram: Telegram, anna: int
) -> None:
    await telegram.say(anna, "one")
    (one,) = await calls.ok("getUpdates")
    await calls.ok("getUpdates", offset=one["update_id"] + 1)
    await telegram.say(anna, "two")
    (two,) = await calls.ok("getUpdates")
    assert two["update_id"] == one["update_id"] + 1
