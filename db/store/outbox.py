"""Letters on their way. They are written with what caused them, and leave after the commit."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, delete, func, insert, literal, select, update

from db.models import outbox


def _waiting() -> ColumnElement[bool]:
    # spelled out in the SQL: with a parameter in its place SQLite could not use the partial index
    return outbox.c.state == literal("waiting", literal_execute=True)


def add(conn: Connection, rows: Iterable[Mapping[str, Any]], now: datetime) -> list[int]:
    """Post letters: chat_id, step, lane, letter, not_before, not_after each. Their ids, in that order.

    One statement for all. Ids only grow, so they are the order of a chat whose runner is locked.
    """
    values = [
        {"not_before": None, "not_after": None, **row, "attempts": 0, "state": "waiting", "created_at": now}
        for row in rows
    ]
    if not values:
        return []
    posting = insert(outbox).returning(outbox.c.id)
    # both databases number the rows of one VALUES list in its order; only RETURNING promises none
    return sorted(conn.execute(posting, values).scalars())


def waiting(conn: Connection, limit: int = 500, after_id: int = 0) -> Sequence[RowMapping]:
    """Letters that have not left, oldest first: at most `limit`, of those after `after_id`."""
    return (
        conn.execute(
            select(
                outbox.c.id,
                outbox.c.chat_id,
                outbox.c.step,
                outbox.c.lane,
                outbox.c.letter,
                outbox.c.not_before,
                outbox.c.not_after,
                outbox.c.attempts,
            )
            .where(_waiting(), outbox.c.id > after_id)
            .order_by(outbox.c.id)
            .limit(limit)
        )
        .mappings()
        .all()
    )


def remove(conn: Connection, ids: Sequence[int]) -> None:
    """They have left, or need not leave any more."""
    if ids:
        conn.execute(delete(outbox).where(outbox.c.id.in_(ids)))


def delay(conn: Connection, letter_id: int, attempts: int, not_before: datetime | None) -> None:
    """It did not leave: so many attempts now, and not again before that moment."""
    conn.execute(
        update(outbox).where(outbox.c.id == letter_id).values(attempts=attempts, not_before=not_before)
    )


def set_aside(conn: Connection, letter_id: int, error: str) -> RowMapping | None:
    """It can never leave. It stays for somebody to look at, in nobody's way. Its chat_id and letter."""
    aside = update(outbox).where(outbox.c.id == letter_id).values(state="dead", error=error)
    return conn.execute(aside.returning(outbox.c.chat_id, outbox.c.letter)).mappings().first()


def drop_chat(conn: Connection, chat_id: int) -> Sequence[Mapping[str, Any]]:
    """The runner cannot be reached: nothing of theirs leaves. The letters that will not."""
    dropped = delete(outbox).where(outbox.c.chat_id == chat_id).returning(outbox.c.letter)
    return conn.execute(dropped).scalars().all()


def aside(conn: Connection) -> int:
    """How many letters were set aside."""
    return conn.execute(select(func.count()).where(outbox.c.state == "dead")).scalar_one()
