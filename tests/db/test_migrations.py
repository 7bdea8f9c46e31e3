import asyncio
import sys
from datetime import timedelta
from pathlib import Path
from subprocess import run
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text

from db import revisions
from db.engine import Database, open_database, upgrade
from db.errors import DatabaseError
from db.models import metadata, runners
from db.store import reminders, runs
from db.store.runners import lock
from db.upgrade import bring_up, config
from tests.databases import PostgresServer, fresh_sqlite
from tests.db.rows import ANNA, DAY, NOW, add_anna, add_session, item, reminder, runner
from tests.db.test_units_of_work import Oops


async def test_an_empty_database_is_brought_up(empty_url: str) -> None:
    assert await _revision(empty_url) is None
    assert await upgrade(empty_url) == revisions.newest()
    assert await _revision(empty_url) == revisions.newest()

    database = open_database(empty_url)
    assert await database.upgrade() is False
    await database.run(add_anna)
    await database.close()


async def test_models_and_migrations_agree(database: Database) -> None:
    def differences(conn: Connection) -> list[Any]:
        context = MigrationContext.configure(conn, opts={"compare_type": True})
        return list(compare_metadata(context, metadata))

    assert await database.run(differences) == []


async def test_constraints_and_partial_indexes_are_those_of_the_models_on_sqlite(
    sqlite: Database, tmp_path: Path
) -> None:
    assert await sqlite.run(_inventory) == await _inventory_of_the_models(fresh_sqlite(tmp_path))


async def test_constraints_and_partial_indexes_are_those_of_the_models_on_postgresql(
    postgres: Database, server: PostgresServer
) -> None:
    with server.empty() as url:
        assert await postgres.run(_inventory) == await _inventory_of_the_models(url)


async def _revision(url: str) -> str | None:
    database = open_database(url)
    try:
        return await database.revision()
    finally:
        await database.close()


async def _inventory_of_the_models(empty_url: str) -> dict[str, Any]:
    database = open_database(empty_url)
    try:
        await database.run(metadata.create_all)
        return await database.run(_inventory)
    finally:
        await database.close()


def _inventory(conn: Connection) -> dict[str, Any]:
    there = inspect(conn)
    found: dict[str, Any] = {}
    for table in sorted(set(there.get_table_names()) - {revisions.VERSION_TABLE}):
        found[table] = {
            "columns": [
                (c["name"], str(c["type"]), c["nullable"], c["default"] is None)
                for c in there.get_columns(table)
            ],
            "key": there.get_pk_constraint(table),
            "checks": sorted((c["name"] or "", c["sqltext"]) for c in there.get_check_constraints(table)),
            "unique": there.get_unique_constraints(table),
            "foreign": there.get_foreign_keys(table),
            "indexes": [
                (i["name"], i["column_names"], [str(v) for v in i.get("dialect_options", {}).values()])
                for i in there.get_indexes(table)
            ],
        }
        if conn.dialect.name == "sqlite":
            sql = conn.scalar(text("SELECT sql FROM sqlite_master WHERE name = :name"), {"name": table})
            found[table]["how"] = ("WITHOUT ROWID" in str(sql), "AUTOINCREMENT" in str(sql))
    return found


def test_the_newest_migration_is_the_head_that_alembic_sees() -> None:
    script = ScriptDirectory(str(Path(revisions.__file__).parent / "migrations"))
    assert script.get_current_head() == revisions.newest()
    assert tuple(sorted(found.revision for found in script.walk_revisions())) == revisions.known()


async def test_two_who_bring_it_up_at_the_same_time_bring_it_up_once(empty_url: str) -> None:
    both = await asyncio.gather(upgrade(empty_url), upgrade(empty_url))
    assert set(both) == {revisions.newest()}


