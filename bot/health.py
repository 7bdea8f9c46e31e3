"""Whether the coach is at work, asked from outside: its heartbeat renews a row in the database.

Rule: asking changes nothing; a database that is not there is not made.
"""

from bot.clock import Clock
from db.address import file_of
from db.engine import open_database
from db.store import leases

LIFE = "life"  # the lease that the heartbeat renews


async def sign_of_life(url: str) -> tuple[str, bool]:
    """A line for the host, and whether all is well."""
    never = "The coach has never been at work on this database."
    if is_missing_file(url):
        return never, False
    database = open_database(url)
    try:
        if await database.revision() is None:
            return never, False
        until = await database.run(lambda conn: leases.until(conn, LIFE))
    finally:
        await database.close()
    if until is None:
        return never, False
    if until <= Clock().real():
        return f"The coach is not at work. It was until {until:%Y-%m-%d %H:%M:%S} UTC at the latest.", False
    return "The coach is at work.", True


def is_missing_file(url: str) -> bool:
    """Whether it names a SQLite file that is not there."""
    file = file_of(url)
    return file is not None and not file.is_file()
