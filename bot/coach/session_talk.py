"""The exercises: one a message, Done or Skip for each, why it was skipped, and Undo.

Done and Skip are different facts. An answer once given is changed only by Undo; a second tap changes
nothing. The next exercise is sent when the first open one has not been shown yet.
"""

from typing import Literal

from bot.coach import events as e, says as s
from bot.coach.flags import ask_flags
from bot.coach.model import Item, ItemStatus, Session, SessionStatus, SkipReason
from bot.coach.plan import swap_easier
from bot.coach.states import Idle, InSession
from bot.coach.turn import Turn


def current_item(session: Session) -> Item | None:
    """The first exercise without an answer."""
    return next((i for i in session.items if i.status is ItemStatus.PENDING), None)


def total(session: Session) -> int:
    return len({item.position for item in session.items})


def done_items(session: Session) -> list[Item]:
    return [item for item in session.items if item.status is ItemStatus.DONE]


# --- showing -------------------------------------------------------------------------------------


def show_current(turn: Turn) -> None:
    """Send the first open exercise; the closing question when there is none."""
    assert turn.session is not None
    item = current_item(turn.session)
    if item is None:
        close(turn)
        return
    turn.state = InSession(session=turn.session.no, position=item.position)
    turn.new(s.Card(session=turn.session.no, item=item, total=total(turn.session)))


def go_on_after(turn: Turn, answered: Item) -> None:
    """After an answer: the next exercise, unless it stands in the chat already."""
    session = turn.session
    assert session is not None
    if not session.clear:  # "hurts" raised the question of red flags, and it is still open
        ask_flags(turn)
        return
    item = current_item(session)
    if item is not None and item.message_id is not None and item.position != answered.position:
        # An earlier card had come back (undo, an easier way); the later one still waits in the chat.
        turn.state = InSession(session=session.no, position=item.position)
    else:
        show_current(turn)


def close(turn: Turn) -> None:
    """Every exercise has its answer, or the runner ends here: the closing question."""
    session = turn.session
    assert session is not None
    done = done_items(session)
    turn.state = Idle()
    status = SessionStatus.DONE if done else SessionStatus.CLOSED
    turn.save_session(status=status, ended_at=turn.now)
    if not done:
        turn.new(s.NothingDone())
        return
    minutes = max(1, round(sum(item.minutes for item in done)))
    turn.new(s.Closing(session=session.no, done=len(done), total=total(session), minutes=minutes))


# --- answers --------------------------------------------------------------------------------------


def do(turn: Turn, event: e.Do) -> None:
    session, item = _find(turn, event.session, event.position, event.exercise)
    if session is None or item is None:
        turn.say_closed(event.session)
        return
    if event.answer == "undo":
        undo(turn, session, item)
        return
    if session.status is not SessionStatus.ACTIVE:
        turn.say_closed(event.session)
        return
    if item.status is not ItemStatus.PENDING:
        turn.toast(s.Nothing())  # a double tap, or a second card of the same exercise
        return
    status = ItemStatus.DONE if event.answer == "done" else ItemStatus.SKIPPED
    item = turn.save_item(item, status=status, answered_at=turn.now, reason=None)
    if status is ItemStatus.DONE:
        _in_place(turn, item, s.Ticked(item=item, session=session.no))
    else:
        _in_place(turn, item, s.Skipped(item=item, session=session.no))
    go_on_after(turn, item)


def answer_typed(turn: Turn, state: InSession, answer: Literal["done", "skip"]) -> None:
    """Typed done or skip: the exercise under way."""
    assert turn.session is not None
    at = (i for i in turn.session.items if i.position == state.position and i.status is ItemStatus.PENDING)
    item = next(at, None) or current_item(turn.session)
    if item is None:
        show_current(turn)
        return
    name = {"session": turn.session.no, "position": item.position, "exercise": item.exercise_id}
    do(turn, e.Do.model_validate(name | {"answer": answer}))


def undo(turn: Turn, session: Session, item: Item) -> None:
    """Take an answer back: the card stands again in its old place. Not after the day is over."""
    if item.status is ItemStatus.PENDING:
        turn.toast(s.Nothing())
        return
    ended_today = session.status is SessionStatus.DONE and session.local_day == turn.day
    if item.status not in (ItemStatus.DONE, ItemStatus.SKIPPED) or not (
        session.status is SessionStatus.ACTIVE or ended_today
    ):
        turn.say_closed(session.no)
        return
    if ended_today:
        turn.save_session(status=SessionStatus.ACTIVE, ended_at=None)
    item = turn.save_item(item, status=ItemStatus.PENDING, answered_at=None, reason=None, variant=None)
    turn.state = InSession(session=session.no, position=item.position)
    _in_place(turn, item, s.Card(session=session.no, item=item, total=total(session)))


