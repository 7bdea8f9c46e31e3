"""A day to come, read from a runner's own words.

Rule: only what names a day is one. The day stands before the month unless that month cannot be; a day without
its year is the next such day; a weekday is the next one after today. What names a day that is over or that no
calendar has is handed back as that, so that the coach can say so. The words are content
(`content/<lang>/datewords.yaml`), the digits are here.
"""

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import cache
from re import Match, Pattern
from typing import Literal

from bot.coach.base import Frozen
from content.words import Words, alternatives, date_words, run_words, tidy

Problem = Literal["past", "never", "far", "weekday", "several"]

LAST_YEAR = 2099  # nothing is planned beyond it
_READ_AT_MOST = 400  # letters
_LOOK_AHEAD = 8  # years until every day has been, 29 February too

_BEGIN = r"(?<![\w:/])(?<![0-9][.,-])"
_DAY = r"([0-9]{1,2})"
_YEAR = r"([0-9]{4}|'[0-9]{2})"
_END = r"(?!\w|[.,:/-][0-9])"


class DateText(Frozen):
    """What was understood of a day, and the words that are not about it."""

    day: date | None = None
    # past: it is over; never: no calendar has it; far: beyond what can be planned; weekday: it is on another
    # one; several: another day is named too
    problem: Problem | None = None
    said: str = ""  # the words of the day, as they were typed
    rest: str = ""  # the others
    sure: bool = True  # False: no more was said than "the 6th"

    @property
    def found(self) -> bool:
        return self.day is not None or self.problem is not None


def read_date(text: str, today: date) -> DateText:
    """'half on 6 December' -> the next 6 December. Without a day in it: no day and no problem."""
    tidied = tidy(text[:_READ_AT_MOST])
    for pattern, read in _grammar():
        for found in pattern.finditer(tidied):
            day = read(found, today)
            if day is None:
                continue
            rest = " ".join(f"{tidied[: found.start()]} {tidied[found.end() :]}".split())
            said = found[0].strip(" ,")
            if isinstance(day, str):
                return DateText(problem=day, said=said, rest=rest)
            if day < today or day.year > LAST_YEAR:
                return DateText(problem="past" if day < today else "far", said=said, rest=rest)
            if (weekdays := _weekdays_in(said)) and day.weekday() not in weekdays:
                return DateText(problem="weekday", said=said, rest=rest)
            if _names_another(rest, day, today, span=read is _in_a_while):
                return DateText(problem="several", said=said, rest=rest)
            return DateText(day=day, said=said, rest=rest, sure=read is not _day_of_month)
    return DateText(rest=tidied)


def _weekdays_in(said: str) -> set[int]:
    """The weekdays that stand beside a date."""
    known = run_words().weekdays | date_words().short_weekdays
    return {known[one.casefold()] for one in re.findall(alternatives(tuple(known)), said, re.IGNORECASE)}


def _names_another(rest: str, day: date, today: date, *, span: bool) -> bool:
    """Whether the other words name another day. A weekday among them may be of a race's name ("Sunday Times
    Half"), but not beside "in two weeks"; "9.30" may be an hour."""
    if span and (weekdays := _weekdays_in(rest)):
        return day.weekday() not in weekdays
    other = read_date(rest, today)
    surely = re.search("[0-9]", other.said) and not re.fullmatch(r"[0-9]+\.[0-9]+", other.said)
    return bool(surely) and other.day not in (None, day)


_Read = Callable[[Match[str], date], "date | Problem | None"]  # None: it names no day after all


@cache
def _grammar() -> tuple[tuple[Pattern[str], _Read], ...]:
    """The surest first."""
    return tuple(_patterns())


