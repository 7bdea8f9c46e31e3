from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Connection

from db.engine import Database
from db.store import leases, outbox, races, reminders, runners, runs, sessions, updates
from tests.databases import statements
from tests.db.rows import (
    ANNA,
    BEN,
    DAY,
    NOW,
    add_anna,
    add_session,
    checkin,
    item,
    letter,
    race,
    reminder,
    runner,
)

RUN = {"no": 1, "day_type": "easy", "local_day": DAY, "metres": None, "seconds": None}

ONE_STATEMENT: dict[str, Callable[[Connection], Any]] = {
    "updates.first_time": lambda conn: updates.first_time(conn, 1, NOW),
    "updates.set_aside": lambda conn: updates.set_aside(conn, 1, "{}", "oops", NOW),
    "updates.prune": lambda conn: updates.prune(conn, NOW),
    "runners.lock": lambda conn: runners.lock(conn, ANNA),
    "runners.add": lambda conn: runners.add(conn, runner(BEN)),
    "runners.save": lambda conn: runners.save(conn, ANNA, {"minutes": 30, "dialogue": {"kind": "idle"}}),
    "runs.since": lambda conn: runs.since(conn, ANNA, DAY),
    "runs.newest": lambda conn: runs.newest(conn, ANNA),
    "runs.add": lambda conn: runs.add(conn, ANNA, RUN, NOW),
    "runs.move": lambda conn: runs.move(conn, ANNA, 1, DAY),
    "runs.remove": lambda conn: runs.remove(conn, ANNA, 1, NOW),
    "sessions.with_items, newest": lambda conn: sessions.with_items(conn, ANNA),
    "sessions.with_items, by number": lambda conn: sessions.with_items(conn, ANNA, 1),
    "sessions.newest": lambda conn: sessions.newest(conn, ANNA),
    "sessions.save": lambda conn: sessions.save(conn, ANNA, 1, status="active"),
    "sessions.save_checkin": lambda conn: sessions.save_checkin(conn, ANNA, 1, checkin()),
    "sessions.answer": lambda conn: sessions.answer(conn, ANNA, 1, 1, "arch-roll", {"status": "done"}),
    "sessions.add_item": lambda conn: sessions.add_item(conn, ANNA, 1, item(9)),
    "sessions.set_message_ids": lambda conn: sessions.set_message_ids(
        conn, [(ANNA, 1, n, n) for n in range(9)]
    ),
    "sessions.message_id": lambda conn: sessions.message_id(conn, ANNA, 1, 1),
    "sessions.disliked": lambda conn: sessions.disliked(conn, ANNA),
    "sessions.done_between": lambda conn: sessions.done_between(conn, ANNA, DAY, DAY),
    "reminders.put": lambda conn: reminders.put(conn, reminder()),
    "reminders.end": lambda conn: reminders.end(conn, ANNA, "regen", DAY, "sent", None, NOW),
    "reminders.unsent": lambda conn: reminders.unsent(conn, ANNA, "regen", DAY, "could not leave", NOW),
    "reminders.drop_chat": lambda conn: reminders.drop_chat(conn, ANNA, "blocked", NOW),
    "reminders.around": lambda conn: reminders.around(conn, ANNA, DAY),
    "reminders.due": lambda conn: reminders.due(conn, NOW, 64),
    "reminders.of_other_rules": lambda conn: reminders.of_other_rules(conn, "2027.1", 500),
    "reminders.busiest": lambda conn: reminders.busiest(conn, NOW),
    "updates.aside": updates.aside,
    "outbox.aside": outbox.aside,
    "reminders.next_due": reminders.next_due,
    "races.of_runner": lambda conn: races.of_runner(conn, ANNA),
    "races.save": lambda conn: races.save(conn, ANNA, race(), NOW),
    "races.remove": lambda conn: races.remove(conn, ANNA, 1, NOW),
    "sessions.open_chats": lambda conn: sessions.open_chats(conn, DAY, NOW),
    "leases.renew": lambda conn: leases.renew(conn, "life", "coach", NOW),
    "leases.until": lambda conn: leases.until(conn, "life"),
    "outbox.add": lambda conn: outbox.add(conn, [letter() for _ in range(20)], NOW),
    "outbox.waiting": outbox.waiting,
    "outbox.remove": lambda conn: outbox.remove(conn, list(range(20))),
    "outbox.delay": lambda conn: outbox.delay(conn, 1, 1, NOW),
    "outbox.set_aside": lambda conn: outbox.set_aside(conn, 1, "oops"),
    "outbox.drop_chat": lambda conn: outbox.drop_chat(conn, ANNA),
}


async def _sent_by(database: Database, work: Callable[[Connection], Any]) -> list[str]:
    def prepare(conn: Connection) -> None:
        add_anna(conn)
        add_session(conn, 1, item(1), item(2))

    await database.run(prepare)
    with statements() as sent:
        await database.run(work)
    return sent


@pytest.mark.parametrize("name", ONE_STATEMENT)
async def test_a_query_is_one_statement_on_sqlite(sqlite: Database, name: str) -> None:
    assert len(await _sent_by(sqlite, ONE_STATEMENT[name])) == 1


async def test_every_query_is_one_statement_on_postgresql(postgres: Database) -> None:
    for name, ask in ONE_STATEMENT.items():
        assert (name, len(await _sent_by(postgres, ask))) == (name, 1)
        for chat_id in (ANNA, BEN):
            await postgres.run(partial(runners.forget, chat_id=chat_id))


async def test_a_plan_is_two_statements_however_long(database: Database) -> None:
    planned = [item(n) for n in range(1, 13)]
    sent = await _sent_by(database, lambda conn: sessions.plan(conn, ANNA, 1, planned))
    assert [statement.split()[0] for statement in sent] == ["DELETE", "INSERT"]


async def test_only_postgresql_spells_the_row_lock(sqlite: Database, postgres: Database) -> None:
    (plain,) = await _sent_by(sqlite, ONE_STATEMENT["runners.lock"])
    (locking,) = await _sent_by(postgres, ONE_STATEMENT["runners.lock"])
    assert "FOR UPDATE" not in plain
    assert locking.rstrip().endswith("FOR UPDATE")
