"""Whoever is in a session when the coach was away is told once, whatever was away and whatever fails."""

from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest

from bot.coach.events import Outage
from bot.contact import TAP_LIVES, Contact
from tests.databases import fresh_sqlite
from tests.stage import Stage, on_stage

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
A_MOMENT = timedelta(seconds=1)


class Shelf:
    """What the shell would keep, and whom it would tell."""

    def __init__(self, *chats: int) -> None:
        self.kept: datetime | None = None
        self.chats = chats
        self.told: list[tuple[int, Outage]] = []
        self.fails: set[int] = set()

    async def last_contact(self) -> datetime | None:
        return self.kept

    async def keep_contact(self, at: datetime) -> None:
        self.kept = at

    async def in_session(self, absence: Outage) -> tuple[int, ...]:
        return self.chats

    async def tell_of(self, absence: Outage, chat_id: int) -> None:
        if chat_id in self.fails:
            raise OSError("no answer")
        self.told.append((chat_id, absence))


class Machine:
    """A process with its clock: the coach's may be somewhere else."""

    def __init__(self, shelf: Shelf, at: datetime = NOON) -> None:
        self.at = at
        self.ahead = timedelta()
        self.shelf = shelf
        self.start()

    def start(self) -> None:
        """Another process, who knows what was kept."""
        shell = cast("Any", self.shelf)
        self.contact = Contact(shell, now=lambda: self.at + self.ahead, real=lambda: self.at)

    async def look(self) -> None:
        await self.contact.look(_room)

    async def hears(self, later: timedelta = timedelta()) -> bool:
        self.at += later
        to_tell = self.contact.answered()
        await self.look()
        return to_tell


async def _room() -> None:
    pass


async def test_an_absence_as_long_as_a_tap_lives_is_none_and_a_longer_one_is_told_once() -> None:
    shelf = Shelf(1, 2)
    machine = Machine(shelf)
    assert not await machine.hears()

    assert not await machine.hears(TAP_LIVES)
    assert shelf.told == []

    assert await machine.hears(TAP_LIVES + A_MOMENT)
    began = NOON + TAP_LIVES
    absence = Outage(began=began, ended=began + TAP_LIVES + A_MOMENT)
    assert shelf.told == [(1, absence), (2, absence)]

    assert not await machine.hears(A_MOMENT)
    assert len(shelf.told) == 2


@pytest.mark.parametrize("heard_first", [True, False])
async def test_a_process_that_was_dead_knows_from_the_database_since_when(heard_first: bool) -> None:
    shelf = Shelf(1)
    machine = Machine(shelf)
    await machine.hears()
    machine.start()

    machine.at += timedelta(minutes=18)
    if heard_first:  # the intake may be quicker than the first look of the heartbeat
        machine.contact.answered()
        await machine.look()
    else:
        await machine.look()
        assert machine.contact.answered()
        await machine.look()

    assert shelf.told == [(1, Outage(began=NOON, ended=NOON + timedelta(minutes=18)))]
    machine.start()
    await machine.hears(A_MOMENT)
    assert len(shelf.told) == 1


async def test_the_first_start_of_all_tells_nobody() -> None:
    shelf = Shelf(1)
    machine = Machine(shelf)

    await machine.look()
    assert not await machine.hears(timedelta(days=3))

    assert shelf.told == []
    assert shelf.kept == machine.at


async def test_a_clock_that_jumps_in_the_playground_was_no_absence_and_a_true_one_is_told_by_it() -> None:
    shelf = Shelf(1)
    machine = Machine(shelf)
    await machine.hears()

    machine.ahead = timedelta(days=1)
    await machine.hears(A_MOMENT)
    assert shelf.told == []

    await machine.hears(timedelta(minutes=5))
    ((_, absence),) = shelf.told
    assert absence.ended == machine.at + timedelta(days=1)
    assert absence.ended - absence.began == timedelta(minutes=5)


async def test_a_database_that_goes_away_in_the_midst_loses_nobody_and_repeats_nobody() -> None:
    shelf = Shelf(1, 2, 3)
    machine = Machine(shelf)
    await machine.hears()
    shelf.fails = {2}

    with pytest.raises(OSError, match="no answer"):
        await machine.hears(timedelta(minutes=18))
    with pytest.raises(OSError, match="no answer"):
        await machine.hears(A_MOMENT)
    assert shelf.kept == NOON, "until all are told, a new process would have to tell them"
    shelf.fails = set()
    await machine.look()

    assert [chat for chat, _ in shelf.told] == [1, 2, 3]
    assert shelf.kept == machine.at


async def test_a_crash_in_the_midst_may_repeat_but_loses_nobody() -> None:
    shelf = Shelf(1, 2, 3)
    machine = Machine(shelf)
    await machine.hears()
    shelf.fails = {2}
    with pytest.raises(OSError, match="no answer"):
        await machine.hears(timedelta(minutes=18))
    await machine.contact.keep()  # as at the end of a process
    assert shelf.kept == NOON

    machine.start()
    shelf.fails = set()
    await machine.hears(A_MOMENT)

    assert [chat for chat, _ in shelf.told] == [1, 1, 2, 3]


# --- on the stage ------------------------------------------------------------------------------------


async def in_session(stage: Stage) -> int:
    anna = stage.telegram.add_person("Anna")
    await stage.say(anna, "/regen easy yesterday")
    for label in ("Yes", "No, all clear", "That's it", "No", "No", "Nothing", "Nothing sore", "Let's go"):
        await stage.tap(anna, label)
    return anna


def told(stage: Stage, person: int) -> list[str]:
    return [one["text"] for one in stage.said(person) if one["text"].startswith("I was offline")]


async def test_a_network_that_was_away_is_told_like_a_process_that_was(tmp_path: Any) -> None:
    async with on_stage(fresh_sqlite(tmp_path), NOON) as stage:
        anna = await in_session(stage)
        stage.telegram.faults.add(method="getUpdates", kind="refused", times=None)
        await stage.telegram.say(anna, "done")  # the poll that waits ends; the next ones are refused
        await stage.asked(stage.telegram.calls["getUpdates"] + 2)
        stage.clock.passed += timedelta(minutes=18)
        stage.clock.time += timedelta(minutes=18)
        assert told(stage, anna) == []

        stage.telegram.faults.clear()
        await stage.settled()
        await stage.later(seconds=0)
        await stage.later(seconds=10)

        assert told(stage, anna) == ["I was offline from 13:00 to 13:18. If a tick is missing, tap it again."]


async def test_a_playground_whose_time_jumps_was_not_away(tmp_path: Any) -> None:
    async with on_stage(fresh_sqlite(tmp_path), NOON) as stage:
        anna = await in_session(stage)
        await stage.later(hours=1)
        await stage.say(anna, "done")
        await stage.later(hours=1)
        assert told(stage, anna) == []
