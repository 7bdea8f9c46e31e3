"""How the bot presents itself in Telegram: commands, descriptions, the menu button.

Rule: look first, and set only what differs, for setting is rate limited. What cannot be set keeps nobody
from starting.
"""

import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from telegram import Bot, BotCommand, MenuButtonCommands
from telegram.error import TelegramError

from bot.edge.trouble import kind_of

log = logging.getLogger(__name__)


async def introduce(
    bot: Bot,
    commands: Sequence[tuple[str, str]],
    description: str,
    short_description: str,
    language: str | None,
) -> None:
    """`commands`: name and what it does, in the menu's order. `language`: two letters; None: all others."""

    async def set_commands() -> None:
        now = await bot.get_my_commands(language_code=language)
        if [(one.command, one.description) for one in now] != list(commands):
            wanted = [BotCommand(name, words) for name, words in commands]
            await bot.set_my_commands(wanted, language_code=language)

    async def set_description() -> None:
        if (await bot.get_my_description(language)).description != description:
            await bot.set_my_description(description, language)

    async def set_short_description() -> None:
        if (await bot.get_my_short_description(language)).short_description != short_description:
            await bot.set_my_short_description(short_description, language)

    async def set_menu() -> None:
        if (await bot.get_chat_menu_button()).type != MenuButtonCommands().type:
            await bot.set_chat_menu_button(menu_button=MenuButtonCommands())

    parts: list[tuple[str, Callable[[], Awaitable[Any]]]] = [
        ("commands", set_commands),
        ("description", set_description),
        ("short description", set_short_description),
        ("menu button", set_menu),
    ]
    for name, part in parts:
        try:
            await part()
        except TelegramError as error:
            log.warning(
                "the bot's %s could not be set (%s); the next start tries again", name, kind_of(error)
            )
