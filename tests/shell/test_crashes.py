"""A coach that was killed between two commits: what was promised is done at the next start, no more."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta

import pytest

from bot.coach import events as e
from bot.shell import Shell
from bot.shell_types import Delivered, Person
from content.library import load_library
from db.engine import open_database
from tests.patience import PATIENCE
from tests.shell.chat import NINE, SATURDAY
from tests.shell.whole import rows
from tests.stage import Stage, labels, on_stage


@pytest.fixture
async def stage(ready_url: str) -> AsyncIterator[Stage]:
    async with on_stage(ready_url, SATURDAY) as stage:
        yield stage


async def anna_who_ran(stage: Stage) -> int:
    """A runner whose reminder is due tomorrow at nine."""
    anna = stage.telegram.add_person("Anna")
    await stage.say(anna, "/regen marathon")
    for label in ("Yes", "That's it", "No", "No", "Nothing"):
        await stage.tap(anna, label)
    return anna


async def anna_exercising(stage: Stage) -> int:
    anna = await anna_who_ran(stage)
    await stage.at(NINE)
    for label in ("Start", "No, all clear", "Nothing sore", "Let's go"):
        await stage.tap(anna, label)
    return anna


def texts(stage: Stage, person: int) -> list[str]:
    return [message["text"] for message in stage.said(person)]


def cards(stage: Stage, person: int) -> list[int]:
    """The messages that can be answered with Done, by number."""
    return [message["message_id"] for message in stage.said(person) if "✓ Done" in labels(message)]


async def killed_after_the_commit(stage: Stage, *events: e.Event, due: bool = False) -> None:
    """A coach takes these events (or what is due) and is gone before a letter leaves."""
    await stage.stop()
    database = open_database(stage.url)
    shell = Shell(database, load_library(), now=stage.clock.now, tzdb="test")
    anna = Person(chat_id=stage.telegram.people()[0]["id"], first_name="Anna")
    for event in events:
        await shell.handle(None, anna, event)
    if due:
        assert await shell.take_due() == 1
    await database.close()


async def test_letters_of_a_killed_coach_leave_at_the_next_start_in_their_order(stage: Stage) -> None:
    anna = await anna_who_ran(stage)
    before = len(stage.said(anna))
    await killed_after_the_commit(stage, *(e.Typed(text=f"who are you {number}") for number in range(9)))
    assert len(stage.said(anna)) == before

    await stage.start()
    await stage.settled()

    assert stage.coach is not None
    assert await stage.coach.shell.waiting_letters() == []
    said = texts(stage, anna)[before:]
    assert [number for number in range(9) if f"who are you {number}" in said[number]] == list(range(9))


async def test_a_reminder_that_waits_for_a_restart_is_late_rather_than_lost(stage: Stage) -> None:
    anna = await anna_who_ran(stage)
    stage.clock.time = NINE
    await killed_after_the_commit(stage, due=True)

    stage.clock.time = NINE + timedelta(hours=2)
    await stage.start()
    await stage.settled()

    assert "Ready for" in texts(stage, anna)[-1]


async def test_a_reminder_that_could_not_leave_by_the_evening_is_not_delivered_at_night(stage: Stage) -> None:
    anna = await anna_who_ran(stage)
    before = texts(stage, anna)
    stage.clock.time = NINE
    await killed_after_the_commit(stage, due=True)

    stage.clock.time = datetime(2026, 3, 30, 2, 0, tzinfo=UTC)
    await stage.start()
    await stage.settled()

    assert texts(stage, anna) == before
    assert stage.database is not None
    assert await rows(stage.database, "outbox") == []


async def test_a_typed_done_after_a_restart_edits_the_card_of_its_exercise(stage: Stage) -> None:
    anna = await anna_exercising(stage)
    (card,) = cards(stage, anna)
    await stage.say(anna, "what is this?")
    await stage.restart()

    await stage.say(anna, "done")

    changed = next(message for message in stage.said(anna) if message["message_id"] == card)
    assert changed["text"].startswith("✓ ")
    assert labels(changed) == ["Undo"]
    assert len(cards(stage, anna)) == 1


async def test_a_crash_between_sending_and_marking_repeats_those_letters_and_no_others(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna = await anna_exercising(stage)
    before = texts(stage, anna)
    assert stage.coach is not None

    async def never(_sent: Sequence[Delivered]) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(stage.coach.shell, "mark_sent", never)
    with stage.telegram.subscribe() as happened:
        await stage.telegram.tap(anna, *stage.button(anna, "✓ Done"))
        async with asyncio.timeout(PATIENCE):
            while (await happened.get())["kind"] != "message":
                pass
    await stage.restart()
    await stage.settled()

    new = texts(stage, anna)[len(before) :]
    assert [text[:3] for text in new] == ["2/9", "2/9"]
    ticked = [text for text in texts(stage, anna) if text.startswith("✓ ")]
    assert len(ticked) == 1
    await the_second_exercise_is_done_once_on_either_copy(stage, anna)


async def the_second_exercise_is_done_once_on_either_copy(stage: Stage, anna: int) -> None:
    assert stage.database is not None
    _, data = stage.button(anna, "✓ Done")
    first, second = cards(stage, anna)
    await stage.telegram.tap(anna, second, data)
    await stage.settled()
    answered = await rows(stage.database, "session_items")
    assert [one["position"] for one in answered if one["status"] == "done"] == [1, 2]
    said = len(stage.said(anna))

    await stage.later(minutes=1)
    await stage.telegram.tap(anna, first, data)
    await stage.settled()

    assert await rows(stage.database, "session_items") == answered
    assert len(stage.said(anna)) == said
