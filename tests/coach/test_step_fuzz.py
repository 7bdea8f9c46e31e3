"""Whatever is known and whatever happens: the coach answers, and stores only what can be stored."""

from hypothesis import given, note, settings, strategies as st

from bot.coach import changes as c, events as e, says as s
from bot.coach.calendar import coach_day
from bot.coach.model import ItemStatus, SessionStatus
from bot.coach.step import step
from bot.coach.turn import Step
from bot.shell_letters import letters_of
from tests.coach.worlds import LIBRARY, World, world

anything = settings(deadline=None, max_examples=700)
worlds = st.integers(0, 2**32).map(world)


def stepped(now: World) -> Step:
    note(f"state {now.state!r}\nevent {now.event!r}\nfacts {now.facts!r}")
    return step(LIBRARY, now.state, now.event, now.facts)


@anything
@given(worlds)
def test_whatever_happens_is_answered(now: World) -> None:
    result, event, facts = stepped(now), now.event, now.facts
    letters = [letter for letter, _ in letters_of(LIBRARY, LIBRARY.texts["en"], event, result, facts.now)]
    if isinstance(event, e.Tapped) and event.query_id is not None:
        answer, *others = letters
        assert answer.kind == "answer"
        assert answer.text or others, "a tap that changes nothing says so"
    elif not isinstance(event, e.Blocked | e.Due):
        assert letters, "nobody who types is left without an answer"


@anything
@given(worlds)
def test_the_same_inputs_give_the_same_step(now: World) -> None:
    assert stepped(now) == stepped(now)


@anything
@given(worlds)
def test_every_change_is_about_the_runners_own(now: World) -> None:
    result, event, facts = stepped(now), now.event, now.facts
    sessions = {facts.session.no: facts.session} if facts.session else {}
    runs = {run.no for run in facts.runs}
    newest, newest_run = facts.newest, facts.newest_run
    items = {(s.no, i.position, i.exercise_id) for s in sessions.values() for i in s.items}
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
                assert change.reminder.zone == result.runner.zone
            case c.EndReminder():
                known = {r.local_date for r in facts.reminders}
                known |= {p.reminder.local_date for p in result.changes if isinstance(p, c.PutReminder)}
                assert change.day in known
            case c.DropReminders():
                assert isinstance(event, e.Blocked)


@anything
@given(worlds)
def test_no_exercise_while_a_warning_sign_is_open(now: World) -> None:
    result, facts = stepped(now), now.facts
    session = facts.session
    not_clear = session is not None and not session.clear and _answered_clear(result) is False
    if result.runner.hold is not None or not_clear:
        assert not [said for said in result.says if isinstance(said.saying, s.Card)]


def _answered_clear(result: Step) -> bool:
    return any(isinstance(change, c.SaveCheckin) and change.session.clear for change in result.changes)


@anything
@given(worlds)
def test_a_session_that_is_done_has_no_open_exercise_unless_the_runner_ended_it(
    now: World,
) -> None:
    result, event, facts = stepped(now), now.event, now.facts
    ended: dict[int, SessionStatus] = {}
    items = {i.position: i for i in facts.session.items} if facts.session else {}
    for change in result.changes:
        if isinstance(change, c.SaveItem | c.AddItem) and change.item.status is not ItemStatus.SWAPPED:
            items[change.item.position] = change.item
        if isinstance(change, c.SaveSession):
            ended[change.session.no] = change.session.status
    by_answer = (isinstance(event, e.Typed) and event.meaning is not None) or (
        isinstance(event, e.Tapped) and isinstance(event.button, e.Do | e.Clear)
    )
    if by_answer and facts.session and ended.get(facts.session.no) is SessionStatus.DONE:
        left = facts.session.local_day < coach_day(facts.now, facts.runner.zone or "UTC")
        assert left or not [i for i in items.values() if i.status is ItemStatus.PENDING]
