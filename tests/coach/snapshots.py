"""Whole sessions as they are chosen, kept as text to read: `python -m tests.coach.snapshots` makes them anew.

A change of rules shows here as a difference in a session. Read it before it is kept.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

from bot.coach.plan import Dose, LeftOut, Plan, Planned, Ran, Why, Wish
from tests.coach.wishes import ALL_KIT, BALL_AND_ROLLER, after, had, plan_of

FOLDER = Path(__file__).parent / "snapshots"

EXAMPLES: Mapping[str, Wish] = {
    "the day after a marathon, sore quads": Wish(
        runs=after("race-marathon"),
        kit=BALL_AND_ROLLER,
        sore={"quad": 7, "calf": 5, "hamstring": 5},
    ),
    "two days after a marathon, nobody came yesterday": Wish(
        runs=after("race-marathon", 2), kit=BALL_AND_ROLLER, sore={"quad": 5}
    ),
    "the evening of a marathon": Wish(runs=after("race-marathon", 0), kit=BALL_AND_ROLLER),
    "the day after an ultra": Wish(runs=after("race-ultra"), kit=ALL_KIT, minutes=40, sore={"foot": 4}),
    "a very sore body after an ultra": Wish(
        runs=after("race-ultra"), kit=BALL_AND_ROLLER, sore={"quad": 8, "calf": 8, "foot": 7}
    ),
    "the day after speed, sore calves": Wish(runs=after("speed"), kit=BALL_AND_ROLLER, sore={"calf": 5}),
    "the day after hills, strong runner": Wish(runs=after("hills"), kit=ALL_KIT, minutes=40),
    "a long run of three hours": Wish(
        runs=(Ran(day_type="long-run", days_since=1, seconds=10_800),), kit=BALL_AND_ROLLER
    ),
    "no kit at all, two days after 10 km": Wish(runs=after("race-10k", 2)),
    "no kit at all, the evening of a marathon": Wish(runs=after("race-marathon", 0)),
    "hypermobile rest day": Wish(kit=ALL_KIT, hypermobile=True),
    "hypermobile rest day, a half two days ago": Wish(
        runs=(Ran(day_type="rest", days_since=0), *after("race-half", 2)), kit=ALL_KIT, hypermobile=True
    ),
    "sharp shin": Wish(runs=after("speed"), kit=ALL_KIT, sharp=frozenset({"shin"})),
    "beginner, the day after a half": Wish(runs=after("race-half"), kit=BALL_AND_ROLLER, beginner=True),
    "beginner, the very first session": Wish(kit=BALL_AND_ROLLER, beginner=True, met=frozenset()),
    "rest day, focus on ankles": Wish(kit=ALL_KIT, focus=frozenset({"ankle"})),
    "a past: too hard, fine, hurt, left out": Wish(
        kit=ALL_KIT,
        minutes=40,
        history=(
            *had("st-chest", 1),
            *had("ytw-shoulder", 1, outcome="left-out"),
            *had("air-squats", 4, outcome="swapped", reason="too-hard"),
            *had("fr-calf", 4, outcome="skipped", reason="hurts"),
            *had("tp-arch-roll", 6, outcome="skipped", reason="not-for-me"),
            *had("dead-bug-static", 8, 12, 16),
        ),
    ),
    "soreness still there after a week": Wish(
        runs=after("race-marathon", 8),
        kit=BALL_AND_ROLLER,
        sore={"hamstring": 5},
        sore_before=((2, {"hamstring": 5}),),
    ),
}


def path_of(name: str) -> Path:
    return FOLDER / f"{name.replace(',', '').replace(':', '').replace(' ', '-')}.txt"


def text_of(wish: Wish) -> str:
    """The wish, then the session it gives: one line an exercise."""
    return "\n".join((*_asked(wish), "", *_given(plan_of(wish)), ""))


def _asked(wish: Wish) -> Iterator[str]:
    runs = ", ".join(f"{ran.day_type} {ran.days_since} days ago" for ran in wish.runs)
    yield f"asked: {wish.minutes} min after {runs or 'no run'}"
    yield f"kit:   {_names(wish.kit)}"
    if wish.sore:
        yield "sore:  " + ", ".join(f"{area} {level}" for area, level in sorted(wish.sore.items()))
    for name in ("sharp", "focus"):
        if areas := getattr(wish, name):
            yield f"{name + ':':6} {_names(areas)}"
    who = [name for name in ("hypermobile", "beginner") if getattr(wish, name)]
    if who:
        yield f"who:   {', '.join(who)}"
    for met in wish.history:
        because = f", {met.reason}" if met.reason else ""
        yield f"past:  {met.exercise_id} {met.outcome}{because}, {met.days_ago} days ago"
    for ago, sore in wish.sore_before:
        levels = ", ".join(f"{area} {level}" for area, level in sorted(sore.items()))
        yield f"past:  sore {ago} days ago: {levels}"


def _given(plan: Plan) -> Iterator[str]:
    yield f"{plan.kind}: {len(plan.items)} exercises, {plan.minutes} min"
    for item in plan.items:
        yield _line(item)
    for left in plan.left_out:
        yield f"left out: {_left(left)}"
    if plan.lengths:
        yield f"lengths: {', '.join(map(str, plan.lengths))} min"
    if plan.advice:
        yield f"advice: {', '.join(plan.advice)}"
    if plan.ask_areas:
        yield f"ask about: {', '.join(plan.ask_areas)}"


def _line(item: Planned) -> str:
    name = item.exercise_id + (f" (no {item.substitute_for})" if item.substitute_for else "")
    return (
        f"{item.position:3} {item.phase:13} {name:37} {item.minutes:4.2f} min  load {item.load}  "
        f"{_dose(item.dose):46} {_why(item.why)}"
    )


def _dose(dose: Dose) -> str:
    """The card's words, or today's own numbers."""
    if dose.written is not None:
        words = dose.written
    else:
        amount = _span(dose.reps, dose.reps_max, " times") or _span(dose.seconds, dose.seconds_max, " s")
        sets = f"{dose.sets} x " if dose.sets > 1 else ""
        words = f"{sets}{amount}" + ("" if dose.per == "total" else f" per {dose.per}")
    eased = [*dose.notes, *([] if dose.pressure is None else [f"pressure {dose.pressure}"])]
    return words + (f" [{', '.join(eased)}]" if eased else "")


def _span(low: int | None, high: int | None, unit: str) -> str:
    return "" if low is None else f"{low}{'' if high is None else f'-{high}'}{unit}"


def _why(why: Why) -> str:
    about = (why.area, why.day_type, why.exercise_id, None if why.level is None else f"{why.level}/10")
    return f"{why.code}: {', '.join(filter(None, about))}".rstrip(": ")


def _left(left: LeftOut) -> str:
    return " ".join((left.code, *left.areas, *left.kit))


def _names(names: frozenset[str]) -> str:
    return ", ".join(sorted(names)) or "none"


def write() -> None:
    """Every example anew; files of examples that are gone are removed."""
    FOLDER.mkdir(exist_ok=True)
    texts = {path_of(name): text_of(wish) for name, wish in EXAMPLES.items()}
    for path in FOLDER.glob("*.txt"):
        if path not in texts:
            path.unlink()
    for path, text in texts.items():
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write()