async def test_an_upgrade_that_fails_half_way_leaves_nothing(
    empty_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("alembic.command.upgrade", _half_an_upgrade)
    with pytest.raises(Oops):
        await upgrade(empty_url)
    assert await _revision(empty_url) is None
    database = open_database(empty_url)
    assert await database.run(lambda conn: inspect(conn).get_table_names()) == []
    await database.close()


def _half_an_upgrade(made: Any, _target: str) -> None:
    conn: Connection = made.attributes["connection"]
    metadata.tables["runners"].create(conn)
    raise Oops


async def test_a_runner_from_before_the_cautions_has_named_none(empty_url: str) -> None:
    def first_tables(conn: Connection) -> None:
        command.upgrade(config(conn), "0001")
        there = {column["name"] for column in inspect(conn).get_columns("runners")}
        assert "cautions" not in there
        conn.execute(runners.insert().values({n: value for n, value in runner().items() if n in there}))

    database = open_database(empty_url)
    await database.run(first_tables)
    await database.upgrade()
    row = await database.run(lambda conn: lock(conn, ANNA))
    await database.close()
    assert row is not None
    assert (row["cautions"], row["first_name"]) == ([], "Anna")


async def test_reminders_from_before_the_leader_are_all_kept(empty_url: str) -> None:
    def tables_of_then(conn: Connection) -> None:
        command.upgrade(config(conn), "0004")
        assert "lease_owner" in {column["name"] for column in inspect(conn).get_columns("reminders")}
        add_anna(conn)
        reminders.put(conn, reminder())
        reminders.put(conn, reminder(kind="nudge", due=NOW + timedelta(hours=1)))
        conn.execute(text("UPDATE reminders SET state = 'sent', lease_owner = 'x' WHERE kind = 'nudge'"))

    def kept(conn: Connection) -> list[Any]:
        assert "lease_owner" not in {column["name"] for column in inspect(conn).get_columns("reminders")}
        return [(row["kind"], row["state"], row["due"]) for row in reminders.around(conn, ANNA, DAY)]

    database = open_database(empty_url)
    await database.run(tables_of_then)
    await database.upgrade()
    rows = await database.run(kept)
    await database.close()
    assert sorted(rows) == [("nudge", "sent", NOW + timedelta(hours=1)), ("regen", "pending", NOW)]


async def test_a_database_from_the_future_is_refused(empty_url: str) -> None:
    database = open_database(empty_url)
    await database.upgrade()
    await database.run(lambda conn: conn.execute(text("UPDATE alembic_version SET version_num = '9999'")))
    with pytest.raises(DatabaseError, match="revision 9999") as caught:
        await database.upgrade()
    assert "\n" not in str(caught.value)
    await database.close()


async def test_rebuilding_a_table_on_sqlite_keeps_what_hangs_on_it(sqlite: Database) -> None:
    def before(conn: Connection) -> None:
        add_anna(conn)
        runs.add(conn, ANNA, {"no": 1, "day_type": "easy", "local_day": DAY}, NOW)
        add_session(conn, 1, item(1))

    def rebuild(conn: Connection) -> None:
        for table in ("runners", "sessions"):
            operations = Operations(MigrationContext.configure(conn))
            with operations.batch_alter_table(table, recreate="always"):
                pass

    def after(conn: Connection) -> tuple[list[int], Any]:
        counted = [conn.scalar(text(f"SELECT count(*) FROM {t}")) or 0 for t in ("runs", "session_items")]
        return counted, conn.exec_driver_sql("PRAGMA foreign_keys").scalar()

    await sqlite.run(before)
    await sqlite._upgrade(rebuild)
    assert await sqlite.run(after) == ([1, 1], 1)


async def test_an_upgrade_that_would_leave_orphans_on_sqlite_is_undone(
    sqlite: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def before(conn: Connection) -> None:
        add_anna(conn)
        add_session(conn, 1, item(1))

    def lose_the_runners(made: Any, _target: str) -> None:
        made.attributes["connection"].execute(text("DELETE FROM runners"))

    await sqlite.run(before)
    monkeypatch.setattr("alembic.command.upgrade", lose_the_runners)
    with pytest.raises(DatabaseError, match="without their owner"):
        await sqlite._upgrade(bring_up)
    assert await sqlite.run(lambda conn: conn.scalar(text("SELECT count(*) FROM runners"))) == 1


def test_a_start_on_tables_that_are_up_to_date_does_not_import_alembic(tmp_path: Path) -> None:
    url = fresh_sqlite(tmp_path)
    asyncio.run(upgrade(url))
    program = (
        "import asyncio, sys, db.engine\n"
        f"asyncio.run(db.engine.upgrade({url!r}))\n"
        "slow = {'alembic', 'asyncpg', 'sqlalchemy.orm', 'sqlalchemy.dialects.postgresql'}\n"
        "print(sorted(slow & set(sys.modules)))\n"
    )
    done = run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
