"""A letter as the Bot API call that delivers it. Plain dicts: nothing here needs the library's classes."""

from typing import Any

from bot.voice.letter import Key, Letter

JSON = dict[str, Any]


def call_of(letter: Letter, chat_id: int, message_id: int | None = None) -> tuple[str, JSON]:
    """Method and parameters; `message_id` is the message that an edit changes."""
    match letter.kind:
        case "answer":
            params: JSON = {"callback_query_id": letter.query_id}
            return "answerCallbackQuery", params | ({"text": letter.text} if letter.text else {})
        case "edit":
            return "editMessageText", _text(letter, chat_id) | {"message_id": message_id} | _inline(letter)
        case "send":
            return "sendMessage", _text(letter, chat_id) | (_inline(letter) or _keyboard(letter))


def _text(letter: Letter, chat_id: int) -> JSON:
    return {
        "chat_id": chat_id,
        "text": letter.text,
        "parse_mode": "HTML",
        "link_preview_options": {"is_disabled": True},
    }


def _inline(letter: Letter) -> JSON:
    if not letter.keys:
        return {}  # an edit without a keyboard takes the old one away
    return {"reply_markup": {"inline_keyboard": [[_button(key) for key in row] for row in letter.keys]}}


def _button(key: Key) -> JSON:
    names = {"text": key.text, "callback_data": key.data, "url": key.url, "style": key.style}
    return {name: value for name, value in names.items() if value is not None}


def _keyboard(letter: Letter) -> JSON:
    if letter.ask_location:
        button = {"text": letter.ask_location, "request_location": True}
        return {
            "reply_markup": {"keyboard": [[button]], "resize_keyboard": True, "one_time_keyboard": True},
        }
    return {"reply_markup": {"remove_keyboard": True}} if letter.drop_keyboard else {}
