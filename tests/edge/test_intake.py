"""Updates are given up only when what they did is stored."""

import asyncio
import json
import logging
from typing import Any

import pytest

from bot.coach.events import Blocked, Command, Typed
from bot.playground.core import Telegram
from bot.shell_types import Person
from tests.edge.conftest import newcomer
from tests.edge.fakes import FakeShell
from tests.edge.taking import Intake, texts, until, waiting


async def test_an_update_is_confirmed_only_after_it_was_handled(
    intake: Intake, telegram: Telegram, shell: FakeShell, anna: int
) -> None:
    seen: list[int] = []

    async def look(person: Person, event: object) -> None:
        seen.append(await waiting(telegram))

    shell.on_handle = look
    async with intake():
        await telegram.say(anna, "one")
        await until(lambda: shell.handled)
        await telegram.say(anna, "two")
        await until(lambda: len(shell.handled) == 2)
    assert seen == [1, 1]
    assert await waiting(telegram) == 0


async def test_a_clean_stop_finishes_what_is_begun_and_leaves_the_rest_of_the_batch(
    intake: Intake, telegram: Telegram, shell: FakeShell, anna: int
) -> None:
    started = asyncio.Event()

    async def slowly(person: Person, event: object) -> None:
        started.set()
        await asyncio.sleep(1)

    shell.on_handle = slowly
    for number in range(3):
        await telegram.say(anna, str(number))
    async with intake() as stop:
        await started.wait()
        stop.set()
    assert texts(shell) == ["0"]
    assert await waiting(telegram) == 2


async def test_a_clean_stop_does_not_wait_for_a_batch_of_a_hundred_runners(
    intake: Intake, telegram: Telegram, shell: FakeShell
) -> None:
    """Their updates wait for one database: the last of them has long to go when we are told to stop."""
    database = asyncio.Lock()

    async def in_turn(person: Person, event: object) -> None:
        async with database:
            await asyncio.sleep(0.1)

    shell.on_handle = in_turn
    people = [await newcomer(telegram, f"Runner{number}") for number in range(100)]
    for number, person in enumerate(people):
        await telegram.say(person, str(number))
    async with intake():
        await until(lambda: shell.handled)
        began = asyncio.get_running_loop().time()
    assert asyncio.get_running_loop().time() - began < 2
    assert await waiting(telegram) == 100 - len(shell.handled)

    async with intake():
        await until(lambda: len(shell.handled) == 100)
    assert sorted(texts(shell), key=int) == [str(number) for number in range(100)]


async def test_a_clean_stop_does_not_wait_for_the_long_poll(intake: Intake) -> None:
    async with intake():
        await asyncio.sleep(5)
        began = asyncio.get_running_loop().time()
    assert asyncio.get_running_loop().time() - began < 1


async def test_a_clean_stop_takes_nothing_new(
    intake: Intake, telegram: Telegram, shell: FakeShell, anna: int
) -> None:
    async def write_more(person: Person, event: object) -> None:
        stop.set()
        if len(shell.handled) == 0:
            await telegram.say(anna, "two")

    shell.on_handle = write_more
    async with intake() as stop:
        await telegram.say(anna, "one")
        await stop.wait()
    assert texts(shell) == ["one"]
    assert await waiting(telegram) == 1


async def test_chats_run_side_by_side_and_each_in_order(
    intake: Intake, telegram: Telegram, shell: FakeShell, anna: int
) -> None:
    bo = await newcomer(telegram, "Bo")
    order: list[str] = []

    async def note(person: Person, event: Any) -> None:
        if person.chat_id == anna:
            await asyncio.sleep(10)
        order.append(f"{person.first_name} {event.text}")

    shell.on_handle = note
    for text in "abc":
        await telegram.say(anna, text)
        await telegram.say(bo, text)
    async with intake():
        await until(lambda: len(order) == 6)
    assert order == ["Bo a", "Bo b", "Bo c", "Anna a", "Anna b", "Anna c"]


async def test_a_tap_and_a_text_of_one_runner_keep_their_order(
    intake: Intake, telegram: Telegram, shell: FakeShell, anna: int
) -> None:
    async def slow_start(person: Person, event: object) -> None:
        if not shell.handled:
            await asyncio.sleep(10)

    shell.on_handle = slow_start
    first = await telegram.say(anna, "first")
    await telegram.tap(anna, 1, "n")
    async with intake():
        await until(lambda: len(shell.handled) == 2)
    assert shell.events[0] == Typed(text="first", message_id=first)


async def test_an_update_that_fails_twice_is_handled_at_the_third_try(
    intake: Intake, telegram: Telegram, shell: FakeShell, anna: int
) -> None:
    shell.failures = [ValueError("a"), ValueError("b")]
    await telegram.say(anna, "hi")
    async with intake():
        await until(lambda: shell.handled)
    assert shell.updates_aside == []


