"""The exercises: one a message, Done or Skip for each, why it was skipped, and Undo.

Done and Skip are different facts. An answer once given is changed only by Undo; a second tap changes
nothing. The next exercise is sent when the first open one has not been shown yet.
"""

from collections.abc import Set
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
    if not session.clear:  # the question of red flags was raised again, and is still open
        ask_flags(turn)
        return
    item = current_item(session)
    if item is not None and item.message_id is not None and item.position > answered.position:
        # An earlier card had come back (undo, an easier way); the later one still waits below it.
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
    turn.new(closing(session))


def closing(session: Session) -> s.Closing:
    done = done_items(session)
    minutes = max(1, round(sum(item.minutes for item in done)))
    return s.Closing(session=session.no, done=len(done), total=total(session), minutes=minutes)


# --- answers --------------------------------------------------------------------------------------


def do(turn: Turn, event: e.Do) -> None:
    session, item = _find(turn, event.session, event.position, event.exercise)
    if session is None or item is None:
        turn.say_closed(event.session)
    elif event.answer == "undo":
        undo(turn, session, item)
    elif session.status is not SessionStatus.ACTIVE or turn.runner.hold is not None:
        turn.say_closed(event.session)
    elif item.status is not ItemStatus.PENDING:
        turn.toast(s.Nothing())  # a double tap, or a second card of the same exercise
    elif event.answer == "done":
        item = turn.save_item(item, status=ItemStatus.DONE, answered_at=turn.now)
        _in_place(turn, item, s.Ticked(item=item, session=session.no))
        go_on_after(turn, item)
    else:
        item = turn.save_item(item, status=ItemStatus.SKIPPED, answered_at=turn.now)
        _in_place(turn, item, s.Skipped(item=item, session=session.no))
        go_on_after(turn, item)


def answer_typed(turn: Turn, event: e.Typed) -> None:
    """Typed done or skip: the exercise under way."""
    session = turn.session
    assert session is not None
    position = turn.state.position if isinstance(turn.state, InSession) else None
    at = (i for i in session.items if i.position == position and i.status is ItemStatus.PENDING)
    item = next(at, None) or current_item(session)
    if item is None:
        show_current(turn)
        return
    name = {"session": session.no, "position": item.position, "exercise": item.exercise_id}
    do(turn, e.Do.model_validate(name | {"answer": event.meaning}))


# --- taking an answer back --------------------------------------------------------------------------


def undo(turn: Turn, session: Session, item: Item) -> None:
    """Take an answer back: the card stands again in its old place."""
    if item.status is ItemStatus.PENDING:
        turn.toast(s.Nothing())
    elif item.status not in (ItemStatus.DONE, ItemStatus.SKIPPED) or not _may_go_on(turn, session):
        turn.say_closed(session.no)
    elif not session.clear:
        turn.toast(s.AnswerFirst())
    else:
        if session.status is not SessionStatus.ACTIVE:
            turn.save_session(status=SessionStatus.ACTIVE, ended_at=None)
        if item.reason is SkipReason.HURTS:
            _it_does_not_hurt(turn, session, item)
        item = turn.save_item(item, status=ItemStatus.PENDING, answered_at=None, reason=None, variant=None)
        _show_again(turn, item)


def _may_go_on(turn: Turn, session: Session) -> bool:
    """Whether exercises may come (back): under way, or ended today with nothing new since."""
    if turn.runner.hold is not None:
        return False
    if session.status is SessionStatus.ACTIVE:
        return True
    ended = session.status in (SessionStatus.DONE, SessionStatus.CLOSED) and session.local_day == turn.day
    ran_since = session.days_since != 0 and any(turn.days_ago(run) == 0 for run in turn.runs)
    return ended and session.no == turn.facts.newest and not ran_since


def _it_does_not_hurt(turn: Turn, session: Session, item: Item) -> None:
    """What was left out because of it comes back, unless something else there hurts."""
    hurting = (i for i in session.items if i.reason is SkipReason.HURTS and i.position != item.position)
    still = {area for other in hurting for area in _areas(turn, other)}
    turn.save_checkin(sharp=session.sharp - (_areas(turn, item) - still))
    still |= turn.runner.injured
    for other in session.items:
        if other.status is ItemStatus.LEFT_OUT and not touches(turn, other, still):
            back = turn.save_item(other, status=ItemStatus.PENDING, answered_at=None)
            if back.message_id is not None:
                _in_place(turn, back, s.Card(session=session.no, item=back, total=total(session)))


def _show_again(turn: Turn, item: Item) -> None:
    """The card in its old place; it is the exercise under way."""
    assert turn.session is not None
    turn.state = InSession(session=turn.session.no, position=item.position)
    _in_place(turn, item, s.Card(session=turn.session.no, item=item, total=total(turn.session)))


# --- why it was skipped -----------------------------------------------------------------------------


