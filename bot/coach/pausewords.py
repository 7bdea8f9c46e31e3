"""What runners type after /pause: why, and days or a date. The words are content (pausewords.yaml)."""

import re
from datetime import date, timedelta

from bot.coach.model import PauseWhy
from bot.coach.turn import Turn
from content.words import alternatives, pause_words, plain

_READ_AT_MOST = 100  # letters
_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_LETTER_BEHIND_DIGIT = re.compile(r"(?<=[0-9])(?=[a-z])")  # "10d"


def read_why(text: str) -> tuple[PauseWhy | None, str]:
    """Why a pause is wanted, if the words say so, and what is left of them."""
    rest = _without(_tidy(text), pause_words().noise)
    for why, phrases in pause_words().why.items():
        without = _without(rest, phrases)
        if without != rest:
            return why, without
    return None, rest


def read_length(turn: Turn, text: str, day: date) -> date | None:
    """The day on which the pause ends: "10", "two weeks" (from `day` on), "6 December"; None when unclear."""
    words = _without(_tidy(text), pause_words().noise)
    return _days(words, day) or _date(turn, words)


def _days(words: str, day: date) -> date | None:
    units, numbers = pause_words().units, pause_words().numbers
    count = rf"(?:([0-9]{{1,4}})|({alternatives(tuple(numbers))}))"
    found = re.fullmatch(rf"(?:{count} ?)?({alternatives(tuple(units))})?", words)
    if found is None or not words or (words in units and units[words] == 1):
        return None
    digits, word, unit = found.groups()
    times = int(digits) if digits else numbers[word] if word else 1
    return day + timedelta(days=times * units.get(unit or "", 1))


def _tidy(text: str) -> str:
    return _LETTER_BEHIND_DIGIT.sub(" ", plain(text[:_READ_AT_MOST]))


def _without(text: str, phrases: tuple[str, ...]) -> str:
    return " ".join(re.sub(alternatives(phrases), " ", text).strip(" .,!?").split())


def _date(turn: Turn, words: str) -> date | None:
    """2026-12-06, or a day and a month; without a year the next such day."""
    if found := _ISO.fullmatch(words.replace(" ", "")):
        return _valid(int(found[1]), int(found[2]), int(found[3]))
    months = [month.casefold() for month in turn.library.texts["en"].dates.months]
    parts = words.replace(",", " ").split()
    days = [int(part) for part in parts if part.isascii() and part.isdigit() and len(part) <= 2]
    named = [number for number, month in enumerate(months, 1) for part in parts if _names(part, month)]
    if len(days) != 1 or len(named) != 1:
        return None
    this_year = _valid(turn.day.year, named[0], days[0])
    if this_year is not None and this_year <= turn.day:
        return _valid(turn.day.year + 1, named[0], days[0])
    return this_year


def _names(part: str, month: str) -> bool:
    return part == month or (len(part) == 3 and month.startswith(part))


def _valid(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
