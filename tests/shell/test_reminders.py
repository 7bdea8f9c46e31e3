"""Due reminders become events: each rings once, whoever looks and however often, and never at an old time."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, update
from sqlalchemy.exc import OperationalError

from bot import shell_unit
from bot.coach import events as e
from bot.coach.step import step
from bot.shell_types import Person
from db.models import runners
from db.store import outbox
from tests.shell.chat import ANNA, BEN, NINE, Chat
from tests.shell.whole import rows


async def states(chat: Chat) -> list[str]:
    return [reminder["state"] for reminder in await rows(chat.database, "reminders")]


async def test_a_reminder_rings_once_however_often_somebody_looks(chat: Chat) -> None:
    await chat.ran_a_marathon()
    chat.now = NINE

    assert [await chat.shell.take_due() for _ in range(3)] == [1, 0, 0]

    assert len(chat.posted) == 1
    assert chat.posted[0].lane == "bulk"
    assert await states(chat) == ["sent"]


async def test_a_reminder_is_not_rung_before_its_second(chat: Chat) -> None:
    await chat.ran_a_marathon()
    chat.now = NINE
    chat.later(microseconds=-1)

    assert await chat.shell.take_due() == 0
    assert await chat.shell.next_due() == NINE


async def test_two_processes_that_look_at_once_ring_once(chat: Chat, other_chat: Chat) -> None:
    await chat.ran_a_marathon(ANNA)
    await chat.ran_a_marathon(BEN)
    chat.now = other_chat.now = NINE

    await asyncio.gather(*(one.shell.take_due() for one in (chat, other_chat) * 2))

    rung = sorted(one.chat_id for one in chat.posted + other_chat.posted)
    assert rung == [ANNA.chat_id, BEN.chat_id]


async def test_a_reminder_that_is_moved_in_the_same_second_rings_at_its_new_time_only(
    chat: Chat, other_chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    await chat.ran_a_marathon()
    chat.now = other_chat.now = NINE
    run = chat.database.run
    moves = [e.Tapped(button=e.Remind(day=NINE.date(), answer="hour"), query_id="1")]

    async def run_then_move(work: Callable[[Connection], Any]) -> Any:
        """The tap is handled after the look at what is due, before the reminder's own transaction."""
        seen = await run(work)
        if moves:
            await other_chat.does(moves.pop())
        return seen

    monkeypatch.setattr(chat.database, "run", run_then_move)
    assert await chat.shell.take_due() == 1
    assert chat.posted == []
    assert await states(chat) == ["pending"]

    chat.later(hours=1)
    assert [await chat.shell.take_due() for _ in range(2)] == [1, 0]
    assert len(chat.posted) == 1


async def test_whoever_plans_a_reminder_tells_when_to_look(chat: Chat) -> None:
    await chat.ran_a_marathon()

    assert chat.dues[-1] == NINE


async def test_more_than_one_look_can_take_is_taken_by_the_next(chat: Chat) -> None:
    await chat.ran_a_marathon(ANNA)
    await chat.ran_a_marathon(BEN)
    chat.now = NINE

    assert [await chat.shell.take_due(limit=1) for _ in range(3)] == [1, 1, 0]

    assert len(chat.posted) == 2


async def test_a_reminder_that_cannot_be_handled_is_put_away_and_holds_nobody_up(
    chat: Chat, caplog: pytest.LogCaptureFixture
) -> None:
    await chat.ran_a_marathon(ANNA)
    await chat.ran_a_marathon(BEN)
    broken = update(runners).where(runners.c.chat_id == ANNA.chat_id).values(beginner="skipped", minutes=-1)
    await chat.database.run(lambda conn: conn.execute(broken))
    chat.now = NINE

    assert await chat.shell.take_due(limit=1) == 1
    assert await chat.shell.take_due(limit=1) == 1

    assert [one.chat_id for one in chat.posted] == [BEN.chat_id]
    ends = {one["chat_id"]: (one["state"], one["reason"]) for one in await rows(chat.database, "reminders")}
    assert ends == {ANNA.chat_id: ("dropped", "failed"), BEN.chat_id: ("sent", None)}
    (line,) = caplog.messages
    assert line.startswith("reminder 1 put away after 3 tries")


