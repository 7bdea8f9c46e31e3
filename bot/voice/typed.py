"""Typed is as good as tapped: which button a runner's free words are.

After each step the words of its buttons are kept with the runner; they and the texts' further words
("d", "ok") name the button. The typed words of an exercise, done and skip, work in every session.
"""

import re
from collections.abc import Iterable
from functools import cache
from typing import Literal

from bot.voice.letter import Letter
from content.talking import SaidWord, Texts
from content.talking_week import Week

Options = tuple[tuple[str, str], ...]  # (plain words, callback data); the first that fits counts

_MOST = 40  # options kept for a runner


def plain(text: str) -> str:
    """Words without case, marks and spare spaces; signs alone ("✅") stay as they are."""
    words = "".join(c if c.isalnum() else " " for c in text.casefold().replace("'", "").replace("’", ""))
    return " ".join(words.split()) or text.strip()


def options(
    letters: Iterable[Letter], before: Options, texts: Texts, week: Week | None = None, *, still: bool = False
) -> Options:
    """What can be typed after these letters. A new message asks anew; an edit adds to what was there.

    `still`: what was typed was not understood, so what was asked before still stands.
    """
    further = _further(texts, week)
    spoken = [letter for letter in letters if letter.kind != "answer"]
    if not spoken:
        return before
    new = [letter for letter in spoken if letter.kind == "send"]
    edits = [letter for letter in spoken if letter.kind == "edit"]
    found: dict[str, str] = {}
    for letter in (*new, *edits):
        for key in (key for row in letter.keys for key in row):
            for words in _words(key.text, further) if key.data else ():
                found.setdefault(words, key.data or "")
    if still:
        found |= dict(before)
    elif not new:
        for words, data in before:
            found.setdefault(words, data)
    return tuple(found.items())[:_MOST]


_Further = list[tuple[re.Pattern[str], tuple[str, ...]]]


def _further(texts: Texts, week: Week | None) -> _Further:
    """The labels for which there are further words, with what changes in them left open.

    A name means the button of texts.yaml, else those of week.yaml.
    """
    parts = [getattr(week, name).buttons for name in Week.model_fields] if week is not None else []
    found: _Further = []
    for name, words in texts.typed.items():
        own = getattr(texts.buttons, name, None)
        labels = [own] if own is not None else [getattr(part, name, None) for part in parts]
        found += [(_pattern(label), words) for label in labels if isinstance(label, str)]
    return found


@cache
def _pattern(label: str) -> re.Pattern[str]:
    """A label with "{minutes}" in it as the labels that it may become."""
    parts = enumerate(re.split(r"\{(\w+)\}", label))
    return re.compile("".join(f"(?P<{part}>.+)" if n % 2 else re.escape(part) for n, part in parts))


def _words(label: str, further: _Further) -> list[str]:
    """The label, what stands before a colon or behind a tick, and the texts' further words."""
    words = [plain(label), plain(label.split(":")[0])]
    for pattern, known in further:
        if found := pattern.fullmatch(label):
            words += [plain(_filled(word, found.groupdict())) for word in known]
    return [word for word in dict.fromkeys(words) if word]


def _filled(text: str, values: dict[str, str]) -> str:
    for name, value in values.items():
        text = text.replace(f"{{{name}}}", value)
    return text


def match(text: str, known: Options) -> str | None:
    """The callback data of the button that was typed, or None."""
    words = plain(text)
    return next((data for name, data in known if name == words), None)


def said(text: str, texts: Texts) -> SaidWord | None:
    """The command that the words are without its slash, or that they are thanks."""
    words = plain(text)
    return next((name for name, known in texts.said.items() if words in map(plain, known)), None)


def meaning(text: str, texts: Texts) -> Literal["done", "skip"] | None:
    """Whether the words say done or skip, in any session."""
    words = plain(text)
    said: dict[Literal["done", "skip"], tuple[str, ...]] = {
        "done": (texts.buttons.done, *texts.typed.get("done", ())),
        "skip": (texts.buttons.skip_item, *texts.typed.get("skip_item", ())),
    }
    return next((m for m, names in said.items() if words in map(plain, names)), None)
