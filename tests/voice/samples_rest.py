"""What can be said of rest days: every way of saying which days, at its longest."""

from collections.abc import Iterator
from datetime import date, time
from typing import Any

from bot.coach import says_rest as r
from bot.coach.rhythm import Rhythm

DAY = date(2026, 9, 30)
_WEEK = tuple(range(7))


def rhythms() -> Iterator[Rhythm]:
    for every in (1, 2, 60):
        yield Rhythm(unit="day", every=every)
        yield Rhythm(unit="week", every=every, weekdays=_WEEK)
    yield Rhythm(unit="week", weekdays=_WEEK[1:])
    yield Rhythm(unit="month", weekdays=_WEEK, nth=(1, 2, 3, 4, 5, -1))
    yield Rhythm(unit="month", month_days=(*range(1, 32), -1))


def sayings(words: str) -> Iterator[Any]:
    for rhythm in (None, *rhythms()):
        shown: dict[str, Any] = {"days": rhythm, "at": time(9), "coming": (DAY,) * 3}
        yield r.RestShown.model_validate(shown | {"mark": 2**31 - 1})
        yield r.RestShown.model_validate(shown | {"mark": 0, "coming": (), "not_understood": words})
        if rhythm is not None:
            yield r.RestKept.model_validate(shown)
    yield r.RestHour(current=time(9), mark=0)
    yield r.RestReminder(day=DAY, part="night", run=None, days_ago=0, minutes=20)
