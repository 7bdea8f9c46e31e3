"""A reminder whose letter never leaves was not sent, and does not say that it was."""

from typing import Any

from bot.coach import events as e
from bot.shell_types import Delivered, Posted
from bot.voice.letter import ReminderRef
from tests.shell.chat import ANNA, NINE, Chat
from tests.shell.whole import rows


async def rung(chat: Chat) -> Posted:
    """The letter of Anna's reminder, which has just been handed to the outbox."""
    await chat.ran_a_marathon()
    chat.now = NINE
    await chat.shell.take_due()
    (letter,) = chat.posted
    return letter


async def ends(chat: Chat) -> list[tuple[Any, ...]]:
    return [(one["state"], one["reason"], one["ended_at"]) for one in await rows(chat.database, "reminders")]


def late(letter: Posted) -> Delivered:
    return Delivered(id=letter.id, chat_id=letter.chat_id, unsent=letter.letter.reminder)


async def test_the_letter_of_a_reminder_names_it_and_no_other_letter_does(chat: Chat) -> None:
    letter = await rung(chat)
    assert letter.letter.reminder == ReminderRef(kind="regen", day=NINE.date())
    assert [one.letter for one in await chat.shell.waiting_letters()] == [letter.letter]

    await chat.command("help")
    await chat.tap("Start")
    assert [one.letter.reminder for one in chat.posted[1:]] == [None] * (len(chat.posted) - 1)


async def test_one_that_left_stays_sent(chat: Chat) -> None:
    letter = await rung(chat)
    await chat.leave([letter])
    assert await ends(chat) == [("sent", None, NINE)]


async def test_one_that_was_too_late_to_leave_is_dropped_with_its_mark(chat: Chat) -> None:
    letter = await rung(chat)
    chat.later(hours=12)
    await chat.shell.mark_sent([late(letter)])
    assert await ends(chat) == [("dropped", "could not leave", chat.now)]
    assert await chat.shell.waiting_letters() == []


async def test_one_that_is_set_aside_is_dropped(chat: Chat) -> None:
    letter = await rung(chat)
    await chat.shell.set_letter_aside(letter.id, "BadRequest: can't parse entities")
    assert await ends(chat) == [("dropped", "could not leave", NINE)]


async def test_one_that_waits_for_somebody_who_has_blocked_us_says_so(chat: Chat) -> None:
    await rung(chat)
    chat.later(minutes=1)
    await chat.shell.retire(ANNA.chat_id)
    assert (await ends(chat))[0] == ("dropped", "gone", chat.now)


async def test_a_late_mark_does_not_touch_what_was_answered_or_moved_since(chat: Chat) -> None:
    letter = await rung(chat)
    for answer, end in (("hour", ("pending", None, None)), ("no", ("taken", "not this time", NINE))):
        button = e.Remind.model_validate({"day": NINE.date(), "answer": answer})
        await chat.does(e.Tapped(button=button))
        await chat.shell.mark_sent([late(letter)])
        assert await ends(chat) == [end]
