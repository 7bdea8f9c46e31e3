"""Distances, times and paces in a typed text: the grammar of its numbers.

Rule: a text is eaten piece by piece, the surest pieces first. What is understood and believable is taken out
and a mark stands in its place; the rest stays as it was typed. Metres and seconds are whole numbers.
"""

import re
from collections.abc import Callable
from re import Match

from content.words import RunWords, Words, alternatives, plain

MARK = ";"
_READ_AT_MOST = 400  # letters
_METRES = range(400, 500_001)
_SECONDS = range(60, 4 * 24 * 3600)
_MILE = 1609.344  # metres

_BEGIN = r"(?<![\w:/])(?<![0-9][.,])"
_NUMBER = _BEGIN + r"([0-9]{1,4}(?:[.,][0-9]{1,3})?)"
_THOUSANDS = _BEGIN + r"([0-9]{1,3}[., ][0-9]{3}|[0-9]{3,6})"  # "10,000 m"
_SHORT_TIME = _BEGIN + r"[0-9]{1,2}[:.][0-9]{2}"
_CLOCK = _BEGIN + r"([0-9]{1,3}):([0-5][0-9])(?::([0-5][0-9]))?(?![\w:/])"
_LONE_NUMBER = r"[0-9]{1,3}(?:[.,][0-9]{1,2})?"
_AROUND = ".,!?~"  # signs that do not change a lone number
_END = r"(?![\w:/]|[.,][0-9])"


class Left:
    """The part of a text that is not yet understood."""

    def __init__(self, text: str, words: RunWords) -> None:
        lower = plain(text[:_READ_AT_MOST].replace("½", ".5")).replace(MARK, ",")
        lower = re.sub(r"(?<=\w)-(?=[a-z])", " ", lower)
        lower = re.sub(r"(?<=[0-9]) ?" + alternatives(words.and_a_half), ".5", lower)
        self.text = re.sub(alternatives(tuple(words.numbers)), lambda found: words.numbers[found[0]], lower)

    def take(self, pattern: str, believe: Callable[[Match[str]], bool] = bool) -> list[Match[str]]:
        """Take out every piece that fits and is believed."""
        taken: list[Match[str]] = []

        def mark(found: Match[str]) -> str:
            if not believe(found):
                return found[0]
            taken.append(found)
            return f" {MARK} "

        self.text = re.sub(pattern, mark, self.text)
        return taken

    def take_number(self, pattern: str, value: Callable[[Match[str]], int | None]) -> list[int]:
        """Take out every piece that fits and has a value, and give the values in their order."""
        taken = self.take(pattern, lambda found: value(found) is not None)
        return [known for found in taken if (known := value(found)) is not None]


def unit(*units: Words) -> str:
    """A unit straight after its number or after a space, and not the beginning of a longer word."""
    return " ?" + _any(tuple(name for names in units for name in names)) + "(?![a-z])"


def _any(words: Words) -> str:
    return "(?:" + "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)) + ")"


def believable(metres: int, seconds: int, words: RunWords) -> bool:
    """Whether a person runs at such a pace."""
    return words.fastest_pace <= seconds / (metres / 1000) <= words.slowest_pace


def _decimal(number: str) -> float:
    return float(number.replace(",", "."))


def _if_in(allowed: range, value: float) -> int | None:
    return round(value) if round(value) in allowed else None


def take_side_numbers(left: Left, words: RunWords) -> bool:
    """Take out paces, speeds and climbs, which are neither distance nor time.

    True when a pace was named by a race ("10 miles at marathon pace"): then the run was a fast one.
    """
    distance = unit(words.kilometres, words.miles)
    per = " ?" + _any(words.per)
    left.take(f"{_SHORT_TIME}(?:{unit(words.minutes)})?{per}{distance}")
    left.take(f"{_NUMBER}{distance}{per}{unit(words.hours)}")
    left.take(f"@ ?{_SHORT_TIME}|{_SHORT_TIME} {alternatives(words.pace)}")
    left.take(
        rf"\+ ?{_THOUSANDS}{unit(words.metres)}|{_THOUSANDS}{unit(words.metres)} {_any(words.climb)}(?!\w)"
    )
    names = alternatives((*(name for race in words.races for name in race.names), *words.race))
    left.take(f"(?:{names}|{_NUMBER}{distance}) {alternatives(words.plan)}")
    return bool(left.take(f"(?:{names}|{_NUMBER}{distance}) {alternatives(words.pace)}"))


def take_repeats(left: Left, words: RunWords) -> bool:
    """'6 x 800 m', '8x60s'."""
    every = unit(words.kilometres, words.miles, words.metres, words.minutes, words.seconds)
    return bool(left.take(rf"(?<!\w)[0-9]{{1,2}} ?[x×*] ?[0-9]+(?:[.,:][0-9]+)?(?:{every})?(?!\w)"))


