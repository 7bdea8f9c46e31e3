"""A race still to come, read from a runner's words or a calendar's title: its day, its distance, its name.

Rule: the day is read first (`dates`), the distance by the rules of a run's words (`runtext`), and what is
left is its name, as it was typed.
"""

import re
from datetime import date
from functools import cache

from bot.coach.base import Frozen
from bot.coach.clockwords import parse_clock
from bot.coach.dates import DateText, read_date
from bot.coach.runtext import ANY_RACE, RunText, read_run
from content.words import alternatives, clock_words, date_words, plain, run_words

_NAME_AT_MOST = 60  # letters
_AROUND = ".,!?:;()[]-+/@~\"'“”‘’"


class RaceText(Frozen):
    """What was understood of a race to come."""

    day_type: str | None  # a key of rules.day_types; None: no distance was said
    metres: int | None
    date: DateText
    name: str | None


def read_race(text: str, today: date) -> RaceText:
    """'London Marathon 26 April' -> the day, a marathon, called London."""
    when = read_date(text, today)
    run = _as_race(when.rest)
    return RaceText(
        day_type=run.day_type if run.day_type in race_types() else None,
        metres=run.metres,
        date=when,
        name=_name(when, run.rest) if when.problem != "several" else None,
    )


def read_title(title: str) -> tuple[str | None, int | None]:
    """A calendar's title -> the day type and the metres it says, if it does."""
    run = _as_race(title)
    return (run.day_type, run.metres) if run.day_type in race_types() else (None, None)


@cache
def race_types() -> tuple[str, ...]:
    """The day types of races, the shortest first."""
    return tuple(race.day_type for race in run_words().races)


def _as_race(text: str) -> RunText:
    """What the words say when they are about a race."""
    run = read_run(f"{run_words().race[0]} {text}")
    return run or RunText(day_type=ANY_RACE, metres=None, seconds=None, rest="")


def _name(when: DateText, rest: str) -> str | None:
    """The words beside the day that are in `rest`, as they were typed, without small words around them.

    The run's small words are in no rest: between others they belong to the name ("Run of the Year"). An hour
    is no name, and where no day was found neither is what is nearly one ("in April", "next month").
    """
    said = re.compile(alternatives(run_words().noise))
    dates = date_words()
    nearly = () if when.found else (*dates.months, *dates.vague)
    small = re.compile(alternatives((*dates.noise, *nearly)) + ("" if when.found else "|20[0-9]{2}"))
    left, kept, own = rest.split(), [], False
    pieces = when.rest.split()
    hours = _of_clock(pieces)
    for n, piece in enumerate(pieces):
        words = _words(piece)
        if words and left[: len(words)] == words:
            left = left[len(words) :]
            if n in hours:
                continue
            own = True
            kept.append(piece.strip(_AROUND))
        elif words and all(said.fullmatch(word) for word in words):
            kept.append(piece.strip(_AROUND))
    while kept and small.fullmatch(plain(kept[0])):
        kept.pop(0)
    while kept and small.fullmatch(plain(kept[-1])):
        kept.pop()
    return " ".join(kept)[:_NAME_AT_MOST].strip() or None if own else None


def _of_clock(pieces: list[str]) -> set[int]:
    """Which of the words are an hour, surely: "10:00", "9.30 am", "10am"."""
    part_of_day = re.compile(alternatives((*clock_words().morning, *clock_words().afternoon)))
    bare = [piece.strip(_AROUND) for piece in pieces]
    found: set[int] = set()
    for n, one in enumerate(bare):
        if not one[:1].isdigit():
            continue
        if not one.isdigit() and parse_clock(one):
            found.add(n)
        if n + 1 < len(bare) and part_of_day.fullmatch(plain(bare[n + 1])) and parse_clock(one):
            found |= {n, n + 1}
    return found


def _words(piece: str) -> list[str]:
    """A typed word as the run's words are read: in small letters, and "upon-Avon" is two."""
    bare = re.sub(r"(?<=\w)-(?=[a-z])", " ", plain(piece))
    return [word for word in (one.strip(_AROUND) for one in bare.split()) if re.search(r"\w", word)]
