"""The coach on a disk that can be full: `python -m tests.faults.narrow run`.

While there is a file `full` in its folder, SQLite may not make the database's file longer, and says so as it
does when the disk is full (SQLITE_FULL). All else is the coach as it is.
"""

import sys
from pathlib import Path

from sqlalchemy import Connection, Engine, event

from bot.__main__ import main

FULL = "full"


def _measure(conn: Connection) -> None:
    # one page is less than there are: SQLite takes it to mean those there are
    conn.exec_driver_sql(f"PRAGMA max_page_count={1 if Path(FULL).exists() else 2**31 - 2}")


if __name__ == "__main__":
    event.listen(Engine, "begin", _measure)
    sys.exit(main())
