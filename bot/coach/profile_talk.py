"""/profile: what the coach knows of a runner, and changing it.

Rule: a change holds from the next plan and the next reminder on; nothing under way changes.
"""

from datetime import time
from typing import assert_never

from bot.coach import events_profile as e, says as s, says_profile as p
from bot.coach.clockwords import parse_clock
from bot.coach.events import Draft
from bot.coach.focus_talk import ask_focus
from bot.coach.habit_talk import keep_hour
from bot.coach.place_talk import PROFILE
from bot.coach.setup_talk import ask_first_things
from bot.coach.states import AskingHour, AskingPlace, Idle
from bot.coach.turn import Turn


def show(turn: Turn) -> None:
    turn.new(p.ProfileShown())


def tapped(turn: Turn, button: e.ProfileButton) -> None:
    match button:
        case e.OpenProfile():
            show(turn)
        case e.MyPlace():
            turn.state = AskingPlace(draft=Draft(day_type=PROFILE), keyboard=True)
            turn.new(s.AskPlace(draft=Draft(day_type=PROFILE)))
        case e.AskMyHour():
            turn.state = AskingHour()
            turn.new(p.AskMyHourAgain(current=turn.runner.reminder_time))
        case e.SetMyHour():
            if button.minute < 24 * 60:
                _set_hour(turn, time(button.minute // 60, button.minute % 60))
            else:
                turn.toast(s.OldButton())
        case e.AskMyMinutes():
            turn.new(p.MinutesAsked(minutes=turn.runner.minutes))
        case e.SetMyMinutes():
            _set_minutes(turn, button.minutes)
        case e.MyThings():
            turn.new(s.AskKit(kit=turn.runner.kit or frozenset(), session=0))
        case e.MyAreas():
            ask_focus(turn)
        case e.AskMeAgain():
            # what was named for a doctor stays left out until the answer is a new one
            turn.set_runner(beginner=None, hypermobile=None, caution=None)
            ask_first_things(turn, session=0)
        case _:
            assert_never(button)


def typed(turn: Turn, text: str) -> bool:
    """The hour, typed. False when the words are no time of day."""
    at = parse_clock(text)
    if at is not None:
        _set_hour(turn, at)
    return at is not None


def ask_again(turn: Turn, text: str) -> None:
    turn.new(p.AskMyHourAgain(current=turn.runner.reminder_time, not_understood=text))


def _set_hour(turn: Turn, at: time) -> None:
    """The runner's own hour; what waits for the old one moves with it."""
    turn.state = Idle()
    keep_hour(turn, at)
    following = turn.next_reminder
    ahead = turn.ahead(following.local_date) if following else 0
    turn.here(p.MyHourKept(at=at, reminder=following, ahead=ahead))


def _set_minutes(turn: Turn, minutes: int) -> None:
    if minutes not in turn.rules.session.offered_minutes:
        turn.toast(s.OldButton())
        return
    turn.set_runner(minutes=minutes)
    turn.here(p.MinutesKept(minutes=minutes))
