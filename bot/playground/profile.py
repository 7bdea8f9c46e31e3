"""How the bot presents itself: its name, descriptions, commands and menu button, per language and scope.

Rule: what is asked for in a language that was never set falls back to the one without a language.
"""

import json
import re

from bot.playground.files import DOWNLOAD_BYTES
from bot.playground.refusal import bad
from bot.playground.store import JSON
from bot.playground.world import World

MAX_COMMANDS = 100
_LIMITS = {"name": 64, "description": 512, "short_description": 120}
_DEFAULT_SCOPE = {"type": "default"}


def get_me(world: World, args: JSON) -> JSON:
    flags = dict.fromkeys(
        (
            "can_join_groups",
            "can_read_all_group_messages",
            "supports_inline_queries",
            "can_connect_to_business",
            "has_main_web_app",
        ),
        False,
    )
    return world.bot_user | {"first_name": _text(world, "name", "")} | flags | {"can_join_groups": True}


def get_chat(world: World, args: JSON) -> JSON:
    chat = world.chat_of(world.reachable(args["chat_id"]))
    gifts = dict.fromkeys(
        (
            "unlimited_gifts",
            "limited_gifts",
            "unique_gifts",
            "premium_subscription",
            "gifts_from_channels",
        ),
        True,
    )
    return chat | {"accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": gifts}


def get_file(world: World, args: JSON) -> JSON:
    known = world.store.file_about(args["file_id"])
    if known is None:
        bad("invalid file_id")
    path, about = known
    if about["file_size"] > DOWNLOAD_BYTES:
        bad("file is too big")
    kept = {key: about[key] for key in ("file_id", "file_unique_id", "file_size")}
    return kept | {"file_path": path}


def set_my_commands(world: World, args: JSON) -> bool:
    commands = args["commands"]
    if len(commands) > MAX_COMMANDS:
        bad("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        if not re.fullmatch(r"[a-z0-9_]{1,32}", command["command"]):
            bad("BOT_COMMAND_INVALID")
        if not 1 <= len(command["description"]) <= 256:
            bad("BOT_COMMAND_DESCRIPTION_INVALID")
    world.store.put(_commands_key(world, args), json.dumps(commands, ensure_ascii=False))
    return True


def delete_my_commands(world: World, args: JSON) -> bool:
    world.store.put(_commands_key(world, args), None)
    return True


def get_my_commands(world: World, args: JSON) -> list[JSON]:
    commands: list[JSON] = json.loads(world.store.get(_commands_key(world, args)) or "[]")
    return commands


def _commands_key(world: World, args: JSON) -> str:
    scope = args.get("scope", _DEFAULT_SCOPE)
    if "chat_id" in scope:
        scope = scope | {"chat_id": world.known_chat(scope["chat_id"])}
    return f"commands:{scope['type']}:{scope.get('chat_id', '')}:{_language(args)}"


def commands_shown(world: World, person: int | None, language: str | None) -> list[JSON]:
    """The menu a person's app shows: the narrowest scope first, in each first their language, then none."""
    scopes = ["all_private_chats:", "default:"] if person is None else [f"chat:{person}"]
    scopes += [] if person is None else ["all_private_chats:", "default:"]
    for scope in scopes:
        for code in dict.fromkeys(((language or "")[:2], "")):
            kept = world.store.get(f"commands:{scope}:{code}")
            if kept:
                commands: list[JSON] = json.loads(kept)
                return commands
    return []


def _language(args: JSON) -> str:
    code: str = args.get("language_code", "")
    if code and not re.fullmatch(r"[a-z]{2}", code):
        bad("invalid language code specified")
    return code


def _set(world: World, args: JSON, what: str) -> bool:
    text = args.get(what, "")
    if len(text) > _LIMITS[what]:
        bad(f"bot {what.replace('_', ' ')} is too long")
    world.store.put(f"{what}:{_language(args)}", text or None)
    return True


def _text(world: World, what: str, language: str) -> str:
    kept = world.store.get(f"{what}:{language}") or world.store.get(f"{what}:")
    return kept or (world.bot_user["first_name"] if what == "name" else "")


def set_my_name(world: World, args: JSON) -> bool:
    return _set(world, args, "name")


def set_my_description(world: World, args: JSON) -> bool:
    return _set(world, args, "description")


def set_my_short_description(world: World, args: JSON) -> bool:
    return _set(world, args, "short_description")


def get_my_name(world: World, args: JSON) -> JSON:
    return {"name": _text(world, "name", _language(args))}


def get_my_description(world: World, args: JSON) -> JSON:
    return {"description": _text(world, "description", _language(args))}


def get_my_short_description(world: World, args: JSON) -> JSON:
    return {"short_description": _text(world, "short_description", _language(args))}


def description_shown(world: World, language: str | None) -> str:
    """What stands in an empty chat, in the person's language where there is one."""
    return _text(world, "description", (language or "")[:2])


def set_chat_menu_button(world: World, args: JSON) -> bool:
    button = args.get("menu_button", {"type": "default"})
    world.store.put(_menu_key(world, args), json.dumps(button))
    return True


def get_chat_menu_button(world: World, args: JSON) -> JSON:
    kept = world.store.get(_menu_key(world, args)) or world.store.get("menu_button:")
    button: JSON = json.loads(kept or '{"type": "commands"}')
    return button


def _menu_key(world: World, args: JSON) -> str:
    return f"menu_button:{world.known_chat(args['chat_id']) if 'chat_id' in args else ''}"
