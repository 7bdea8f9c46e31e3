"""Files that runners sent. They are written down with the update that brought them, and fetched after it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, delete, insert, select

from db.models import files


def keep(conn: Connection, file_id: str, person: Mapping[str, Any], now: datetime) -> int:
    """It is to be fetched and read. Its number; numbers grow in the order in which files came."""
    keeping = insert(files).values(file_id=file_id, person=dict(person), created_at=now)
    return conn.execute(keeping.returning(files.c.id)).scalar_one()


def waiting(conn: Connection) -> Sequence[RowMapping]:
    """Those that were not read yet, oldest first."""
    columns = (files.c.id, files.c.file_id, files.c.person)
    return conn.execute(select(*columns).order_by(files.c.id)).mappings().all()


def remove(conn: Connection, number: int) -> bool:
    """It has been read, or never will be. False: that was said before."""
    removing = delete(files).where(files.c.id == number).returning(files.c.id)
    return conn.execute(removing).first() is not None
