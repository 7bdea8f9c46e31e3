"""Which revision the tables have and which they should have, known without Alembic: its import is slow.

Migrations are files `NNNN_what.py`; the number is the revision, and the highest is the newest.
"""

from functools import cache
from importlib.resources import files

from sqlalchemy import Connection, inspect, text

from db.errors import DatabaseError

VERSION_TABLE = "alembic_version"


@cache
def known() -> tuple[str, ...]:
    """The revisions of the migrations that are shipped, oldest first."""
    names = (file.name for file in (files("db.migrations") / "versions").iterdir())
    return tuple(sorted(name.split("_")[0] for name in names if name.endswith(".py")))


def newest() -> str:
    return known()[-1]


def current(conn: Connection) -> str | None:
    """The revision of the tables; None when there are none yet. A revision of the future is refused."""
    if not inspect(conn).has_table(VERSION_TABLE):
        return None
    # a constant of this file, nobody's input
    revision = conn.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar()  # noqa: S608
    if revision is not None and revision not in known():
        raise DatabaseError(
            f"The tables have revision {revision}, this program knows them up to {newest()}: "
            "run the newer program, or restore the backup from before the upgrade."
        )
    return revision
