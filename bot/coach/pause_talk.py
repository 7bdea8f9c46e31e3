"""/pause: everything is silent until a day, and nothing is broken; then the coach asks once.

The reminders that fall due meanwhile are put away one by one (`why_not`), so a series goes on by itself. What
was injured stays out of every plan until the runner says that it is well, pause or not.
"""

from datetime import date, timedelta

from bot.coach import changes as c, says_pause as p
from bot.coach.events_pause import (
    EndPause,
    InjuredArea,
    InjuredDone,
    LongerPause,
    PauseButton,
    PauseFor,
    PickPause,
    Well,
)
from bot.coach.flags import signs_in, signs_said
from bot.coach.hour_talk import plan_reminder
from bot.coach.model import PauseWhy, ReminderState, SessionStatus, WhyNot
from bot.coach.pausewords import read_length, read_why, says_over
from bot.coach.plan_talk import make_plan
from bot.coach.says import Nothing, OldButton
from bot.coach.session_talk import leave_out
from bot.coach.states import AskingPause, Idle
from bot.coach.turn import Turn

_ONE_DAY = timedelta(days=1)
_BACK_FOR = timedelta(days=7)  # so long after a pause its question may still be answered with another week


def pause(turn: Turn, words: str = "") -> None:
    """/pause, with or without words: "ill", "7 days", "injured until 6 December"."""
    why, rest = read_why(words)
    turn.state = Idle()
    if turn.paused and says_over(words):
        _end_pause(turn)
    elif rest and not says_over(words):
        _length_typed(turn, turn.day, why or _known_why(turn) or "break", rest)
    elif why is not None:
        pick(turn, PickPause(day=turn.day, why=why))
    elif turn.paused and turn.runner.paused_until is not None:
        turn.new(p.PauseSet(quiet_until=turn.runner.paused_until))
        _ask_well(turn)
    else:
        _ask_well(turn)
        turn.new(p.AskPause(day=turn.day))
    if signs_in(turn, words):
        asking = turn.state
        signs_said(turn)
        turn.state = asking  # how long may be answered after it


def tapped(turn: Turn, button: PauseButton) -> None:
    match button:
        case PickPause():
            pick(turn, button)
        case InjuredArea():
            _injured_area(turn, button)
        case InjuredDone():
            _injured_done(turn, button)
        case PauseFor():
            _pause_for(turn, button)
        case LongerPause():
            if _stands(turn, button.day):
                _ask_length(turn, button.day, _known_why(turn) or "break")
        case EndPause():
            if _stands(turn, button.day):
                _end_pause(turn)
        case Well():
            _well(turn, button)


def typed(turn: Turn, state: AskingPause, text: str) -> bool:
    """A date or a number of days, typed; or that it is over. False when it is neither."""
    if turn.paused and says_over(text):
        _end_pause(turn)
        return True
    if read_length(text, turn.day, state.day) is None:
        return False
    _length_typed(turn, state.day, state.why, text)
    return True


def ask_again(turn: Turn, state: AskingPause, text: str) -> None:
    _ask_length(turn, state.day, state.why, "unclear", text)


# --- why and how long ----------------------------------------------------------------------------


def pick(turn: Turn, event: PickPause) -> None:
    if not _is_of_today(turn, event.day):
        turn.toast(OldButton())
    elif event.why == "injured":
        turn.here(p.AskInjured(day=event.day, injured=turn.runner.injured))
    else:
        _ask_length(turn, event.day, event.why)


def _injured_area(turn: Turn, event: InjuredArea) -> None:
    """A group of the check-in, with all its areas, in or out."""
    group = turn.talk.sore_groups.get(event.group)
    if group is None or not _is_of_today(turn, event.day):
        turn.toast(OldButton())
        return
    areas, injured = frozenset(group.areas), turn.runner.injured
    injured = injured - areas if areas <= injured else injured | areas
    since = turn.runner.injured_since or turn.day
    turn.set_runner(injured=injured, injured_since=since if injured else None)
    turn.here(p.AskInjured(day=event.day, injured=injured))


def _injured_done(turn: Turn, event: InjuredDone) -> None:
    if not _is_of_today(turn, event.day):
        turn.toast(OldButton())
        return
    session = turn.open_session
    if session is not None and session.status is SessionStatus.ACTIVE:
        leave_out(turn, turn.runner.injured)
    _ask_length(turn, event.day, "injured")


def _ask_length(
    turn: Turn, day: date, why: PauseWhy, problem: p.PauseProblem | None = None, text: str = ""
) -> None:
    turn.state = AskingPause(day=day, why=why)
    say = turn.new if problem is not None else turn.here
    until = turn.runner.paused_until if turn.paused else None
    say(p.AskLength(day=day, why=why, quiet_until=until, problem=problem, text=text))


