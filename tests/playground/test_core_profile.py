"""How the bot presents itself: per language and scope, with the fallbacks Telegram has."""

import json
from pathlib import Path

import pytest
from telegram import Bot, BotCommand, BotCommandScopeAllPrivateChats, BotCommandScopeChat, MenuButtonCommands

from bot.playground.core import Telegram
from tests.playground.conftest import Calls, Clock


async def test_commands_are_kept_per_scope_and_language(telegram: Telegram, bot: Bot, anna: int) -> None:
    german = telegram.add_person("Ben", language_code="de-AT")
    scope = BotCommandScopeAllPrivateChats()
    await bot.set_my_commands([BotCommand("regen", "After a run")], scope=scope)
    await bot.set_my_commands([BotCommand("regen", "Nach dem Lauf")], scope=scope, language_code="de")
    assert [c.description for c in await bot.get_my_commands(scope, "de")] == ["Nach dem Lauf"]
    assert await bot.get_my_commands() == ()
    assert telegram.menu(german) == [{"command": "regen", "description": "Nach dem Lauf"}]
    assert telegram.menu(anna) == telegram.menu() == [{"command": "regen", "description": "After a run"}]
    await bot.set_my_commands([BotCommand("help", "Help")], scope=BotCommandScopeChat(anna))
    assert [command["command"] for command in telegram.menu(anna)] == ["help"]
    await bot.delete_my_commands(scope=BotCommandScopeChat(anna))
    assert [command["command"] for command in telegram.menu(anna)] == ["regen"]


async def test_descriptions_and_names_fall_back_to_no_language(telegram: Telegram, bot: Bot) -> None:
    await bot.set_my_description("I lead you through your regeneration.")
    await bot.set_my_description("Ich begleite dich.", "de")
    await bot.set_my_short_description("Regeneration")
    await bot.set_my_name("Coach", "de")
    assert (await bot.get_my_description("fr")).description == "I lead you through your regeneration."
    assert (await bot.get_my_description("de")).description == "Ich begleite dich."
    assert (await bot.get_my_short_description("de")).short_description == "Regeneration"
    assert ((await bot.get_my_name()).name, (await bot.get_my_name("de")).name) == ("Regen Coach", "Coach")
    assert telegram.description() == "I lead you through your regeneration."
    await bot.set_my_description(None)
    assert telegram.description() == ""


async def test_menu_button_and_chat_are_as_the_library_reads_them(bot: Bot, anna: int) -> None:
    await bot.set_chat_menu_button(anna, MenuButtonCommands())
    assert isinstance(await bot.get_chat_menu_button(anna), MenuButtonCommands)
    chat = await bot.get_chat(anna)
    assert (chat.id, chat.type, chat.first_name) == (anna, "private", "Anna")


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ({"command": "Regen", "description": "x"}, "BOT_COMMAND_INVALID"),
        ({"command": "/regen", "description": "x"}, "BOT_COMMAND_INVALID"),
        ({"command": "regen", "description": ""}, "BOT_COMMAND_DESCRIPTION_INVALID"),
        ({"command": "regen"}, "can't parse BotCommand: Can't find field \"description\""),
    ],
)
async def test_bad_commands_are_refused(calls: Calls, command: dict[str, str], words: str) -> None:
    assert await calls.refused("setMyCommands", commands=json.dumps([command])) == f"Bad Request: {words}"


async def test_limits_and_languages_are_checked(calls: Calls) -> None:
    assert "too long" in await calls.refused("setMyDescription", description="x" * 513)
    assert "too long" in await calls.refused("setMyShortDescription", short_description="x" * 121)
    assert "invalid language code" in await calls.refused("getMyName", language_code="english")


async def test_the_profile_survives_a_restart(tmp_path: Path, clock: Clock) -> None:
    path = tmp_path / "play.sqlite3"
    telegram = Telegram(path, now=clock)
    await Calls(telegram).ok("setMyCommands", commands='[{"command": "regen", "description": "x"}]')
    telegram.close()
    telegram = Telegram(path, now=clock)
    assert [command["command"] for command in telegram.menu()] == ["regen"]
    telegram.close()
