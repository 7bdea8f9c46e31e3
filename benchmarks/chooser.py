"""What one plan costs, with 90 days of history, by the number of exercises: `python -m benchmarks.chooser`.

The promise: under 2 ms median with the 60 of the library, and linear in their number (copies stand for more).
"""

import time
from collections.abc import Iterator
from dataclasses import replace

from benchmarks.table import Line, median, shown
from bot.coach.plan import Met, Ran, Wish, choose
from content.library import Library, load_library
from content.shapes import Exercise

TIMES = (1, 10, 100)  # so often the library's own exercises
ROUNDS = {1: 300, 10: 60, 100: 12}
WEEKS = 13


def copies(library: Library, times: int) -> Library:
    """The library so many times over. A copy is in no series, and its easier and harder ones are copies."""

    def copy(exercise: Exercise, n: int) -> Exercise:
        def named(name: str | None) -> str | None:
            return name and f"{name}-{n}"

        other = {"id": named(exercise.id), "same_movement_as": named(exercise.same_movement_as)}
        steps = {
            step: getattr(exercise, step).model_copy(update={"id": named(getattr(exercise, step).id)})
            for step in ("easier", "harder")
        }
        return exercise.model_copy(update={**other, **steps, "series": None})

    more = (copy(exercise, n) for n in range(1, times) for exercise in library.exercises.values())
    return replace(library, exercises={**library.exercises, **{one.id: one for one in more}})


def history(library: Library) -> tuple[Met, ...]:
    """Four sessions a week of ten exercises, with every answer there is: as much as is read for a plan."""
    return tuple(_history(library))[:500]


def _history(library: Library) -> Iterator[Met]:
    ids = list(library.exercises)
    reasons = ("too-hard", "hurts", "not-for-me", "no-time", "no-kit", None)
    for session in range(4 * WEEKS):
        for n in range(10):
            turn = session * 7 + n * 11
            done = turn % 5
            yield Met.model_validate(
                {
                    "exercise_id": ids[turn % len(ids)],
                    "days_ago": 1 + session * 7 // 4,
                    "outcome": "done" if done else "skipped",
                    "reason": None if done else reasons[turn % len(reasons)],
                    "mood": "better",
                }
            )


def wishes(library: Library) -> list[Wish]:
    """Days that differ: a sore one, a restful one, a race with a limit, a beginner's."""
    past = history(library)
    common = {"kit": frozenset(library.rules.kit.asked), "history": past}
    met = frozenset(one.exercise_id for one in past)
    speed, marathon = Ran(day_type="speed", days_since=1), Ran(day_type="race-marathon", days_since=2)
    return [
        Wish(**common, runs=(speed,), sore={"calf": 5, "quad": 3}, seed="1:2026-03-29"),
        Wish(**common, minutes=40, focus=frozenset({"ankle"}), seed="2:2026-03-29"),
        Wish(**common, runs=(marathon,), sore={"quad": 7}, hypermobile=True, seed="3:2026-03-29"),
        Wish(**common, minutes=20, beginner=True, met=met, seed="4:2026-03-29"),
    ]


def seconds(library: Library, rounds: int) -> float:
    """Median of one plan over wishes of every kind, in processor time: what else runs does not count."""
    took = []
    asked = wishes(library)
    for n in range(rounds):
        begin = time.process_time()
        choose(library, asked[n % len(asked)])
        took.append(time.process_time() - begin)
    return median(took)


def measured() -> list[Line]:
    library = load_library()
    lines = []
    for times in TIMES:
        many = copies(library, times)
        count = len(many.exercises)
        took = seconds(many, ROUNDS[times])
        note = f"{1e6 * took / count:.0f} µs an exercise; 500 exercises met in 90 days"
        lines.append(Line(f"a plan from {count:,} exercises", 1000 * took, "ms", note))
    return lines


if __name__ == "__main__":
    print(shown(measured()))
