"""Which days are rest days, read from a runner's own words: "every second Sunday at 8", "weekdays".

Rule: the words are rest days only as a whole; one that is not understood makes them none. They become tokens
of one letter each, and the order of the letters is the grammar. The words are content
(`content/<lang>/restwords.yaml`).
"""

import re
from collections.abc import Iterable, Iterator
from datetime import time
from functools import cache
from typing import NamedTuple

from bot.coach.base import Frozen
from bot.coach.clockwords import parse_clock
from bot.coach.rhythm import Rhythm
from content.words import alternatives, plain, rest_words

_LETTERS_AT_MOST, _WORDS_AT_MOST = 200, 25
_SIGNS = " .!?():"
_ORDINAL = re.compile(r"[0-9]{1,2}")
_AGAIN = "EkFdM"
_WEEKDAYS = "w(?:[AT]?w)*"
_ORDINALS = "R(?:A?R)*"
_GRAMMAR: dict[str, str] = {
    "weekly": f"(?P<often>E?OW?|ERW?|E?F|ENW?|EW|k|E)?(?P<days>{_WEEKDAYS})(?:X(?P<but>{_WEEKDAYS}))?",
    "weekly, said last": f"(?P<days>{_WEEKDAYS})(?P<often>E?OW?|ERW?|E?F|ENW|EW|k)",
    "daily": f"(?P<often>d|E[ONR]?D)(?:X(?P<but>{_WEEKDAYS}))?",
    "nth": f"E?(?P<nth>{_ORDINALS})(?P<days>{_WEEKDAYS})M",
    "nth, said last": f"M(?P<nth>{_ORDINALS})(?P<days>{_WEEKDAYS})",
    "dates": f"E?(?P<nth>{_ORDINALS})D?M",
    "dates, said last": f"M(?P<nth>{_ORDINALS})D?",
    "long run": "PL",
    "long run on": f"PL(?P<days>{_WEEKDAYS})",
}


class RestText(Frozen):
    """What was understood: a rhythm, an hour, or both; or "after my long run"."""

    rhythm: Rhythm | None = None
    at: time | None = None
    after_long_run: bool = False
    again: bool = False  # the words say that it comes again: every, weekly, of the month, "my rest days"


def read_rest(text: str) -> RestText | None:
    """'every second Sunday 8:00' -> which days, and the hour if it is said; None when it says neither."""
    if len(text) > _LETTERS_AT_MOST:
        return None
    words = _tidy(text).split()
    if not words or len(words) > _WORDS_AT_MOST:
        return None
    for days, hour in _parted(words):
        at = parse_clock(hour) if hour else None
        if hour and at is None:
            continue
        said = _read_days(days)
        if said is not None and (at or said != RestText()):
            return said.model_copy(update={"at": at})
    return None


def says_stop(text: str) -> bool:
    """Whether the words say, and say nothing else, that there shall be no rest days."""
    return len(text) <= _LETTERS_AT_MOST and _tidy(text) in rest_words().stop


def _tidy(text: str) -> str:
    return re.sub(r"(?<=[a-z])-(?=[a-z])", " - ", plain(text)).strip(" .!?")


def _parted(words: list[str]) -> Iterator[tuple[str, str]]:
    """The days and the hour: no hour, the hour last, the hour first; the most words for the hour."""
    yield " ".join(words), ""
    for cut in range(len(words)):
        yield " ".join(words[:cut]), " ".join(words[cut:])
    for cut in range(len(words) - 1, 0, -1):
        yield " ".join(words[cut:]), " ".join(words[:cut])


class _Token(NamedTuple):
    letter: str
    values: tuple[int, ...] = ()


def _read_days(text: str) -> RestText | None:
    """The days in a text without an hour; an empty one when it says nothing. None: not understood."""
    tokens = _tokens(text)
    if tokens is None:
        return None
    if not tokens:
        return RestText()
    letters = "".join(token.letter for token in tokens)
    for kind, pattern in _GRAMMAR.items():
        found = re.fullmatch(pattern, letters)
        if found is None:
            continue
        parts = {name: tokens[found.start(name) : found.end(name)] for name in found.groupdict()}
        try:
            said = _meant(kind, parts)
        except ValueError:  # the thirtieth Sunday
            return None
        again = any(letter in _AGAIN for letter in letters) or re.search(
            alternatives(rest_words().again), text
        )
        return said and said.model_copy(update={"again": bool(again)})
    return None


