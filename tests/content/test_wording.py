"""A text that could not be said is found when it is read, not when a runner waits for it."""

import pytest

from content.library import load_library
from content.talking import Texts
from content.wording import said_problems, texts_problems

ENGLISH = load_library().texts["en"]


def changed(part: str, key: str, text: str) -> Texts:
    """The English texts with another text in one place."""
    inner = getattr(ENGLISH, part).model_copy(update={key: text})
    return ENGLISH.model_copy(update={part: inner})


def test_what_we_ship_can_be_said() -> None:
    library = load_library()
    assert texts_problems("en/texts.yaml", ENGLISH, ENGLISH) == []
    assert said_problems(library.triage, library.lessons) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{txt}", "nobody fills {txt} here; use {text}"),
        ("{}", "nobody fills {} here; use {text}"),
        ("{text.__class__}", "nobody fills {text.__class__} here"),
        ("{text[0]}", "nobody fills {text[0]} here"),
        ("{text:d}", "nobody fills {text:d} here"),
        ("{text!x}", "nobody fills {text!x} here"),
        ("{text", "has a brace too many or too few"),
        ("text}", "has a brace too many or too few"),
        ("<em>{text}</em>", "Telegram knows no such tag"),
        ("less < more", "Telegram knows no such tag"),
        ("<b>{text}", "<b> is never closed"),
        ("{text}</b>", "</b> closes nothing that is open there"),
        ("<b><i>{text}</b></i>", "</b> closes nothing that is open there"),
    ],
)
def test_what_cannot_be_said_is_named_by_its_key(text: str, said: str) -> None:
    (problem,) = texts_problems("own/en/texts.yaml", changed("say", "tip", text), ENGLISH)
    assert problem.startswith(f"own/en/texts.yaml: say.tip: {said}")


@pytest.mark.parametrize(
    "text", ["no placeholder", "<b>{text}</b> <i>a</i>", "{text} {text}", "{{text}} &lt;"]
)
def test_what_can_be_said_is_no_problem(text: str) -> None:
    assert texts_problems("en", changed("say", "tip", text), ENGLISH) == []


def test_a_number_may_be_written_as_in_english_or_plain() -> None:
    english = changed("say", "tip", "{text:g}")
    for text in ("{text:g}", "{text}"):
        assert texts_problems("en", changed("say", "tip", text), english) == []


def test_words_on_a_button_are_no_html_and_have_no_tags_to_mend() -> None:
    assert texts_problems("en", changed("buttons", "skip", "< skip"), ENGLISH) == []


def test_a_text_without_placeholders_says_so() -> None:
    (problem,) = texts_problems("en", changed("buttons", "skip", "{n}"), ENGLISH)
    assert problem.endswith("nobody fills {n} here; this text has none")
