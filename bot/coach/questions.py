"""Questions that only buttons answer: no words are waited for, yet /cancel leaves them like any other.

Rule: the last question asked stands until something else is said. What is only said beside it (help, a
lesson, "I didn't get that") leaves it standing.
"""

from bot.coach import says as s, says_pause as p, says_profile as profile, says_race as r, says_rest as rest
from bot.coach.says import Here, New, Saying
from bot.coach.states import Asked, Idle, State
from bot.coach.turn import Turn

_PAUSE = (p.AskPause, p.AskInjured, p.AskLength)
_QUESTIONS = (
    *(s.AskRun, s.CheckRun, s.StillAhead, s.AskDistance, s.ConfirmZone, s.PickPlace, s.AskTime),
    *(s.AskKit, s.AskFirst, s.AskCautions, s.AskFocus, s.AskBendy),
    *(s.ReminderSay, s.HoldReminder, s.SnoozeTooLate, s.CatchUp, s.AskForGood),
    *(s.AskFlags, s.PickFlag, s.SignsInText, s.AskSore, s.AskLevel, s.Closing, s.OfferEnd, s.Midway),
    *(p.PauseBack, p.AskWell),
    *(
        rest.RestReminder,
        rest.RestShown,
        rest.RestHour,
        rest.NoDayLeft,
        rest.WhichLongRunDay,
        rest.AfterLongRun,
    ),
    *(r.RaceAhead, r.AskRaceDate, r.AskRaceDistance, r.CheckRaceDate, r.CalendarList),
    *(profile.MinutesAsked, profile.AskMyHourAgain),
)
_BESIDE = (
    *(
        s.Help,
        s.AboutRegeneration,
        s.NotUnderstood,
        s.CannotUse,
        s.UnknownCommand,
        s.ChangedLate,
        s.Thanks,
        s.ZoneSet,
    ),
    *(s.LessonCard, s.BrowseMenu, s.BrowseChoices, s.BrowseList, s.ExerciseCard, s.ReminderList, p.Offline),
)


def asks(saying: Saying) -> Asked | None:
    """What `saying` asks, "" when it asks nothing; None when it leaves standing what was asked before it."""
    if isinstance(saying, _BESIDE):
        return None
    if isinstance(saying, _PAUSE):
        return "pause"
    match saying:
        case r.GoodLuck():
            asked = saying.ask
        case profile.HourSaid():
            asked = saying.at != saying.current
        case _:
            asked = isinstance(saying, _QUESTIONS)
    return "question" if asked else ""


def left_standing(turn: Turn, before: State) -> State:
    """The state after this turn, with the question that stands where no words are waited for."""
    if not isinstance(turn.state, Idle):
        return turn.state
    asked: Asked = before.asked if isinstance(before, Idle) else ""
    for said in turn.says:
        new = asks(said.saying) if isinstance(said, New | Here) else None
        asked = asked if new is None else new
    return Idle(asked=asked)
