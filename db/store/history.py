"""What the last weeks say about the next session: one query each, by the runner's key, newest first.

Days are the runner's local days. A session still open says nothing yet but its answers.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import Connection, RowMapping, and_, bindparam, case, or_, select

from db.models import checkins, session_items as item, sessions

MOST_ROWS = 500  # of the history; some twenty to fifty sessions

_ENDED = ("done", "closed")
_MET = ("done", "skipped", "swapped")

# built once, as the reads of every tap are
_HISTORY = (
    select(
        item.c.exercise_id,
        sessions.c.local_day,
        # what was never reached when the session ended is left out as well
        case((item.c.status == "pending", "left-out"), else_=item.c.status).label("outcome"),
        item.c.reason,
        checkins.c.mood,
    )
    .select_from(sessions)
    .join(item, and_(item.c.chat_id == sessions.c.chat_id, item.c.session_no == sessions.c.no))
    .outerjoin(
        checkins, and_(checkins.c.chat_id == sessions.c.chat_id, checkins.c.session_no == sessions.c.no)
    )
    .where(
        sessions.c.chat_id == bindparam("chat"),
        sessions.c.local_day >= bindparam("first_day"),
        or_(item.c.status.in_(_MET), sessions.c.status.in_(_ENDED)),
    )
    .order_by(sessions.c.no.desc(), item.c.position, item.c.exercise_id)
    .limit(MOST_ROWS)
)
_SORENESS = (
    select(sessions.c.local_day, checkins.c.sore)
    .select_from(sessions)
    .join(checkins, and_(checkins.c.chat_id == sessions.c.chat_id, checkins.c.session_no == sessions.c.no))
    .where(sessions.c.chat_id == bindparam("chat"), sessions.c.local_day >= bindparam("first_day"))
    .order_by(sessions.c.no.desc())
)
_EVER_MET = (
    select(item.c.exercise_id).distinct().where(item.c.chat_id == bindparam("chat"), item.c.status.in_(_MET))
)


def of_runner(conn: Connection, chat_id: int, first_day: date) -> Sequence[RowMapping]:
    """What became of each exercise since that local day, newest session first, at most MOST_ROWS.

    Each: exercise_id, local_day, outcome (done, skipped, swapped, left-out), reason, mood of its session.
    """
    return conn.execute(_HISTORY, {"chat": chat_id, "first_day": first_day}).mappings().all()


def soreness(conn: Connection, chat_id: int, first_day: date) -> Sequence[tuple[date, Mapping[str, int]]]:
    """How sore which areas were at each check-in since that local day, newest first."""
    rows = conn.execute(_SORENESS, {"chat": chat_id, "first_day": first_day})
    return [(day, sore) for day, sore in rows]


def ever_met(conn: Connection, chat_id: int) -> frozenset[str]:
    """Every exercise the runner has ever answered."""
    return frozenset(conn.execute(_EVER_MET, {"chat": chat_id}).scalars())
