"""The words that runners type, from content/<lang>/: their meaning is content, their use is code.

Rule: a word list is closed and checked when it is read; words are small letters, as `plain` writes them.
"""

import re
import unicodedata
from datetime import time
from functools import cache
from pathlib import Path
from typing import Literal

from content.reading import ContentError, Model, read_model
from content.shapes import Content

Words = tuple[str, ...]


class ClockWords(Content):
    """Words for times of day."""

    named: dict[str, time]
    numbers: dict[str, int]
    half: Words
    past: Words
    to: Words
    morning: Words
    afternoon: Words
    noise: Words
    here: Words
    where: Words


class RaceWords(Content):
    """One race distance."""

    day_type: str
    metres: int | None  # None: no set distance
    up_to: int | None  # metres: a race of an odd distance up to here counts as this one; None: any
    names: Words  # said alone, a race over this distance


class KindWords(Content):
    """One kind of run, or of day."""

    day_type: str
    words: Words
    bare_km: int  # a number without unit up to here is kilometres, above it minutes
    over_name: bool  # counts even where a race's name is said too


class RunWords(Content):
    """Words for what was run."""

    races: tuple[RaceWords, ...]  # the shortest first
    near: float  # share of a race distance by which a measured one may differ
    race_bare_km: int  # of a race, a number without unit up to here is kilometres
    race_pace: int  # seconds a kilometre: a race distance run so fast or faster is taken for a race
    fastest_pace: int  # seconds a kilometre, of a believable run
    slowest_pace: int
    race: Words
    not_race: Words
    kinds: tuple[KindWords, ...]  # of several in one text the first here counts
    repeats: str  # the day type of "6 x 800 m"
    kilometres: Words
    miles: Words
    metres: Words
    hours: Words
    minutes: Words
    seconds: Words
    climb: Words  # after metres: not a distance that was run
    per: Words
    pace: Words  # after a race, a distance or a time: how fast, not what
    plan: Words  # after a race: not that race, only on the way to it
    and_a_half: Words
    joins: Words  # between hours and minutes
    numbers: dict[str, str]
    days: dict[str, int]  # days ago
    days_ago: Words  # after a number
    weeks_ago: Words
    weekdays: dict[str, int]  # Monday is 0
    last: Words  # before a weekday
    morning: Words  # after a weekday
    ahead: Words  # a run still to come ...
    behind: Words  # ... unless one of these stands there too
    noise: Words


class PauseWords(Content):
    """Words after /pause."""

    why: dict[Literal["ill", "injured", "away", "break"], Words]
    over: Words  # said alone: it is over
    units: dict[str, int]  # days in one
    numbers: dict[str, int]
    noise: Words


class RestWords(Content):
    """Words for which days are rest days."""

    stop: Words  # said alone: no rest days any more
    weekdays: dict[str, int]  # Monday is 0
    groups: dict[str, tuple[int, ...]]  # weekdays
    to: Words  # Monday to Friday
    joins: Words  # Monday and Friday
    but: Words  # every day except Sunday
    every: Words
    other: Words  # every other
    ordinals: dict[str, int]  # -1 is the last
    ordinal_endings: Words  # after a number
    numbers: dict[str, int]
    most: int  # days, weeks or months
    days: Words
    daily: Words
    weeks: Words
    weekly: Words
    fortnightly: Words
    of_month: Words
    long_run: Words
    after: Words  # before a long run
    again: Words  # say that the days come again, week by week
    noise: Words


class DateWords(Content):
    """Words for days to come."""

    months: dict[str, int]  # January is 1
    days: dict[str, int]  # days from today; those that are over are less than nothing
    numbers: dict[str, int]
    ordinals: Words  # behind a day's number
    of: Words  # between the day and the month
    before: Words  # a date
    nth: dict[str, int]  # of a month's weekdays; -1 is the last
    in_month: Words  # between that weekday and the month
    feasts: Words  # before a weekday: not simply the next one
    vague: Words  # name no day, and no race
    short_weekdays: dict[str, int]  # for a weekday, only beside a date: "sun" alone is in the sky
    weekday: Words  # before a weekday: still the next one
    week_on: Words  # before a weekday: a week later than the next one
    week: Words  # behind a weekday: the same
    ahead: Words  # before a number of days, weeks or months
    from_now: Words  # behind it
    ago: Words  # behind it: it is over
    in_days: Words
    in_weeks: Words
    in_months: Words
    noise: Words  # no part of a race's name where it begins or ends


def tidy(text: str) -> str:
    """One kind of apostrophe and dash, single spaces; letters as they were typed."""
    return " ".join(unicodedata.normalize("NFKC", text).translate(_ONE_KIND).split())


def plain(text: str) -> str:
    """Small letters, one kind of apostrophe and dash, single spaces."""
    lower = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(lower.translate(_ONE_KIND).split())


_ONE_KIND = str.maketrans(
    {"’": "'", "‘": "'", "ʼ": "'", "′": "'", "″": '"', "“": '"', "”": '"', "–": "-", "—": "-", "−": "-"}
)


@cache
def alternatives(phrases: Words) -> str:
    """A pattern for any of the phrases as whole words, the longest first; it makes no group."""
    by_length = sorted(phrases, key=lambda phrase: (-len(phrase), phrase))
    return r"(?<!\w)(?:" + "|".join(re.escape(phrase) for phrase in by_length) + r")(?!\w)"


def _read(name: str, model: type[Model]) -> Model:
    problems: list[str] = []
    words = read_model(Path(__file__).parent / "en" / name, f"en/{name}", model, problems)
    if words is None:
        raise ContentError(problems)
    return words


@cache
def clock_words() -> ClockWords:
    return _read("clockwords.yaml", ClockWords)


@cache
def run_words() -> RunWords:
    return _read("runwords.yaml", RunWords)


@cache
def pause_words() -> PauseWords:
    return _read("pausewords.yaml", PauseWords)


@cache
def rest_words() -> RestWords:
    return _read("restwords.yaml", RestWords)


@cache
def date_words() -> DateWords:
    return _read("datewords.yaml", DateWords)
