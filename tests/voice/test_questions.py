"""/cancel knows every question: what ends with a question mark and can be answered is one that it leaves."""

from bot.coach import says as s
from bot.coach.questions import asks
from bot.voice import render
from bot.voice.words import Words
from tests.voice import samples
from tests.voice.samples import LIBRARY, NOW

# They ask what next and nothing waits for the answer; or they stand in a session, which /cancel puts down.
_NO_QUESTION = (s.PutDown, s.Welcome, s.BrowseMenu, s.BrowseChoices, s.AnswerFirst, s.PlanShown, s.Skipped)


def test_what_asks_can_be_left() -> None:
    words = Words(LIBRARY, LIBRARY.texts["en"], samples.runner("Anna"), NOW)
    unknown = {
        type(saying).__name__
        for saying in samples.sayings()
        if not isinstance(saying, _NO_QUESTION) and not asks(saying)
        for letter in (render.letter(words, saying),)
        if letter.keys and letter.text.endswith("?")
    }
    assert not unknown


def test_what_was_only_said_leaves_the_question_standing() -> None:
    assert asks(s.Help(session=None)) is None
    assert asks(s.KitKept(kit=frozenset())) == ""
