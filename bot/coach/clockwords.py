"""What runners type for a time of day, and what their clock says about where they are.

Rule: a text is a time only as a whole; a word that is not understood makes it none. The words are content
(`content/<lang>/clockwords.yaml`), the digits are here.
"""

import re
from collections.abc import Sequence
from datetime import datetime, time, timedelta

from bot.coach.calendar import zone_info
from content.places import common_zones
from content.words import ClockWords, alternatives, clock_words, plain

_READ_AT_MOST = 100  # letters; a time of day has about twenty
_OFFER_AT_MOST = 4  # zones
_CLOCKS_DIFFER = 10  # minutes that a runner's clock may be wrong, or the typing may take
_LETTER_BY_DIGIT = re.compile(r"(?<=[0-9])(?=[a-z])|(?<=[a-z])(?=[0-9])")  # "7pm", "19h30"
_AM_PM = re.compile(r"\b([ap])\.?\s?m\b\.?")  # "p.m."
_HOUR_MINUTE = re.compile(r"([0-9]{1,2})(?: ?(?:[:.,]| h | ) ?([0-9]{2})(?: ?: ?[0-9]{2})?)?(?: h)?")
_LIKE_A_CLOCK = re.compile(r"[0-9]{1,2}(?: ?[:.,] ?[0-9]{1,2})?")
_OFFSET = re.compile(r"(?:utc|gmt)? ?([+-]) ?([0-9]{1,2}):?([0-9]{2})?")
_FARTHEST = 14  # hours from UTC that a zone may be
_DIGITS_ONLY = re.compile(r"([0-9]{1,2})([0-9]{2})")  # "0730"


def parse_clock(text: str) -> time | None:
    """'7', '7.30', '19h', '7pm', 'half past seven', 'noon' -> the time of day; None when it is not one."""
    words = clock_words()
    typed = _tidy(text)
    if named := words.named.get(_without(typed, words.noise)):
        return named
    morning = _without(typed, words.morning)
    afternoon = _without(typed, words.afternoon)
    if morning != typed and afternoon != typed:
        return None
    bare = _without(_without(_without(typed, words.noise), words.morning), words.afternoon)
    hour_minute = _hour_minute(_numbers(bare, words), words)
    if hour_minute is None:
        return None
    hour, minute = hour_minute
    if morning != typed:
        if hour > 12:
            return None
        hour %= 12
    elif afternoon != typed and hour <= 12:
        hour = hour % 12 + 12
    return time(hour, minute) if hour < 24 and minute < 60 else None


def parse_here_time(text: str) -> time | None:
    """'it is 14:20 here', '2:20 pm' -> what the runner's clock shows now; None when it says no such thing."""
    typed = _tidy(text)
    bare = _without(typed, clock_words().here)
    if bare == typed and re.fullmatch(r"[0-9]{3,}", typed):
        return None  # rather a postcode
    return parse_clock(bare)


def parse_offset(text: str) -> timedelta | None:
    """'UTC+2', 'GMT-5', '+05:30' -> how far the runner's clock is from UTC; None when it is none."""
    found = _OFFSET.fullmatch(plain(text[:_READ_AT_MOST]))
    if found is None:
        return None
    hours, minutes = int(found[2]), int(found[3] or 0)
    if hours > _FARTHEST or minutes > 59:
        return None
    return timedelta(hours=hours, minutes=minutes) * (-1 if found[1] == "-" else 1)


def says_where(text: str) -> bool:
    """'it is 17:10 here': a time, and that it is so where the runner is; said without being asked."""
    typed = _tidy(text)
    return _without(typed, clock_words().where) != typed and parse_here_time(text) is not None


def reads_as_clock(text: str) -> bool:
    """'25:00', '07:60', '8.5 pm': written as a time of day, whether it is one or not."""
    words, typed = clock_words(), _tidy(text)
    bare = _without(_without(typed, words.morning), words.afternoon)
    digits = _without(bare, words.noise)
    return (":" in digits or bare != typed) and _LIKE_A_CLOCK.fullmatch(digits) is not None


def zones_for_local_time(local: time, now_utc: datetime, prefer: Sequence[str]) -> tuple[str, ...]:
    """Up to four zones whose clocks show that time now: the preferred first, then those with most people."""
    shown = [zone for zone in dict.fromkeys((*prefer, *common_zones())) if _shows(zone, local, now_utc)]
    return tuple(shown[:_OFFER_AT_MOST])


def _shows(zone: str, local: time, now_utc: datetime) -> bool:
    info = zone_info(zone)
    if info is None:
        return False
    there = now_utc.astimezone(info)
    apart = abs(there.hour * 60 + there.minute - local.hour * 60 - local.minute)
    return min(apart, 24 * 60 - apart) <= _CLOCKS_DIFFER


def _tidy(text: str) -> str:
    lower = _AM_PM.sub(r" \1m ", plain(text[:_READ_AT_MOST]))
    return " ".join(_LETTER_BY_DIGIT.sub(" ", lower).strip(" .,!?").split())


def _without(text: str, phrases: tuple[str, ...]) -> str:
    return " ".join(re.sub(alternatives(phrases), " ", text).strip(" .,!?").split())


def _numbers(text: str, words: ClockWords) -> str:
    """'twenty five to eight' -> '25 to 8'."""
    return re.sub(alternatives(tuple(words.numbers)), lambda found: str(words.numbers[found[0]]), text)


def _hour_minute(text: str, words: ClockWords) -> tuple[int, int] | None:
    if found := _HOUR_MINUTE.fullmatch(text):
        return int(found[1]), int(found[2] or 0)
    if found := _DIGITS_ONLY.fullmatch(text):
        return int(found[1]), int(found[2])
    if found := re.fullmatch(alternatives(words.half) + r" ([0-9]{1,2})", text):
        return int(found[1]), 30
    halves = re.sub(alternatives(words.half), "30", text)
    if found := re.fullmatch(rf"([0-9]{{1,2}}) {alternatives(words.past)} ([0-9]{{1,2}})", halves):
        return int(found[2]), int(found[1])
    if found := re.fullmatch(rf"([0-9]{{1,2}}) {alternatives(words.to)} ([0-9]{{1,2}})", text):
        hour, minutes = int(found[2]), int(found[1])
        return ((hour - 1) % 24, 60 - minutes) if 0 < minutes < 60 else None
    return None
