"""Reads everything a coach may edit into one frozen Library, and refuses what does not fit.

`load_library()` reads the shipped content; a host's own (overlay.py) can be laid over it. All problems are
found in one go and raised as one ContentError.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from content.checks import check
from content.overlay import Own, read_own
from content.reading import ContentError, Model, fit, read_model, read_yaml
from content.rulebook import Rules
from content.shapes import Exercise, Lesson, Lessons, Triage
from content.talking import Named, Said, Talk, Texts
from content.talking_week import Week
from content.wording import said_problems, texts_problems

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
    week: Mapping[str, Week]  # of the same languages
    own: frozenset[str] = frozenset()  # names of a host's own files, laid over the shipped ones


def load_library(root: Path | None = None, overlay: Path | None = None) -> Library:
    """The content in `root` (else the shipped one), read and checked once; ContentError if it is bad.

    With `overlay`, a host's own folder is laid over it and read anew.
    """
    shipped = _load((root or SHIPPED).resolve())
    return shipped if overlay is None else _laid_over((root or SHIPPED).resolve(), shipped, overlay)


@lru_cache(maxsize=8)
def _load(root: Path) -> Library:
    problems: list[str] = []
    library = _read(_Files(root, None, problems), None)
    if library is None or problems:
        raise ContentError(problems)
    return library


def _laid_over(root: Path, shipped: Library, folder: Path) -> Library:
    problems: list[str] = []
    own = read_own(folder, frozenset(shipped.exercises), problems)
    if problems:
        raise ContentError(problems)
    library = _read(_Files(root, own, problems), shipped)
    if library is None or problems:
        if any("(shipped): " in problem for problem in problems):
            problems.append(f"What is shipped fits together by itself: mend {folder.as_posix()}.")
        raise ContentError(problems)
    return library


@dataclass(frozen=True)
class _Files:
    """The shipped files in `root`, and a host's own over them."""

    root: Path
    own: Own | None
    problems: list[str]

    @property
    def own_names(self) -> frozenset[str]:
        return self.own.names if self.own else frozenset()

    def names(self, pattern: str) -> list[str]:
        shipped = {path.relative_to(self.root).as_posix() for path in self.root.glob(pattern)}
        return sorted(shipped | {name for name in self.own_names if Path(name).match(pattern)})

    def read(self, name: str, model: type[Model]) -> Model | None:
        path = self.root / name
        if self.own is None or name not in self.own.names:
            return read_model(path, name, model, self.problems)
        shipped = read_yaml(path, name, self.problems) if path.is_file() else None
        return fit(
            self.own.laid_over(name, shipped, self.problems), self.own.label(name), model, self.problems
        )

    def label(self, name: str) -> str:
        return self.own.label(name) if self.own and name in self.own.names else name


def _read(files: _Files, shipped: Library | None) -> Library | None:
    """Everything; `shipped` is what we ship, when this is laid over it."""
    problems = files.problems
    rules = files.read("rules.yaml", Rules)
    triage = files.read("triage.yaml", Triage)
    lessons = files.read("lessons.yaml", Lessons)
    talk = files.read("talk.yaml", Talk)
    texts = _read_texts(files)
    week = _read_week(files, texts)
    exercises = _read_exercises(files)
    if rules is None or triage is None or lessons is None or talk is None or problems:
        return None
    between = check(exercises, rules, triage, lessons)
    between += said_problems(triage, lessons.lessons)
    english = ((shipped.texts if shipped else texts)["en"], (shipped.week if shipped else week)["en"])
    for language in texts:
        for file, part in (("texts.yaml", Said), ("names.yaml", Named)):
            own, ours = (_part(whole, part) for whole in (texts[language], english[0]))
            between += texts_problems(f"{language}/{file}", own, ours)
        between += texts_problems(f"{language}/week.yaml", week[language], english[1])
    problems += [files.own.told(problem) for problem in between] if files.own else between
    return Library(
        exercises=MappingProxyType(_in_article_order(exercises, rules)),
        rules=rules,
        triage=triage,
        lessons=lessons.lessons,
        talk=talk,
        texts=MappingProxyType(texts),
        week=MappingProxyType(week),
        own=files.own_names,
    )


def _read_texts(files: _Files) -> dict[str, Texts]:
    """Every language's texts, English first."""
    texts: dict[str, Texts] = {}
    for name in sorted(files.names("*/texts.yaml"), key=lambda name: (name != "en/texts.yaml", name)):
        folder = name.partition("/")[0]
        said = files.read(name, Said)
        named = files.read(f"{folder}/names.yaml", Named) if said else None
        if said is None or named is None:
            continue
        if said.language != folder:
            files.problems.append(
                f"{files.label(name)}: language: says {said.language!r}; it stands in the folder of {folder}"
            )
        texts[folder] = Texts.model_validate(dict(said) | dict(named))
    if "en" not in texts and not files.problems:
        files.problems.append("en/texts.yaml: is missing; English is what every language falls back to")
    return texts


def _read_week(files: _Files, texts: Mapping[str, Texts]) -> dict[str, Week]:
    """The third file of every language."""
    for name in (*files.names("*/week.yaml"), *files.names("*/names.yaml")):
        if name.partition("/")[0] not in texts and not files.problems:
            files.problems.append(f"{files.label(name)}: there is no texts.yaml beside it; add it")
    read = {language: files.read(f"{language}/week.yaml", Week) for language in texts}
    return {language: week for language, week in read.items() if week is not None}


def _part(texts: Texts, part: type[Model]) -> Model:
    """What stands in one of the files."""
    return part.model_validate({name: getattr(texts, name) for name in part.model_fields})


def _read_exercises(files: _Files) -> dict[str, Exercise]:
    exercises: dict[str, Exercise] = {}
    names = files.names("exercises/*.yaml")
    if not names:
        files.problems.append("exercises/: holds no .yaml file; put one file an exercise there")
    if len(names) > MAX_EXERCISES:
        files.problems.append(f"exercises/: holds {len(names)} files; at most {MAX_EXERCISES}")
        return exercises
    for name in names:
        exercise = files.read(name, Exercise)
        if exercise is None:
            continue
        if exercise.id != Path(name).stem:
            files.problems.append(
                f"{files.label(name)}: id: says {exercise.id!r}; "
                f"name the file {exercise.id}.yaml or mend the id"
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
