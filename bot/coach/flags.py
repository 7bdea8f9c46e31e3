"""Red flags: the question, the signs to pick from, and the hold after a yes.

Hard rule: after a yes there are no exercises until the runner says it was checked.
The coach never diagnoses and never says it is safe to go on.
"""

import re

from bot.coach import events as e, says as s
from bot.coach.model import SessionStatus
from bot.coach.states import Idle
from bot.coach.turn import Turn


def say_on_hold(turn: Turn) -> None:
    assert turn.runner.hold is not None
    turn.state = Idle()
    turn.new(s.OnHold(flag=turn.runner.hold, since=turn.runner.hold_since or turn.day))


def ask_flags(turn: Turn) -> None:
    """Asked with the reason before the first session and after every race, in one line otherwise.

    In the middle of a session it is asked again, when something hurts.
    """
    session = turn.open_session
    if session is None:  # it is over, but something hurts
        turn.new(s.AskFlags(session=0, short=True))
        return
    race = session.day_type.startswith("race")
    again = session.status is SessionStatus.ACTIVE
    turn.new(s.AskFlags(session=session.no, short=again or (session.no > 1 and not race)))


def signs_said(turn: Turn) -> None:
    """A word of warning was typed: the question is asked, and no exercise comes before its answer."""
    turn.state = Idle()
    session = turn.open_session
    if session is not None and session.clear:
        turn.save_checkin(clear=False)
    turn.new(s.SignsInText(session=session.no if session else 0))


def raise_flag(turn: Turn, event: e.RaiseFlag) -> None:
    """Yes, or not sure: the list; then the sign that was picked from it."""
    if event.flag == "":
        turn.here(s.PickFlag(session=event.session))
        return
    if turn.library.triage.flag(event.flag) is None:
        turn.toast(s.OldButton())
        return
    turn.set_runner(hold=event.flag, hold_since=turn.day)
    turn.state = Idle()
    if turn.open_session is not None:
        turn.save_session(status=SessionStatus.FLAGGED, ended_at=turn.now)
        turn.save_checkin(flag=event.flag)
    turn.here(s.FlagText(flag=event.flag))


def checked(turn: Turn) -> None:
    if turn.runner.hold is None:
        turn.toast(s.Nothing())
        return
    turn.set_runner(hold=None, hold_since=None)
    turn.here(s.HoldLifted())


def signs_in(turn: Turn, text: str) -> bool:
    """Whether a word of warning stands in free text. Whole words only: "numb" is not "number"."""
    words = (re.escape(word) for flag in turn.library.triage.flags for word in flag.scan)
    return re.search(rf"(?<!\w)(?:{'|'.join(words)})(?!\w)", " ".join(text.lower().split())) is not None
