"""Which hours are about the same, which one is offered for good, and what the answer moves."""

from datetime import time
from typing import Any

import pytest

from bot.coach import events as e, says as s
from bot.coach.model import Reminder, ReminderState
from bot.coach.outcome import Step
from tests.coach.reminding import at, day, does, put, row, runner, said

SUNDAYS: dict[str, Any] = {
    "rest_rule": "FREQ=WEEKLY;BYDAY=SU",
    "rest_starts": "2026-05-01",
    "rest_time": "09:00",
}


def earlier(*hours: str, snoozed: bool = True, kind: str = "regen") -> list[Reminder]:
    """Rows of the first days of June, moved to these hours."""
    state = ReminderState.TAKEN
    return [
        row(f"2026-06-{n:02}", hour, snoozed=snoozed, kind=kind, state=state)
        for n, hour in enumerate(hours, 1)
    ]


def moves_to(hour: str, before: list[Reminder], kind: str = "regen", **who: Any) -> Step:
    """On 7 June the runner moves the waiting reminder to that hour."""
    clock = time.fromisoformat(hour)
    button = e.MoveTo.model_validate(
        {"kind": kind, "day": day("2026-06-07"), "minute": clock.hour * 60 + clock.minute}
    )
    waiting = row("2026-06-07", "23:59", kind=kind)
    return does(button, at("2026-06-07 00:05"), [*before, waiting], runner(**who))


@pytest.mark.parametrize(
    ("before", "hour", "offered"),
    [
        (("19:00", "19:00"), "19:00", "19:00"),
        (("18:20", "19:40"), "19:00", "19:00"),  # 40 minutes to either side
        (("18:15", "19:45"), "19:00", "19:00"),  # 45 are still about the same
        (("18:14", "19:00"), "19:00", None),  # 46 are not
        (("19:00",), "19:00", None),  # only the second time
        (("19:07", "19:08"), "19:08", "19:15"),
        (("19:07", "19:07"), "19:07", "19:00"),
        (("20:55", "20:55"), "20:55", "20:45"),  # 21:00 would be in the quiet hours
        (("23:55", "23:55"), "23:55", "23:45"),  # midnight would be another day
        (("09:05", "08:55"), "09:00", None),  # that is the hour already
        (("07:00", "07:05"), "07:00", "07:00"),
    ],
)
def test_the_hour_that_is_offered(before: tuple[str, ...], hour: str, offered: str | None) -> None:
    result = moves_to(hour, earlier(*before))
    asked = [f"{one.at:%H:%M}" for one in said(result, s.AskForGood)]
    assert asked == ([] if offered is None else [offered])
    assert result.runner.hour_offered == (offered is not None)
    assert result.runner.reminder_time == time(9), "asking changes nothing"


def test_what_was_not_moved_does_not_count() -> None:
    before = earlier("09:00", "09:00", "09:00", snoozed=False)
    assert not said(moves_to("09:30", before, reminder_time="10:30"), s.AskForGood)


def test_rest_days_and_the_days_after_runs_do_not_count_for_each_other() -> None:
    before = [*earlier("19:00", "19:00", kind="rest"), *earlier("19:00")]
    assert not said(moves_to("19:00", before, **SUNDAYS), s.AskForGood)


def test_it_is_asked_once() -> None:
    assert not said(moves_to("19:00", earlier("19:00", "19:00"), hour_offered=True), s.AskForGood)


def test_rest_days_have_an_hour_of_their_own() -> None:
    result = moves_to("19:00", earlier("19:00", "19:00", kind="rest"), kind="rest", **SUNDAYS)
    (asked,) = said(result, s.AskForGood)
    assert (asked.kind, asked.at, asked.current) == ("rest", time(19), time(9))

    rows = [row("2026-06-07", "09:00", kind="rest"), row("2026-06-07", "09:00"), row("2026-06-14", "08:00")]
    yes = e.HourForGood(kind="rest", was=540, minute=1140, answer="yes")
    answered = does(yes, at("2026-06-07 08:00"), rows, runner(**SUNDAYS))
    assert (answered.runner.rest_time, answered.runner.reminder_time) == (time(19), time(9))
    (moved,) = put(answered)
    assert (moved.kind, moved.local_time, moved.snoozed) == ("rest", time(19), False)


def test_without_a_series_there_is_no_hour_of_rest_days() -> None:
    assert not said(moves_to("19:00", earlier("19:00", "19:00", kind="rest"), kind="rest"), s.AskForGood)
    yes = e.HourForGood(kind="rest", was=540, minute=1140, answer="yes")
    result = does(yes, at("2026-06-07 08:00"), [])
    assert said(result, s.OldButton)
    assert result.runner == runner()


def test_what_cannot_ring_at_the_new_hour_any_more_rings_at_the_old() -> None:
    yes = e.HourForGood(kind="regen", was=540, minute=420, answer="yes")
    result = does(yes, at("2026-06-07 08:00"), [row("2026-06-07", "09:00"), row("2026-06-08", "09:00")])
    assert [(one.local_date, one.local_time) for one in put(result)] == [(day("2026-06-08"), time(7))]
