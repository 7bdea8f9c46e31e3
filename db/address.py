"""Where the database is: the host's URL, as our drivers take it. No password is ever printed."""

from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from db.errors import DatabaseError

_EXAMPLES = "use sqlite:///data/regen.sqlite3 or postgresql://user:password@host/name"


def parse(url: str) -> URL:
    """The URL with our drivers: pysqlite or asyncpg."""
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        # the text is not repeated: half of it may be a password
        raise DatabaseError(f"The database URL cannot be read: {_EXAMPLES}.") from None
    match parsed.drivername:
        case "sqlite" | "sqlite+pysqlite":
            return parsed.set(drivername="sqlite+pysqlite")
        case "postgresql" | "postgres" | "postgresql+asyncpg":
            return _for_asyncpg(parsed.set(drivername="postgresql+asyncpg"))
        case other:
            raise DatabaseError(f"No database of the kind “{other}” is spoken here: {_EXAMPLES}.")


def file_of(url: str) -> Path | None:
    """The file of a SQLite database; None for one in memory, or on a server."""
    parsed = parse(url)
    if parsed.get_backend_name() != "sqlite" or parsed.database in (None, "", ":memory:"):
        return None
    return Path(parsed.database)


def _for_asyncpg(url: URL) -> URL:
    # other drivers and most hosts write `sslmode`; asyncpg knows it as `ssl`, with the same words
    if "sslmode" not in url.query:
        return url
    return url.difference_update_query(["sslmode"]).update_query_dict({"ssl": url.query["sslmode"]})


def printable(url: URL) -> str:
    """The URL as it may be shown and logged."""
    return url.difference_update_query(["password"]).render_as_string(hide_password=True)
