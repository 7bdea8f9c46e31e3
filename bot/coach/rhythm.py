"""Which days a series names, as plain values, to and from the rule that is stored (RFC 5545).

Rule: every rhythm is a rule and comes back from it; a rule that says more than a rhythm can is none.
"""

import re
from collections.abc import Iterable
from typing import Literal, Self

from pydantic import model_validator

from bot.coach.base import Frozen

WEEK = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
Unit = Literal["day", "week", "month"]
_FREQUENCIES: dict[Unit, str] = {"day": "DAILY", "week": "WEEKLY", "month": "MONTHLY"}
_NTH_DAY = re.compile(r"(-?[0-9])([A-Z]{2})")


class Rhythm(Frozen):
    """Every day, every second Sunday, the first Saturday of the month …"""

    unit: Unit
    every: int = 1  # of that unit: 2 is every second
    weekdays: tuple[int, ...] = ()  # Monday is 0; of the week, or with `nth` of the month
    nth: tuple[int, ...] = ()  # which of these weekdays of the month, 1-5; -1 is the last
    month_days: tuple[int, ...] = ()  # 1-31; -1 is the last

    @model_validator(mode="after")
    def _says_which(self) -> Self:
        named = {
            "day": not (self.weekdays or self.nth or self.month_days),
            "week": bool(self.weekdays) and not (self.nth or self.month_days),
            "month": bool(self.weekdays and self.nth) != bool(self.month_days),
        }
        ranges = (
            (self.weekdays, range(7)),
            (self.nth, (-1, *range(1, 6))),
            (self.month_days, (-1, *range(1, 32))),
        )
        inside = all(set(values) <= set(allowed) for values, allowed in ranges)
        if self.every < 1 or not named[self.unit] or not inside:
            raise ValueError("no rhythm")
        return self

    @classmethod
    def weekly(cls, weekdays: frozenset[int]) -> Self:
        """Every week on these days, of which there is at least one."""
        return cls(unit="week", weekdays=tuple(sorted(weekdays)))

    @property
    def plain(self) -> bool:
        """Whether it is a set of weekdays, as seven buttons can show it."""
        return self.unit == "week" and self.every == 1

    @property
    def rule(self) -> str:
        parts = [f"FREQ={_FREQUENCIES[self.unit]}"]
        if self.every > 1:
            parts.append(f"INTERVAL={self.every}")
        if self.weekdays:
            days = [f"{n}{WEEK[day]}" for n in self.nth or ("",) for day in self.weekdays]
            parts.append(f"BYDAY={','.join(days)}")
        if self.month_days:
            parts.append(f"BYMONTHDAY={','.join(map(str, self.month_days))}")
        return ";".join(parts)

    @classmethod
    def of(cls, rule: str | None) -> Self | None:
        """The rhythm whose rule this is, or None."""
        parts = dict(part.partition("=")[::2] for part in (rule or "").split(";"))
        unit = next((unit for unit, name in _FREQUENCIES.items() if name == parts.get("FREQ")), None)
        if unit is None:
            return None
        days = [day for day in parts.get("BYDAY", "").split(",") if day]
        nths = [found for day in days if (found := _NTH_DAY.fullmatch(day))]
        try:
            rhythm = cls(
                unit=unit,
                every=int(parts.get("INTERVAL", "1")),
                weekdays=_once(WEEK.index(found[2]) for found in nths)
                if nths
                else _once(WEEK.index(day) for day in days),
                nth=_once(int(found[1]) for found in nths),
                month_days=_once(int(day) for day in parts.get("BYMONTHDAY", "").split(",") if day),
            )
        except ValueError:
            return None
        return rhythm if rhythm.rule == rule else None


def _once(values: Iterable[int]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(values))
