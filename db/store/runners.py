"""The runner's row: the lock that puts one runner's events in order, and what the runner told us."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, RowMapping, bindparam, delete, select, update

from db.models import outbox, runners
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
