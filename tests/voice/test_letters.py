"""Whatever the coach says, Telegram takes it: every saying, its longest words, the most hostile names."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.coach import says as s
from bot.coach.says_profile import ProfileShown
from bot.edge.letters import call_of
from bot.playground.core import PLAY_TOKEN, Telegram
from bot.voice import render
from bot.voice.letter import Letter
from bot.voice.words import Words
from tests.voice import samples
from tests.voice.samples import LIBRARY, NOW

TOAST_AT_MOST = 200  # https://core.telegram.org/bots/api#answercallbackquery
ROW_AT_MOST = 66  # letters of a row of buttons; longer ones are cut off on a phone


def words(name: str = "Anna") -> Words:
    return Words(LIBRARY, LIBRARY.texts["en"], samples.runner(name), NOW)


class Chat:
    """A chat with a strict Telegram."""

    def __init__(self, telegram: Telegram, person: int) -> None:
        self._telegram = telegram
        self._person = person

    async def take(self, letter: Letter) -> dict[str, Any]:
        method, params = call_of(letter, self._person)
        status, body = await self._telegram.call(PLAY_TOKEN, method, params)
        assert status == 200, f"{body}\n{letter.text}"
        result: dict[str, Any] = body["result"]
        return result


@pytest.fixture
async def chat() -> AsyncIterator[Chat]:
    telegram = Telegram(None, now=lambda: NOW)
    person = telegram.add_person("Anna")
    await telegram.say(person, "/start")
    yield Chat(telegram, person)
    telegram.close()


@pytest.mark.parametrize("name", samples.HOSTILE, ids=range(len(samples.HOSTILE)))
async def test_everything_that_can_be_said_is_taken(chat: Chat, name: str) -> None:
    for saying in samples.sayings(name):
        await chat.take(render.letter(words(name), saying))


@pytest.mark.parametrize("name", samples.HOSTILE, ids=range(len(samples.HOSTILE)))
async def test_every_profile_is_taken(chat: Chat, name: str) -> None:
    for runner in samples.runners(name):
        words = Words(LIBRARY, LIBRARY.texts["en"], runner, NOW)
        await chat.take(render.letter(words, ProfileShown()))


async def test_every_card_is_taken_and_has_a_link_and_both_answers(chat: Chat) -> None:
    for card in samples.cards():
        letter = render.letter(words(), card)
        await chat.take(letter)
        links, answers = letter.keys
        assert links[0].url
        assert [key.text for key in answers] == ["✓ Done", "Skip"]


async def test_a_name_is_shown_as_it_was_written(chat: Chat) -> None:
    welcome = next(iter(samples.sayings()))
    shown = await chat.take(render.letter(words("<b>&amp;"), welcome))
    assert "<b>&amp;" in shown["text"]


async def test_a_long_text_is_said_back_in_one_short_line() -> None:
    quoted = Words.quote("x\n" * 5_000)
    assert len(quoted) <= 64
    assert "\n" not in quoted


@pytest.mark.parametrize("count", [1, 23, 60])
async def test_a_whole_plan_fits_in_one_message(chat: Chat, count: int) -> None:
    shown = await chat.take(render.letter(words(), s.WholePlan(session=samples.session(count))))
    assert shown["text"].count("\n") >= count


def test_no_row_of_buttons_is_wider_than_a_phone() -> None:
    for saying in samples.sayings():
        for row in render.letter(words(), saying).keys:
            labels = [key.text for key in row]
            assert sum(map(len, labels)) <= ROW_AT_MOST, labels


def test_every_toast_fits() -> None:
    for saying in samples.sayings():
        if isinstance(saying, s.Closed | s.OldButton | s.StillOpen):
            assert 0 < len(render.toast(words(), saying)) <= TOAST_AT_MOST
    for cls in (s.AnswerFirst, s.Nothing):
        assert 0 < len(render.toast(words(), cls())) <= TOAST_AT_MOST
