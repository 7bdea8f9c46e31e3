"""Rest days as a rule: which days a recurrence rule (RFC 5545, as python-dateutil reads it) names.

Rule: one occurrence ahead is a row, the next one is made when that row has had its day. So a changed rule
changes one row, and an outage leaves every missed day with its own reason.
"""

from datetime import date, datetime, time, timedelta

from dateutil.rrule import rrulestr

_FOR_EVER = 366 * 5  # days looked ahead: a rule that names no day in five years names none
_PERIODS = {"DAILY": 1, "WEEKLY": 7}  # days


def next_day(rule: str, starts: date, day: date) -> date | None:
    """The first day of the rule on or after `day`; None when it names no more, or is no rule."""
    try:
        dates = rrulestr(rule, dtstart=_midnight(_near(rule, starts, day)), ignoretz=True)
        found = dates.after(_midnight(max(day, starts)), inc=True)
    except (ValueError, OverflowError):
        return None
    if found is None or (found.date() - day).days > _FOR_EVER:
        return None
    return found.date()


def _near(rule: str, starts: date, day: date) -> date:
    """A start shortly before `day` from which the rule names the same days: years are not walked through."""
    parts = dict(part.partition("=")[::2] for part in rule.split(";"))
    every = int(parts.get("INTERVAL", "1"))
    if every < 1:
        raise ValueError("python-dateutil would look for it for ever")
    period = _PERIODS.get(parts.get("FREQ", ""), 0) * every
    if period == 0 or "COUNT" in parts or day <= starts:
        return starts
    return starts + timedelta(days=(day - starts).days // period * period)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time())
