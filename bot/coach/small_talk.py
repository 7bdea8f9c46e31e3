"""/start, /help, /today, /cancel, and what to say when words are not understood. Never a dead end."""

from bot.coach import events as e, pause_talk, says as s
from bot.coach.checkin_talk import begin_session, begin_unless_done, go_on
from bot.coach.flags import signs_in, signs_said
from bot.coach.hour_talk import ask_time_again, time_typed
from bot.coach.model import ItemStatus, SessionStatus
from bot.coach.run_talk import TODAY, ask_zone, place_typed, run_in_words
from bot.coach.session_talk import answer_typed
from bot.coach.states import AskingPause, AskingPlace, AskingRun, AskingTime, Idle
from bot.coach.turn import Turn

_WORDS_AT_MOST = 500  # characters looked at; longer texts are no answer to any question of ours


def open_no(turn: Turn) -> int | None:
    return turn.open_session.no if turn.open_session else None


def start(turn: Turn) -> None:
    turn.state = Idle()
    turn.new(s.Welcome(again=turn.facts.newest_run > 0, open_session=open_no(turn)))


def today(turn: Turn) -> None:
    """Go on with today's session, or start it."""
    if turn.runner.zone is None:
        ask_zone(turn, e.Draft(day_type=TODAY))
    else:
        begin_unless_done(turn)


def once_more(turn: Turn, minutes: int | None = None) -> None:
    """A session now, whatever was done today."""
    if turn.runner.zone is None:
        ask_zone(turn, e.Draft(day_type=TODAY))
    else:
        begin_session(turn, minutes=minutes)


def cancel(turn: Turn) -> None:
    """Leave whatever is being asked; a session is put down, not lost."""
    question = not isinstance(turn.state, Idle)
    keyboard = isinstance(turn.state, AskingPlace) and turn.state.keyboard
    turn.state = Idle()
    session = turn.open_session
    items = session.items if session else ()
    turn.new(
        s.PutDown(
            session=session.no if session else None,
            done=sum(item.status is ItemStatus.DONE for item in items),
            total=len({item.position for item in items}),
            question=question,
            keyboard=keyboard,
        )
    )


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
    elif (isinstance(state, AskingTime) and time_typed(turn, state, known)) or (
        isinstance(state, AskingPause) and pause_talk.typed(turn, state, known)
    ):
        pass
    elif signs_in(turn, known):
        signs_said(turn)
    elif isinstance(state, AskingTime) and not any(c.isalpha() for c in known):
        ask_time_again(turn, state, known)
    elif whole and _is_run(turn, event, text):
        pass
    elif isinstance(state, AskingTime):
        ask_time_again(turn, state, known)
    elif isinstance(state, AskingPause):
        pause_talk.ask_again(turn, state, known)
    elif event.meaning is not None and session is not None:
        go_on(turn)  # done with what is being asked? then it is asked again
    elif event.meaning is not None and turn.session is not None:
        turn.say_closed(turn.session.no)
    elif whole and _is_stranger(turn) and any(c.isalpha() for c in text):
        start(turn)  # a first hello
    else:
        turn.new(s.NotUnderstood(text=known, session=open_no(turn)))


def _is_stranger(turn: Turn) -> bool:
    """Nothing was ever told, and nothing is being asked."""
    return turn.facts.newest == turn.facts.newest_run == 0 and isinstance(turn.state, Idle)


def _is_run(turn: Turn, event: e.Typed, text: str) -> bool:
    said_before = turn.state.draft if isinstance(turn.state, AskingRun) else e.Draft()
    return run_in_words(turn, text, known=said_before, edited=event.edited)