def _pause_for(turn: Turn, event: PauseFor) -> None:
    until = turn.runner.paused_until
    # an untouched offer of a pause that is over, or of the one that there is
    offered = event.day == until and turn.day - event.day <= _BACK_FOR
    days = min(event.days, turn.talk.pause_most_days)
    wanted = max(event.day, turn.day) + timedelta(days=days)
    if turn.paused and until in (wanted, event.day + timedelta(days=days)):
        turn.toast(Nothing())  # the second of a double tap
    elif not days or not (offered or _is_of_today(turn, event.day)):
        turn.toast(OldButton())
    elif _problem(turn, wanted) is not None:
        _ask_length(turn, event.day, event.why, _problem(turn, wanted), "")
    else:
        _keep(turn, wanted, event.why)


def _length_typed(turn: Turn, day: date, why: PauseWhy, text: str) -> None:
    """Whatever is wrong with it, the pause that there is stays as it is."""
    until = read_length(text, turn.day, day)
    problem = _problem(turn, until) if isinstance(until, date) else until or "unclear"
    if isinstance(until, date) and problem is None:
        _keep(turn, until, why)
    else:
        _ask_length(turn, day, why, problem, text)


def _problem(turn: Turn, until: date) -> p.PauseProblem | None:
    if until <= turn.day:
        return "past"
    return "far" if (until - turn.day).days > turn.talk.pause_most_days else None


def _keep(turn: Turn, until: date, why: PauseWhy) -> None:
    turn.state = Idle()
    _drop_back(turn)
    turn.set_runner(paused_until=until, paused_why=why)
    if turn.runner.zone is not None:  # a button may be sent by anybody, before /start
        back = turn.reminder_at(until, turn.runner.reminder_time, "back")
        turn.change(c.PutReminder(reminder=back))
    turn.here(p.PauseSet(quiet_until=until))


# --- its end --------------------------------------------------------------------------------------


def _end_pause(turn: Turn) -> None:
    """Sooner than it was meant to. A run that was told meanwhile gets its reminder after all."""
    turn.state = Idle()
    _drop_back(turn)
    turn.set_runner(paused_until=None, paused_why=None)
    if turn.runner.zone is not None and any(turn.days_ago(run) == 0 for run in turn.runs):
        plan_reminder(turn, again=True)
    following = turn.next_reminder
    ahead = turn.ahead(following.local_date) if following else 0
    turn.here(p.PauseEnded(reminder=following, ahead=ahead))
    _ask_well(turn)


def _drop_back(turn: Turn) -> None:
    for reminder in turn.pending:
        if reminder.kind == "back":
            day = reminder.local_date
            end = c.EndReminder(kind="back", day=day, state=ReminderState.DROPPED, reason=WhyNot.STOPPED)
            turn.change(end)


# --- injured, and well again ---------------------------------------------------------------------------


def _ask_well(turn: Turn) -> None:
    if turn.runner.injured and turn.runner.injured_since is not None:
        turn.new(p.AskWell(injured=turn.runner.injured, since=turn.runner.injured_since))


def _well(turn: Turn, event: Well) -> None:
    """Only the runner can say it. Not yet, for so long: somebody should look at it."""
    injured, since = turn.runner.injured, turn.runner.injured_since
    if not injured or since != event.since:
        turn.toast(Nothing())
        return
    quiet_until = turn.runner.paused_until if turn.paused else None
    if event.answer == "no":
        long = (turn.day - since).days >= turn.library.triage.injury.see_someone_from_days
        turn.here(p.NotWellYet(day=turn.day, injured=injured, see_someone=long, quiet_until=quiet_until))
        return
    turn.set_runner(injured=frozenset(), injured_since=None)
    session = turn.open_session
    planned = session is not None and session.status is SessionStatus.PLANNED
    if session is not None and planned and event.session == session.no:
        make_plan(turn, in_place=True)
    else:
        turn.here(p.WellKept(injured=injured, quiet_until=quiet_until))


# --- old buttons -----------------------------------------------------------------------------------------


def _known_why(turn: Turn) -> PauseWhy | None:
    return turn.runner.paused_why if turn.paused else None


def _is_of_today(turn: Turn, day: date) -> bool:
    """Whether a question of that day may still be answered; midnight is no reason to ask again."""
    return timedelta() <= turn.day - day <= _ONE_DAY


def _stands(turn: Turn, day: date) -> bool:
    """Whether the button is of the pause that there is."""
    if turn.paused and turn.runner.paused_until == day:
        return True
    turn.toast(OldButton() if turn.paused else Nothing())
    return False
