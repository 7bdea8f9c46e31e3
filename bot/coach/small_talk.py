"""/start, /help, /today, /cancel, and what to say when words are not understood. Never a dead end."""

from bot.coach import events as e, pause_talk, profile_talk, race_talk, rest_talk, says as s
from bot.coach.checkin_talk import begin_session, begin_unless_done, go_on
from bot.coach.clock_talk import clock_said
from bot.coach.clockwords import reads_as_clock, says_where
from bot.coach.flags import say_on_hold, signs_in, signs_said
from bot.coach.hour_talk import ask_time_again, time_typed
from bot.coach.mend_talk import may_be_mended
from bot.coach.model import ItemStatus, SessionStatus
from bot.coach.place_talk import PAUSE, PROFILE, REST_DAYS, ask_zone
from bot.coach.restwords import read_rest
from bot.coach.run_talk import TODAY, place_typed, run_in_words
from bot.coach.runtext import read_run
from bot.coach.session_talk import answer_typed
from bot.coach.states import (
    AskingHour,
    AskingPause,
    AskingPlace,
    AskingRace,
    AskingRest,
    AskingRun,
    AskingTime,
    Idle,
    InSession,
)
from bot.coach.turn import REST, Turn

_WORDS_AT_MOST = 500  # characters looked at; longer texts are no answer to any question of ours


def open_no(turn: Turn) -> int | None:
    return turn.open_session.no if turn.open_session else None


def start(turn: Turn) -> None:
    turn.state = Idle()
    again = bool(turn.facts.newest_run or turn.facts.newest)
    turn.new(s.Welcome(again=again, open_session=open_no(turn)))


def today(turn: Turn) -> None:
    """Go on with today's session, or start it."""
    if turn.runner.zone is None:
        ask_zone(turn, e.Draft(day_type=TODAY))
    else:
        begin_unless_done(turn)


def rest(turn: Turn, words: str) -> None:
    """/rest: the days on which the coach comes by itself."""
    if turn.runner.zone is None:
        ask_zone(turn, e.Draft(day_type=REST_DAYS), words)
    else:
        rest_talk.rest(turn, words)


def rest_tapped(turn: Turn, button: e.RestButton) -> None:
    if turn.runner.zone is None:
        rest(turn, "")
    else:
        rest_talk.tapped(turn, button)


def pause(turn: Turn, words: str) -> None:
    """/pause: it ends on a day and at an hour of the runner's."""
    if turn.runner.zone is None:
        ask_zone(turn, e.Draft(day_type=PAUSE), words)
    else:
        pause_talk.pause(turn, words)


def once_more(turn: Turn, minutes: int | None = None) -> None:
    """A session now, whatever was done today."""
    if turn.runner.zone is None:
        ask_zone(turn, e.Draft(day_type=TODAY))
    else:
        begin_session(turn, minutes=minutes)


def cancel(turn: Turn) -> None:
    """Leave whatever is being asked; a session is put down, not lost, and a warning sign stays."""
    state, runner, session = turn.state, turn.runner, turn.open_session
    question = bool(state.asked) if isinstance(state, Idle) else not isinstance(state, InSession)
    keyboard = isinstance(state, AskingPlace) and state.keyboard
    pause = isinstance(state, AskingPause) or (isinstance(state, Idle) and state.asked == "pause")
    turn.state = Idle()
    if runner.hold is not None and isinstance(state, Idle):
        say_on_hold(turn)
        return
    items = session.items if session else ()
    turn.new(
        s.PutDown(
            session=session.no if session else None,
            done=sum(item.status is ItemStatus.DONE for item in items),
            total=len({item.position for item in items}),
            question=question,
            keyboard=keyboard,
            pause=pause,
            quiet_until=runner.paused_until if pause and turn.paused else None,
            injured=runner.injured if pause else frozenset(),
        )
    )


def stop(turn: Turn) -> None:
    """Whatever is going on ends; where nothing is, the reminders are meant."""
    if is_asked(turn) or turn.open_session is not None or isinstance(turn.state, AskingRun):
        cancel(turn)
    else:
        pause(turn, "")


def is_asked(turn: Turn) -> bool:
    """Whether a question stands that is not about a run, and not part of a session."""
    if isinstance(turn.state, Idle):
        return bool(turn.state.asked)
    return not isinstance(turn.state, InSession | AskingRun)


def go_on_button(turn: Turn, event: e.GoOn) -> None:
    if turn.open_session is None or turn.open_session.no != event.session:
        turn.say_closed(event.session)
    else:
        go_on(turn)


