"""Every text is used, and filled with exactly what it asks for."""

import string
from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from pydantic import BaseModel

from bot.coach.says_profile import ProfileShown
from bot.voice import render
from bot.voice.words import Words
from content.talking import Texts
from tests.voice import samples
from tests.voice.samples import LIBRARY, NOW

ENGLISH = LIBRARY.texts["en"]
# nothing that is said
ELSEWHERE = ("language", "description", "short_description", "commands", "typed", "said")


def texts_of(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """Every text with its path: say.welcome, names.runs.race-5k …"""
    if isinstance(value, str):
        yield name, value
    elif isinstance(value, Mapping):
        for key, one in value.items():
            yield from texts_of(one, f"{name}.{key}")
    elif isinstance(value, tuple):
        for number, one in enumerate(value):
            yield from texts_of(one, f"{name}.{number}")
    elif isinstance(value, BaseModel):
        for field in type(value).model_fields:
            yield from texts_of(getattr(value, field), f"{name}.{field}" if name else field)


def marked(value: Any, name: str = "") -> Any:
    """The same texts, each replaced by its own name and placeholders: what is said names what was used."""
    if isinstance(value, str):
        fields = "".join(f"{{{f}}}" for _, f, _, _ in string.Formatter().parse(value) if f is not None)
        return f"[{name}]{fields}"
    if isinstance(value, Mapping):
        return {key: marked(one, f"{name}.{key}") for key, one in value.items()}
    if isinstance(value, tuple):
        return tuple(marked(one, f"{name}.{n}") for n, one in enumerate(value))
    if isinstance(value, BaseModel):
        values = {
            f: marked(getattr(value, f), f"{name}.{f}" if name else f) for f in type(value).model_fields
        }
        return value.model_copy(update=values)
    return value


def everything_said() -> str:
    """All that can be said, where each text is its own name."""
    texts = ENGLISH.model_copy(
        update={
            field: marked(getattr(ENGLISH, field), field)
            for field in type(ENGLISH).model_fields
            if field not in ELSEWHERE
        }
    )
    week = MappingProxyType({"en": marked(LIBRARY.week["en"])})
    library = replace(LIBRARY, week=week)
    said = []
    hours = (NOW, NOW.replace(hour=5), NOW.replace(hour=12), NOW.replace(hour=23))
    for now, runner in ((at, samples.runner("")) for at in hours):
        words = Words(library, texts, runner, now)
        for saying in (*samples.sayings(), *samples.cards()):
            letter = render.letter(words, saying)
            said += [letter.text, letter.ask_location or "", *(k.text for row in letter.keys for k in row)]
    profiles = (Words(library, texts, runner, NOW) for runner in samples.runners(""))
    said += [render.letter(words, ProfileShown()).text for words in profiles]
    return "\n".join(said)


def test_every_text_is_used() -> None:
    said = everything_said()
    names = [name for name, _ in texts_of(ENGLISH) if not name.startswith(ELSEWHERE)]
    names += [name for name, _ in texts_of(LIBRARY.week["en"])]
    once = ("dates.weekdays", "dates.months", "dates.ordinals")  # one of each is enough
    unused = [name for name in names if f"[{name}]" not in said and not name.startswith(once)]
    assert not unused


def test_every_placeholder_is_filled() -> None:
    """A text with a placeholder nobody knows would raise here, one that is not filled would be seen."""
    words = Words(LIBRARY, ENGLISH, samples.runner("Anna"), NOW)
    for saying in (*samples.sayings(), *samples.cards()):
        letter = render.letter(words, saying)
        for text in (letter.text, *(key.text for row in letter.keys for key in row)):
            assert "{" not in text
            assert "  " not in text


def test_every_text_speaks_plainly() -> None:
    for name, text in (*texts_of(ENGLISH), *texts_of(LIBRARY.week["en"])):
        assert text == text.strip(), name
        assert not [mark for mark in ("!!", " .", "—", "miss you") if mark in text], name


def test_the_main_buttons_have_their_exact_words() -> None:
    buttons = ENGLISH.buttons
    said = (buttons.done, buttons.skip_item, buttons.start, buttons.nothing_sore, buttons.thats_it)
    assert said == ("✓ Done", "Skip", "Start", "Nothing sore", "That's it")
    assert (buttons.lets_go, buttons.all_clear, buttons.undo) == ("Let's go", "No, all clear", "Undo")


def test_what_may_be_typed_names_buttons_that_there_are() -> None:
    week = LIBRARY.week["en"]
    parts = [ENGLISH.buttons, *(getattr(week, part).buttons for part in type(week).model_fields)]
    assert set(ENGLISH.typed) <= {name for part in parts for name in type(part).model_fields}


def test_every_language_is_whole() -> None:
    for texts in LIBRARY.texts.values():
        assert isinstance(texts, Texts)