def take_distance(left: Left, words: RunWords) -> int | None:
    """The longest distance with a unit, in metres; fewer than 400 of them are a time or a part of the run."""
    whole = r"[., ]"
    found = [
        *left.take_number(
            _NUMBER + unit(words.kilometres), lambda found: _if_in(_METRES, _decimal(found[1]) * 1000)
        ),
        *left.take_number(
            _NUMBER + unit(words.miles), lambda found: _if_in(_METRES, _decimal(found[1]) * _MILE)
        ),
        *left.take_number(
            _THOUSANDS + unit(words.metres), lambda found: _if_in(_METRES, int(re.sub(whole, "", found[1])))
        ),
    ]
    return max(found, default=None)


def take_duration(left: Left, words: RunWords) -> int | None:
    """The first time with a unit, in seconds: '2h40', '1 hour and 32 min', '1.5 h', '24m30s', \"45'\"."""
    minutes, seconds = unit(words.minutes), unit(words.seconds)
    join = f"(?:,? ?(?:{alternatives(words.joins)} )?)"
    bare = rf"{_END}(?!{unit(words.kilometres, words.miles, words.metres)})"
    then_seconds = f"(?:{join}([0-9]{{1,2}})(?:{seconds}|{bare}))?"
    found = [
        *left.take_number(
            f"{_NUMBER}{unit(words.hours)}(?:{join}([0-9]{{1,2}})(?:{minutes}|{bare}){then_seconds})?",
            lambda f: _if_in(_SECONDS, _decimal(f[1]) * 3600 + int(f[2] or 0) * 60 + int(f[3] or 0)),
        ),
        *left.take_number(
            f"{_NUMBER}{minutes}{then_seconds}",
            lambda f: _if_in(_SECONDS, _decimal(f[1]) * 60 + int(f[2] or 0)),
        ),
    ]
    return found[0] if found else None


def take_clock(left: Left, words: RunWords, metres: int | None, endless: bool) -> int | None:
    """The first '1:32' or '1:32:10', in seconds.

    Without a distance '9:59' is hours and '10:00' minutes; an endless race (an ultra) is always counted in
    hours.
    """

    def value(found: Match[str]) -> int | None:
        first, second = int(found[1]), int(found[2])
        if found[3]:
            return _if_in(_SECONDS, first * 3600 + second * 60 + int(found[3]))
        return _hours_or_minutes(first, second, words, metres, endless)

    found = left.take_number(_CLOCK, value)
    return found[0] if found else None


def _hours_or_minutes(
    first: int, second: int, words: RunWords, metres: int | None, endless: bool
) -> int | None:
    hours, minutes = (first * 60 + second) * 60, first * 60 + second
    if metres is None:
        return _if_in(_SECONDS, hours if endless or first <= 9 else minutes)
    return next((seconds for seconds in (hours, minutes) if believable(metres, seconds, words)), None)


def take_bare_numbers(
    left: Left, words: RunWords, metres: int | None, seconds: int | None, kilometres_up_to: int
) -> tuple[int | None, int | None]:
    """'10k in 52', 'easy 8': free-standing numbers become the distance and the time that are still missing.

    Up to `kilometres_up_to` a lone number is kilometres, above it minutes; 0: a lone number says nothing.
    """
    pieces = re.sub(alternatives(words.noise), " ", left.text).split()
    for at in _free_numbers(pieces):
        number = pieces[at].strip(_AROUND)
        distance = _if_in(_METRES, _decimal(number) * 1000)
        if metres is None and distance and _may_be_distance(distance, seconds, words, kilometres_up_to):
            metres = distance
        elif seconds is None and (metres or kilometres_up_to) and (time := _bare_time(number, metres, words)):
            seconds = time
        else:
            continue
        pieces[at] = MARK
    left.text = " ".join(pieces)
    return metres, seconds


def _free_numbers(pieces: list[str]) -> list[int]:
    """Where numbers stand with nothing strange beside them: the 3 of "week 3" is something else."""
    numbers = {at for at, piece in enumerate(pieces) if re.fullmatch(_LONE_NUMBER, piece.strip(_AROUND))}
    open_to = {at for at, piece in enumerate(pieces) if not re.search(r"\w", piece)}
    open_to |= numbers | {-1, len(pieces)}
    return [at for at in sorted(numbers) if at - 1 in open_to and at + 1 in open_to]


def _may_be_distance(metres: int, seconds: int | None, words: RunWords, kilometres_up_to: int) -> bool:
    return believable(metres, seconds, words) if seconds else metres <= kilometres_up_to * 1000


def _bare_time(number: str, metres: int | None, words: RunWords) -> int | None:
    """'52' and '52.30' in a sentence with a distance; without one only whole minutes."""
    whole, _, part = number.replace(",", ".").partition(".")
    if metres is None:
        return None if part else _if_in(_SECONDS, int(whole) * 60)
    if len(part) == 1 or int(part or 0) > 59:
        return None
    return _hours_or_minutes(int(whole), int(part or 0), words, metres, endless=False)
