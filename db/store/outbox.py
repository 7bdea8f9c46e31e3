"""Letters on their way. They are written with what caused them, and leave after the commit."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, delete, insert, literal, select, update

from db.models import OutboxLetter


def _waiting() -> ColumnElement[bool]:
    # spelled out in the SQL: with a parameter in its place SQLite could not use the partial index
    return OutboxLetter.state == literal("waiting", literal_execute=True)


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
    posting = insert(OutboxLetter).returning(OutboxLetter.id, sort_by_parameter_order=True)
    return list(conn.execute(posting, values).scalars())


def waiting(conn: Connection, limit: int = 500, after_id: int = 0) -> Sequence[RowMapping]:
    """Letters that have not left, oldest first: at most `limit`, of those after `after_id`."""
    return (
        conn.execute(
            select(
                OutboxLetter.id,
                OutboxLetter.chat_id,
                OutboxLetter.step,
                OutboxLetter.lane,
                OutboxLetter.letter,
                OutboxLetter.not_before,
                OutboxLetter.not_after,
                OutboxLetter.attempts,
            )
            .where(_waiting(), OutboxLetter.id > after_id)
            .order_by(OutboxLetter.id)
            .limit(limit)
        )
        .mappings()
        .all()
    )


def remove(conn: Connection, ids: Sequence[int]) -> None:
    """They have left, or need not leave any more."""
    if ids:
        conn.execute(delete(OutboxLetter).where(OutboxLetter.id.in_(ids)))


def delay(conn: Connection, letter_id: int, attempts: int, not_before: datetime | None) -> None:
    """It did not leave: so many attempts now, and not again before that moment."""
    conn.execute(
        update(OutboxLetter)
        .where(OutboxLetter.id == letter_id)
        .values(attempts=attempts, not_before=not_before)
    )


def set_aside(conn: Connection, letter_id: int, error: str) -> None:
    """It can never leave. It stays for somebody to look at, and is in nobody's way."""
    conn.execute(update(OutboxLetter).where(OutboxLetter.id == letter_id).values(state="dead", error=error))


def drop_chat(conn: Connection, chat_id: int) -> None:
    """The runner cannot be reached: nothing of theirs leaves."""
    conn.execute(delete(OutboxLetter).where(OutboxLetter.chat_id == chat_id))
