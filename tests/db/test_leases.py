from datetime import timedelta

from sqlalchemy import Connection

from db.engine import Database
from db.store import leases
from tests.db.rows import NOW


async def test_a_lease_is_believed_until_it_was_last_renewed_to(database: Database) -> None:
    def renewed(conn: Connection) -> list[object]:
        found = [leases.until(conn, "life")]
        for seconds in (30, 60):
            leases.renew(conn, "life", "coach", NOW + timedelta(seconds=seconds))
            found.append(leases.until(conn, "life"))
        return [*found, leases.until(conn, "another")]

    assert await database.run(renewed) == [
        None,
        NOW + timedelta(seconds=30),
        NOW + timedelta(seconds=60),
        None,
    ]