def _patterns() -> Iterator[tuple[Pattern[str], _Read]]:
    words, runs = date_words(), run_words()
    month = f"({_any(words.months)})"
    ordinal = f"(?:{_any(words.ordinals)})?"
    lengths = _any((*runs.kilometres, *runs.miles, *runs.metres, *runs.minutes, *runs.hours))
    no_length = f"(?! ?(?:{lengths})(?![a-z]))"

    def dated(pattern: str, read: _Read) -> tuple[Pattern[str], _Read]:
        """A date, with its weekday and "on the" around it."""
        weekday = alternatives((*runs.weekdays, *words.short_weekdays))
        before = f"(?:{alternatives(words.before)} )?(?:{weekday},? )?(?:{alternatives(words.before)} )?"
        return _compiled(f"{before}{pattern}(?:,? \\(?{weekday}\\)?)?", read)

    yield dated(rf"{_BEGIN}([0-9]{{4}})([-/.]){_DAY}\2{_DAY}{_END}", _iso)
    yield dated(
        rf"{_BEGIN}{_DAY}{ordinal}\.?(?: {_any(words.of)})? ?{month}(?![a-z])\.?(?:,? ?{_YEAR}{_END})?",
        _day_month,
    )
    yield dated(rf"(?<!\w){month}\.? ?{_DAY}{ordinal}{_END}{no_length}(?:,? {_YEAR}{_END})?", _month_day)
    weekday = f"({alternatives(tuple(runs.weekdays))})"
    nth = f"({alternatives(tuple(words.nth))})"
    of_month = f"(?:{_any(words.in_month)}) {month}(?![a-z])\\.?(?:,? ?{_YEAR}{_END})?"
    yield _compiled(f"(?:{alternatives(words.before)} )?{nth} {weekday} {of_month}", _nth_weekday)
    yield dated(rf"{_BEGIN}{_DAY}([./-]) ?{_DAY}\2 ?([0-9]{{4}}|[0-9]{{2}}){_END}", _numbers_year)
    yield dated(rf"{_BEGIN}{_DAY}/{_DAY}{_END}{no_length}", _numbers)
    yield dated(rf"{_BEGIN}{_DAY}\. ?{_DAY}\.(?![0-9])", _numbers)
    number = f"([0-9]{{1,3}}|{_any(words.numbers)})"
    units = f"({_any(words.in_days)}|{_any(words.in_weeks)}|{_any(words.in_months)})"
    span = f"{number} {units}(?!\\w)"
    yield _compiled(f"(?<!\\w){span} {alternatives(words.ago)}", lambda found, today: "past")
    yield _compiled(f"{alternatives(words.ahead)} {span}", _in_a_while)
    yield _compiled(f"(?<!\\w){span} {alternatives(words.from_now)}", _in_a_while)
    yield _compiled(f"({alternatives(tuple(words.days))})", _named)
    morning = f"(?: {alternatives(runs.morning)})?"
    named_day = f"{_DAY}(?:{_any(words.ordinals)}){_END}"
    by_weekday = alternatives((*runs.weekdays, *words.short_weekdays))
    the = "|".join(map(re.escape, words.before))
    yield _compiled(f"(?<!\\w)(?:{the}|{by_weekday},?(?: (?:{the}))?) {named_day}", _day_of_month)
    yield _compiled(f"{alternatives(runs.last)} {weekday}{morning}", lambda found, today: "past")
    on = f"(?:{alternatives(words.before)} )?"
    yield _compiled(f"{alternatives(words.week_on)} {weekday}{morning}", _weekday_after)
    yield _compiled(f"{on}{weekday} {alternatives(words.week)}", _weekday_after)
    yield _compiled(f"{on}(?:{alternatives(words.weekday)} )?{weekday}{morning}", _weekday)
    # the least sure: it may be kilometres
    yield _compiled(rf"{on}{_BEGIN}{_DAY}\.{_DAY}{_END}{no_length}", _loose)


def _compiled(pattern: str, read: _Read) -> tuple[Pattern[str], _Read]:
    return re.compile(pattern, re.IGNORECASE), read


def _any(phrases: "Words | dict[str, int]") -> str:
    """Any of the phrases, the longest first, also where it stands at a number."""
    return "|".join(
        re.escape(phrase) for phrase in sorted(phrases, key=lambda phrase: (-len(phrase), phrase))
    )


# --- what was found ---------------------------------------------------------------------------------


def _iso(found: Match[str], today: date) -> "date | Problem | None":
    return _on(int(found[4]), int(found[3]), int(found[1]), today)


def _day_month(found: Match[str], today: date) -> "date | Problem | None":
    return _on(int(found[1]), date_words().months[found[2].casefold()], _year(found[3]), today)


