"""Typed is as good as tapped: which button a runner's free words are.

After each step the words of its buttons are kept with the runner; they and the texts' further words
("d", "ok") name the button. The typed words of an exercise, done and skip, work in every session.
"""

from collections.abc import Iterable
from typing import Literal

from bot.voice.letter import Letter
from content.talking import Texts

Options = tuple[tuple[str, str], ...]  # (plain words, callback data); the first that fits counts

_MOST = 40  # options kept for a runner


def plain(text: str) -> str:
    """Words without case, marks and spare spaces; signs alone ("✅") stay as they are."""
    words = "".join(c if c.isalnum() else " " for c in text.casefold().replace("'", "").replace("’", ""))
    return " ".join(words.split()) or text.strip()


def options(letters: Iterable[Letter], before: Options, texts: Texts) -> Options:
    """What can be typed after these letters. A new message asks anew; an edit adds to what was there."""
    spoken = [letter for letter in letters if letter.kind != "answer"]
    if not spoken:
        return before
    new = [letter for letter in spoken if letter.kind == "send"]
    edits = [letter for letter in spoken if letter.kind == "edit"]
    found: dict[str, str] = {}
    for letter in (*new, *edits):
        for key in (key for row in letter.keys for key in row):
            for words in _words(key.text, texts) if key.data else ():
                found.setdefault(words, key.data or "")
    if not new:
        for words, data in before:
            found.setdefault(words, data)
    return tuple(found.items())[:_MOST]


def _words(label: str, texts: Texts) -> list[str]:
    """The label, what stands before a colon or behind a tick, and the texts' further words."""
    words = [plain(label), plain(label.split(":")[0])]
    names = type(texts.buttons).model_fields
    for name in (n for n in names if getattr(texts.buttons, n) == label):
        words += [plain(word) for word in texts.typed.get(name, ())]
    return [word for word in dict.fromkeys(words) if word]


def match(text: str, known: Options) -> str | None:
    """The callback data of the button that was typed, or None."""
    words = plain(text)
    return next((data for name, data in known if name == words), None)


def meaning(text: str, texts: Texts) -> Literal["done", "skip"] | None:
    """Whether the words say done or skip, in any session."""
    words = plain(text)
    said: dict[Literal["done", "skip"], tuple[str, ...]] = {
        "done": (texts.buttons.done, *texts.typed.get("done", ())),
        "skip": (texts.buttons.skip_item, *texts.typed.get("skip_item", ())),
    }
    return next((m for m, names in said.items() if words in map(plain, names)), None)
