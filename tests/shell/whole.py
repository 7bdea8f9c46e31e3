"""All that a database holds, so that a test can say: nothing has changed."""

from typing import Any

from sqlalchemy import Connection, select

from db.engine import Database
from db.models import metadata


async def everything(database: Database) -> dict[str, list[Any]]:
    """Table -> its rows, in some fixed order."""

    def read(conn: Connection) -> dict[str, list[Any]]:
        return {
            name: sorted((tuple(row) for row in conn.execute(select(table))), key=repr)
            for name, table in metadata.tables.items()
        }

    return await database.run(read)


async def rows(database: Database, name: str) -> list[Any]:
    """The rows of one table, by its key."""
    table = metadata.tables[name]
    query = select(table).order_by(*table.primary_key)
    return await database.run(lambda conn: list(conn.execute(query).mappings()))
