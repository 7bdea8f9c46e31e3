"""What the coach's thinking costs without anybody around: a plan, and reading the content."""

import itertools
import time

from benchmarks.table import Line, median
from bot.coach.plan import Ran, Wish, choose
from content import library

KITS = (frozenset[str](), frozenset({"tennis-ball", "foam-roller"}))
SORE: tuple[dict[str, int], ...] = ({}, {"quad": 6, "calf": 4})


def plans() -> Line:
    """Every kind of run, today to two days ago, by time, kit and soreness."""
    known = library.load_library()
    took = []
    grid = itertools.product(known.rules.day_types, (0, 1, 2), (20, 30, 40), KITS, SORE)
    for day_type, days, minutes, kit, sore in grid:
        wish = Wish(runs=(Ran(day_type=day_type, days_since=days),), minutes=minutes, kit=kit, sore=sore)
        begin = time.perf_counter()
        choose(known, wish)
        took.append(time.perf_counter() - begin)
    return Line("a plan", 1e6 * median(took), "µs", f"median of {len(took)} different wishes")


def content() -> Line:
    took = []
    for _ in range(5):
        library._load.cache_clear()
        begin = time.perf_counter()
        library.load_library()
        took.append(time.perf_counter() - begin)
    return Line("the content, read and checked", 1000 * median(took), "ms", "60 exercises, rules, texts")


def measured() -> list[Line]:
    return [plans(), content()]
