"""/start, /help, /today, /cancel, and what to say when words are not understood. Never a dead end."""

from bot.coach import events as e, says as s, session_talk
from bot.coach.checkin_talk import go_on
from bot.coach.flags import signs_in
from bot.coach.model import ItemStatus
from bot.coach.reminder_talk import begin_unless_done
from bot.coach.run_talk import TODAY, ask_zone, draft_from, place_typed, regen, time_typed
from bot.coach.states import AskingPlace, AskingRun, AskingTime, Idle, InSession
from bot.coach.turn import Turn

_WORDS_AT_MOST = 500  # characters looked at; longer texts are no answer to any question of ours


def open_no(turn: Turn) -> int | None:
    return turn.open_session.no if turn.open_session else None


def start(turn: Turn) -> None:
    turn.state = Idle()
    turn.new(s.Welcome(again=turn.facts.newest_run > 0, open_session=open_no(turn)))


def today(turn: Turn) -> None:
    """Go on with today's session, or start it."""
    if turn.open_session is not None:
        go_on(turn)
    elif turn.runner.zone is None:
        ask_zone(turn, e.Draft(day_type=TODAY))
    else:
        begin_unless_done(turn)


def cancel(turn: Turn) -> None:
    """Leave whatever is being asked; a session is put down, not lost."""
    question = not isinstance(turn.state, Idle)
    turn.state = Idle()
    session = turn.open_session
    items = session.items if session else ()
    turn.new(
        s.PutDown(
            session=session.no if session else None,
            done=sum(item.status is ItemStatus.DONE for item in items),
            total=len({item.position for item in items}),
            question=question,
        )
    )


def go_on_button(turn: Turn, event: e.GoOn) -> None:
    if turn.open_session is None or turn.open_session.no != event.session:
        turn.say_closed(event.session)
    else:
        go_on(turn)


def typed(turn: Turn, event: e.Typed) -> None:
    """Free words: the answer to an open question, a run, a sign of warning, or not understood."""
    text = event.text.strip()
    known = text[:_WORDS_AT_MOST]
    if isinstance(turn.state, AskingPlace) and len(text) <= _WORDS_AT_MOST:
        place_typed(turn, turn.state.draft, text)
    elif isinstance(turn.state, AskingTime):
        time_typed(turn, turn.state, known)
    elif event.meaning is not None and isinstance(turn.state, InSession) and turn.open_session is not None:
        session_talk.answer_typed(turn, turn.state, event.meaning)
    elif signs_in(turn, known):
        turn.state = Idle()
        turn.new(s.SignsInText(session=open_no(turn) or 0))
    elif len(text) <= _WORDS_AT_MOST and (draft := draft_from(turn, text)) is not None:
        known_draft = turn.state.draft if isinstance(turn.state, AskingRun) else e.Draft()
        regen(turn, "", draft=_merge(known_draft, draft))
    else:
        turn.new(s.NotUnderstood(text=known, session=open_no(turn)))


def _merge(known: e.Draft, said: e.Draft) -> e.Draft:
    """What was said before, with what is said now."""
    return e.Draft(
        day_type=said.day_type or known.day_type,
        days_ago=said.days_ago or known.days_ago,
        metres=said.metres or known.metres,
        seconds=said.seconds or known.seconds,
    )
