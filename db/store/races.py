"""The races a runner has told us of. Their numbers count from 1 for each runner and are never given twice."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, select, update

from db.models import races
from db.store.dialect import insert_into


def of_runner(conn: Connection, chat_id: int) -> Sequence[RowMapping]:
    """All of them, removed ones too (`removed_at`), by date."""
    return (
        conn.execute(
            select(
                races.c.no,
                races.c.day_type,
                races.c.local_day,
                races.c.name,
                races.c.metres,
                races.c.legs,
                races.c.removed_at,
            )
            .where(races.c.chat_id == chat_id)
            .order_by(races.c.local_day, races.c.no)
        )
        .mappings()
        .all()
    )


def save(conn: Connection, chat_id: int, values: Mapping[str, Any], now: datetime) -> None:
    """A race, new or changed: no, day_type, local_day, name, metres, legs."""
    row = {**values, "chat_id": chat_id, "created_at": now}
    conn.execute(
        insert_into(conn, races)
        .values(**row)
        .on_conflict_do_update(index_elements=["chat_id", "no"], set_=dict(values))
    )


def remove(conn: Connection, chat_id: int, no: int, now: datetime) -> None:
    conn.execute(update(races).where(races.c.chat_id == chat_id, races.c.no == no).values(removed_at=now))
