"""The rest-day series as rows: which date is next, and one message a day whatever else is planned for it."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import permutations, product

import pytest
from hypothesis import given, settings, strategies as st

from bot.coach import events as e, events_rest as r, says as s
from bot.coach.calendar import due_utc
from bot.coach.model import Facts, Reminder, ReminderKind, ReminderState, Runner, WhyNot
from bot.coach.outcome import Step
from bot.coach.says_rest import RestReminder
from bot.coach.states import AskingPlace, Idle
from bot.coach.step import step
from bot.coach.turn import Turn
from content.library import load_library

LIBRARY = load_library()
LONDON = "Europe/London"
MONDAY = date(2026, 11, 23)
PLACE = AskingPlace(draft=e.Draft(day_type="rest-days"))
EIGHT = datetime(2026, 11, 23, 8, tzinfo=UTC)


def runner(zone: str = LONDON, **values: object) -> Runner:
    known = {"chat_id": 1, "zone": zone, "reminder_time": time(9), "minutes": 30}
    return Runner.model_validate(known | values)


def row(kind: ReminderKind, at: time, zone: str = LONDON, day: date = MONDAY, **values: object) -> Reminder:
    known = {"kind": kind, "local_date": day, "local_time": at, "zone": zone, "due": due_utc(day, at, zone)}
    return Reminder.model_validate(known | values)


def after(facts: Facts, event: e.Event) -> tuple[Step, Facts]:
    """What the event leads to, and what is known after it."""
    result = step(LIBRARY, Idle(), event, facts)
    return result, _known_after(facts, result)


def _known_after(facts: Facts, result: Step) -> Facts:
    turn = Turn(LIBRARY, facts, Idle())
    turn.changes = list(result.changes)
    known = tuple(sorted(turn.reminders.values(), key=lambda one: (one.local_date, one.kind)))
    return facts.model_copy(update={"runner": result.runner, "reminders": known})


def tap(button: e.Button) -> e.Tapped:
    return e.Tapped(button=button, message_id=7, query_id="q")


def pending(facts: Facts) -> list[Reminder]:
    return [one for one in facts.reminders if one.state is ReminderState.PENDING]


# --- the series ------------------------------------------------------------------------------------

ZONES = ("Europe/London", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Apia")
moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))
hours = st.sampled_from([time(0), time(2, 30), time(7), time(9), time(23, 45)])
TOGGLES = st.lists(st.integers(0, 6), min_size=1, max_size=12)


@given(TOGGLES, hours, moments, st.sampled_from(ZONES))
def test_whatever_days_are_toggled_the_next_one_is_the_row(
    taps: list[int], at: time, now: datetime, zone: str
) -> None:
    """One pending row: on the first of the ticked weekdays whose hour is ahead, over every clock change."""
    facts = Facts(now=now, runner=runner(zone, rest_time=at))
    ticked: set[int] = set()
    for weekday in taps:
        on = weekday not in ticked
        if not on and ticked == {weekday}:
            continue  # the last one is asked about
        ticked ^= {weekday}
        _, facts = after(facts, tap(r.SetRestDay(weekday=weekday, on=on, mark=0)))
    (one,) = pending(facts)
    today = now.astimezone(one.due.tzinfo).date() - timedelta(days=2)
    ahead = [today + timedelta(days=n) for n in range(14)]
    wanted = next(day for day in ahead if day.weekday() in ticked and due_utc(day, at, zone) > now)
    assert (one.kind, one.local_date, one.local_time, one.zone) == ("rest", wanted, at, zone)


@settings(max_examples=50)
@given(st.sets(st.integers(0, 6), min_size=1), hours, st.sampled_from(ZONES))
def test_the_series_rings_on_each_of_its_days_once_for_ever(weekdays: set[int], at: time, zone: str) -> None:
    facts = Facts(now=datetime(2026, 3, 20, 12, tzinfo=UTC), runner=runner(zone, rest_time=at))
    for weekday in weekdays:
        _, facts = after(facts, tap(r.SetRestDay(weekday=weekday, on=True, mark=0)))
    rung = []
    for _ in range(20):
        (one,) = pending(facts)
        result, facts = after(
            facts.model_copy(update={"now": one.due}), e.Due(kind="rest", day=one.local_date)
        )
        assert [type(said.saying) for said in result.says] == [RestReminder]
        rung.append(one.local_date)
    days = (rung[0] + timedelta(days=n) for n in range((rung[-1] - rung[0]).days + 1))
    assert rung == [day for day in days if day.weekday() in weekdays]


def test_after_an_outage_every_missed_day_has_its_own_row_and_reason() -> None:
    facts = Facts(now=EIGHT, runner=runner(rest_time=time(9)))
    for weekday in range(7):
        _, facts = after(facts, tap(r.SetRestDay(weekday=weekday, on=True, mark=0)))
    facts = facts.model_copy(update={"now": EIGHT + timedelta(days=3, hours=14)})
    said: list[s.Said] = []
    while (one := pending(facts)[0]).due <= facts.now:
        result, facts = after(facts, e.Due(kind="rest", day=one.local_date))
        said += result.says
    assert not said, "none at night"
    assert [one.reason for one in facts.reminders] == [WhyNot.TOO_LATE] * 4 + [None]
    assert pending(facts)[0].local_date == MONDAY + timedelta(days=4)


# --- one message a day -------------------------------------------------------------------------------

KINDS: tuple[ReminderKind, ...] = ("regen", "rest")
REFUSED = (WhyNot.NOT_WANTED, WhyNot.SKIPPED)


def rings(facts: Facts, order: tuple[ReminderKind, ...], now: datetime) -> int:
    """How many speak when those that are pending fall due in that order."""
    facts, said = facts.model_copy(update={"now": now}), 0
    for kind in order:
        result, facts = after(facts, e.Due(kind=kind, day=MONDAY))
        said += sum(isinstance(one.saying, RestReminder | s.ReminderSay) for one in result.says)
    return said


@pytest.mark.parametrize("order", list(permutations(KINDS)))
@pytest.mark.parametrize("snoozed", list(product((False, True), repeat=2)))
def test_of_two_that_wait_one_speaks(order: tuple[ReminderKind, ...], snoozed: tuple[bool, bool]) -> None:
    """Whichever is due first, and also when they were snoozed."""
    both = tuple(row(kind, time(7), snoozed=moved) for kind, moved in zip(KINDS, snoozed, strict=True))
    facts = Facts(now=EIGHT, runner=runner(rest_time=time(7)), reminders=both)
    assert rings(facts, order, EIGHT) == 1


@pytest.mark.parametrize("kind", ["regen", "rest"])
@pytest.mark.parametrize("state", [ReminderState.SENT, ReminderState.TAKEN])
def test_where_one_has_spoken_the_other_is_silent(kind: ReminderKind, state: ReminderState) -> None:
    other: ReminderKind = "rest" if kind == "regen" else "regen"
    rows = (row(kind, time(7), state=state), row(other, time(8)))
    facts = Facts(now=EIGHT, runner=runner(rest_time=time(7)), reminders=rows)
    result, facts = after(facts, e.Due(kind=other, day=MONDAY))
    assert not result.says
    assert WhyNot.ONE_A_DAY in [one.reason for one in facts.reminders]


@pytest.mark.parametrize("why", [*WhyNot, None])
def test_after_a_refused_one_there_is_none_and_after_any_other_there_is_one(why: WhyNot | None) -> None:
    dropped = row("regen", time(7), state=ReminderState.DROPPED, reason=why)
    facts = Facts(now=EIGHT, runner=runner(rest_time=time(8)), reminders=(dropped, row("rest", time(8))))
    assert rings(facts, ("rest",), EIGHT) == (0 if why in REFUSED else 1)


def test_what_is_said_to_come_next_is_the_one_that_will_speak() -> None:
    rows = (row("rest", time(8, 30)), row("regen", time(9)))
    turn = Turn(LIBRARY, Facts(now=EIGHT, runner=runner(), reminders=rows), Idle())
    assert turn.next_reminder == rows[1]


# --- a new zone ----------------------------------------------------------------------------------------


@given(moments, hours, st.sampled_from(ZONES), st.sampled_from(ZONES))
def test_a_move_takes_the_series_along_and_no_date_rings_twice(
    now: datetime, at: time, zone: str, other: str
) -> None:
    facts = Facts(now=now, runner=runner(zone, rest_time=at))
    for weekday in range(7):
        _, facts = after(facts, tap(r.SetRestDay(weekday=weekday, on=True, mark=0)))
    rung: list[date] = []
    for n in range(4):
        one = pending(facts)[0]
        result, facts = after(
            facts.model_copy(update={"now": max(one.due, facts.now)}), e.Due(kind="rest", day=one.local_date)
        )
        rung += [one.local_date] if result.says else []
        if n == 1:
            moved = step(LIBRARY, PLACE, e.Typed(text=other), facts)
            facts = _known_after(facts, moved)
            assert {each.zone for each in pending(facts)} == {other}
    assert len(set(rung)) == len(rung)
