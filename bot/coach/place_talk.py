"""Asking where the runner lives, for whatever needs a clock: a run's reminder, rest days, a race's eve."""

from bot.coach import events as e, says as s
from bot.coach.calendar import local_now
from bot.coach.says_race import RaceDraft
from bot.coach.states import AskingPlace
from bot.coach.turn import Turn
from content.places import guess_zone

# Drafts of no run at all: what is gone on with, once the zone is known.
REST_DAYS = "rest-days"  # /rest
PAUSE = "pause"  # /pause
PROFILE = "profile"  # /profile
AHEAD = "ahead"  # a race still to come


def ask_zone(turn: Turn, draft: e.Draft, words: str = "", race: RaceDraft | None = None) -> None:
    """Ask where the runner lives, then go on with the draft, and with the words or the race told with it."""
    guess = guess_zone(turn.runner.language_code)
    turn.state = AskingPlace(draft=draft, keyboard=guess is None, words=words, race=race)
    if guess is None:
        turn.new(s.AskPlace(draft=draft))
        return
    question = s.ConfirmZone(draft=draft, zone=guess, clock=local_now(turn.now, guess).time())
    if draft.day_type == REST_DAYS:
        turn.new(question)  # what stood above the tapped button stays to be read
    else:
        turn.here(question)
