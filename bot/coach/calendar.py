"""Days and clocks of a runner: from wall time and zone to the moment, and back.

Rule: wall time is kept with its zone and turned into a moment only here, by RFC 5545 section 3.3.5: a time
that the clocks jump over is read with the offset before the jump, a time that comes twice is the first of the
two. That is exactly fold=0. Wall times are naive, moments are aware UTC.
"""

from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from content.talking import PartsOfDay

PartOfDay = Literal["morning", "afternoon", "evening", "night"]
_ONE_DAY = timedelta(days=1)


def zone_info(zone: str) -> ZoneInfo | None:
    """The zone of that name; None when this time zone database has no such zone (any more)."""
    try:
        return ZoneInfo(zone)
    except (KeyError, ValueError, OSError):  # unknown; no name at all; a folder's name or too long
        return None


def due_utc(local_date: date, local_time: time, zone: str) -> datetime:
    """The moment when the runner's clock shows that time on that day; in an unknown zone, UTC's clock."""
    wall = datetime.combine(local_date, local_time.replace(tzinfo=None, fold=0))
    return wall.replace(tzinfo=zone_info(zone) or UTC).astimezone(UTC)


def local_now(now_utc: datetime, zone: str) -> datetime:
    """What the runner's clock shows; in an unknown zone, UTC's clock."""
    return now_utc.astimezone(zone_info(zone) or UTC)


def coach_day(now_utc: datetime, zone: str, closes: time = time(3)) -> date:
    """The day the runner lives in: until the hour at which a day closes it is still the day before.

    Asked of `due_utc`, so a day ends at the very moment its closing is due, whatever the clocks do then.
    """
    day = local_now(now_utc, zone).date()
    while due_utc(day, closes, zone) > now_utc:
        day -= _ONE_DAY
    return day


def in_quiet_hours(local: time, quiet_from: time, quiet_to: time) -> bool:
    """From `quiet_from` to before `quiet_to`, over midnight too; never when the two are equal."""
    clock = local.replace(tzinfo=None)
    if quiet_from <= quiet_to:
        return quiet_from <= clock < quiet_to
    return clock >= quiet_from or clock < quiet_to


def part_of_day(local: time, begins: PartsOfDay) -> PartOfDay:
    """For a greeting; what is before the morning still belongs to the night."""
    clock = local.replace(tzinfo=None)
    if begins.morning <= clock < begins.afternoon:
        return "morning"
    if begins.afternoon <= clock < begins.evening:
        return "afternoon"
    if begins.evening <= clock < begins.night:
        return "evening"
    return "night"
