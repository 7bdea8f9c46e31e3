"""The runner's row: the lock that puts one runner's events in order, and what the runner told us."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, bindparam, delete, literal, select, update

from db.models import metadata, outbox, runners
from db.store import reminders
from db.store.dialect import insert_into

# built once: every event begins with it
_LOCKING = select(*runners.c).where(runners.c.chat_id == bindparam("chat")).with_for_update()


def lock(conn: Connection, chat_id: int) -> RowMapping | None:
    """The whole row, held until the transaction ends. Take it before reading anything else of the runner.

    On SQLite the transaction already is the only writer; the lock is not spelled there.
    """
    return conn.execute(_LOCKING, {"chat": chat_id}).mappings().first()


def add(conn: Connection, values: Mapping[str, Any]) -> None:
    """A new runner; nothing happens when the runner is there already."""
    conn.execute(
        insert_into(conn, runners).values(**values).on_conflict_do_nothing(index_elements=["chat_id"])
    )


def save(conn: Connection, chat_id: int, values: Mapping[str, Any]) -> None:
    """These columns of the row, the dialogue among them."""
    conn.execute(update(runners).where(runners.c.chat_id == chat_id).values(**values))


def forget(conn: Connection, chat_id: int) -> None:
    """Delete the runner and everything of the runner's. Two statements: letters hang on no runner."""
    conn.execute(delete(outbox).where(outbox.c.chat_id == chat_id))
    conn.execute(delete(runners).where(runners.c.chat_id == chat_id))


def move(conn: Connection, old: int, new: int, now: datetime) -> None:
    """The chat has another id now: everything of it belongs to that one.

    A runner who is at the new id already is kept, and the old one stays as it was, but silent. Letters go to
    the new id in any case. Nothing happens when there is nothing at the old id.
    """
    rows = {chat_id: lock(conn, chat_id) for chat_id in sorted((old, new))}  # always in the same order
    if rows[old] is not None and rows[new] is not None:
        save(conn, old, {"active": False})
        reminders.drop_chat(conn, old, "moved", now)
        conn.execute(update(outbox).where(outbox.c.chat_id == old).values(chat_id=new))
        return
    tables = [table for table in metadata.sorted_tables if "chat_id" in table.c]
    copied = [table for table in tables if "chat_id" in table.primary_key.columns]
    for table in tables:
        if table not in copied:
            conn.execute(update(table).where(table.c.chat_id == old).values(chat_id=new))
            continue
        # a key that others point at cannot be changed in place: a copy first, and the old one goes last
        columns = [literal(new) if column.name == "chat_id" else column for column in table.c]
        rest = select(*columns).where(table.c.chat_id == old)
        copying = insert_into(conn, table).from_select([column.name for column in table.c], rest)
        conn.execute(copying.on_conflict_do_nothing())
    for table in reversed(copied):
        conn.execute(delete(table).where(table.c.chat_id == old))
