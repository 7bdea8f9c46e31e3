"""Sessions, their check-in and their items. Sessions count from 1 for each runner.

Position and exercise together name an item for ever; its answer is a fact.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, Connection, and_, bindparam, delete, exists, func, insert, or_, select, update

from db.models import checkins, session_items as item, sessions
from db.store.dialect import insert_into

_SESSION: tuple[Column[Any], ...] = (
    sessions.c.no,
    sessions.c.local_day,
    sessions.c.day_type,
    sessions.c.days_since,
    sessions.c.minutes,
    sessions.c.status,
    sessions.c.ended_at,
)
_CHECKIN: tuple[Column[Any], ...] = (
    checkins.c.clear,
    checkins.c.flag,
    checkins.c.sore,
    checkins.c.sharp,
    checkins.c.mood,
)
_ITEM: tuple[Column[Any], ...] = (
    item.c.position,
    item.c.exercise_id,
    item.c.phase,
    item.c.minutes,
    item.c.dose,
    item.c.why,
    item.c.substitute_for,
    item.c.status,
    item.c.reason,
    item.c.variant,
    item.c.answered_at,
    item.c.message_id,
)
# built once: on the way of every tap, building it would cost more than running it
_WHOLE = (
    select(*_SESSION, *_CHECKIN, *_ITEM)
    .select_from(sessions)
    .outerjoin(
        checkins, and_(checkins.c.chat_id == sessions.c.chat_id, checkins.c.session_no == sessions.c.no)
    )
    .outerjoin(item, and_(item.c.chat_id == sessions.c.chat_id, item.c.session_no == sessions.c.no))
    .where(sessions.c.chat_id == bindparam("chat"))
    .order_by(item.c.position, item.c.exercise_id)
)
_BY_NUMBER = _WHOLE.where(sessions.c.no == bindparam("number"))
_NEWEST = _WHOLE.where(
    sessions.c.no
    == select(func.max(sessions.c.no)).where(sessions.c.chat_id == bindparam("chat")).scalar_subquery()
)
_SESSION_KEYS = tuple(column.name for column in _SESSION)
_CHECKIN_KEYS = tuple(column.name for column in _CHECKIN)
_ITEM_KEYS = tuple(column.name for column in _ITEM)
_CHECKIN_FROM = len(_SESSION)
_ITEM_FROM = len(_SESSION) + len(_CHECKIN)


def with_items(conn: Connection, chat_id: int, no: int | None = None) -> dict[str, Any] | None:
    """A session in one piece, {…, "items": [{…}, …]} by position; the newest when `no` is None.

    One select. Without a check-in its fields are absent.
    """
    asking = _NEWEST if no is None else _BY_NUMBER
    rows = [tuple(row) for row in conn.execute(asking, {"chat": chat_id, "number": no})]
    if not rows:
        return None
    session: dict[str, Any] = dict(zip(_SESSION_KEYS, rows[0], strict=False))
    if rows[0][_CHECKIN_FROM] is not None:
        session |= zip(_CHECKIN_KEYS, rows[0][_CHECKIN_FROM:_ITEM_FROM], strict=True)
    session["items"] = [
        dict(zip(_ITEM_KEYS, row[_ITEM_FROM:], strict=True)) for row in rows if row[_ITEM_FROM] is not None
    ]
    return session


def newest(conn: Connection, chat_id: int) -> int:
    """The highest number given so far; 0 before the first."""
    return conn.execute(select(func.max(sessions.c.no)).where(sessions.c.chat_id == chat_id)).scalar() or 0


def add(conn: Connection, chat_id: int, values: Mapping[str, Any], now: datetime) -> None:
    """A new session; its number is among the values."""
    conn.execute(insert(sessions).values(chat_id=chat_id, created_at=now, **values))


def save(conn: Connection, chat_id: int, no: int, **values: Any) -> None:
    """These columns of the session's own row."""
    conn.execute(update(sessions).where(sessions.c.chat_id == chat_id, sessions.c.no == no).values(**values))


