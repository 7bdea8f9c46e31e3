"""The one thing the two databases do not share in Core: INSERT … ON CONFLICT."""

from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql, sqlite

from db.models import Base


def insert_into(conn: Connection, table: type[Base]) -> sqlite.Insert | postgresql.Insert:
    """An INSERT that knows ON CONFLICT, for the database at hand."""
    if conn.dialect.name == "sqlite":
        return sqlite.insert(table)
    return postgresql.insert(table)
