"""docs/content.md is what the content says today, and leaves no line of the article's list out."""

import re
from pathlib import Path

import pytest

from content.library import ContentError, load_library
from content.page import content_page, read_article
from content.shapes import Exercise

LIBRARY = load_library()
ARTICLE = read_article(LIBRARY)
PAGE = content_page(LIBRARY, ARTICLE)
ROOT = Path(__file__).parents[2]
SOURCES = sorted((ROOT.parent / "shared" / "article").glob("*.txt"))


@pytest.fixture(scope="module")
def source() -> list[str]:
    """The article's lines, where the article lies beside the project."""
    if not SOURCES:
        pytest.skip("the article is not here to compare with")
    return SOURCES[0].read_text(encoding="utf-8").splitlines()


def test_the_page_in_docs_is_current() -> None:
    written = (ROOT / "docs" / "content.md").read_text(encoding="utf-8")
    assert written == PAGE, "write it anew: ./dev content-page > docs/content.md"


def test_every_line_of_the_list_is_there_under_its_number(source: list[str]) -> None:
    first, last = source.index("Regeneration day post Race days"), source.index("84 views0 comments")
    lines = [(n, line) for n, line in enumerate(source, 1) if first < n <= last and line.strip()]
    assert len(lines) == 58
    missing = [(n, line) for n, line in lines if f"| {n} | “{line}” |" not in PAGE]
    assert missing == []


def test_what_is_quoted_stands_in_that_line_of_the_article(source: list[str]) -> None:
    quoted = re.findall(r"^\| (\d+) \| “(.*?)” \|", PAGE, re.MULTILINE)
    assert len(quoted) == 75
    assert [(n, text) for n, text in quoted if text not in source[int(n) - 1]] == []


def test_where_a_line_is_lost_the_article_has_an_empty_one(source: list[str]) -> None:
    lost = {int(n) for n in re.findall(r"^\| after (\d+) \| \*lost\* \|", PAGE, re.MULTILINE)}
    assert lost == {61, 68, 71, 76, 103, 148, 172, 175}
    assert all(not source[n] and not source[n + 1] for n in lost)


@pytest.mark.parametrize("exercise", LIBRARY.exercises.values(), ids=lambda exercise: exercise.id)
def test_an_exercise_stands_once_with_its_dose_and_whose_it_is(exercise: Exercise) -> None:
    row = next(line for line in PAGE.splitlines() if f"/{exercise.id}.yaml)" in line)
    assert f"| {exercise.dose.text} | {exercise.dose.source} | {exercise.article.confidence} |" in row
    assert PAGE.count(f"/{exercise.id}.yaml)") == 1


def test_every_basis_interpretation_and_note_is_told() -> None:
    for exercise in LIBRARY.exercises.values():
        for words in (exercise.dose.basis, exercise.dose.interpretation, exercise.article.note):
            assert not words or " ".join(words.split()) in PAGE, exercise.id


def test_the_counts_are_those_of_the_content() -> None:
    for row in (
        "| from the article | 50 |",
        "| reconstructed | 9 |",
        "| added | 1 |",
        "| dose of the coach | 35 |",
        "| dose of ours | 25 |",
    ):
        assert row in PAGE


def test_factors_methods_and_definitions_each_have_a_lesson_and_every_lesson_its_line() -> None:
    assert (len(ARTICLE.factors), len(ARTICLE.methods), len(ARTICLE.definitions)) == (4, 4, 3)
    ideas = (*ARTICLE.factors, *ARTICLE.methods, *ARTICLE.definitions, *ARTICLE.advice)
    assert {idea.lesson for idea in ideas} == {lesson.id for lesson in LIBRARY.lessons}


def test_a_lesson_that_is_not_there_is_named(tmp_path: Path) -> None:
    text = (ROOT / "content" / "article.yaml").read_text(encoding="utf-8")
    (tmp_path / "article.yaml").write_text(text.replace("lesson: drills", "lesson: drill"), encoding="utf-8")
    with pytest.raises(
        ContentError, match=r"article\.yaml: line 39: no lesson is called 'drill'; mend the id"
    ):
        read_article(LIBRARY, tmp_path)


def test_signs_in_words_are_no_markdown() -> None:
    exercise = LIBRARY.exercises["wall-slides"].model_copy(update={"name": "A|B *c*"})
    library = type(LIBRARY)(
        {**LIBRARY.exercises, "wall-slides": exercise},
        LIBRARY.rules,
        LIBRARY.triage,
        LIBRARY.lessons,
        LIBRARY.talk,
        LIBRARY.texts,
        LIBRARY.week,
    )
    assert "| [A\\|B \\*c\\*](" in content_page(library, ARTICLE)
