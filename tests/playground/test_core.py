"""The way of a tap: a person writes, the bot answers with buttons, a tap comes and is answered."""

import asyncio
from pathlib import Path

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.constants import ParseMode
from telegram.error import BadRequest, Forbidden, TimedOut

from bot.playground.core import PLAY_TOKEN, Telegram
from tests.playground.conftest import Calls, Clock

BUTTONS = InlineKeyboardMarkup([[InlineKeyboardButton("✓ Done", callback_data="a:1:done", style="success")]])


async def test_a_command_reaches_the_bot_with_its_entity(telegram: Telegram, bot: Bot) -> None:
    anna = telegram.add_person("Anna")
    await telegram.say(anna, "/regen marathon")
    (update,) = await bot.get_updates()
    assert update.message is not None
    assert update.message.chat.id == anna
    assert [(e.type, e.offset, e.length) for e in update.message.entities] == [("bot_command", 0, 6)]


async def test_a_tap_is_answered_and_the_message_edited(telegram: Telegram, bot: Bot, anna: int) -> None:
    sent = await bot.send_message(anna, "1/9 <b>Arch roll</b>", ParseMode.HTML, reply_markup=BUTTONS)
    with telegram.subscribe() as events:
        query = await telegram.tap(anna, sent.message_id, "a:1:done")
        (update,) = await bot.get_updates(offset=0)
        assert update.callback_query is not None
        assert (update.callback_query.id, update.callback_query.data) == (query, "a:1:done")
        await update.callback_query.answer("Well done")
        await update.callback_query.edit_message_text("✓ Arch roll")
        answered, edited = events.get_nowait(), events.get_nowait()
    assert answered == {
        "kind": "answered", "person": anna, "query_id": query, "text": "Well done", "alert": False
    }  # fmt: skip
    assert edited["kind"] == "edited"
    shown = telegram.chat(anna)[-1]
    assert (shown["text"], shown["out"], "reply_markup" in shown) == ("✓ Arch roll", False, False)


async def test_an_update_waits_until_a_higher_offset_confirms_it(
    telegram: Telegram, bot: Bot, anna: int
) -> None:
    for text in ("one", "two", "three"):
        await telegram.say(anna, text)
    first = await bot.get_updates()
    again = await bot.get_updates(limit=2)
    assert [u.update_id for u in again] == [u.update_id for u in first[:2]]
    rest = await bot.get_updates(offset=first[1].update_id + 1)
    assert [u.message.text for u in rest if u.message] == ["three"]


async def test_a_long_poll_ends_with_the_first_update(telegram: Telegram, bot: Bot, anna: int) -> None:
    poll = asyncio.create_task(bot.get_updates(timeout=30))
    await asyncio.sleep(0)
    await telegram.say(anna, "hello")
    assert len(await poll) == 1


async def test_a_cancelled_poll_ends_at_once_and_loses_nothing(
    telegram: Telegram, bot: Bot, anna: int
) -> None:
    poll = asyncio.create_task(bot.get_updates(timeout=30))
    await asyncio.sleep(0)
    poll.cancel()
    with pytest.raises(asyncio.CancelledError):
        await poll
    await telegram.say(anna, "hello")
    assert len(await bot.get_updates()) == 1


async def test_a_restart_goes_on_exactly(tmp_path: Path, clock: Clock) -> None:
    path = tmp_path / "play.sqlite3"
    telegram = Telegram(path, now=clock)
    anna = telegram.add_person("Anna")
    await telegram.say(anna, "/start")
    await Calls(telegram).ok("sendMessage", chat_id=anna, text="Hi")
    await telegram.say(anna, "not fetched yet")
    telegram.set_meta("offset", "3600")
    before = telegram.chat(anna)
    telegram.close()

    telegram = Telegram(path, now=clock)
    calls = Calls(telegram)
    assert telegram.chat(anna) == before
    assert telegram.meta("offset") == "3600"
    assert [u["message"]["text"] for u in await calls.ok("getUpdates")] == ["/start", "not fetched yet"]
    sent = await calls.ok("sendMessage", chat_id=anna, text="Again")
    assert sent["message_id"] == before[-1]["message_id"] + 1
    assert telegram.add_person("Ben") == anna + 1
    telegram.close()


async def test_who_never_wrote_cannot_be_written_to(telegram: Telegram, bot: Bot) -> None:
    anna = telegram.add_person("Anna")
    with pytest.raises(Forbidden, match="bot can't initiate conversation with a user"):
        await bot.send_message(anna, "Hi")
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(5, "Hi")


async def test_a_blocked_bot_is_told_and_refused(telegram: Telegram, bot: Bot, anna: int) -> None:
    await telegram.block(anna)
    (update,) = await bot.get_updates()
    assert update.my_chat_member is not None
    assert update.my_chat_member.new_chat_member.status == "kicked"
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(anna, "Hi")
    await telegram.unblock(anna)
    await bot.send_message(anna, "Hi")


async def test_a_lost_answer_took_effect_all_the_same(telegram: Telegram, bot: Bot, anna: int) -> None:
    telegram.faults.add(method="sendMessage", kind="lost")
    with pytest.raises(TimedOut):
        await bot.send_message(anna, "Did it arrive?")
    assert telegram.chat(anna)[-1]["text"] == "Did it arrive?"


async def test_a_wrong_token_and_a_wrong_method_are_refused(telegram: Telegram) -> None:
    assert (await telegram.call(PLAY_TOKEN[:-1] + "X", "getMe", {}))[0] == 401
    assert (await telegram.call("nonsense", "getMe", {}))[0] == 404
    assert (await telegram.call(PLAY_TOKEN, "sendMagic", {}))[0] == 404