def _meant(kind: str, parts: dict[str, list[_Token]]) -> RestText | None:
    days = _weekdays(parts.get("days", ()))
    but = _weekdays(parts.get("but", ()))
    often = parts.get("often", ())
    every = next((token.values[0] for token in often if token.letter in "ORNF"), 1)
    nth = tuple(dict.fromkeys(value for token in parts.get("nth", ()) for value in token.values))
    match kind.partition(",")[0]:
        case "long run":
            return RestText(after_long_run=True)
        case "long run on":
            return RestText(rhythm=Rhythm.weekly(frozenset((day + 1) % 7 for day in days)))
        case "nth":
            return RestText(rhythm=Rhythm(unit="month", weekdays=tuple(sorted(days)), nth=nth))
        case "dates":
            return RestText(rhythm=Rhythm(unit="month", month_days=nth))
        case "daily" if every > 1 and not but:
            return RestText(rhythm=_often(Rhythm(unit="day", every=every)))
        case "daily" if every == 1:
            return RestText(rhythm=Rhythm.weekly(frozenset(range(7)) - but))
        case "weekly" if any(token.letter == "R" for token in often) and every in (1, -1):
            nth = (every,)  # "every first Sunday" is one of the month
            return RestText(rhythm=Rhythm(unit="month", weekdays=tuple(sorted(days)), nth=nth))
        case "weekly":
            weekly = Rhythm.weekly(days - but)
            return RestText(rhythm=_often(weekly.model_copy(update={"every": every})))
        case _:
            return None


def _often(rhythm: Rhythm) -> Rhythm:
    """The rhythm. ValueError when it is none: every 0 days, or every 400."""
    if not 1 <= rhythm.every <= rest_words().most:
        raise ValueError("no series")
    return rhythm


def _weekdays(tokens: Iterable[_Token]) -> frozenset[int]:
    """Monday and Thursday; Monday to Friday."""
    days: list[int] = []
    to = False
    for token in tokens:
        if token.letter == "T":
            to = True
        elif token.letter == "w":
            first = token.values[0]
            if to:
                days += [(days[-1] + n) % 7 for n in range(1, (first - days[-1]) % 7)]
            days += token.values
            to = False
    return frozenset(days)


# --- tokens ------------------------------------------------------------------------------------------


def _tokens(text: str) -> list[_Token] | None:
    """The text as tokens, without what says nothing; None when a word is not known."""
    tokens: list[_Token] = []
    end = 0
    for found in _pattern().finditer(text):
        if text[end : found.start()].strip(_SIGNS):
            return None
        end = found.end()
        token = _named().get(found[0]) or _number(found[0])
        joined_already = token.letter == "A" and (not tokens or tokens[-1].letter == "A")
        if token.letter and not joined_already:
            tokens.append(token)
    return None if text[end:].strip(_SIGNS) else tokens


def _number(word: str) -> _Token:
    digits = _ORDINAL.match(word)
    assert digits is not None
    return _Token("N" if word == digits[0] else "R", (int(digits[0]),))


@cache
def _pattern() -> re.Pattern[str]:
    words = rest_words()
    known = sorted(_named(), key=lambda phrase: (-len(phrase), phrase))
    phrases = "|".join(rf"(?<!\w){re.escape(p)}(?!\w)" if p[0].isalnum() else re.escape(p) for p in known)
    endings = "|".join(map(re.escape, words.ordinal_endings))
    return re.compile(rf"{phrases}|(?<!\w)[0-9]{{1,2}}(?:{endings})?(?!\w)")


@cache
def _named() -> dict[str, _Token]:
    """Every phrase with its token; of a phrase in two lists the later meaning counts."""
    words = rest_words()
    plain_ones = {
        "": words.noise,
        "T": words.to,
        "A": words.joins,
        "X": words.but,
        "E": words.every,
        "D": words.days,
        "d": words.daily,
        "W": words.weeks,
        "k": words.weekly,
        "M": words.of_month,
        "P": words.after,
        "L": words.long_run,
    }
    named = {phrase: _Token(letter) for letter, phrases in plain_ones.items() for phrase in phrases}
    named |= {phrase: _Token("O", (2,)) for phrase in words.other}
    named |= {phrase: _Token("F", (2,)) for phrase in words.fortnightly}
    named |= {phrase: _Token("N", (number,)) for phrase, number in words.numbers.items()}
    named |= {phrase: _Token("R", (number,)) for phrase, number in words.ordinals.items()}
    named |= {phrase: _Token("w", (day,)) for phrase, day in words.weekdays.items()}
    named |= {phrase: _Token("w", days) for phrase, days in words.groups.items()}
    return named
