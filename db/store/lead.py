"""Who leads, among several processes on one PostgreSQL: one row of `leases`, by the database's time.

Rule: whoever gets the lead gets a fence that nobody had before, also when it is the same process again. Work
of a leader that is no longer one fails at `stands`, inside its own transaction. PostgreSQL only: a SQLite
file has one process, and needs no leader.

The row locks make the fence strict. `stands` holds the row as a foreign key would (FOR KEY SHARE): that is in
nobody's way, not in a renewal's either, but `acquire` waits for it. So what a former leader commits is
committed before the next one has the lead, and is seen by it.
"""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, Interval, RowMapping, bindparam, func, literal
from sqlalchemy.sql import delete, select, update

from db.models import leases
from db.store.dialect import insert_into

_NAME = "leader"
_STANDBY = "standby "  # and the host's name
_FORGET = timedelta(days=1)  # after its last sign a standby is not coming back

_LEADER = leases.c.name == _NAME
_HELD = (leases.c.until > func.now()).label("held")

# built once: every unit of work of a leader ends with it
_STANDS = (
    select(leases.c.fence)
    .where(_LEADER, leases.c.fence == bindparam("fence"))
    .with_for_update(read=True, key_share=True)
)


def look(conn: Connection) -> RowMapping | None:
    """owner, and held: whether the lead is still believed. None when there never was a leader."""
    return conn.execute(select(leases.c.owner, _HELD).where(_LEADER)).mappings().first()


def acquire(conn: Connection, owner: str, seconds: float) -> int | None:
    """Get the lead, free or one's own, for so long: its fence. None when somebody else has it."""
    row = insert_into(conn, leases).values(name=_NAME, owner=owner, until=_ahead(seconds), fence=1)
    getting = row.on_conflict_do_update(
        index_elements=["name"],
        # the name is set to itself so that the row is locked as for a new key: only that waits for `stands`
        set_={
            "name": row.excluded.name,
            "owner": row.excluded.owner,
            "until": row.excluded.until,
            "fence": leases.c.fence + 1,
        },
        where=(leases.c.until <= func.now()) | (leases.c.owner == owner),
    )
    return conn.execute(getting.returning(leases.c.fence)).scalar()


def renew(conn: Connection, fence: int, seconds: float) -> bool:
    """Keep the lead for so long from now. False: somebody else has got it."""
    return _until(conn, fence, seconds)


def give_back(conn: Connection, fence: int) -> bool:
    """Let others have the lead at once. False: somebody else has got it already."""
    return _until(conn, fence, 0)


def stands(conn: Connection, fence: int) -> bool:
    """Whether nobody has got the lead since; nobody can before this transaction ends."""
    return conn.execute(_STANDS, {"fence": fence}).first() is not None


# --- standbys, for whoever asks how they are ---------------------------------------------------------


def stand_by(conn: Connection, host: str, owner: str, seconds: float) -> None:
    """Say that a standby on this host is ready, to be believed for so long."""
    row = {"name": _STANDBY + host, "owner": owner, "until": _ahead(seconds), "fence": 0}
    said = insert_into(conn, leases).values(**row)
    conn.execute(
        said.on_conflict_do_update(index_elements=["name"], set_={k: row[k] for k in ("owner", "until")})
    )


def stands_by(conn: Connection, host: str) -> bool | None:
    """Whether the standby on this host is to be believed; None when there is none."""
    return conn.execute(select(_HELD).where(leases.c.name == _STANDBY + host)).scalar()


def stand_by_no_more(conn: Connection, owner: str) -> None:
    """This process stands by no more; with it those are forgotten that were not heard of for long."""
    standby = leases.c.name.startswith(_STANDBY)
    long_gone = leases.c.until < func.now() - literal(_FORGET, Interval)
    conn.execute(delete(leases).where(standby, (leases.c.owner == owner) | long_gone))


def _until(conn: Connection, fence: int, seconds: float) -> bool:
    keeping = update(leases).where(_LEADER, leases.c.fence == fence).values(until=_ahead(seconds))
    return conn.execute(keeping).rowcount == 1


def _ahead(seconds: float) -> ColumnElement[datetime]:
    return func.now() + literal(timedelta(seconds=seconds), Interval)
