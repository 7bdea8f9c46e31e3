"""Keyboards under a message, and the rules Telegram has for them.

Rule: shapes and types were read before (checks.py); here is what they mean together.
"""

from typing import Any

from bot.playground.markup import BadAddress, checked_url
from bot.playground.refusal import bad
from bot.playground.store import JSON

MAX_BUTTONS = 100
MAX_ROW = 8  # an app shows no more in one row
DATA_BYTES = 64
STYLES = ("danger", "success", "primary")
_ACTIONS = ("url", "callback_data", "switch_inline_query", "switch_inline_query_current_chat", "copy_text")


def read_markup(markup: JSON | None) -> tuple[JSON | None, JSON | None]:
    """(inline keyboard as the Message shows it, reply keyboard as only an app shows it)."""
    if markup is None:
        return None, None
    if "inline_keyboard" in markup:
        rows = [[_inline(button) for button in row] for row in markup["inline_keyboard"] if row]
        _count(rows)
        return ({"inline_keyboard": rows} if rows else None), None
    if "keyboard" in markup:
        rows = [[_reply(button) for button in row] for row in markup["keyboard"] if row]
        if not rows:
            bad("reply keyboard must have at least one button")
        _count(rows)
        markup = {**markup, "keyboard": rows}
    for flag in ("remove_keyboard", "force_reply"):
        if markup.get(flag) is False:
            bad(f'"{flag}" must be true')
    if not len(markup.get("input_field_placeholder", "")) <= 64:
        bad("input field placeholder is too long")
    return None, markup


def _count(rows: list[list[JSON]]) -> None:
    if sum(map(len, rows)) > MAX_BUTTONS:
        bad("reply markup is too long")
    if any(len(row) > MAX_ROW for row in rows):
        bad(f"more than {MAX_ROW} buttons in a row would not be shown")


def _inline(button: JSON) -> JSON:
    _text_and_style(button)
    actions = [name for name in _ACTIONS if name in button]
    if not actions:
        bad("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        bad(f"can't parse inline keyboard button: more than one action ({', '.join(actions)})")
    action: str = actions[0]
    value: Any = button[action]
    match action:
        case "callback_data":
            if not 1 <= len(value.encode()) <= DATA_BYTES:
                bad("BUTTON_DATA_INVALID")
        case "url":
            try:
                return {**button, "url": checked_url(value)}
            except BadAddress as problem:
                bad(f"inline keyboard button URL '{value}' is invalid: {problem}")
        case "copy_text":
            if not 1 <= len(value["text"]) <= 256:
                bad("BUTTON_COPY_TEXT_INVALID")
        case _:
            pass
    return button


def _reply(button: JSON | str) -> JSON:
    button = {"text": button} if isinstance(button, str) else button
    _text_and_style(button)
    return button


def _text_and_style(button: JSON) -> None:
    if not button["text"].strip():
        bad("keyboard button text must be non-empty")
    if "style" in button and button["style"] not in STYLES:
        bad("can't parse keyboard button: invalid button style specified")
