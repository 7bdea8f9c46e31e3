"""Runs the migrations inside a transaction that is open already, so that they happen whole or not at all."""

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text

from db.errors import DatabaseError

# any number, the same in every process: they bring the tables up one after another
_ADVISORY = 7_204_511


def config(conn: Connection) -> Config:
    """Alembic's settings; there is no alembic.ini. Its env.py works on this connection."""
    made = Config()
    made.set_main_option("script_location", "db:migrations")
    made.set_main_option("path_separator", "os")
    made.attributes["connection"] = conn
    return made


def bring_up(conn: Connection) -> None:
    """All migrations that are missing. Never commits."""
    if conn.dialect.name == "postgresql":
        conn.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _ADVISORY})
    command.upgrade(config(conn), "head")
    if conn.dialect.name == "sqlite":
        # foreign keys are off while tables are rebuilt (db/sqlite.py); nothing may have come loose
        loose = conn.exec_driver_sql("PRAGMA foreign_key_check").all()
        if loose:
            raise DatabaseError(
                f"The upgrade would leave {len(loose)} rows without their owner, so nothing was changed. "
                "Keep the file and report this."
            )