async def test_an_update_that_always_fails_is_set_aside_whole_and_the_rest_goes_on(
    intake: Intake,
    telegram: Telegram,
    shell: FakeShell,
    anna: int,
    caplog: pytest.LogCaptureFixture,
) -> None:
    tries: list[str] = []

    async def fail(person: Person, event: Any) -> None:
        if event.text.startswith("poison"):
            tries.append(event.text)
            raise ValueError(f"cannot bear {event.text}")

    told: list[Person] = []

    async def tell(person: Person) -> None:
        told.append(person)

    shell.on_handle = fail
    await telegram.say(anna, "poison of a secret kind")
    await telegram.say(anna, "and on")
    async with intake(on_set_aside=tell):
        await until(lambda: shell.handled)
    assert len(tries) == 3
    assert texts(shell) == ["and on"]
    ((_, body, error),) = shell.updates_aside
    assert json.loads(body)["message"]["text"] == "23 letters"
    assert json.loads(body)["message"]["chat"]["id"] == anna
    assert error.startswith("ValueError in tests.edge.test_intake")
    assert "secret" not in body + error
    assert [person.chat_id for person in told] == [anna]
    lines = [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]
    assert len(lines) == 1
    assert "ValueError in tests.edge.test_intake" in lines[0]
    assert "secret" not in caplog.text
    assert await waiting(telegram) == 0


async def test_one_malformed_update_among_twenty_stops_nobody(
    intake: Intake, telegram: Telegram, shell: FakeShell, anna: int
) -> None:
    for number in range(20):
        await telegram.say(anna, str(number))
    with telegram.change():
        user = {"id": anna, "is_bot": False, "first_name": "Anna"}
        telegram.push("message", {"message_id": 1, "from": user, "chat": {"id": anna}, "date": "yesterday"})
    for number in range(20, 40):
        await telegram.say(anna, str(number))
    told: list[Person] = []

    async def tell(person: Person) -> None:
        told.append(person)

    async with intake(on_set_aside=tell):
        await until(lambda: len(shell.handled) == 40)
    assert texts(shell) == [str(number) for number in range(40)]
    assert len(shell.updates_aside) == 1
    assert [person.first_name for person in told] == ["Anna"]


async def test_while_the_database_is_away_nothing_is_set_aside_and_nothing_confirmed(
    intake: Intake, telegram: Telegram, shell: FakeShell, anna: int
) -> None:
    began = asyncio.get_running_loop().time()

    async def locked(person: Person, event: object) -> None:
        if asyncio.get_running_loop().time() - began < 30:
            raise OSError("database is locked")

    shell.on_handle = locked
    await telegram.say(anna, "one")
    await telegram.say(anna, "two")
    async with intake(storage_away=lambda error: isinstance(error, OSError)):
        await asyncio.sleep(29)
        assert await waiting(telegram) == 2
        await until(lambda: len(shell.handled) == 2)
    assert texts(shell) == ["one", "two"]
    assert shell.updates_aside == []
    assert 8 <= telegram.calls["getUpdates"] <= 14  # 1, 2, 4 … seconds between


async def test_an_update_that_cannot_even_be_set_aside_comes_again(
    intake: Intake, telegram: Telegram, shell: FakeShell, anna: int
) -> None:
    full = [OSError("disk full")] * 4  # three tries, and the one to set it aside

    async def fail(person: Person, event: object) -> None:
        if full:
            raise full.pop()

    shell.on_handle = fail
    shell.on_set_aside = fail
    await telegram.say(anna, "one")
    async with intake():
        await until(lambda: shell.handled)
    assert texts(shell) == ["one"]
    assert shell.updates_aside == []


async def test_what_is_done_behind_a_gap_is_not_confirmed_before_it(
    intake: Intake, telegram: Telegram, shell: FakeShell, anna: int
) -> None:
    bo = await newcomer(telegram, "Bo")
    allowed = asyncio.Event()

    async def anna_fails(person: Person, event: object) -> None:
        if person.chat_id == anna and not allowed.is_set():
            raise OSError("no")

    shell.on_handle = anna_fails
    await telegram.say(bo, "one")
    await telegram.say(anna, "two")
    await telegram.say(bo, "three")
    async with intake(storage_away=lambda error: True):
        await asyncio.sleep(10)
        assert texts(shell) == ["one", "three"]
        assert await waiting(telegram) == 2
        allowed.set()
        await until(lambda: len(shell.handled) == 3)
    assert texts(shell) == ["one", "three", "two"]  # and "three", which came again, is not handled twice


async def test_blocking_arrives_without_anything_being_sent(
    intake: Intake, telegram: Telegram, shell: FakeShell, anna: int
) -> None:
    async with intake():
        await asyncio.sleep(1)
        await telegram.block(anna)
        await until(lambda: shell.handled)
    assert shell.events == [Blocked()]


async def test_a_first_start_command_is_taken(intake: Intake, telegram: Telegram, shell: FakeShell) -> None:
    cleo = telegram.add_person("Cleo")
    await telegram.say(cleo, "/start")
    async with intake():
        await until(lambda: shell.handled)
    assert shell.events == [Command(name="start", message_id=1)]
