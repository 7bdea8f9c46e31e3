"""The runs a runner told us about. Their numbers count from 1 for each runner and are never given twice."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, func, insert, select, update

from db.models import runs


def since(conn: Connection, chat_id: int, day: date) -> Sequence[RowMapping]:
    """Runs of that local day and later, newest first."""
    return (
        conn.execute(
            select(runs.c.no, runs.c.day_type, runs.c.local_day, runs.c.metres, runs.c.seconds)
            .where(runs.c.chat_id == chat_id, runs.c.local_day >= day, runs.c.removed_at.is_(None))
            .order_by(runs.c.local_day.desc(), runs.c.no.desc())
        )
        .mappings()
        .all()
    )


def newest(conn: Connection, chat_id: int) -> int:
    """The highest number given so far, removed runs counted; 0 before the first."""
    return conn.execute(select(func.max(runs.c.no)).where(runs.c.chat_id == chat_id)).scalar() or 0


def add(conn: Connection, chat_id: int, values: Mapping[str, Any], now: datetime) -> None:
    conn.execute(insert(runs).values(chat_id=chat_id, created_at=now, **values))


def move(conn: Connection, chat_id: int, no: int, local_day: date) -> None:
    conn.execute(update(runs).where(runs.c.chat_id == chat_id, runs.c.no == no).values(local_day=local_day))


def remove(conn: Connection, chat_id: int, no: int, now: datetime) -> None:
    """It was no run. The number stays taken, so that an old button never means a newer run."""
    conn.execute(update(runs).where(runs.c.chat_id == chat_id, runs.c.no == no).values(removed_at=now))
