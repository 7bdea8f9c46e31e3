"""Sessions, their check-in and their items. Sessions count from 1 for each runner.

Position and exercise together name an item for ever; its answer is a fact.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, and_, bindparam, delete, exists, func, insert, or_, select, update
from sqlalchemy.orm import aliased

from db.models import Checkin, Session, SessionItem
from db.store.dialect import insert_into

_SESSION = (
    Session.no,
    Session.local_day,
    Session.day_type,
    Session.days_since,
    Session.minutes,
    Session.status,
    Session.ended_at,
)
_CHECKIN = (Checkin.clear, Checkin.flag, Checkin.sore, Checkin.sharp, Checkin.mood)
_ITEM = (
    SessionItem.position,
    SessionItem.exercise_id,
    SessionItem.phase,
    SessionItem.minutes,
    SessionItem.dose,
    SessionItem.why,
    SessionItem.substitute_for,
    SessionItem.status,
    SessionItem.reason,
    SessionItem.variant,
    SessionItem.answered_at,
    SessionItem.message_id,
)
_ITEMS_FROM = len(_SESSION) + len(_CHECKIN)
_MET = ("done", "skipped", "swapped")


def with_items(conn: Connection, chat_id: int, no: int | None = None) -> dict[str, Any] | None:
    """A session in one piece, {…, "items": [{…}, …]} by position; the newest when `no` is None.

    One select. Without a check-in its fields are absent.
    """
    number: Any = no
    if no is None:
        number = select(func.max(Session.no)).where(Session.chat_id == chat_id).scalar_subquery()
    rows = conn.execute(
        select(*_SESSION, *_CHECKIN, *_ITEM)
        .outerjoin(Checkin, and_(Checkin.chat_id == Session.chat_id, Checkin.session_no == Session.no))
        .outerjoin(
            SessionItem, and_(SessionItem.chat_id == Session.chat_id, SessionItem.session_no == Session.no)
        )
        .where(Session.chat_id == chat_id, Session.no == number)
        .order_by(SessionItem.position, SessionItem.exercise_id)
    ).all()
    if not rows:
        return None
    first = rows[0]
    session: dict[str, Any] = {column.key: value for column, value in zip(_SESSION, first, strict=False)}
    if first[len(_SESSION)] is not None:
        checkin = zip(_CHECKIN, first[len(_SESSION) : _ITEMS_FROM], strict=True)
        session |= {column.key: value for column, value in checkin}
    session["items"] = [
        {column.key: value for column, value in zip(_ITEM, row[_ITEMS_FROM:], strict=True)}
        for row in rows
        if row[_ITEMS_FROM] is not None
    ]
    return session


def newest(conn: Connection, chat_id: int) -> int:
    """The highest number given so far; 0 before the first."""
    return conn.execute(select(func.max(Session.no)).where(Session.chat_id == chat_id)).scalar() or 0


def add(conn: Connection, chat_id: int, values: Mapping[str, Any], now: datetime) -> None:
    """A new session; its number is among the values."""
    conn.execute(insert(Session).values(chat_id=chat_id, created_at=now, **values))


def save(conn: Connection, chat_id: int, no: int, **values: Any) -> None:
    """These columns of the session's own row."""
    conn.execute(update(Session).where(Session.chat_id == chat_id, Session.no == no).values(**values))


def save_checkin(conn: Connection, chat_id: int, no: int, values: Mapping[str, Any]) -> None:
    """What was said before and after: all of clear, flag, sore, sharp, mood."""
    conn.execute(
        insert_into(conn, Checkin)
        .values(chat_id=chat_id, session_no=no, **values)
        .on_conflict_do_update(index_elements=["chat_id", "session_no"], set_=dict(values))
    )


def done_between(conn: Connection, chat_id: int, first_day: date, last_day: date) -> int:
    """How many sessions of these local days, both included, were done."""
    counting = select(func.count()).where(
        Session.chat_id == chat_id,
        Session.status == "done",
        Session.local_day.between(first_day, last_day),
    )
    return conn.execute(counting).scalar_one()


def plan(conn: Connection, chat_id: int, no: int, items: Iterable[Mapping[str, Any]]) -> None:
    """Put these in place of what was planned and not answered. An answered item stays as it is.

    Two statements, the second for all items at once.
    """
    conn.execute(
        delete(SessionItem).where(
            SessionItem.chat_id == chat_id,
            SessionItem.session_no == no,
            SessionItem.status.in_(("pending", "left-out")),
        )
    )
    rows = [{**item, "chat_id": chat_id, "session_no": no} for item in items]
    if rows:
        conn.execute(insert_into(conn, SessionItem).on_conflict_do_nothing(), rows)


def add_item(conn: Connection, chat_id: int, no: int, values: Mapping[str, Any]) -> None:
    """One item more."""
    conn.execute(insert(SessionItem).values(chat_id=chat_id, session_no=no, **values))


def answer(
    conn: Connection, chat_id: int, no: int, position: int, exercise_id: str, values: Mapping[str, Any]
) -> None:
    """These columns of one item."""
    conn.execute(
        update(SessionItem)
        .where(
            SessionItem.chat_id == chat_id,
            SessionItem.session_no == no,
            SessionItem.position == position,
            SessionItem.exercise_id == exercise_id,
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
        update(SessionItem)
        .where(
            SessionItem.chat_id == bindparam("chat"),
            SessionItem.session_no == bindparam("session"),
            SessionItem.position == bindparam("at"),
            SessionItem.status != "swapped",
        )
        .values(message_id=bindparam("message")),
        [{"chat": c, "session": s, "at": p, "message": m} for c, s, p, m in shown],
    )


def message_id(conn: Connection, chat_id: int, no: int, position: int) -> int | None:
    """The newest message that shows this position (a chat's message numbers only grow)."""
    return conn.execute(
        select(func.max(SessionItem.message_id)).where(
            SessionItem.chat_id == chat_id, SessionItem.session_no == no, SessionItem.position == position
        )
    ).scalar()


def recent_exercises(
    conn: Connection, chat_id: int, before_no: int, limit: int = 2
) -> tuple[frozenset[str], ...]:
    """What the runner met in each of the last `limit` sessions before that one, newest first.

    A session in which nothing was met is none.
    """
    met = (SessionItem.chat_id == chat_id, SessionItem.status.in_(_MET))
    last = (
        select(SessionItem.session_no)
        .distinct()
        .where(*met, SessionItem.session_no < before_no)
        .order_by(SessionItem.session_no.desc())
        .limit(limit)
    )
    rows = conn.execute(
        select(SessionItem.session_no, SessionItem.exercise_id).where(*met, SessionItem.session_no.in_(last))
    ).all()
    by_session: dict[int, set[str]] = {}
    for session_no, exercise_id in rows:
        by_session.setdefault(session_no, set()).add(exercise_id)
    return tuple(frozenset(by_session[session_no]) for session_no in sorted(by_session, reverse=True))


def disliked(conn: Connection, chat_id: int) -> frozenset[str]:
    """Exercises skipped as not for me, and neither done nor skipped for another reason since."""
    later = aliased(SessionItem)
    said_since = exists().where(
        later.chat_id == SessionItem.chat_id,
        later.exercise_id == SessionItem.exercise_id,
        later.session_no > SessionItem.session_no,
        or_(later.status == "done", later.reason.is_not(None)),
    )
    asking = select(SessionItem.exercise_id).where(
        SessionItem.chat_id == chat_id, SessionItem.reason == "not-for-me", ~said_since
    )
    return frozenset(conn.execute(asking).scalars())
