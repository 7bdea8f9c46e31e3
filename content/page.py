"""docs/content.md: every line of the article's list with what became of it, made from the content alone.

Rule: what is read, what is guessed and what is ours is told apart on every line.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from pydantic import Field

from content.library import SHIPPED, Library
from content.reading import ContentError, read_model
from content.rulebook import Series
from content.shapes import Content, Exercise, Id, Words

FILES = "../content"  # from where the page stands


class Heading(Content):
    """A line of the article that is no exercise."""

    line: int = Field(ge=1)
    text: Words | None  # None: a heading that was lost after that line
    became: Words


class Idea(Content):
    """Something the article explains, in its own words, and the lesson that carries it."""

    line: int = Field(ge=1)
    text: Words
    lesson: Id


class Article(Content):
    """article.yaml: what the article says beside its exercises."""

    headings: tuple[Heading, ...]
    definitions: tuple[Idea, ...]
    factors: tuple[Idea, ...]
    methods: tuple[Idea, ...]
    advice: tuple[Idea, ...]


def read_article(library: Library, root: Path = SHIPPED) -> Article:
    """Raises ContentError, for a lesson that is not there too."""
    problems: list[str] = []
    article = read_model(root / "article.yaml", "article.yaml", Article, problems)
    if article is None:
        raise ContentError(problems)
    known = {lesson.id for lesson in library.lessons}
    for idea in (*article.definitions, *article.factors, *article.methods, *article.advice):
        if idea.lesson not in known:
            problems.append(
                f"article.yaml: line {idea.line}: no lesson is called {idea.lesson!r}; mend the id"
            )
    if problems:
        raise ContentError(problems)
    return article


def content_page(library: Library, article: Article) -> str:
    """The page, in Markdown."""
    sections = (_opening(library), _headings(library, article), _phases(library), _lost(library, article))
    lines = [line for section in (*sections, _ideas(library, article)) for line in section]
    return "\n".join(lines) + "\n"


def _opening(library: Library) -> Iterator[str]:
    exercises = library.exercises.values()
    origins = Counter(exercise.article.origin for exercise in exercises)
    doses = Counter(exercise.dose.source for exercise in exercises)
    sure = Counter(exercise.article.confidence for exercise in exercises)
    yield from (
        "# The article, line by line",
        "",
        "Every line of the coach's list, the exercise it became, and how sure we are of it. Made from",
        "`content/` by `regen-coach content-page`: do not edit it here. How to change or add an exercise is",
        "told in [exercises.md](exercises.md).",
        "",
        f"There are **{len(library.exercises)} exercises**:",
        "",
        "| | how many | |",
        "|---|---|---|",
        f"| from the article | {origins['article']} | the line is there and names the exercise |",
        f"| reconstructed | {origins['reconstructed']} | its line is lost; our best guess |",
        f"| added | {origins['added']} | not in the article |",
        f"| dose of the coach | {doses['coach']} | exactly as the article writes it |",
        f"| dose of ours | {doses['ours']} | the article gives none; the basis stands below each table |",
        f"| reading: high | {sure['high']} | we would be surprised to be wrong |",
        f"| reading: medium | {sure['medium']} | the usual meaning; the coach may have meant another |",
        f"| reading: low | {sure['low']} | a guess: offered, not claimed |",
        "",
    )


def _headings(library: Library, article: Article) -> Iterator[str]:
    yield from ("## Its headings", "", "| line | the article says | what became of it |", "|---|---|---|")
    rows = [(one.line, one.text, one.became) for one in article.headings]
    rows += [(one.line, one.text, _series(library, one)) for one in library.rules.series]
    for line, text, became in sorted(rows, key=lambda row: row[0]):
        yield _row(str(line), _said(text), became) if text else _row(f"after {line}", "*lost*", became)
    yield ""


def _series(library: Library, series: Series) -> str:
    names = _names(library.exercises[member].name for member in series.members)
    return f"A series: {_plain(names)}. {_plain(series.note)}"


def _phases(library: Library) -> Iterator[str]:
    for phase in library.rules.phases:
        exercises = [exercise for exercise in library.exercises.values() if exercise.phase == phase]
        if exercises:
            yield from (f"## {library.texts['en'].names.phases[phase]}", "")
            yield from _table(exercises)
            yield from _notes("Where doses of ours come from", _bases(exercises))
            yield from _notes("How we read a dose of the coach's", _readings(exercises))
            yield from _notes("How we read a line", _by_words((e.article.note, e) for e in exercises))


def _table(exercises: Iterable[Exercise]) -> Iterator[str]:
    yield "| line | the article says | exercise | dose | whose | reading | see it |"
    yield "|---|---|---|---|---|---|---|"
    for exercise in exercises:
        article = exercise.article
        if article.origin == "article":
            line, said = str(article.line), _said(article.text or "")
        else:
            line, said = ("", "*added*") if article.line is None else (f"after {article.line}", "*lost*")
        name = f"[{_plain(exercise.name)}]({FILES}/exercises/{exercise.id}.yaml)"
        see = f"[video]({exercise.watch_url})" + (
            f" [page]({exercise.page_url})" if exercise.page_url else ""
        )
        dose = exercise.dose
        yield _row(line, said, name, _plain(dose.text), dose.source, article.confidence, see)
    yield ""


def _bases(exercises: Iterable[Exercise]) -> list[tuple[str, str]]:
    return _by_words((e.dose.basis, e) for e in exercises if e.dose.source == "ours")


def _readings(exercises: Iterable[Exercise]) -> list[tuple[str, str]]:
    of_the_coach = [e for e in exercises if e.dose.source == "coach"]
    from_where = [(e.dose.basis and f"from {e.dose.basis}", e) for e in of_the_coach]
    return _by_words([(e.dose.interpretation, e) for e in of_the_coach] + from_where)


def _by_words(said: Iterable[tuple[str | None, Exercise]]) -> list[tuple[str, str]]:
    """What is said of exercises, each once: (their names, the words)."""
    names: dict[str, list[str]] = {}
    for words, exercise in said:
        if words:
            names.setdefault(words, []).append(exercise.name)
    return [(_names(of), words) for words, of in names.items()]


def _names(names: Iterable[str]) -> str:
    """Some names have a comma in them."""
    return " · ".join(names)


def _notes(title: str, notes: list[tuple[str, str]]) -> Iterator[str]:
    if notes:
        yield from (f"**{title}**", "")
        yield from (f"- {_plain(names)}: {_plain(words)}" for names, words in notes)
        yield ""


def _lost(library: Library, article: Article) -> Iterator[str]:
    headings = [one.line for one in article.headings if one.text is None]
    headings += [one.line for one in library.rules.series if one.text is None]
    read_as: dict[int, list[Exercise]] = {}
    for exercise in library.exercises.values():
        if exercise.article.origin == "reconstructed" and exercise.article.line is not None:
            read_as.setdefault(exercise.article.line, []).append(exercise)
    yield from (
        "## What was lost",
        "",
        "Our copy of the article is bare text. Where a heading or an exercise stood on its page as something",
        "else, a link most likely, only an empty line is left. Nobody has asked the coach: whoever knows",
        "better is welcome to mend the file.",
        "",
    )
    yield from (f"- after line {line}: a heading, see above" for line in sorted(headings))
    for line, exercises in sorted(read_as.items()):
        lines = "a line" if len(exercises) == 1 else f"{len(exercises)} lines"
        sure = _names(f"{exercise.name} ({exercise.article.confidence})" for exercise in exercises)
        yield f"- after line {line}: {lines}, read as {_plain(sure)}"
    yield ""


def _ideas(library: Library, article: Article) -> Iterator[str]:
    titles = {lesson.id: lesson.title for lesson in library.lessons}
    yield from ("## What it explains", "", f"Carried by the [lessons]({FILES}/lessons.yaml) of `/learn`.", "")
    for title, ideas in (
        ("What words mean", article.definitions),
        ("The four factors", article.factors),
        ("The four methods", article.methods),
        ("How much, and which", article.advice),
    ):
        yield from (f"**{title}**", "", "| line | the article says | lesson |", "|---|---|---|")
        yield from (_row(str(idea.line), _said(idea.text), _plain(titles[idea.lesson])) for idea in ideas)
        yield ""


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def _said(text: str) -> str:
    """The article's own words."""
    return f"“{_plain(text)}”"


def _plain(text: str) -> str:
    """Words as words: nothing in them is Markdown."""
    for sign in "\\|*_<`[":
        text = text.replace(sign, f"\\{sign}")
    return " ".join(text.split())