def typed(turn: Turn, event: e.Typed) -> None:
    """Free words: an answer to what was asked, a run, a sign of warning, or not understood."""
    text = event.text.strip()
    known = text[:_WORDS_AT_MOST]
    whole = len(text) <= _WORDS_AT_MOST
    session, state = turn.open_session, turn.state
    if event.meaning is not None and session is not None and session.status is SessionStatus.ACTIVE:
        if session.clear and turn.runner.hold is None:
            answer_typed(turn, event)
        else:
            go_on(turn)
    elif isinstance(state, AskingPlace) and whole:
        place_typed(turn, state.draft, text)
    elif _is_answer(turn, known):
        pass
    elif whole and says_where(known):
        turn.state = AskingPlace(draft=e.Draft(day_type=PROFILE))
        place_typed(turn, turn.state.draft, text)
    elif signs_in(turn, known):
        signs_said(turn)
    elif (isinstance(state, AskingRace) and whole and race_talk.typed(turn, state, text)) or _is_taken(
        turn, event, known
    ):
        pass
    elif (event.meaning is not None or event.thanks) and session is not None:
        go_on(turn)  # done with what is being asked? then it is asked again
    elif event.thanks:
        turn.new(s.Thanks())
    elif event.meaning is not None and turn.session is not None:
        turn.say_closed(turn.session.no)
    elif whole and _is_stranger(turn) and any(c.isalpha() for c in text):
        start(turn)  # a first hello
    else:
        not_understood(turn, known)


def not_understood(turn: Turn, text: str) -> None:
    session = turn.open_session
    said = s.NotUnderstood(
        text=text,
        session=session.no if session else None,
        begun=session is not None and session.status is SessionStatus.ACTIVE and session.clear,
        hour=reads_as_clock(text),
        asked=is_asked(turn),
    )
    turn.new(said)


def retyped(turn: Turn, event: e.Typed) -> None:
    """The message that told a run says it otherwise now: the run is mended, while it may be."""
    session, text = turn.open_session, event.text.strip()
    under_way = session is not None and session.status is SessionStatus.ACTIVE
    mendable = event.replaces is None or may_be_mended(turn, event.replaces)
    if under_way or not mendable or len(text) > _WORDS_AT_MOST or not _is_run(turn, event, text):
        too_late_to_change(turn)


def too_late_to_change(turn: Turn) -> None:
    turn.new(s.ChangedLate(session=open_no(turn)))


def _is_answer(turn: Turn, text: str) -> bool:
    """Whether the words are what was asked for: an hour, rest days, a race's day."""
    match turn.state:
        case AskingTime():
            return time_typed(turn, turn.state, text)
        case AskingHour():
            return profile_talk.typed(turn, text)
        case AskingRest():
            return rest_talk.typed(turn, turn.state, text)
        case AskingPause():
            return pause_talk.typed(turn, turn.state, text)
        case AskingRace():
            return race_talk.typed(turn, turn.state, text)
        case _:
            return False


def _is_taken(turn: Turn, event: e.Typed, text: str) -> bool:
    """A run, or rest days; else the question is asked again, where one was: "25:00" is no run then."""
    if not any(c.isalpha() for c in text) and _ask_again(turn, text):
        return True
    whole = len(event.text.strip()) <= _WORDS_AT_MOST
    told = whole and (_is_series(turn, text) or _is_clock(turn, text) or _is_run(turn, event, text))
    return told or _ask_again(turn, text)


def _ask_again(turn: Turn, text: str) -> bool:
    match turn.state:
        case AskingTime():
            ask_time_again(turn, turn.state, text)
        case AskingHour():
            profile_talk.ask_again(turn, text)
        case AskingRest():
            rest_talk.ask_again(turn, turn.state, text)
        case AskingPause():
            pause_talk.ask_again(turn, turn.state, text)
        case AskingRace():
            return race_talk.ask_again(turn, turn.state, text)
        case _:
            return False
    return True


def _is_stranger(turn: Turn) -> bool:
    """Nothing was ever told, not even where one is, and nothing is being asked."""
    told = turn.facts.newest or turn.facts.newest_run or turn.runner.zone
    return not told and isinstance(turn.state, Idle)


def _is_series(turn: Turn, text: str) -> bool:
    """Rest days that come again, though nobody asked: "rest day every Sunday" is no rest day of today."""
    said = read_rest(text) if isinstance(turn.state, Idle) else None
    if said is None or not said.again:
        return False
    rest(turn, text)
    return True


def _is_clock(turn: Turn, text: str) -> bool:
    return not _is_stranger(turn) and clock_said(turn, text)


def _is_run(turn: Turn, event: e.Typed, text: str) -> bool:
    if isinstance(turn.state, AskingRest):  # there a weekday, "my rest day" or "at 25:00" is no run
        read = read_run(text)
        if read is None or (read.day_type in (None, REST) and not read.metres):
            return False
    said_before = turn.state.draft if isinstance(turn.state, AskingRun) else e.Draft()
    return run_in_words(turn, text, known=said_before, replaces=event.replaces)
