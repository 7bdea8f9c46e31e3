"""Reads everything a coach may edit into one frozen Library, and refuses what does not fit.

`load_library()` reads the shipped content. All problems are found in one go and raised as one ContentError.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from content.checks import check
from content.reading import ContentError, read_model
from content.rulebook import Rules
from content.shapes import Exercise, Lesson, Lessons, Triage
from content.talking import Talk, Texts

__all__ = ["ContentError", "Library", "content_summary", "load_library"]

SHIPPED = Path(__file__).parent
MAX_EXERCISES = 10_000


@dataclass(frozen=True, eq=False)
class Library:
    """All content. Compared by identity: what is worked out from it once may be kept beside it."""

    exercises: Mapping[str, Exercise]  # in the article's order, added ones last
    rules: Rules
    triage: Triage
    lessons: tuple[Lesson, ...]
    talk: Talk
    texts: Mapping[str, Texts]  # by language; English is always there


def load_library(root: Path | None = None) -> Library:
    """The content in `root` (else the shipped one), read and checked once; ContentError if it is bad."""
    return _load((root or SHIPPED).resolve())


@lru_cache(maxsize=8)
def _load(root: Path) -> Library:
    problems: list[str] = []
    rules = read_model(root / "rules.yaml", "rules.yaml", Rules, problems)
    triage = read_model(root / "triage.yaml", "triage.yaml", Triage, problems)
    lessons = read_model(root / "lessons.yaml", "lessons.yaml", Lessons, problems)
    talk = read_model(root / "talk.yaml", "talk.yaml", Talk, problems)
    texts = _read_texts(root, problems)
    exercises = _read_exercises(root / "exercises", problems)
    if rules is None or triage is None or lessons is None or talk is None or problems:
        raise ContentError(problems)
    problems = check(exercises, rules, triage, lessons)
    if problems:
        raise ContentError(problems)
    return Library(
        exercises=MappingProxyType(_in_article_order(exercises, rules)),
        rules=rules,
        triage=triage,
        lessons=lessons.lessons,
        talk=talk,
        texts=MappingProxyType(texts),
    )


def _read_texts(root: Path, problems: list[str]) -> dict[str, Texts]:
    """Every language's texts, English first."""
    texts: dict[str, Texts] = {}
    for path in sorted(root.glob("*/texts.yaml"), key=lambda path: (path.parent.name != "en", path)):
        read = read_model(path, f"{path.parent.name}/texts.yaml", Texts, problems)
        if read is not None:
            texts[read.language] = read
    if "en" not in texts and not problems:
        problems.append("en/texts.yaml: is missing; English is what every language falls back to")
    return texts


def _read_exercises(folder: Path, problems: list[str]) -> dict[str, Exercise]:
    exercises: dict[str, Exercise] = {}
    files = sorted(folder.glob("*.yaml"))
    if not files:
        problems.append("exercises/: holds no .yaml file; put one file an exercise there")
    if len(files) > MAX_EXERCISES:
        problems.append(f"exercises/: holds {len(files)} files; at most {MAX_EXERCISES}")
        return exercises
    for path in files:
        name = f"exercises/{path.name}"
        exercise = read_model(path, name, Exercise, problems)
        if exercise is None:
            continue
        if exercise.id != path.stem:
            problems.append(
                f"{name}: id: says {exercise.id!r}; name the file {exercise.id}.yaml or mend the id"
            )
        exercises[exercise.id] = exercise
    return exercises


def _in_article_order(exercises: dict[str, Exercise], rules: Rules) -> dict[str, Exercise]:
    rung = {member: n for one in rules.series for n, member in enumerate(one.members)}

    def place(exercise: Exercise) -> tuple[float, bool, int, str]:
        article = exercise.article
        line = float("inf") if article.line is None else float(article.line)
        return line, article.origin != "article", rung.get(exercise.id, 0), exercise.id

    return {exercise.id: exercise for exercise in sorted(exercises.values(), key=place)}


def content_summary(library: Library) -> str:
    """What `regen-coach check-content` prints: how much was read, and of what kind."""
    exercises = library.exercises.values()
    rules = library.rules
    retired = sum(exercise.retired for exercise in exercises)

    def counts(names: list[str]) -> str:
        return ", ".join(f"{name} {count}" for name, count in Counter(names).items())

    in_order = sorted(exercises, key=lambda exercise: rules.phases.index(exercise.phase))
    pages = sum(exercise.page_url is not None for exercise in exercises)
    return "\n".join(
        (
            f"{len(library.exercises)} exercises" + (f", {retired} of them retired" if retired else ""),
            f"  by phase:  {counts([exercise.phase for exercise in in_order])}",
            f"  by origin: {counts([exercise.article.origin for exercise in exercises])}",
            f"  by dose:   {counts([exercise.dose.source for exercise in exercises])}",
            f"  by link:   page {pages}, video search only {len(library.exercises) - pages}",
            f"{len(rules.day_types)} day types, {len(rules.series)} series, lengths of "
            f"{', '.join(map(str, rules.session.slots))} minutes",
            f"{len(library.triage.flags)} red flags, {len(library.triage.cautions)} cautions, "
            f"{len(library.lessons)} lessons",
        )
    )
