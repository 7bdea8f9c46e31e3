"""Building inline keyboards: rows of keys that fit a phone."""

from collections.abc import Sequence
from typing import Literal

from bot.coach import events as e
from bot.voice.buttons import pack
from bot.voice.letter import Key

Keys = tuple[tuple[Key, ...], ...]
Style = Literal["success", "danger", "primary"]


def key(text: str, button: e.Button, style: Style | None = None) -> Key:
    return Key(text=text, data=pack(button), style=style)


def link(text: str, url: str) -> Key:
    return Key(text=text, url=url)


def rows(keys: Sequence[Key], width: int) -> Keys:
    """The keys in rows of `width`."""
    return tuple(tuple(keys[i : i + width]) for i in range(0, len(keys), width))
