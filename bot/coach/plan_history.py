"""What past sessions say about today: what sinks, waits, comes back, gets easier or harder, and what hurt.

Facts become the wish's own words where there are some (kit, sharp areas, what was had lately, what is not
liked), so that the same rules keep them; the rest stands in `Past`. Fine is: done, and not worse afterwards.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from operator import attrgetter

from bot.coach.plan_models import Met, Wish
from content.library import Library
from content.rulebook import Rules


@dataclass(frozen=True, slots=True)
class Past:
    """What the past asks for, beside the wish itself."""

    hurt_today: frozenset[str] = frozenset()  # areas that hurt earlier today; sharp ones are told anyway
    hurting: frozenset[str] = frozenset()  # areas that hurt lately, and nothing is known of them since
    too_hard: frozenset[str] = frozenset()  # exercises that wait until they come back
    grown: frozenset[str] = frozenset()  # exercises fine again and again, whose harder one was never tried
    back: frozenset[str] = frozenset()  # exercises the last session ended without


@dataclass(frozen=True, slots=True)
class Steps:
    """Who stands for whom today: an exercise, and the one it comes instead of."""

    easier: Mapping[str, str]
    harder: Mapping[str, str]


NOTHING = Past()


def read_past(library: Library, wish: Wish) -> tuple[Wish, Past]:
    """The wish with what today's and the last sessions say, and what is asked for beside it."""
    rules = library.rules
    # newest first, as given within a day
    newest_first = sorted(wish.history, key=attrgetter("days_ago"))
    history = newest_first[: bisect_right(newest_first, rules.history.days, key=attrgetter("days_ago"))]
    if not history:
        return wish, NOTHING
    by_exercise: dict[str, list[Met]] = defaultdict(list)
    for met in history:
        if met.outcome != "left-out":
            by_exercise[met.exercise_id].append(met)
    today = list(takewhile(lambda met: met.days_ago == 0, history))
    hurt_today = _areas(library, (met for met in today if met.reason == "hurts"))
    without_kit = [met.exercise_id for met in today if met.reason == "no-kit"]
    no_kit = {item for i in without_kit if i in library.exercises for item in library.exercises[i].equipment}
    hurting = _hurting(library, history) - wish.sore.keys() - wish.sharp - wish.injured - hurt_today
    told = wish.model_copy(
        update={
            "kit": wish.kit - no_kit,
            "sharp": wish.sharp | hurt_today,
            "without": wish.without.union(without_kit),
            "recent": _recent(rules, history),
            "disliked": wish.disliked.union(i for i, mets in by_exercise.items() if _disliked(mets)),
        }
    )
    past = Past(
        hurt_today=hurt_today - wish.sharp,
        hurting=hurting,
        too_hard=frozenset(i for i, mets in by_exercise.items() if _waits(library, by_exercise, i, mets)),
        grown=frozenset(i for i in by_exercise if _grown(library, by_exercise, i)),
        back=_back(history),
    )
    return told, past


def steps(library: Library, past: Past, possible: Collection[str]) -> Steps:
    """For what was too hard the nearest easier one that is all right today; for what was fine the harder."""
    easier: dict[str, str] = {}
    for exercise_id in sorted(past.too_hard):
        nearest = next((i for i in easier_ones(library, exercise_id) if i in possible), None)
        if nearest is not None:
            easier[nearest] = exercise_id
    harder: dict[str, str] = {}
    for exercise_id in sorted(past.grown):
        exercise = library.exercises.get(exercise_id)
        if exercise is not None and exercise.harder.id in possible:
            harder[exercise.harder.id or ""] = exercise_id
    return Steps(easier, harder)


def easier_ones(library: Library, exercise_id: str) -> Iterator[str]:
    """The easier exercise, the one easier than that, and so on; none twice."""
    seen = {exercise_id}
    exercise = library.exercises.get(exercise_id)
    while exercise is not None and exercise.easier.id is not None and exercise.easier.id not in seen:
        seen.add(exercise.easier.id)
        yield exercise.easier.id
        exercise = library.exercises.get(exercise.easier.id)


def _fine(met: Met) -> bool:
    return met.outcome == "done" and met.mood != "worse"


def _recent(rules: Rules, history: Sequence[Met]) -> tuple[frozenset[str], ...]:
    """What was had on each of the last days with any: no time and no kit is not having had it."""
    days: dict[int, set[str]] = {}
    for met in history:
        if met.outcome != "left-out" and met.reason not in ("no-time", "no-kit"):
            if met.days_ago not in days and len(days) == rules.priority.recent_sessions:
                break
            days.setdefault(met.days_ago, set()).add(met.exercise_id)
    return tuple(frozenset(ids) for ids in days.values())


def _disliked(mets: Sequence[Met]) -> bool:
    """Not for me, and neither done nor skipped for another reason since."""
    for met in mets:
        if met.outcome == "done" or met.reason is not None:
            return met.reason == "not-for-me"
    return False


def _waits(
    library: Library, by_exercise: Mapping[str, Sequence[Met]], exercise_id: str, mets: Sequence[Met]
) -> bool:
    """Too hard, and neither long enough ago nor done easier often enough since."""
    rule = library.rules.history
    for newest in mets:
        if newest.outcome == "done" or newest.days_ago >= rule.too_hard_days:
            return False
        if newest.reason == "too-hard":
            break
    else:
        return False
    fine = sum(
        _fine(met) and met.days_ago <= newest.days_ago
        for easier in easier_ones(library, exercise_id)
        for met in by_exercise.get(easier, ())
    )
    return fine < rule.too_hard_fine


def _grown(library: Library, by_exercise: Mapping[str, Sequence[Met]], exercise_id: str) -> bool:
    """Fine so often in a row, and the harder one has not had its answer; then it is one like others."""
    times, mets = library.rules.history.harder_after, by_exercise[exercise_id]
    if len(mets) < times or not all(_fine(met) for met in mets[:times]):
        return False
    exercise = library.exercises.get(exercise_id)
    answers = by_exercise.get(exercise.harder.id or "", ()) if exercise is not None else ()
    return all(met.outcome != "done" and met.reason in ("no-kit", "no-time") for met in answers)


def _back(history: Sequence[Met]) -> frozenset[str]:
    """What the last session ended without: never reached, or no time."""
    last = list(takewhile(lambda met: met.days_ago == history[0].days_ago, history))
    missed = {met.exercise_id for met in last if met.outcome == "left-out" or met.reason == "no-time"}
    return frozenset(missed.difference(met.exercise_id for met in last if met.outcome == "done"))


def _hurting(library: Library, history: Sequence[Met]) -> frozenset[str]:
    """Areas of what hurt lately, but for those that were fine on a later day."""
    days = library.rules.history.hurt_days
    lately = list(takewhile(lambda met: met.days_ago <= days, history))
    hurting: set[str] = set()
    for met in lately:
        if met.reason != "hurts":
            continue
        since = (other for other in lately if other.days_ago < met.days_ago and _fine(other))
        hurting |= _areas(library, [met]) - _areas(library, since)
    return frozenset(hurting)


def _areas(library: Library, mets: Iterable[Met]) -> frozenset[str]:
    """The own areas of these exercises; one that is no longer in the library has none."""
    ids = {met.exercise_id for met in mets}.intersection(library.exercises)
    return frozenset(area for exercise_id in ids for area in library.exercises[exercise_id].areas)
