"""Whatever is known and whatever happens: the coach answers, and stores only what can be stored.

Each world is stepped once and looked at from all sides. A failing number is the same world again.
"""

from datetime import date

from hypothesis import given, note, settings, strategies as st

from bot.coach import changes as c, events as e, says as s
from bot.coach.calendar import coach_day
from bot.coach.model import Facts, Item, ItemStatus, Reminder, SessionStatus
from bot.coach.outcome import Step
from bot.coach.step import step
from bot.shell_letters import letters_of
from tests.coach.worlds import LIBRARY, World, world

WORLDS = 3_000
ENGLISH = LIBRARY.texts["en"]


@settings(max_examples=WORLDS)
@given(st.integers(0, 2**64))
def test_whatever_happens_makes_sense(seed: int) -> None:
    now = world(seed)
    note(f"state {now.state!r}\nevent {now.event!r}\nfacts {now.facts!r}")
    result = step(LIBRARY, now.state, now.event, now.facts)
    assert step(LIBRARY, now.state, now.event, now.facts) == result, "the same inputs give the same step"
    is_answered(now, result)
    changes_are_about_the_runners_own(now, result)
    no_exercise_comes_before_the_answer_about_signs(now, result)
    what_an_answer_has_ended_is_answered_whole(now, result)


def is_answered(now: World, result: Step) -> None:
    """A tap is always answered, and whoever types, commands or sends something is spoken to."""
    event = now.event
    letters = [letter for letter, _ in letters_of(LIBRARY, ENGLISH, event, result, now.facts.now)]
    if isinstance(event, e.Tapped) and event.query_id is not None:
        answer, *others = letters
        assert answer.kind == "answer"
        assert answer.text or others, "a tap that changes nothing says so"
    elif not isinstance(event, e.Blocked | e.Unasked):
        assert letters, "nobody who types is left without an answer"


def changes_are_about_the_runners_own(now: World, result: Step) -> None:
    """New numbers follow the known ones; what is changed is known or was made in the same step."""
    facts = now.facts
    sessions = {facts.session.no: facts.session} if facts.session else {}
    runs = {run.no for run in facts.runs}
    newest, newest_run = facts.newest, facts.newest_run
    items = {(s.no, i.position, i.exercise_id) for s in sessions.values() for i in s.items}
    put: dict[tuple[str, date], Reminder] = {}
    for change in result.changes:
        match change:
            case c.AddRun():
                assert change.run.no == newest_run + 1
                newest_run, runs = change.run.no, runs | {change.run.no}
            case c.MoveRun() | c.RemoveRun():
                assert change.no in runs
            case c.AddSession():
                assert change.session.no == newest + 1
                newest = change.session.no
                sessions[newest] = change.session
            case c.SaveSession() | c.SaveCheckin() | c.SavePlan():
                assert change.session.no in sessions
                items |= {(change.session.no, i.position, i.exercise_id) for i in change.session.items}
            case c.SaveItem():
                assert (change.session, change.item.position, change.item.exercise_id) in items
            case c.AddItem():
                name = (change.session, change.item.position, change.item.exercise_id)
                assert change.session in sessions
                assert name not in items
                items.add(name)
            case c.PutReminder():
                put[change.reminder.kind, change.reminder.local_date] = change.reminder
            case c.EndReminder():
                known = {(r.kind, r.local_date) for r in facts.reminders}
                assert (change.kind, change.day) in known | set(put)
            case c.SaveRace():
                assert change.race.no in {race.no for race in facts.races} | {facts.newest_race + 1}
            case c.RemoveRace():
                assert change.no in {race.no for race in facts.races}
            case c.DropReminders():
                assert isinstance(now.event, e.Blocked)
    assert all(reminder.zone == result.runner.zone for reminder in put.values())  # as they are in the end


def no_exercise_comes_before_the_answer_about_signs(now: World, result: Step) -> None:
    session = now.facts.session
    cleared = any(isinstance(change, c.SaveCheckin) and change.session.clear for change in result.changes)
    waiting = session is not None and not session.clear and not cleared
    cards = [said for said in result.says if isinstance(said.saying, s.Card)]
    assert not cards or not (waiting or result.runner.hold)
    if any(isinstance(said.saying, s.SignsInText) and said.saying.session for said in result.says):
        stored = [change.session.clear for change in result.changes if isinstance(change, c.SaveCheckin)]
        assert stored == [False] or (session is not None and not session.clear)


def what_an_answer_has_ended_is_answered_whole(now: World, result: Step) -> None:
    """Only the runner, or the night, ends a session with exercises open."""
    facts, event = now.facts, now.event
    tapped = event.button if isinstance(event, e.Tapped) else None
    typed = isinstance(event, e.Typed) and event.meaning is not None
    if facts.session is None or not (typed or isinstance(tapped, e.Do | e.Clear | e.GoOn)):
        return
    left = facts.session.local_day < coach_day(facts.now, facts.runner.zone or "UTC")
    ended = (change.session for change in result.changes if isinstance(change, c.SaveSession))
    if not left and any(one.no == facts.session.no and one.status is SessionStatus.DONE for one in ended):
        assert not [item for item in _items_after(facts, result) if item.status is ItemStatus.PENDING]


def _items_after(facts: Facts, result: Step) -> list[Item]:
    items = {i.position: i for i in facts.session.items} if facts.session else {}
    for change in result.changes:
        if isinstance(change, c.SaveItem | c.AddItem) and change.item.status is not ItemStatus.SWAPPED:
            items[change.item.position] = change.item
    return list(items.values())
