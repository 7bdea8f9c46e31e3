"""A snooze moves this row alone, never the series, and never into the night: then tomorrow is offered."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, strategies as st

from bot.coach import events as e, says as s
from bot.coach.calendar import due_utc, in_quiet_hours, local_now
from bot.coach.model import ReminderState
from tests.coach.reminding import LIBRARY, at, day, does, put, row, runner, said, snooze
from tests.coach.worlds import ZONES

HOURS = LIBRARY.rules.reminders
RANG = ReminderState.SENT


@pytest.mark.parametrize(
    ("hour", "tapped", "to", "moved"),
    [
        ("09:00", "2026-06-07 09:00", "hour", "10:00"),
        ("09:00", "2026-06-07 09:07", "hour", "10:07"),
        ("09:00", "2026-06-07 19:59", "hour", "20:59"),
        ("09:00", "2026-06-07 17:59", "evening", "18:00"),
        ("06:00", "2026-06-07 06:00", "hour", "07:00"),
        ("06:00", "2026-06-07 06:00", "evening", "18:00"),
        ("00:30", "2026-06-07 00:30", "evening", "18:00"),
    ],
)
def test_a_snooze_moves_this_row_alone(hour: str, tapped: str, to: str, moved: str) -> None:
    result = snooze(row("2026-06-07", hour, state=RANG), at(tapped), to)
    (new,) = put(result)
    assert (new.local_date, f"{new.local_time:%H:%M}", new.snoozed) == (day("2026-06-07"), moved, True)
    assert result.runner.reminder_time == time.fromisoformat(hour)
    assert len(result.changes) == 1


@pytest.mark.parametrize(
    ("hour", "tapped", "to", "early"),
    [
        ("09:00", "2026-06-07 20:00", "hour", False),  # 21:00: the quiet hours begin
        ("09:00", "2026-06-07 18:00", "evening", False),
        ("22:00", "2026-06-07 22:00", "hour", False),  # an hour chosen in them does not open them
        ("22:00", "2026-06-07 22:00", "evening", False),
        ("23:30", "2026-06-07 23:30", "hour", False),  # over midnight
        ("23:30", "2026-06-08 00:10", "hour", False),  # tapped after midnight, still the runner's day
        ("23:30", "2026-06-08 00:10", "evening", False),
        ("05:30", "2026-06-07 05:30", "hour", True),
        ("00:30", "2026-03-29 00:30", "hour", True),  # the clocks go forward: 02:30
        (
            "01:30",
            "2026-10-25 01:30",
            "hour",
            False,
        ),  # the clocks go back: 01:30 a second time is the same row
    ],
)
def test_one_that_would_end_in_the_quiet_hours_offers_tomorrow(
    hour: str, tapped: str, to: str, early: bool
) -> None:
    date_of = tapped[:10] if not tapped.endswith("00:10") else "2026-06-07"
    rang = row(date_of, hour, state=RANG)
    result = snooze(rang, at(tapped), to)
    assert not result.changes
    assert said(result, s.SnoozeTooLate) == [s.SnoozeTooLate(day=rang.local_date, early=early)]

    tomorrow = does(
        e.Remind(day=rang.local_date, answer="tomorrow"), at(tapped), [rang], runner(reminder_time=hour)
    )
    (new,) = put(tomorrow)
    assert (new.local_date, new.local_time) == (rang.local_date + timedelta(days=1), rang.local_time)
    assert new.due > at(tapped)


@given(
    zone=st.sampled_from((*ZONES, "Africa/Casablanca", "America/Santiago", "Africa/Cairo")),
    on=st.dates(date(2026, 1, 1), date(2027, 12, 31)),
    minute=st.integers(0, 24 * 60 - 1),
    late=st.integers(0, 20 * 3600),
    to=st.sampled_from(("hour", "evening")),
)
def test_wherever_and_whenever_it_is_tapped(zone: str, on: date, minute: int, late: int, to: str) -> None:
    hour = time(minute // 60, minute % 60)
    due = due_utc(on, hour, zone)
    now = due + timedelta(seconds=late)
    result = snooze(row(on.isoformat(), f"{hour:%H:%M}", zone, state=RANG), now, to)
    for new in put(result):
        assert new.local_date == on, "the row of the day stays the row of the day"
        assert new.due > now
        assert not in_quiet_hours(new.local_time, HOURS.quiet_from, HOURS.quiet_until)
        if to == "hour":
            assert timedelta(minutes=59) <= new.due - now <= timedelta(minutes=60), "an hour is an hour"
        assert local_now(new.due, zone).time() == new.local_time
    assert put(result) or said(result, s.SnoozeTooLate) or said(result, s.Closed)


def test_a_rest_day_is_moved_and_its_series_is_not() -> None:
    known = runner(rest_rule="FREQ=WEEKLY;BYDAY=SU", rest_starts=day("2026-06-01"), rest_time=time(9))
    rows = [
        row("2026-06-07", "09:00", kind="rest", state=RANG),
        row("2026-06-14", "09:00", kind="rest"),
    ]
    answer = e.Remind(day=day("2026-06-07"), answer="hour")
    result = does(answer, at("2026-06-07 09:00"), rows, known)
    (new,) = put(result)
    assert (new.kind, new.local_date, new.local_time) == ("rest", day("2026-06-07"), time(10))
    assert result.runner == known


def test_a_double_tap_snoozes_once() -> None:
    rang = row("2026-06-07", "09:00", state=RANG)
    first = snooze(rang, datetime(2026, 6, 7, 8, 0, 10, tzinfo=UTC))
    second = snooze(put(first)[0], datetime(2026, 6, 7, 8, 0, 11, tzinfo=UTC))
    assert put(second) == put(first)