def reason(turn: Turn, event: e.Reason) -> None:
    """Why it was skipped; the reason changes things at once, also for the last exercise of the session."""
    session, item = _find(turn, event.session, event.position, event.exercise)
    if session is None or item is None:
        turn.say_closed(event.session)
        return
    if item.status is not ItemStatus.SKIPPED or item.reason is not None:
        turn.toast(s.Nothing())
        return
    comes_back = event.reason in (SkipReason.TOO_HARD, SkipReason.NO_KIT)
    if comes_back and not _may_go_on(turn, session):
        turn.say_closed(event.session)
        return
    if comes_back and not session.clear:
        turn.toast(s.AnswerFirst())
        return
    item = turn.save_item(item, reason=event.reason)
    match event.reason:
        case SkipReason.HURTS:
            _hurts(turn, item)
        case SkipReason.TOO_HARD:
            _too_hard(turn, session, item)
        case SkipReason.NO_KIT:
            exercise = turn.library.exercises[item.exercise_id]
            other_way = (
                exercise.substitute is not None and item.substitute_for is None and item.variant is None
            )
            _variation(turn, item, "stand-in" if other_way else None)
        case SkipReason.NO_TIME:
            _in_place(turn, item, s.SkipNoted(item=item, session=session.no, left_out=0))
            if session.status is SessionStatus.ACTIVE:
                done = len(done_items(session))
                turn.new(s.OfferEnd(session=session.no, done=done, total=total(session)))
        case SkipReason.NOT_FOR_ME:
            _in_place(turn, item, s.SkipNoted(item=item, session=session.no, left_out=0))


def _hurts(turn: Turn, item: Item) -> None:
    """The area rests for today, and the red flags are asked again."""
    session = turn.session
    assert session is not None
    areas = _areas(turn, item)
    turn.save_checkin(clear=False, sharp=session.sharp | areas)
    out = leave_out(turn, areas)
    _in_place(turn, item, s.SkipNoted(item=item, session=session.no, left_out=out))
    turn.state = Idle()
    ask_flags(turn)


def leave_out(turn: Turn, areas: Set[str]) -> int:
    """What waits and works on these areas does not come any more; how many."""
    session = turn.session
    assert session is not None
    waiting = (i for i in session.items if i.status is ItemStatus.PENDING)
    out = [other for other in waiting if touches(turn, other, areas)]
    for other in out:
        left = turn.save_item(other, status=ItemStatus.LEFT_OUT, answered_at=turn.now)
        if left.message_id is not None:
            _in_place(turn, left, s.SkipNoted(item=left, session=session.no, left_out=0))
    return len(out)


def _areas(turn: Turn, item: Item) -> frozenset[str]:
    return frozenset(turn.library.exercises[item.exercise_id].areas)


def touches(turn: Turn, item: Item, areas: Set[str]) -> bool:
    exercise = turn.library.exercises[item.exercise_id]
    return not areas.isdisjoint((*exercise.areas, *exercise.areas_secondary))


def _too_hard(turn: Turn, session: Session, item: Item) -> None:
    """The easier exercise takes the same place; or the easier way to do this one."""
    planned = frozenset(i.exercise_id for i in session.items)
    wish = turn.wish(session).model_copy(update={"without": planned})
    easier = swap_easier(turn.library, wish, item.exercise_id)
    if easier is None:
        _variation(turn, item, "easier" if item.variant is None else None)
        return
    _under_way_again(turn)
    turn.save_item(item, status=ItemStatus.SWAPPED)
    new = Item.of(easier, item.position, item.message_id)
    turn.add_item(new)
    _show_again(turn, new)


def _variation(turn: Turn, item: Item, variant: Literal["easier", "stand-in"] | None) -> None:
    """The card comes back with the written variation; when there is none, it stays skipped."""
    assert turn.session is not None
    if variant is None:
        _in_place(turn, item, s.NoVariation(item=item, session=turn.session.no))
        return
    _under_way_again(turn)
    item = turn.save_item(item, status=ItemStatus.PENDING, answered_at=None, reason=None, variant=variant)
    _show_again(turn, item)


def _under_way_again(turn: Turn) -> None:
    """An exercise came back after the last answer: the session goes on."""
    assert turn.session is not None
    if turn.session.status is not SessionStatus.ACTIVE:
        turn.save_session(status=SessionStatus.ACTIVE, ended_at=None)


# --- the end ----------------------------------------------------------------------------------------


def mood(turn: Turn, event: e.Mood) -> None:
    """Better, same or worse: the newest answer counts."""
    session = turn.session
    if session is None or session.no != event.session or session.status is not SessionStatus.DONE:
        turn.say_closed(event.session)
        return
    if session.mood != event.mood:
        turn.save_checkin(mood=event.mood)
    reminder = turn.next_reminder
    turn.here(
        s.MoodKept(
            closing=closing(session),
            mood=event.mood,
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
