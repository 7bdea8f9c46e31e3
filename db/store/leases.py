"""Named rows that say who is at work, and until when it may be believed."""

from datetime import datetime

from sqlalchemy import Connection, select

from db.models import leases
from db.store.dialect import insert_into

LIFE = "life"  # the heartbeat of a coach at work renews it


def renew(conn: Connection, name: str, owner: str, until: datetime) -> None:
    row = {"name": name, "owner": owner, "until": until, "fence": 0}
    conn.execute(
        insert_into(conn, leases)
        .values(**row)
        .on_conflict_do_update(index_elements=["name"], set_={"owner": owner, "until": until})
    )


def until(conn: Connection, name: str) -> datetime | None:
    """The moment it was last renewed to; None when it never was."""
    return conn.execute(select(leases.c.until).where(leases.c.name == name)).scalar()


def owner_once(conn: Connection, name: str, owner: str, at: datetime) -> str:
    """The owner of that row for ever: the first one that was ever given."""
    row = {"name": name, "owner": owner, "until": at, "fence": 0}
    conn.execute(insert_into(conn, leases).values(**row).on_conflict_do_nothing(index_elements=["name"]))
    return conn.execute(select(leases.c.owner).where(leases.c.name == name)).scalar_one()
