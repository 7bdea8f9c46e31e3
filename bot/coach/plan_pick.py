"""Fills the slots with the best exercises that go together, then fits the whole to the time.

A pick is one exercise, or exercises that only come together (the side planks) and share a slot.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from bot.coach.plan_day import Day
from bot.coach.plan_models import Wish
from content.library import Library
from content.shapes import Exercise


@dataclass(frozen=True, eq=False, slots=True)
class Pick:
    """What takes one slot."""

    exercises: tuple[Exercise, ...]
    score: float
    phase: str
    minutes: float
    new: bool  # to this runner, as far as that is known


def picks_by_phase(
    library: Library, scores: Mapping[str, float], met: frozenset[str] | None
) -> dict[str, list[Pick]]:
    """Everything that can be picked, the best first; equals in the order given. met: None is unknown."""
    rules = library.rules
    together = {member: one.together for one in rules.series for member in one.together}
    phases: dict[str, list[Pick]] = {phase: [] for phase in rules.phases}
    for exercise_id, own_score in scores.items():
        group = together.get(exercise_id)
        if group is None:
            one = library.exercises[exercise_id]
            new = met is not None and exercise_id not in met
            phases[one.phase].append(Pick((one,), own_score, one.phase, one.minutes, new))
        elif exercise_id == group[0] and scores.keys() >= set(group):
            exercises = tuple(library.exercises[member] for member in group)
            score = sum(scores[member] for member in group) / len(group)
            minutes = sum(exercise.minutes for exercise in exercises)
            new = met is not None and not met.issuperset(group)
            phases[exercises[0].phase].append(Pick(exercises, score, exercises[0].phase, minutes, new))
    for picks in phases.values():
        picks.sort(key=lambda pick: -pick.score)
    return phases


class Basket:
    """The session being put together; knows what still goes with what is in it."""

    def __init__(self, library: Library, day: Day, length: int, *, beginner: bool) -> None:
        self.rules = library.rules
        self.series = {one.id: one for one in library.rules.series}
        self.day = day
        self.length = length  # of the book
        rule = library.rules.beginner
        self.most_items = rule.max_items[length] if beginner else None
        self.most_new = rule.new_per_phase if beginner else None
        self.picks: list[Pick] = []
        self.minutes = 0.0
        self._ids: set[str] = set()
        self._same: Counter[str] = Counter()  # exercises that are the same movement as one inside
        self._strength = 0
        self._new: Counter[str] = Counter()  # picks new to the runner, by phase
        self._areas: Counter[str] = Counter()  # first areas, in the phases where they count
        self._series: dict[str, set[str]] = {}  # members inside

    def add(self, pick: Pick) -> None:
        self.picks.append(pick)
        self._count(pick, 1)
        for exercise in pick.exercises:
            self._ids.add(exercise.id)
            if exercise.series is not None:
                self._series.setdefault(exercise.series, set()).add(exercise.id)

    def remove(self, pick: Pick) -> None:
        self.picks.remove(pick)
        self._count(pick, -1)
        for exercise in pick.exercises:
            self._ids.remove(exercise.id)
            if exercise.series is not None:
                self._series[exercise.series].remove(exercise.id)

    def _count(self, pick: Pick, sign: int) -> None:
        self.minutes += sign * pick.minutes
        self._new[pick.phase] += sign * pick.new
        for exercise in pick.exercises:
            self._strength += sign * (exercise.phase == "strength")
            if exercise.phase in self.rules.variety.per_area.phases:
                self._areas[exercise.areas[0]] += sign
            if exercise.same_movement_as is not None:
                self._same[exercise.same_movement_as] += sign

    def takes(self, pick: Pick) -> bool:
        """Whether it goes with what is in the basket."""
        count = len(pick.exercises)
        first = pick.exercises[0]
        # The day's strength limit counts exercises, so a pair counts twice.
        if pick.phase == "strength" and self._strength + count > self.day.strength:
            return False
        per_area = self.rules.variety.per_area
        if pick.phase in per_area.phases and self._areas[first.areas[0]] + count > per_area.most:
            return False
        if self.most_items is not None and len(self._ids) + count > self.most_items:
            return False
        if self.most_new is not None and pick.new and self._new[pick.phase] >= self.most_new:
            return False
        return all(
            self._goes_with(exercise) and self._series_takes(exercise, count) for exercise in pick.exercises
        )

    def _goes_with(self, exercise: Exercise) -> bool:
        inside = self._ids
        return (
            exercise.id not in inside
            and exercise.same_movement_as not in inside
            and not self._same[exercise.id]
        )

    def _series_takes(self, exercise: Exercise, count: int) -> bool:
        members = self._series.get(exercise.series) if exercise.series is not None else None
        if not members:
            return True
        series = self.series[exercise.series or ""]
        if series.parent is not None and (exercise.id == series.parent or series.parent in members):
            return False
        return len(members) + count <= series.most.get(self.length, len(series.members))

    def fill(self, phase: str, slots: int, picks: Sequence[Pick]) -> None:
        """Take the best that go together until the slots are full."""
        for pick in picks:
            if slots <= 0:
                return
            if self.takes(pick):
                self.add(pick)
                slots -= 1


def put_together(
    library: Library,
    wish: Wish,
    day: Day,
    length: int,
    slots: Mapping[str, int],
    picks: Mapping[str, Sequence[Pick]],
    limit: float,
) -> list[Pick]:
    """The session's picks, not yet in order, in at most `limit` minutes."""
    rules = library.rules
    basket = Basket(library, day, length, beginner=wish.beginner)
    for phase in rules.phases:
        basket.fill(phase, slots[phase], picks[phase])
    if slots["mobility"] and basket.minutes < length * rules.session.add_one_below_share:
        basket.fill("mobility", 1, picks["mobility"])
    covered = rules.variety.coverage if length >= rules.variety.coverage.from_minutes else None
    groups = list(covered.groups.values()) if covered else []
    for group in groups:
        _cover(basket, group, groups, slots, picks)
    _fit(basket, groups, limit)
    return basket.picks


