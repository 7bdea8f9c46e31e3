"""When to come back: one reminder for a runner, kind and local date. The clock only looks at what is due."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, bindparam, func, literal, or_, select, update

from db.models import reminders
from db.store.dialect import insert_into


def _pending() -> ColumnElement[bool]:
    # spelled out in the SQL: with a parameter in its place SQLite could not use the partial index
    return reminders.c.state == literal("pending", literal_execute=True)


def put(conn: Connection, values: Mapping[str, Any]) -> None:
    """Make this the pending reminder of its runner, kind and date, whatever was there before.

    `values`: chat_id, kind, local_date, local_time, zone, due_utc, tzdb_version, snoozed.
    """
    row = {**values, "state": "pending", "reason": None, "ended_at": None}
    conn.execute(
        insert_into(conn, reminders)
        .values(**row)
        .on_conflict_do_update(index_elements=["chat_id", "kind", "local_date"], set_=row)
    )


def end(
    conn: Connection,
    chat_id: int,
    kind: str,
    local_date: date,
    state: str,
    reason: str | None,
    now: datetime,
) -> None:
    """It has rung, was taken, or will not ring; `reason` says why."""
    conn.execute(
        update(reminders)
        .where(reminders.c.chat_id == chat_id, reminders.c.kind == kind, reminders.c.local_date == local_date)
        .values(state=state, reason=reason, ended_at=now)
    )


def unsent(conn: Connection, chat_id: int, kind: str, local_date: date, reason: str, now: datetime) -> None:
    """It had rung, but its message never left; one that was answered or moved since stays what it is."""
    conn.execute(
        update(reminders)
        .where(
            reminders.c.chat_id == chat_id,
            reminders.c.kind == kind,
            reminders.c.local_date == local_date,
            reminders.c.state == "sent",
        )
        .values(state="dropped", reason=reason, ended_at=now)
    )


def drop_chat(conn: Connection, chat_id: int, reason: str, now: datetime) -> None:
    """Nothing that is pending for this runner will ring."""
    conn.execute(
        update(reminders)
        .where(reminders.c.chat_id == chat_id, _pending())
        .values(state="dropped", reason=reason, ended_at=now)
    )


def around(conn: Connection, chat_id: int, since_date: date) -> Sequence[RowMapping]:
    """The pending ones, and all of that local date and later; by date."""
    return (
        conn.execute(
            select(
                reminders.c.kind,
                reminders.c.local_date,
                reminders.c.local_time,
                reminders.c.zone,
                reminders.c.due_utc.label("due"),
                reminders.c.state,
                reminders.c.reason,
                reminders.c.snoozed,
                reminders.c.ended_at,
            )
            .where(reminders.c.chat_id == chat_id, or_(_pending(), reminders.c.local_date >= since_date))
            .order_by(reminders.c.local_date, reminders.c.kind)
        )
        .mappings()
        .all()
    )


def due(conn: Connection, now: datetime, limit: int) -> Sequence[RowMapping]:
    """What is due and pending, longest due first: id, chat_id, kind, local_date."""
    return (
        conn.execute(
            select(reminders.c.id, reminders.c.chat_id, reminders.c.kind, reminders.c.local_date)
            .where(_pending(), reminders.c.due_utc <= now)
            .order_by(reminders.c.due_utc, reminders.c.id)  # of one minute in the order they were asked for
            .limit(limit)
        )
        .mappings()
        .all()
    )


def of_other_rules(conn: Connection, tzdb: str, limit: int) -> Sequence[RowMapping]:
    """Pending ones whose moment was worked out by another version of the zone rules."""
    return (
        conn.execute(
            select(
                reminders.c.id,
                reminders.c.local_date,
                reminders.c.local_time,
                reminders.c.zone,
                reminders.c.due_utc.label("due"),
            )
            .where(_pending(), reminders.c.tzdb_version.is_distinct_from(tzdb))
            .order_by(reminders.c.id)
            .limit(limit)
        )
        .mappings()
        .all()
    )


def set_dues(conn: Connection, dues: Sequence[tuple[int, datetime]], tzdb: str) -> None:
    """Their moments (id, due), by this version of the zone rules; those that are not pending stay."""
    moving = (
        update(reminders)
        .where(reminders.c.id == bindparam("row"), reminders.c.state == "pending")
        .values(due_utc=bindparam("due"), tzdb_version=tzdb)
    )
    if dues:
        conn.execute(moving, [{"row": row, "due": due} for row, due in dues])


def busiest(conn: Connection, now: datetime) -> tuple[datetime, int] | None:
    """The moment ahead at which most reminders are due, and how many; None when nothing is pending."""
    count = func.count().label("count")
    row = conn.execute(
        select(reminders.c.due_utc, count)
        .where(_pending(), reminders.c.due_utc > now)
        .group_by(reminders.c.due_utc)
        .order_by(count.desc(), reminders.c.due_utc)
        .limit(1)
    ).first()
    return None if row is None else (row[0], row[1])


def next_due(conn: Connection) -> datetime | None:
    """When the next pending one is due (it may be past); None when nothing is pending."""
    return conn.execute(select(func.min(reminders.c.due_utc)).where(_pending())).scalar()
