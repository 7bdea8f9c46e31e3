"""A time of day that nobody asked for: "8 pm", "25:00". Nothing is kept by it: what is meant is asked."""

from bot.coach import events as e, says as s, says_profile as p
from bot.coach.calendar import part_of_day
from bot.coach.clockwords import parse_clock, reads_as_clock
from bot.coach.runtext import read_run
from bot.coach.states import AskingRun, Idle, InSession
from bot.coach.turn import Turn


def clock_said(turn: Turn, text: str) -> bool:
    """Take words that are an hour, or an hour or how long a run took. False when they say something else."""
    if not isinstance(turn.state, Idle | InSession):
        return False
    at, read = parse_clock(text), read_run(text, turn.local.weekday())
    if at is not None and (read is None or read.rest) and (reads_as_clock(text) or _has_letters(text)):
        turn.new(p.HourSaid(at=at, current=turn.runner.reminder_time))
        return True
    took = read.seconds if read is not None and not (read.day_type or read.metres or read.rest) else None
    night = at is not None and part_of_day(at, turn.talk.parts_of_day) == "night"
    if took is None or night or not reads_as_clock(text):
        return False
    draft = e.Draft(seconds=took)
    turn.state = AskingRun(draft=draft)
    turn.told_run = True
    turn.new(s.AskRun(draft=draft, or_hour=True, at=at))
    return True


def _has_letters(text: str) -> bool:
    return any(letter.isalpha() for letter in text)
