"""One update, one transaction: all of it happens, or nothing, and never twice."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, event

from bot.coach import events as e
from bot.shell_types import Posted
from tests.shell.chat import ANNA, BEN, Chat
from tests.shell.whole import everything, rows

# the places of one transaction, from the first change to the last
PLACES = (
    "bot.shell_facts.runs.add",
    "bot.shell_facts.reminders.put",
    "bot.shell_unit.letters_of",
    "bot.shell_unit.save_runner",
    "bot.shell_unit.outbox.add",
)


class Broken(Exception):
    pass


@pytest.mark.parametrize("place", PLACES)
async def test_an_error_half_way_changes_nothing_and_the_next_try_succeeds(
    chat: Chat, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await chat.command("regen", "marathon")
    tap = chat.button("Yes")
    chat.posted.clear()
    before = await everything(chat.database)

    def breaks(*_args: Any, **_kwargs: Any) -> Any:
        raise Broken

    with monkeypatch.context() as patched:
        patched.setattr(place, breaks)
        with pytest.raises(Broken):
            await chat.does(tap, update_id=7)

    assert await everything(chat.database) == before
    assert (chat.posted, chat.dues) == ([], [])
    assert await chat.does(tap, update_id=7)
    assert [run["day_type"] for run in await rows(chat.database, "runs")] == ["race-marathon"]
    assert len(await rows(chat.database, "reminders")) == len(chat.dues) == 1
    assert chat.posted


async def test_an_update_is_handled_once(chat: Chat) -> None:
    assert await chat.does(e.Command(name="start"), update_id=7)
    posted = len(chat.posted)

    assert not await chat.does(e.Command(name="start"), update_id=7)

    assert len(chat.posted) == len(await rows(chat.database, "outbox")) == posted


async def test_an_update_that_two_processes_fetched_is_handled_by_one(chat: Chat, other_chat: Chat) -> None:
    handled = await asyncio.gather(
        *(one.does(e.Command(name="start"), update_id=7) for one in (chat, other_chat) * 4)
    )

    assert sorted(handled) == [False] * 7 + [True]
    assert len(chat.posted) + len(other_chat.posted) == len(await rows(chat.database, "outbox"))


async def test_letters_are_posted_after_the_commit(chat: Chat) -> None:
    seen: list[str] = []

    def committed(_conn: Connection) -> None:
        seen.append("commit")

    def posted(letters: Any) -> None:
        seen.append("letters")

    chat.shell.on_letters = posted
    event.listen(Engine, "commit", committed)
    try:
        await chat.command("start")
    finally:
        event.remove(Engine, "commit", committed)

    assert seen == ["commit", "letters"]


async def test_what_is_posted_is_what_the_outbox_holds(chat: Chat) -> None:
    await chat.is_exercising()

    waiting: list[Posted] = await chat.shell.waiting_letters()

    assert waiting == chat.posted
    assert [one.id for one in waiting] == sorted(one.id for one in waiting)


async def test_two_events_of_one_runner_at_the_same_moment_lose_nothing(chat: Chat, other_chat: Chat) -> None:
    await chat.command("start")
    kit = chat.shell._library.rules.kit.asked

    await asyncio.gather(
        *(
            one.does(e.Tapped(button=e.ToggleKit(session=0, kit=name)))
            for one, name in zip([chat, other_chat] * len(kit), kit, strict=False)
        )
    )

    (anna,) = await rows(chat.database, "runners")
    assert set(anna["kit"]) == set(kit)


async def test_the_first_words_of_a_newcomer_may_come_twice_at_once(chat: Chat, other_chat: Chat) -> None:
    await asyncio.gather(
        *(one.command(name) for one, name in zip([chat, other_chat] * 2, ["start", "help"] * 2, strict=True))
    )

    assert len(await rows(chat.database, "runners")) == 1
    assert len(chat.posted) + len(other_chat.posted) == len(await rows(chat.database, "outbox")) == 4


async def test_runners_do_not_wait_for_each_other_in_what_they_know(chat: Chat) -> None:
    await chat.ran_a_marathon(ANNA)
    await chat.command("start", who=BEN)

    assert [run["chat_id"] for run in await rows(chat.database, "runs")] == [ANNA.chat_id]
    assert {runner["first_name"] for runner in await rows(chat.database, "runners")} == {"Anna", "Ben"}


async def test_a_new_name_is_taken_over_with_the_next_update(chat: Chat) -> None:
    await chat.command("start")

    await chat.command("help", who=ANNA.model_copy(update={"first_name": "Anne", "language_code": "de"}))

    (anna,) = await rows(chat.database, "runners")
    assert (anna["first_name"], anna["language_code"]) == ("Anne", "de")
