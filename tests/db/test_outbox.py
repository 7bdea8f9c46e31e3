from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Connection, select

from db.engine import Database
from db.models import outbox as table
from db.store import outbox
from tests.db.rows import ANNA, BEN, NOW, letter


def texts(conn: Connection) -> list[str]:
    return [row["letter"]["text"] for row in outbox.waiting(conn)]


@pytest.mark.parametrize("many", [1, 3, 300])
async def test_letters_get_growing_ids_in_the_order_they_were_given(database: Database, many: int) -> None:
    def post(conn: Connection) -> list[int]:
        return outbox.add(conn, [letter(text=str(n)) for n in range(many)], NOW)

    for _ in range(2):
        ids = await database.run(post)
        assert len(ids) == many
        assert ids == sorted(ids)
        rows = await database.run(partial(outbox.waiting, after_id=ids[0] - 1))
        assert [(row["id"], row["letter"]["text"]) for row in rows] == [
            (letter_id, str(n)) for n, letter_id in enumerate(ids)
        ]


async def test_no_letters_are_no_statement(database: Database) -> None:
    assert await database.run(lambda conn: outbox.add(conn, [], NOW)) == []


async def test_an_id_is_never_given_twice(database: Database) -> None:
    def post_and_remove(conn: Connection) -> int:
        ids = outbox.add(conn, [letter()], NOW)
        outbox.remove(conn, ids)
        return ids[0]

    first = await database.run(post_and_remove)
    assert await database.run(post_and_remove) > first


async def test_a_letter_waits_as_it_was_written(database: Database) -> None:
    written = letter(
        text="Grüße, “Anna” 🏃",
        lane="bulk",
        not_before=NOW,
        not_after=NOW + timedelta(hours=12),
    )

    def post(conn: Connection) -> list[dict[str, Any]]:
        outbox.add(conn, [written], NOW)
        return [dict(row) for row in outbox.waiting(conn)]

    (row,) = await database.run(post)
    assert row == {**written, "id": row["id"], "attempts": 0}


async def test_letters_wait_oldest_first_and_a_page_at_a_time(database: Database) -> None:
    def pages(conn: Connection) -> list[list[str]]:
        outbox.add(conn, [letter(text=str(n)) for n in range(5)], NOW)
        found: list[list[str]] = []
        last = 0
        while rows := outbox.waiting(conn, limit=2, after_id=last):
            found.append([row["letter"]["text"] for row in rows])
            last = rows[-1]["id"]
        return found

    assert await database.run(pages) == [["0", "1"], ["2", "3"], ["4"]]


async def test_letters_that_have_left_are_gone(database: Database) -> None:
    def leave(conn: Connection) -> list[str]:
        ids = outbox.add(conn, [letter(text=str(n)) for n in range(4)], NOW)
        outbox.remove(conn, [ids[0], ids[2]])
        outbox.remove(conn, [])
        return texts(conn)

    assert await database.run(leave) == ["1", "3"]


async def test_a_poisoned_letter_is_kept_and_does_not_wait(database: Database) -> None:
    def poisoned(conn: Connection) -> tuple[list[str], tuple[str, str | None]]:
        ids = outbox.add(conn, [letter(text="bad"), letter(text="good")], NOW)
        aside = outbox.set_aside(conn, ids[0], "400: can't parse entities")
        assert aside is not None
        assert (aside["chat_id"], aside["letter"]["text"]) == (ANNA, "bad")
        row = conn.execute(select(table.c.state, table.c.error).where(table.c.id == ids[0])).one()
        return texts(conn), (row.state, row.error)

    assert await database.run(poisoned) == (["good"], ("dead", "400: can't parse entities"))


async def test_a_delayed_letter_counts_its_attempts_and_waits_for_its_time(database: Database) -> None:
    def delayed(conn: Connection) -> tuple[int, object]:
        (letter_id,) = outbox.add(conn, [letter()], NOW)
        outbox.delay(conn, letter_id, 3, NOW + timedelta(seconds=30))
        (row,) = outbox.waiting(conn)
        return row["attempts"], row["not_before"]

    assert await database.run(delayed) == (3, NOW + timedelta(seconds=30))


async def test_a_chat_that_cannot_be_reached_loses_its_letters_and_no_one_elses(database: Database) -> None:
    def drop(conn: Connection) -> list[str]:
        outbox.add(conn, [letter(ANNA, "a"), letter(BEN, "b"), letter(ANNA, "c")], NOW)
        dropped = outbox.drop_chat(conn, ANNA)
        assert sorted(one["text"] for one in dropped) == ["a", "c"]
        return texts(conn)

    assert await database.run(drop) == ["b"]
