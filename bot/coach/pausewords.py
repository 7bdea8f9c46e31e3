"""What runners type after /pause: why, and days or a date. The words are content (pausewords.yaml)."""

import re
from datetime import date, timedelta
from typing import Literal

from bot.coach.dates import read_date
from bot.coach.model import PauseWhy
from content.words import alternatives, pause_words, plain

_READ_AT_MOST = 100  # letters
_LETTER_BEHIND_DIGIT = re.compile(r"(?<=[0-9])(?=[a-z])")  # "10d"


def read_why(text: str) -> tuple[PauseWhy | None, str]:
    """Why a pause is wanted, if the words say so, and what is left of them."""
    said = _without(plain(text[:_READ_AT_MOST]), ())
    for why, phrases in pause_words().why.items():
        without = _without(said, phrases)
        if without != said:
            return why, _without(without, pause_words().noise)
    return None, _without(said, pause_words().noise)


def says_over(text: str) -> bool:
    """Whether the words say, and say nothing else, that the pause is over."""
    return plain(text[:_READ_AT_MOST]).strip(" .,!?") in pause_words().over


def read_length(text: str, today: date, day: date) -> date | Literal["past", "far"] | None:
    """The day on which the pause ends: "10", "two weeks" (from `day` on), "6 December".

    past, far: a date that is over or beyond any plan. None: unclear, or more than that.
    """
    words = _without(plain(text[:_READ_AT_MOST]), pause_words().noise)
    ends = _days(_LETTER_BEHIND_DIGIT.sub(" ", words), day)
    if ends is not None:
        return ends
    said = read_date(words, today)
    if said.rest or said.problem not in (None, "past", "far"):
        return None
    return said.day or said.problem


def _days(words: str, day: date) -> date | None:
    units, numbers = pause_words().units, pause_words().numbers
    count = rf"(?:([0-9]{{1,4}})|({alternatives(tuple(numbers))}))"
    found = re.fullmatch(rf"(?:{count} ?)?({alternatives(tuple(units))})?", words)
    if found is None or not words:
        return None
    digits, word, unit = found.groups()
    if digits is None and (unit is None or (word is None and units[unit] == 1)):
        return None  # "a", "ten", "day"
    times = int(digits) if digits else numbers[word] if word else 1
    return day + timedelta(days=times * units.get(unit or "", 1))


def _without(text: str, phrases: tuple[str, ...]) -> str:
    left = re.sub(alternatives(phrases), " ", text) if phrases else text
    return " ".join(left.strip(" .,!?").split())
