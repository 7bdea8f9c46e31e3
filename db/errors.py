"""What goes wrong between us and the database, said so that the host can mend it."""

import sqlite3

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError


class DatabaseError(Exception):
    """The database cannot be used. One line: what is wrong, and what to do. Never holds a password."""


# the file is held, full, unreadable or gone; what SQLite says of a wrong statement is not among them
_SQLITE_AWAY = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_READONLY,
    }
)


def storage_away(error: BaseException) -> bool:
    """Whether the database itself is away: the same work may succeed later, unchanged."""
    if isinstance(error, DatabaseError | OSError | TimeoutError):
        return True
    if not isinstance(error, DBAPIError):
        return False
    code = getattr(error.orig, "sqlite_errorcode", None)
    if code is not None:
        return code & 0xFF in _SQLITE_AWAY
    return error.connection_invalidated or isinstance(error, InterfaceError | OperationalError)
