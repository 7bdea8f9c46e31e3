"""The bot presents itself, and leaves alone what already stands."""

from collections.abc import AsyncIterator

import pytest

from bot.edge.client import CoachBot
from bot.edge.profile import introduce
from bot.playground.core import Telegram
from tests.edge.fakes import Wire

COMMANDS = [("regen", "I just ran"), ("today", "Start or resume today's session")]


@pytest.fixture
async def ready(bot: CoachBot) -> AsyncIterator[CoachBot]:
    async with bot:
        yield bot


def setters(wire: Wire) -> list[str]:
    return [name for name, _, _ in wire.log if name.startswith("set")]


async def test_everything_is_set_at_the_first_start_and_nothing_at_the_second(
    ready: CoachBot, telegram: Telegram, wire: Wire
) -> None:
    await introduce(ready, COMMANDS, "Leads you through it.", "A regeneration coach.", None)
    assert telegram.menu() == [{"command": name, "description": words} for name, words in COMMANDS]
    assert telegram.description() == "Leads you through it."
    assert {"setMyCommands", "setMyDescription", "setMyShortDescription"} <= set(setters(wire))
    wire.log.clear()
    await introduce(ready, COMMANDS, "Leads you through it.", "A regeneration coach.", None)
    assert setters(wire) == []


async def test_only_what_differs_is_set(ready: CoachBot, wire: Wire) -> None:
    await introduce(ready, COMMANDS, "Old.", "Short.", None)
    wire.log.clear()
    await introduce(ready, list(reversed(COMMANDS)), "Old.", "Short.", None)
    assert setters(wire) == ["setMyCommands"]


async def test_the_menu_button_opens_the_commands(ready: CoachBot, wire: Wire) -> None:
    await ready.call("setChatMenuButton", {"menu_button": {"type": "default"}})
    await introduce(ready, COMMANDS, "", "", None)
    assert (await ready.get_chat_menu_button()).type == "commands"


async def test_a_language_has_its_own_words(ready: CoachBot, telegram: Telegram) -> None:
    await introduce(ready, COMMANDS, "Leads you.", "Coach.", None)
    await introduce(ready, [("regen", "Ich bin gelaufen")], "Führt dich.", "Trainer.", "de")
    jana = telegram.add_person("Jana", language_code="de")
    assert telegram.menu(jana) == [{"command": "regen", "description": "Ich bin gelaufen"}]
    assert telegram.description(jana) == "Führt dich."
    assert telegram.description() == "Leads you."


async def test_what_cannot_be_set_keeps_nobody_from_starting(
    ready: CoachBot, telegram: Telegram, caplog: pytest.LogCaptureFixture
) -> None:
    telegram.faults.add(method="setMyCommands", kind="429", retry_after=60)
    await introduce(ready, COMMANDS, "Leads you.", "Coach.", None)
    assert telegram.description() == "Leads you."
    assert [record.getMessage() for record in caplog.records] == [
        "the bot's commands could not be set (RetryAfter); the next start tries again"
    ]