def reason(turn: Turn, event: e.Reason) -> None:
    """Why it was skipped; the reason changes things at once."""
    session, item = _find(turn, event.session, event.position, event.exercise)
    if session is None or item is None or session.status is not SessionStatus.ACTIVE:
        turn.say_closed(event.session)
        return
    if item.status is not ItemStatus.SKIPPED or item.reason is not None:
        turn.toast(s.Nothing())
        return
    item = turn.save_item(item, reason=event.reason)
    match event.reason:
        case SkipReason.HURTS:
            _hurts(turn, item)
        case SkipReason.TOO_HARD:
            _too_hard(turn, session, item)
        case SkipReason.NO_KIT:
            exercise = turn.library.exercises[item.exercise_id]
            stand_in = exercise.substitute if item.substitute_for is None and item.variant is None else None
            _variation(turn, item, "stand-in" if stand_in else None)
        case SkipReason.NO_TIME:
            _in_place(turn, item, s.SkipNoted(item=item, session=session.no, left_out=0))
            turn.new(s.OfferEnd(session=session.no, done=len(done_items(session)), total=total(session)))
        case SkipReason.NOT_FOR_ME:
            _in_place(turn, item, s.SkipNoted(item=item, session=session.no, left_out=0))


def _hurts(turn: Turn, item: Item) -> None:
    """The area rests for today, and the red flags are asked again."""
    assert turn.session is not None
    areas = set(turn.library.exercises[item.exercise_id].areas)
    turn.save_checkin(clear=False, sharp=turn.session.sharp | areas)
    out = [
        other
        for other in turn.session.items
        if other.status is ItemStatus.PENDING and _touches(turn, other, areas)
    ]
    for other in out:
        left = turn.save_item(other, status=ItemStatus.LEFT_OUT, answered_at=turn.now)
        if other.message_id is not None:
            noted = s.SkipNoted(item=left, session=turn.session.no, left_out=0)
            turn.there(turn.session.no, other.position, noted)
    _in_place(turn, item, s.SkipNoted(item=item, session=turn.session.no, left_out=len(out)))
    turn.state = Idle()
    ask_flags(turn)


def _touches(turn: Turn, item: Item, areas: set[str]) -> bool:
    exercise = turn.library.exercises[item.exercise_id]
    return not areas.isdisjoint((*exercise.areas, *exercise.areas_secondary))


def _too_hard(turn: Turn, session: Session, item: Item) -> None:
    """The easier exercise takes the same place; or the easier way to do this one."""
    taken = {i.exercise_id for i in session.items}
    easier = swap_easier(turn.library, turn.wish(session), item.exercise_id)
    if easier is None or easier.exercise_id in taken:
        text = turn.library.exercises[item.exercise_id].easier.text
        _variation(turn, item, "easier" if text and item.variant != "easier" else None)
        return
    turn.save_item(item, status=ItemStatus.SWAPPED)
    new = Item(
        position=item.position,
        exercise_id=easier.exercise_id,
        phase=easier.phase,
        minutes=easier.minutes,
        dose=easier.dose,
        why=easier.why,
        message_id=item.message_id,
    )
    turn.add_item(new)
    turn.state = InSession(session=session.no, position=new.position)
    _in_place(turn, new, s.Card(session=session.no, item=new, total=total(session)))


def _variation(turn: Turn, item: Item, variant: str | None) -> None:
    """The card comes back with the written variation; when there is none, it stays skipped."""
    assert turn.session is not None
    if variant is None:
        _in_place(turn, item, s.NoVariation(item=item, session=turn.session.no))
        return
    item = turn.save_item(item, status=ItemStatus.PENDING, answered_at=None, variant=variant)
    turn.state = InSession(session=turn.session.no, position=item.position)
    card = s.Card(session=turn.session.no, item=item, total=total(turn.session))
    _in_place(turn, item, card)


def mood(turn: Turn, event: e.Mood) -> None:
    session = turn.session
    if session is None or session.no != event.session or session.status is not SessionStatus.DONE:
        turn.say_closed(event.session)
        return
    if session.mood is None:
        turn.save_checkin(mood=event.mood)
    reminder = turn.next_reminder
    turn.here(
        s.MoodKept(
            mood=session.mood or event.mood,
            count=turn.facts.done_this_month,
            reminder=reminder,
            ahead=turn.ahead(reminder.local_date) if reminder else 0,
        )
    )


def end_here(turn: Turn, event: e.EndHere) -> None:
    if turn.open_session is None or turn.open_session.no != event.session:
        turn.say_closed(event.session)
        return
    turn.record(s.Ended())
    close(turn)


# --- finding ------------------------------------------------------------------------------------


def _find(turn: Turn, no: int, position: int, exercise: str) -> tuple[Session | None, Item | None]:
    """The session and item a button names; nothing when the day is over or it names none of ours."""
    session = turn.session
    if session is None or session.no != no or session.local_day != turn.day:
        return None, None
    named = (i for i in session.items if i.position == position and i.exercise_id == exercise)
    return session, next(named, None)


def _in_place(turn: Turn, item: Item, saying: s.Saying) -> None:
    """In place of the exercise's message, whichever way the answer came."""
    assert turn.session is not None
    turn.there(turn.session.no, item.position, saying)
