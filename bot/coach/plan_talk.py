"""The plan of today's session: chosen, shown with its reasons, fitted to the time and the kit."""

from bot.coach import events as e, says as s
from bot.coach.flags import ask_flags, say_on_hold
from bot.coach.model import Item, Session, SessionStatus
from bot.coach.plan import choose
from bot.coach.plan_models import Plan
from bot.coach.session_talk import show_current, touches
from bot.coach.states import Idle
from bot.coach.turn import Turn


def make_plan(turn: Turn, *, in_place: bool = False) -> None:
    """Choose today's session and show it; the honest answer may be rest."""
    assert turn.session is not None
    plan = choose(turn.library, turn.wish(turn.session))
    turn.state = Idle()
    say = turn.here if in_place else turn.new
    if plan.kind == "rest" and not plan.items:
        session = turn.save_session(status=SessionStatus.RESTED, ended_at=turn.now)
        say(_rest_advice(turn, session, plan))
        return
    turn.save_plan(Item.of(planned, planned.position) for planned in plan.items)
    session = turn.save_session(status=SessionStatus.PLANNED)
    say(
        s.PlanShown(
            session=session,
            plan=plan,
            kit=turn.runner.kit or frozenset(),
            injured_since=turn.runner.injured_since,
        )
    )


def _rest_advice(turn: Turn, session: Session, plan: Plan) -> s.RestAdvice:
    reminder = turn.next_reminder
    codes = {left.code for left in plan.left_out}
    return s.RestAdvice(
        walk="no-walk" not in codes,
        kit_short="no-kit" in codes,
        sore="whole-body" in codes,
        sharp=bool(session.sharp),
        injured=turn.runner.injured,
        injured_since=turn.runner.injured_since,
        reminder=reminder,
        ahead=turn.ahead(reminder.local_date) if reminder else 0,
    )


def other_minutes(turn: Turn, event: e.Minutes) -> None:
    if not _is_planned(turn, event.session):
        return
    if event.minutes not in turn.rules.session.offered_minutes:
        turn.toast(s.OldButton())
        return
    turn.save_session(minutes=event.minutes)
    make_plan(turn, in_place=True)


def my_kit(turn: Turn, event: e.MyKit) -> None:
    if _is_planned(turn, event.session):
        turn.here(s.AskKit(kit=turn.runner.kit or frozenset(), session=event.session))


def whole_list(turn: Turn, event: e.WholeList) -> None:
    session = turn.session
    if session is None or session.no != event.session or not session.items:
        turn.say_closed(event.session)
    elif session == turn.open_session and not session.clear:
        ask_flags(turn)
    else:
        turn.new(s.WholePlan(session=session))


def go(turn: Turn, event: e.Go) -> None:
    """Let's go: the first exercise."""
    if not _is_planned(turn, event.session):
        return
    if turn.runner.hold is not None:
        say_on_hold(turn)
        return
    if turn.session is not None and not turn.session.clear:
        ask_flags(turn)
        return
    if _names_injured(turn):  # an area was named since: chosen anew, without it
        make_plan(turn, in_place=True)
        return
    session = turn.save_session(status=SessionStatus.ACTIVE)
    turn.record(s.PlanTaken(session=session))
    show_current(turn)


def _names_injured(turn: Turn) -> bool:
    """Whether the plan that stands in the chat works on something that is injured."""
    items = turn.session.items if turn.session else ()
    return any(touches(turn, item, turn.runner.injured) for item in items)


def _is_planned(turn: Turn, no: int) -> bool:
    session = turn.open_session
    if session is None or session.no != no:
        turn.say_closed(no)
        return False
    if session.status is not SessionStatus.PLANNED:
        turn.toast(s.Nothing())
        return False
    return True
