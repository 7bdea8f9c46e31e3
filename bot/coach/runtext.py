"""What a runner ran, read from their own words: kind, distance, time and day.

Rule: everything is optional, and nothing is guessed that was not said. A race's name said alone is that race,
a distance alone is only a distance. What is left over is handed back, so that the coach can say what it did
not understand. The words are content (`content/<lang>/runwords.yaml`), the grammar of numbers is `measures`.
"""

import re
from functools import partial
from re import Match

from bot.coach import measures
from bot.coach.base import Frozen
from bot.coach.measures import MARK, Left
from content.words import KindWords, RaceWords, RunWords, alternatives, plain, run_words

ANY_RACE = "race"
_REST_AT_MOST = 60  # letters
_DAYS_AT_MOST = 60


class RunText(Frozen):
    """What was understood of a run, and what was not."""

    day_type: str | None  # a key of rules.day_types; "race" when it was a race of unknown distance
    metres: int | None
    seconds: int | None
    days_ago: int = 0
    ahead: bool = False  # the words speak of a run still to come
    rest: str  # the words not understood


def read_run(text: str, weekday_today: int | None = None) -> RunText | None:
    """'half marathon 1:45 yesterday' -> what was run; None when nothing of it is understood.

    `weekday_today` (Monday is 0) is needed for "on Sunday"; without it weekdays are not understood.
    """
    words = run_words()
    left = Left(text, words)
    days_ago = _take_days_ago(left, words, weekday_today)
    fast = measures.take_side_numbers(left, words) | measures.take_repeats(left, words)
    metres = measures.take_distance(left, words)
    seconds = measures.take_duration(left, words)
    trained = bool(left.take(alternatives(words.not_race)))
    race = next((race for race in words.races if race.names and left.take(alternatives(race.names))), None)
    raced = bool(left.take(alternatives(words.race)))
    kinds = [kind for kind in words.kinds if left.take(alternatives(kind.words))]
    kind = kinds[0] if kinds else None
    metres = metres or (race.metres if race else None)
    if seconds is None:
        endless = race is not None and race.metres is None
        seconds = measures.take_clock(left, words, metres, endless)
    limit = kind.bare_km if kind else words.race_bare_km if raced else 0
    metres, seconds = measures.take_bare_numbers(left, words, metres, seconds, limit)

    day_type = kind.day_type if kind else words.repeats if fast else None
    if not trained:
        day_type = _race_type(words, race, raced, kind, metres, seconds) or day_type
    if day_type is None and metres is None and seconds is None and days_ago is None:
        return None
    return RunText(
        day_type=day_type,
        metres=metres,
        seconds=seconds,
        days_ago=days_ago or 0,
        ahead=_is_ahead(text, words),
        rest=_said(left),
    )


def _is_ahead(text: str, words: RunWords) -> bool:
    said = plain(text)
    ahead = re.search(alternatives(words.ahead), said) is not None
    return ahead and re.search(alternatives(words.behind), said) is None


def _race_type(
    words: RunWords,
    race: RaceWords | None,
    raced: bool,
    kind: KindWords | None,
    metres: int | None,
    seconds: int | None,
) -> str | None:
    """The race it was; None when it was none."""
    if race and (raced or not (kind and kind.over_name)):
        return race.day_type
    if raced:
        of_the_size = (
            race.day_type for race in words.races if race.up_to is None or (metres or 0) <= race.up_to
        )
        return next(of_the_size, None) if metres else ANY_RACE
    if kind is None and metres and seconds and seconds <= words.race_pace * metres / 1000:
        near = (race for race in words.races if race.metres and abs(metres / race.metres - 1) <= words.near)
        return next((race.day_type for race in near), None)
    return None


def _take_days_ago(left: Left, words: RunWords, weekday_today: int | None) -> int | None:
    ago = [words.days[found[0]] for found in left.take(alternatives(tuple(words.days)))]
    for unit, days in ((words.days_ago, 1), (words.weeks_ago, 7)):
        number_of = r"(?<!\w)([0-9]{1,2}) " + alternatives(unit)
        ago += left.take_number(number_of, partial(_in_days, days=days))
    if weekday_today is not None:
        weekday, last = alternatives(tuple(words.weekdays)), alternatives(words.last)
        for found in left.take(f"(?:({last}) )?({weekday})(?: {alternatives(words.morning)})?"):
            since = (weekday_today - words.weekdays[found[2]]) % 7
            ago.append(7 if found[1] and since == 0 else since)
    return ago[0] if ago else None


def _in_days(found: Match[str], days: int) -> int | None:
    total = int(found[1]) * days
    return total if total <= _DAYS_AT_MOST else None


def _said(left: Left) -> str:
    pieces = (piece.strip(f"{MARK}.,:!?()-+/@~\"'") for piece in left.text.split())
    return " ".join(piece for piece in pieces if re.search(r"\w", piece))[:_REST_AT_MOST].rstrip()
