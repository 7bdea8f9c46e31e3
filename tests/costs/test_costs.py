"""What a tap costs: counted, never timed. The limits are the project's; what is counted today is the table.

A count that grows must be meant: then the table is changed with it.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from tests.costs.trace import COMMIT, Trace, rows, watched
from tests.patience import PATIENCE
from tests.stage import Stage, labels, on_stage

THREE = "answerCallbackQuery editMessageText sendMessage"

# what the runner does                  API calls, SQL statements, commits, new rows beside the update's own
COSTS = {
    "Start of the reminder":            (THREE, 18, 2, {"sessions": 1, "reminders": 2}),
    "Done":                             (THREE, 8, 2, {}),
    "Done again":                       ("answerCallbackQuery", 5, 2, {}),
    "Skip":                             (THREE, 8, 2, {}),
    "a reason for the skip":            ("answerCallbackQuery editMessageText", 11, 2, {}),
    "Undo":                             ("answerCallbackQuery editMessageText", 11, 2, {}),
    "typed done":                       ("editMessageText sendMessage", 9, 3, {}),
    "the last Done":                    (THREE, 8, 2, {}),
}  # fmt: skip


@pytest.fixture
async def stage(ready_url: str) -> AsyncIterator[Stage]:
    """Anna's reminder has just come."""
    async with on_stage(ready_url, datetime(2026, 3, 28, 15, 10, tzinfo=UTC)) as stage:
        anna = stage.telegram.add_person("Anna")
        await stage.say(anna, "/regen marathon")
        for label in ("Yes", "That's it", "No", "No", "Nothing"):
            await stage.tap(anna, label)
        await stage.at(datetime(2026, 3, 29, 8, 0, tzinfo=UTC))
        yield stage


async def under_way(stage: Stage) -> int:
    """The first exercise stands in the chat."""
    anna: int = stage.telegram.people()[0]["id"]
    for label in ("Start", "No, all clear", "Nothing sore", "Let's go"):
        await stage.tap(anna, label)
    return anna


async def test_each_step_costs_what_the_table_says(stage: Stage) -> None:
    anna: int = stage.telegram.people()[0]["id"]
    costs = {}

    async def tap(what: str, label: str) -> None:
        async with watched(stage) as trace:
            await stage.tap(anna, label)
        costs[what] = cost(trace)

    await tap("Start of the reminder", "Start")
    for label in ("No, all clear", "Nothing sore", "Let's go"):
        await stage.tap(anna, label)
    message, data = stage.button(anna, "✓ Done")
    await tap("Done", "✓ Done")
    async with watched(stage) as trace:
        await stage.telegram.tap(anna, message, data)
        await stage.settled()
    costs["Done again"] = cost(trace)
    await tap("Skip", "Skip")
    await tap("a reason for the skip", "Not for me")
    await tap("Undo", "Undo")
    await stage.tap(anna, "✓ Done")
    async with watched(stage) as trace:
        await stage.say(anna, "done")
    costs["typed done"] = cost(trace)
    while "Closing":
        async with watched(stage) as trace:
            await stage.tap(anna, "✓ Done")
        if "Better" in labels(stage.said(anna)[-1]):
            break
    costs["the last Done"] = cost(trace)

    assert costs == {
        what: (calls, statements + commits * fenced(stage), commits, rows)
        for what, (calls, statements, commits, rows) in COSTS.items()
    }


async def test_a_done_tap_is_inside_its_limits() -> None:
    calls, statements, commits, rows = COSTS["Done"]
    assert len(calls.split()) <= 3
    assert statements <= 8
    assert (commits, rows) == (2, {})


async def test_a_done_tap_is_committed_once_before_anything_leaves_and_its_marks_together_after(
    stage: Stage,
) -> None:
    anna = await under_way(stage)

    async with watched(stage) as trace:
        await stage.tap(anna, "✓ Done")

    what = ["call" if one[0] == ">" and one != "> getUpdates" else one for one in trace.events]
    calls = [place for place, one in enumerate(what) if one == "call"]
    assert len(calls) == 3
    assert what[: calls[0]].count(COMMIT) == 1, "the tap is one transaction, before the first call"
    assert COMMIT not in what[calls[0] : calls[-1]], "the calls leave together"
    _, marks = trace.transactions
    assert [" ".join(statement.split()[:3]) for statement in marks] == [
        "DELETE FROM outbox",
        "UPDATE session_items SET",
        *(["SELECT leases.fence FROM"] if fenced(stage) else []),
    ]


async def test_a_tap_is_confirmed_to_telegram_only_when_it_is_committed(stage: Stage) -> None:
    anna = await under_way(stage)

    async with watched(stage) as trace:
        await stage.tap(anna, "✓ Done")

    assert trace.events.index("> getUpdates") > trace.events.index(COMMIT)


async def test_a_double_tap_adds_no_row_and_one_answer(stage: Stage) -> None:
    anna = await under_way(stage)
    message, data = stage.button(anna, "✓ Done")

    async with watched(stage) as trace:
        await stage.telegram.tap(anna, message, data)
        await stage.telegram.tap(anna, message, data)
        await stage.settled()

    assert Counter(trace.calls) == Counter([*THREE.split(), "answerCallbackQuery"])
    assert trace.rows == {"updates": 2}


async def test_an_update_that_comes_twice_adds_nothing_and_says_nothing(stage: Stage) -> None:
    anna = await under_way(stage)
    stage.telegram.faults.add(method="getUpdates", kind="refused", times=None)  # nothing can be confirmed
    with stage.telegram.subscribe() as events:
        await stage.telegram.tap(anna, *stage.button(anna, "✓ Done"))
        async with asyncio.timeout(PATIENCE):
            while (await events.get())["kind"] != "message":
                pass
    await stage.stop()
    stage.telegram.faults.clear()
    stage.telegram.calls.clear()
    assert stage.telegram.store.count_updates() == 1, "it will come again"

    await stage.start()
    before = await rows(stage)
    await stage.settled()

    assert stage.telegram.store.count_updates() == 0
    assert stage.telegram.calls.keys().isdisjoint(THREE.split())
    assert await rows(stage) - before == {}


def fenced(stage: Stage) -> bool:
    """On PostgreSQL each commit comes after one more statement: whether this process still leads."""
    assert stage.database is not None
    return stage.database.dialect == "postgresql"


def cost(trace: Trace) -> tuple[str, int, int, dict[str, int]]:
    assert trace.rows.pop("updates") == 1
    return " ".join(trace.calls), trace.statements, len(trace.transactions), dict(trace.rows)
