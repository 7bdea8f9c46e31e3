"""Whether the coach is at work, asked from outside: its heartbeat renews a row in the database."""

from bot.clock import Clock
from db.engine import open_database
from db.store import leases

LIFE = "life"  # the lease that the heartbeat renews


async def sign_of_life(url: str) -> tuple[str, bool]:
    """A line for the host, and whether all is well."""
    database = open_database(url)
    try:
        until = await database.run(lambda conn: leases.until(conn, LIFE))
    finally:
        await database.close()
    if until is None:
        return "The coach has never been at work on this database.", False
    if until < Clock().real():
        return f"The coach was last at work before {until:%Y-%m-%d %H:%M:%S} UTC.", False
    return "The coach is at work.", True