async def test_a_reminder_waits_while_the_database_is_away(
    chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    await chat.ran_a_marathon()
    chat.now = NINE
    run, works = chat.database.run, []

    async def away_after_the_look(work: Callable[[Connection], Any]) -> Any:
        works.append(work)
        if len(works) > 1:
            raise OSError("no answer")
        return await run(work)

    with monkeypatch.context() as patched:
        patched.setattr(chat.database, "run", away_after_the_look)
        with pytest.raises(OSError, match="no answer"):
            await chat.shell.take_due()

    assert await states(chat) == ["pending"]
    assert await chat.shell.take_due() == 1
    assert len(chat.posted) == 1


async def test_a_reminder_waits_while_the_disk_is_full(chat: Chat) -> None:
    """Its letter needs a new page, to put it away would need none: it must not be put away."""
    await chat.ran_a_marathon()
    chat.now = NINE
    if chat.database.dialect != "sqlite":
        pytest.skip("SQLite can be told that the disk is full")

    def fill(conn: Connection) -> None:
        conn.exec_driver_sql("PRAGMA max_page_count=1")  # no page more than there are
        for size in (3_000, 300, 30):  # and those there are become full
            row = {"chat_id": 1, "step": "x", "lane": "bulk", "letter": {"text": "x" * size}}
            with suppress(OperationalError):
                while True:
                    with conn.begin_nested():
                        outbox.add(conn, [row], chat.now)

    await chat.database.run(fill)
    with pytest.raises(OperationalError):
        await chat.shell.take_due()
    assert await states(chat) == ["pending"]

    await chat.database.run(lambda conn: conn.exec_driver_sql("PRAGMA max_page_count=1000000"))
    assert await chat.shell.take_due() == 1
    assert await states(chat) == ["sent"]


async def test_told_to_stop_it_takes_no_reminder_more(chat: Chat, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.shell.GROUP", 1)
    await chat.ran_a_marathon()
    await chat.ran_a_marathon(BEN)
    chat.now = NINE
    answers = iter((True, False))

    assert await chat.shell.take_due(go_on=lambda: next(answers)) == 1

    assert sorted(await states(chat)) == ["pending", "sent"]


async def test_a_few_ring_in_one_commit_and_one_that_cannot_is_in_no_ones_way(
    chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = [Person(chat_id=2000 + n, first_name=f"Runner {n}", language_code="en") for n in range(4)]
    for person in people:
        await chat.ran_a_marathon(person)
    chat.now = NINE
    ring, commits = step, []

    def poisoned(library: Any, state: Any, event: e.Event, facts: Any) -> Any:
        if isinstance(event, e.Due) and facts.runner.chat_id == people[2].chat_id:
            raise ValueError("this one cannot be handled")
        return ring(library, state, event, facts)

    monkeypatch.setattr(shell_unit, "step", poisoned)
    run = chat.database.run

    async def counted(work: Callable[[Connection], Any]) -> Any:
        commits.append(work)
        return await run(work)

    monkeypatch.setattr(chat.database, "run", counted)
    assert await chat.shell.take_due() == 4
    assert sorted(await states(chat)) == ["dropped", "sent", "sent", "sent"]
    assert sorted(one.chat_id for one in chat.posted) == [2000, 2001, 2003]

    monkeypatch.setattr(shell_unit, "step", ring)
    chat.now += timedelta(days=1)
    for person in people:
        await chat.command("regen", "easy 5 km", person)
    chat.now += timedelta(days=1)
    commits.clear()
    assert await chat.shell.take_due() == 4
    assert len(commits) == 2  # the look, and one for all four