def _touches(pick: Pick, group: frozenset[str]) -> bool:
    return any(not group.isdisjoint(exercise.areas) for exercise in pick.exercises)


def _keeps(basket: Basket, groups: Sequence[frozenset[str]]) -> Callable[[Pick], bool]:
    """Whether a pick is the only one for a part of the body, so that it should stay."""
    only: list[Pick] = []
    for group in groups:
        touching = [pick for pick in basket.picks if _touches(pick, group)]
        if len(touching) == 1:
            only += touching
    return lambda pick: pick in only


def _cover(
    basket: Basket,
    group: frozenset[str],
    groups: Sequence[frozenset[str]],
    slots: Mapping[str, int],
    picks: Mapping[str, Sequence[Pick]],
) -> None:
    """Let the best exercise for a part of the body without one replace the weakest of its phase."""
    if any(_touches(pick, group) for pick in basket.picks):
        return
    stays = _keeps(basket, groups)
    wanted = [p for phase, of_phase in picks.items() if slots[phase] for p in of_phase if _touches(p, group)]
    for pick in sorted(wanted, key=lambda pick: -pick.score):
        weakest = sorted((p for p in basket.picks if p.phase == pick.phase), key=lambda p: p.score)
        for out in weakest:
            if stays(out):
                continue
            basket.remove(out)
            if basket.takes(pick):
                basket.add(pick)
                return
            basket.add(out)


def _fit(basket: Basket, groups: Sequence[frozenset[str]], limit: float) -> None:
    """Over the time: the phase that is wanted least gives up its weakest pick, until it fits."""
    while basket.minutes > limit:
        stays = _keeps(basket, groups)
        loose = [pick for pick in basket.picks if not stays(pick)] or basket.picks
        by_phase: dict[str, list[float]] = {}
        for pick in basket.picks:
            by_phase.setdefault(pick.phase, []).append(pick.score)
        worth = {phase: sum(scores) / len(scores) for phase, scores in by_phase.items()}
        out = min(loose, key=lambda pick: (worth[pick.phase], pick.score))
        basket.remove(out)


def in_order(library: Library, picks: Sequence[Pick]) -> list[Exercise]:
    """Phases as the book has them; inside mobility from the floor to standing; else as in the article."""
    rules = library.rules
    article = {exercise_id: n for n, exercise_id in enumerate(library.exercises)}

    def place(pick: Pick) -> tuple[int, int, int]:
        first = pick.exercises[0]
        height = rules.positions.index(first.position) if pick.phase == "mobility" else 0
        return rules.phases.index(pick.phase), height, article[first.id]

    return [exercise for pick in sorted(picks, key=place) for exercise in pick.exercises]
