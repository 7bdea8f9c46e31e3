"""Telegram's updates that were taken: each is worked on once, whoever brings it and however often."""

from datetime import datetime

from sqlalchemy import Connection, delete, func, select

from db.models import updates
from db.store.dialect import insert_into


def first_time(conn: Connection, update_id: int, now: datetime) -> bool:
    """Take the update. False: it was taken before, so there is nothing to do.

    On PostgreSQL a second taker waits here until the first has committed (False) or rolled back (True).
    """
    taking = (
        insert_into(conn, updates)
        .values(update_id=update_id, seen_at=now)
        .on_conflict_do_nothing(index_elements=["update_id"])
        .returning(updates.c.update_id)
    )
    return conn.execute(taking).first() is not None


def set_aside(conn: Connection, update_id: int, body: str, error: str, now: datetime) -> None:
    """Keep an update that cannot be handled, so that somebody can look at it and no one tries it again.

    `body`: what it looks like, without anybody's words.
    """
    kept = {"body": body, "error": error}
    conn.execute(
        insert_into(conn, updates)
        .values(update_id=update_id, seen_at=now, **kept)
        .on_conflict_do_update(index_elements=["update_id"], set_=kept)
    )


def prune(conn: Connection, before: datetime) -> None:
    """Forget what was seen before that moment, also what was set aside."""
    conn.execute(delete(updates).where(updates.c.seen_at < before))


def aside(conn: Connection) -> int:
    """How many were set aside and not yet forgotten."""
    return conn.execute(select(func.count()).where(updates.c.error.is_not(None))).scalar_one()
