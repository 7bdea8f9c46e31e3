"""When the zone rules change, what is pending rings by the new ones."""

import logging

from sqlalchemy import Connection

from bot.coach.calendar import due_utc, zone_info
from db.engine import Units
from db.store import reminders

BATCH = 500  # reminders worked out anew in one transaction

log = logging.getLogger(__name__)


async def mend_dues(database: Units, tzdb: str) -> None:
    """At the start: work out anew what another version of the rules than `tzdb` has worked out.

    A zone that these rules do not know any more keeps its moment: better the old hour than UTC's.
    """
    moved = seen = 0

    def mend(conn: Connection) -> tuple[int, int]:
        rows = reminders.of_other_rules(conn, tzdb, BATCH)
        dues = [
            (row["id"], due_utc(row["local_date"], row["local_time"], row["zone"]))
            if zone_info(row["zone"])
            else (row["id"], row["due"])
            for row in rows
        ]
        reminders.set_dues(conn, dues, tzdb)
        return len(rows), sum(due != row["due"] for (_, due), row in zip(dues, rows, strict=True))

    while (found := await database.run(mend))[0]:
        seen, moved = seen + found[0], moved + found[1]
    if seen:
        log.info("zone rules %s: %d of %d pending reminders have moved", tzdb, moved, seen)
