"""Typed is as good as tapped: a button's words are that button, whatever their case and marks."""

import pytest
from hypothesis import given, strategies as st

from bot.voice.letter import Key, Letter
from bot.voice.typed import match, meaning, options, plain, said
from content.library import load_library

LIBRARY = load_library()
ENGLISH, WEEK = LIBRARY.texts["en"], LIBRARY.week["en"]


def asked(*labels: str, kind: str = "send") -> Letter:
    return Letter.model_validate(
        {"kind": kind, "text": "?", "keys": (tuple(Key(text=label, data=label.lower()) for label in labels),)}
    )


@pytest.mark.parametrize(
    ("label", "typed"),
    [
        ("No, all clear", "no all clear"),
        ("No, all clear", "NO, ALL CLEAR!"),
        ("That's it", "thats it"),
        ("That's it", "that’s it."),
        ("✓ Tennis ball", "tennis ball"),
        ("Quads: very sore", "quads"),
        ("More…", "more"),
        ("20 min", "20 min"),
    ],
)
def test_the_words_of_a_button_are_the_button(label: str, typed: str) -> None:
    known = options([asked("Other", label)], (), ENGLISH)
    assert match(typed, known) == label.lower()


def test_further_words_are_the_button_too() -> None:
    known = options([asked("No, all clear", "Yes, or not sure")], (), ENGLISH)
    assert match("fine", known) == "no, all clear"


def test_a_question_of_its_own_message_forgets_the_one_before() -> None:
    before = options([asked("Race", "Easy run")], (), ENGLISH)
    assert match("race", options([asked("5 km")], before, ENGLISH)) is None


def test_what_was_not_understood_leaves_the_question_standing_and_it_goes_first() -> None:
    before = options([asked("Well again", "Today's session")], (), ENGLISH)
    after = options(
        [Letter(kind="send", text="?", keys=((Key(text="Today's session", data="new"),),))],
        before,
        ENGLISH,
        still=True,
    )
    assert match("well again", after) == "well again"
    assert match("today's session", after) == "today's session"


@pytest.mark.parametrize(("typed", "data"), [("20", "20 min"), ("40 minutes", "40 min"), ("30", None)])
def test_what_changes_in_a_label_changes_in_its_further_words(typed: str, data: str | None) -> None:
    assert match(typed, options([asked("20 min", "40 min")], (), ENGLISH, WEEK)) == data


def test_a_button_of_the_week_has_further_words_too() -> None:
    assert match("not yet", options([asked("Another week")], (), ENGLISH, WEEK)) == "another week"


def test_a_further_word_with_an_unknown_name_in_it_harms_nobody() -> None:
    words = {"minutes": ("{hours} h", "{minutes} m"), "nothing": ("x",)}
    strange = ENGLISH.model_copy(update={"typed": words})
    known = options([asked("20 min")], (), strange, WEEK)
    assert (match("20 m", known), match("x", known)) == ("20 min", None)


def test_a_question_changed_in_place_adds_to_what_can_be_typed() -> None:
    before = options([asked("Race", "Easy run")], (), ENGLISH)
    after = options([asked("5 km", kind="edit")], before, ENGLISH)
    assert (match("5 km", after), match("race", after)) == ("5 km", "race")


def test_an_answer_over_the_chat_forgets_nothing() -> None:
    before = options([asked("Race")], (), ENGLISH)
    assert options([Letter(kind="answer", text="Already noted.")], before, ENGLISH) == before


def test_of_two_buttons_with_the_same_words_the_newer_question_counts() -> None:
    new = Letter(kind="send", text="?", keys=((Key(text="Undo", data="new"),),))
    old = Letter(kind="edit", text="?", keys=((Key(text="Undo", data="old"),),))
    assert match("undo", options([old, new], (), ENGLISH)) == "new"


def test_a_link_cannot_be_typed() -> None:
    letter = Letter(kind="send", text="?", keys=((Key(text="Watch", url="https://example.org"),),))
    assert match("watch", options([letter], (), ENGLISH)) is None


@pytest.mark.parametrize("text", ["done", "Done!", "✓ Done", "d", "ok", "OK.", "✅", "👍", "did it"])
def test_these_say_done(text: str) -> None:
    assert meaning(text, ENGLISH) == "done"


@pytest.mark.parametrize("text", ["skip", "Skip.", "s", "NEXT"])
def test_these_say_skip(text: str) -> None:
    assert meaning(text, ENGLISH) == "skip"


@pytest.mark.parametrize("text", ["", "doneskip", "not done", "I skip this one because", "😀", "x" * 10_000])
def test_these_say_neither(text: str) -> None:
    assert meaning(text, ENGLISH) is None


@given(st.text())
def test_any_text_is_compared_without_trouble(text: str) -> None:
    assert plain(plain(text)) == plain(text)
    assert match(text, options([asked("Race")], (), ENGLISH)) in (None, "race")
    assert meaning(text, ENGLISH) in (None, "done", "skip")


def test_no_word_means_two_things() -> None:
    """A word said without a slash is one command, and none of done and skip, which go before it."""
    words = [plain(word) for known in ENGLISH.said.values() for word in known]
    assert len(words) == len(set(words))
    assert [word for word in words if meaning(word, ENGLISH) is not None] == [plain("👍")]
    assert (said("Thank you!", ENGLISH), said("STOP", ENGLISH), said("ran 5 km", ENGLISH)) == (
        "thanks",
        "stop",
        None,
    )
