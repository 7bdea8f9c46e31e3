"""A file is written down with its update, and read once, whatever happens in between."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.access import Access
from bot.coach import events as e
from bot.coach.events_race import CalendarRace
from bot.shell_types import Filed
from db.engine import Database
from tests.patience import PATIENCE
from tests.shell.chat import ANNA, BEN, SATURDAY, Chat
from tests.shell.test_access import Door
from tests.shell.whole import rows
from tests.stage import Stage, on_stage
from tests.stories.player import FILES

FILE = e.Sent(what="document", file_id="the-file")
NEXT_WEEK = e.Calendar(races=(CalendarRace(title="Half marathon", day=SATURDAY.date().replace(month=4)),))


async def test_a_file_is_written_down_once_and_nothing_is_said_yet(chat: Chat, other_chat: Chat) -> None:
    taken: list[Filed] = []
    chat.shell.on_files = taken.extend
    for first in (True, False):
        assert await chat.does(FILE, update_id=7) is first
    assert [(one.file_id, one.person) for one in taken] == [("the-file", ANNA)]
    assert await other_chat.shell.waiting_files() == taken
    assert chat.posted == []


async def test_what_is_in_it_has_its_effect_once(chat: Chat) -> None:
    await chat.ran_a_marathon()
    await chat.does(FILE)
    (filed,) = await chat.shell.waiting_files()
    for _ in range(2):
        await chat.shell.file_read(filed, NEXT_WEEK)
    assert len(chat.posted) == 1
    assert "Half marathon" in chat.texts()[0]
    assert await chat.shell.waiting_files() == []


async def test_a_newcomer_may_begin_with_a_file(chat: Chat) -> None:
    await chat.does(FILE, BEN)
    (filed,) = await chat.shell.waiting_files()
    await chat.shell.file_read(filed, NEXT_WEEK)
    assert chat.letters(BEN)
    assert [row["first_name"] for row in await rows(chat.database, "runners")] == ["Ben"]


async def test_whose_file_cannot_be_had_is_told_once(chat: Chat) -> None:
    await chat.does(FILE)
    (filed,) = await chat.shell.waiting_files()
    for _ in range(2):
        await chat.shell.file_read(filed, None)
    assert [text.partition(".")[0] for text in chat.texts()] == ["Sorry, something went wrong on my side"]
    assert await chat.shell.waiting_files() == []


async def test_a_strangers_file_is_not_fetched(database: Database) -> None:
    door = Door(database, Access(mode="allowlist", allowed=frozenset({ANNA.chat_id})))
    await door.does(FILE, BEN)
    assert await door.shell.waiting_files() == []
    assert len(door.letters(BEN)) == 1


@pytest.fixture
async def stage(ready_url: str) -> AsyncIterator[Stage]:
    async with on_stage(ready_url, SATURDAY) as stage:
        yield stage


async def test_a_coach_that_ends_while_a_file_is_fetched_fetches_it_at_the_next_start(stage: Stage) -> None:
    anna = stage.telegram.add_person("Anna")
    await stage.say(anna, "/start")
    stage.telegram.faults.add(method="getFile", kind="hang", times=1)
    await stage.telegram.send_document(anna, "half.ics", (FILES / "half.ics").read_bytes())
    async with asyncio.timeout(PATIENCE):
        while stage.telegram.store.count_updates() or not stage.telegram.calls["getFile"]:  # noqa: ASYNC110
            await asyncio.sleep(0.001)
    said = len(stage.said(anna))
    await stage.restart()
    await stage.settled()
    assert [message["text"] for message in stage.said(anna)[said:]] == ["It is 15:10 in London, right?"]
