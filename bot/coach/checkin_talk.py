"""The check-in before a session: red flags, what is asked once, and soreness by area."""

from bot.coach import events as e, says as s
from bot.coach.flags import ask_flags, say_on_hold
from bot.coach.model import Session, SessionStatus
from bot.coach.nudge_talk import watch
from bot.coach.plan import ask_areas
from bot.coach.plan_talk import make_plan
from bot.coach.race_run import take_as_run
from bot.coach.says_race import TakenForRun
from bot.coach.session_talk import done_items, show_current
from bot.coach.setup_talk import ask_first_things, bendy_answer, first_answer, keep_cautions, keep_kit
from bot.coach.states import Idle
from bot.coach.turn import REST, Turn


def begin_session(turn: Turn, *, rest: bool = False, minutes: int | None = None) -> None:
    """Start today's session with its check-in, or go on with the one that is open."""
    if turn.runner.hold is not None:
        say_on_hold(turn)
        return
    if turn.open_session is not None:
        go_on(turn)
        return
    taken = take_as_run(turn)
    for no, (race, run) in enumerate(taken):
        turn.new(TakenForRun(race=race, run=run, days_ago=turn.days_ago(run), too=no > 0))
    day_type, days_since = (REST, None) if rest else turn.today_after
    turn.add_session(
        Session(
            no=turn.facts.newest + 1,
            local_day=turn.day,
            day_type=day_type,
            days_since=days_since,
            minutes=minutes or turn.runner.minutes,
        )
    )
    watch(turn)
    ask_flags(turn)


def begin_unless_done(turn: Turn, *, rest: bool = False) -> None:
    """Today's session: begun, gone on with, or named as done."""
    session = turn.session
    done_today = (
        session is not None and session.local_day == turn.day and session.status is SessionStatus.DONE
    )
    if session is None or not done_today or turn.runner.hold is not None:
        begin_session(turn, rest=rest)
        return
    following = turn.next_reminder
    turn.new(
        s.AlreadyDone(
            session=session,
            done=len(done_items(session)),
            reminder=following,
            ahead=turn.ahead(following.local_date) if following else 0,
        )
    )


def go_on(turn: Turn) -> None:
    """Say again where the open session stands."""
    session = turn.open_session
    if session is None:
        return
    turn.state = Idle()
    if turn.runner.hold is not None:
        say_on_hold(turn)
    elif not session.clear:
        ask_flags(turn)
    elif session.status is SessionStatus.CHECKIN:
        ask_rest_of_checkin(turn)
    elif session.status is SessionStatus.PLANNED:
        make_plan(turn)  # as it would be chosen now
    else:
        show_current(turn)


# --- red flags ---------------------------------------------------------------------------------


def clear(turn: Turn, event: e.Clear) -> None:
    if turn.runner.hold is not None:
        say_on_hold(turn)
        return
    if event.session == 0:  # it was asked outside a session
        turn.here(s.FlagsClear(more=True))
        return
    if not _is_open(turn, event.session):
        return
    assert turn.session is not None
    if turn.session.clear:
        turn.toast(s.Nothing())
        return
    turn.save_checkin(clear=True)
    turn.record(s.FlagsClear())
    go_on(turn)


# --- what is asked once --------------------------------------------------------------------------


def ask_rest_of_checkin(turn: Turn) -> None:
    """What is asked once and still open, then soreness."""
    assert turn.session is not None
    if not ask_first_things(turn, turn.session.no):
        hurt = ask_areas(turn.library, turn.wish(turn.session))
        shown = {area for group in turn.talk.sore_groups.values() if group.first for area in group.areas}
        turn.new(s.AskSore(session=turn.session, more=not shown.issuperset(hurt), hurt=hurt))


def first(turn: Turn, event: e.First) -> None:
    if first_answer(turn, event):
        _after_first(turn, event.session)


def cautions(turn: Turn, event: e.CautionsDone) -> None:
    if keep_cautions(turn, event):
        _after_first(turn, event.session)


def bendy(turn: Turn, event: e.Bendy) -> None:
    if bendy_answer(turn, event):
        _after_first(turn, event.session)


def kit(turn: Turn, event: e.KitDone) -> None:
    session = turn.open_session
    keep_kit(turn, event)
    if session is not None and event.session == session.no and session.status is SessionStatus.PLANNED:
        make_plan(turn, in_place=True)  # the plan itself shows the kit
        return
    turn.record(s.KitKept(kit=turn.runner.kit or frozenset()))
    _after_first(turn, event.session)


def _after_first(turn: Turn, session: int) -> None:
    """The next question, where the answer belongs to; an answer to an old question only is kept."""
    under_way = turn.open_session
    if under_way is not None and under_way.no == session:
        if under_way.status is SessionStatus.CHECKIN and under_way.clear:
            ask_rest_of_checkin(turn)
    elif session == 0 and not ask_first_things(turn, session=0):
        reminder = turn.next_reminder
        turn.new(s.SetUpDone(reminder=reminder, ahead=turn.ahead(reminder.local_date) if reminder else 0))


# --- soreness ------------------------------------------------------------------------------------


def area(turn: Turn, event: e.Area) -> None:
    if _known_area(turn, event.area) and _in_checkin(turn, event.session):
        turn.here(s.AskLevel(session=event.session, area=event.area))


def sore(turn: Turn, event: e.Sore) -> None:
    if not _known_area(turn, event.area) or not _in_checkin(turn, event.session):
        return
    assert turn.session is not None
    areas = turn.talk.sore_groups[event.area].areas
    levels = {k: v for k, v in turn.session.sore.items() if k not in areas}
    sharp = turn.session.sharp - frozenset(areas)
    if event.level == "sharp":
        sharp |= frozenset(areas)
    else:
        levels |= dict.fromkeys(areas, turn.rules.soreness.words[event.level])
    session = turn.save_checkin(sore=levels, sharp=sharp)
    turn.here(s.AskSore(session=session, more=not turn.talk.sore_groups[event.area].first))


def more_areas(turn: Turn, event: e.MoreAreas) -> None:
    if _in_checkin(turn, event.session):
        assert turn.session is not None
        turn.here(s.AskSore(session=turn.session, more=True))


def nothing_sore(turn: Turn, event: e.NothingSore) -> None:
    if _in_checkin(turn, event.session):
        turn.save_checkin(sore={}, sharp=frozenset())
        _sore_told(turn)


def sore_done(turn: Turn, event: e.SoreDone) -> None:
    if _in_checkin(turn, event.session):
        _sore_told(turn)


def _sore_told(turn: Turn) -> None:
    """All is told: what was asked about by name and not named is fine again."""
    assert turn.session is not None
    asked = ask_areas(turn.library, turn.wish(turn.session))
    session = turn.session
    if asked:
        session = turn.save_checkin(sore=dict.fromkeys(asked, 0) | dict(session.sore))
    turn.record(s.SoreKept(session=session))
    make_plan(turn)


def _known_area(turn: Turn, group: str) -> bool:
    if group in turn.talk.sore_groups:
        return True
    turn.toast(s.OldButton())
    return False


def _in_checkin(turn: Turn, no: int) -> bool:
    """Whether soreness may still be told: the session is open, clear, and not begun."""
    if not _is_open(turn, no):
        return False
    assert turn.session is not None
    if not turn.session.clear:
        ask_flags(turn)
        return False
    if turn.session.status is SessionStatus.CHECKIN:
        return True
    turn.toast(s.Nothing())
    return False


def _is_open(turn: Turn, no: int) -> bool:
    if turn.open_session is not None and turn.open_session.no == no:
        return True
    turn.say_closed(no)
    return False
