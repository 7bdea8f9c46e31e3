"""The named examples, whole: a session that changes is seen and read before it is kept."""

import pytest

from tests.coach.snapshots import EXAMPLES, FOLDER, path_of, text_of

ANEW = "python -m tests.coach.snapshots writes it anew"


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_named_example_is_the_session_that_was_read_and_kept(name: str) -> None:
    assert text_of(EXAMPLES[name]) == path_of(name).read_text(encoding="utf-8"), ANEW


def test_every_kept_session_has_its_example() -> None:
    assert {path.name for path in FOLDER.iterdir()} == {path_of(name).name for name in EXAMPLES}


def test_a_change_of_one_exercise_would_show() -> None:
    name, wish = next(iter(EXAMPLES.items()))
    kept = path_of(name).read_text(encoding="utf-8")
    assert "fr-calf" in kept
    assert text_of(wish.model_copy(update={"without": frozenset({"fr-calf"})})) != kept
