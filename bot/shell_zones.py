"""When the zone rules change, what is pending rings by the new ones."""

from sqlalchemy import Connection

from bot.coach.calendar import due_utc, zone_info
from db.store import reminders

BATCH = 500  # reminders worked out anew in one transaction


def mend_some(conn: Connection, tzdb: str) -> tuple[int, int]:
    """Work out anew some of what other rules than those of `tzdb` gave: how many, and how many moved.

    A zone that these rules do not know any more keeps its moment: better the old hour than UTC's.
    """
    rows = reminders.of_other_rules(conn, tzdb, BATCH)
    dues = [
        (row["id"], due_utc(row["local_date"], row["local_time"], row["zone"]))
        if zone_info(row["zone"])
        else (row["id"], row["due"])
        for row in rows
    ]
    reminders.set_dues(conn, dues, tzdb)
    return len(rows), sum(due != row["due"] for (_, due), row in zip(dues, rows, strict=True))