def save_checkin(conn: Connection, chat_id: int, no: int, values: Mapping[str, Any]) -> None:
    """What was said before and after: all of clear, flag, sore, sharp, mood."""
    conn.execute(
        insert_into(conn, checkins)
        .values(chat_id=chat_id, session_no=no, **values)
        .on_conflict_do_update(index_elements=["chat_id", "session_no"], set_=dict(values))
    )


def open_chats(conn: Connection, since: date, before: datetime) -> Sequence[int]:
    """Whoever has a session of that local day or later that is open, and was begun before that moment."""
    asking = (
        select(sessions.c.chat_id)
        .where(
            sessions.c.status.in_(("checkin", "planned", "active")),
            sessions.c.local_day >= since,
            sessions.c.created_at < before,
        )
        .distinct()
        .order_by(sessions.c.chat_id)
    )
    return conn.execute(asking).scalars().all()


def done_between(conn: Connection, chat_id: int, first_day: date, last_day: date) -> int:
    """How many sessions of these local days, both included, were done."""
    counting = select(func.count()).where(
        sessions.c.chat_id == chat_id,
        sessions.c.status == "done",
        sessions.c.local_day.between(first_day, last_day),
    )
    return conn.execute(counting).scalar_one()


def plan(conn: Connection, chat_id: int, no: int, items: Iterable[Mapping[str, Any]]) -> None:
    """Put these in place of what was planned and not answered. An answered item stays as it is.

    Two statements, the second for all items at once.
    """
    conn.execute(
        delete(item).where(
            item.c.chat_id == chat_id,
            item.c.session_no == no,
            item.c.status.in_(("pending", "left-out")),
        )
    )
    rows = [{**values, "chat_id": chat_id, "session_no": no} for values in items]
    if rows:
        conn.execute(insert_into(conn, item).on_conflict_do_nothing(), rows)


def add_item(conn: Connection, chat_id: int, no: int, values: Mapping[str, Any]) -> None:
    """One item more."""
    conn.execute(insert(item).values(chat_id=chat_id, session_no=no, **values))


def answer(
    conn: Connection, chat_id: int, no: int, position: int, exercise_id: str, values: Mapping[str, Any]
) -> None:
    """These columns of one item."""
    conn.execute(
        update(item)
        .where(
            item.c.chat_id == chat_id,
            item.c.session_no == no,
            item.c.position == position,
            item.c.exercise_id == exercise_id,
        )
        .values(**values)
    )


def set_message_ids(conn: Connection, shown: Sequence[tuple[int, int, int, int]]) -> None:
    """Remember which message shows an item: (chat, session, position, message) each, in one go.

    A swapped exercise keeps its own message; its position belongs to the one that replaced it.
    """
    if not shown:
        return
    conn.execute(
        update(item)
        .where(
            item.c.chat_id == bindparam("chat"),
            item.c.session_no == bindparam("session"),
            item.c.position == bindparam("at"),
            item.c.status != "swapped",
        )
        .values(message_id=bindparam("message")),
        [{"chat": c, "session": s, "at": p, "message": m} for c, s, p, m in shown],
    )


def message_id(conn: Connection, chat_id: int, no: int, position: int) -> int | None:
    """The newest message that shows this position (a chat's message numbers only grow)."""
    return conn.execute(
        select(func.max(item.c.message_id)).where(
            item.c.chat_id == chat_id,
            item.c.session_no == no,
            item.c.position == position,
        )
    ).scalar()


def disliked(conn: Connection, chat_id: int) -> frozenset[str]:
    """Exercises skipped as not for me, and neither done nor skipped for another reason since."""
    later = item.alias("later")
    said_since = exists().where(
        later.c.chat_id == item.c.chat_id,
        later.c.exercise_id == item.c.exercise_id,
        later.c.session_no > item.c.session_no,
        or_(later.c.status == "done", later.c.reason.is_not(None)),
    )
    asking = select(item.c.exercise_id).where(
        item.c.chat_id == chat_id, item.c.reason == "not-for-me", ~said_since
    )
    return frozenset(conn.execute(asking).scalars())