def _month_day(found: Match[str], today: date) -> "date | Problem | None":
    return _on(int(found[2]), date_words().months[found[1].casefold()], _year(found[3]), today)


def _numbers_year(found: Match[str], today: date) -> "date | Problem | None":
    return _day_first(int(found[1]), int(found[3]), _year(found[4]), today)


def _numbers(found: Match[str], today: date) -> "date | Problem | None":
    return _day_first(int(found[1]), int(found[2]), None, today)


def _loose(found: Match[str], today: date) -> "date | Problem | None":
    """ "6.12" is a day; "21.1" and "26.2" are how long a race is."""
    words, number = run_words(), f"{found[1]}.{found[2]}"
    if any(number in race.names for race in words.races):
        return None
    metres = float(number) * 1000
    if any(race.metres and abs(metres / race.metres - 1) <= words.near for race in words.races):
        return None
    return _numbers(found, today)


def _in_a_while(found: Match[str], today: date) -> "date | Problem | None":
    words = date_words()
    number, unit = found[1].casefold(), found[2].casefold()
    count = words.numbers.get(number) or int(number)
    if unit in words.in_months:
        months = today.month - 1 + count
        first = date(today.year + months // 12, months % 12 + 1, 1)
        return first + timedelta(days=min(today.day, _length(first)) - 1)
    return today + timedelta(days=count * (7 if unit in words.in_weeks else 1))


def _length(first: date) -> int:
    """Days of the month that begins on `first`."""
    return ((first + timedelta(days=31)).replace(day=1) - first).days


def _named(found: Match[str], today: date) -> "date | Problem | None":
    return today + timedelta(days=date_words().days[found[1].casefold()])


def _nth_weekday(found: Match[str], today: date) -> "date | Problem | None":
    """The first Sunday in April; without a year the next one that is to come."""
    words = date_words()
    nth, weekday = words.nth[found[1].casefold()], run_words().weekdays[found[2].casefold()]
    month, year = words.months[found[3].casefold()], _year(found[4])
    if year is not None and year > LAST_YEAR:
        return "far"
    for one in range(today.year, today.year + 2) if year is None else (year,):
        first = date(one, month, 1)
        days = (first + timedelta(days=n) for n in range(_length(first)))
        named = [day for day in days if day.weekday() == weekday]
        if year is not None or named[max(nth - 1, -1)] >= today:
            return named[max(nth - 1, -1)]
    return None


def _day_of_month(found: Match[str], today: date) -> "date | Problem | None":
    """The 6th: the next one."""
    number = int(found[1])
    ahead = (today + timedelta(days=n) for n in range(62))
    return next((day for day in ahead if day.day == number), "never")


def _weekday(found: Match[str], today: date) -> "date | Problem | None":
    before = found.string[: found.start()].casefold().split()
    if before and before[-1] in date_words().feasts:
        return None  # Easter Sunday is not the next one
    ahead = (run_words().weekdays[found[1].casefold()] - today.weekday()) % 7
    return today + timedelta(days=ahead or 7)


def _weekday_after(found: Match[str], today: date) -> "date | Problem | None":
    day = _weekday(found, today)
    assert isinstance(day, date)
    return day + timedelta(days=7)


def _year(said: str | None) -> int | None:
    if said is None:
        return None
    digits = said.lstrip("'")
    return int(digits) + (2000 if len(digits) == 2 else 0)


def _day_first(first: int, second: int, year: int | None, today: date) -> "date | Problem | None":
    """The day stands first, unless the second cannot be a month."""
    if not (1 <= first <= 31 and 1 <= second <= 31):
        return None  # no date at all
    day, month = (second, first) if second > 12 else (first, second)
    return _on(day, month, year, today)


def _on(day: int, month: int, year: int | None, today: date) -> "date | Problem | None":
    """That day of that year; without one the next such day."""
    if year is not None:
        if year > LAST_YEAR:
            return "far"
        return _day(year, month, day) or "never"
    days = (_day(one, month, day) for one in range(today.year, today.year + _LOOK_AHEAD + 1))
    return next((one for one in days if one is not None and one >= today), "never")


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
