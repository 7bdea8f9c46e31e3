"""`regen-coach doctor`: looks at everything a host may have got wrong, and changes nothing.

Rule: every line says what was found, and a bad one what to do. It can run beside a coach at work. Neither the
token nor what runners wrote is ever printed.
"""

import asyncio
import zoneinfo
from collections.abc import AsyncIterator
from datetime import datetime
from importlib.metadata import version

from pydantic import BaseModel, ConfigDict
from sqlalchemy import Connection
from telegram.error import InvalidToken, TelegramError

from bot.access import access_of
from bot.app import bot_for
from bot.clock import Clock
from bot.edge.trouble import BadToken, kind_of
from bot.health import is_missing_file, sign_of_life
from bot.settings import Settings, SettingsError, need_token
from content.library import ContentError, load_library
from db.engine import Database, open_database
from db.errors import DatabaseError
from db.revisions import newest
from db.store import outbox, reminders, updates

PATIENCE = 15.0  # seconds for Telegram to answer


class Finding(BaseModel):
    model_config = ConfigDict(frozen=True)

    well: bool
    line: str


def good(line: str) -> Finding:
    return Finding(well=True, line=line)


def bad(line: str) -> Finding:
    return Finding(well=False, line=line)


async def examine(settings: Settings) -> AsyncIterator[Finding]:
    """One finding after another, each as soon as it is there."""
    yield _content(settings)
    yield _zone_rules()
    yield _access(settings)
    async for finding in _database(settings):
        yield finding
    async for finding in _telegram(settings):
        yield finding


def _content(settings: Settings) -> Finding:
    try:
        library = load_library(overlay=settings.content_dir)
    except ContentError as error:
        return bad(f"Content: {error.problems[0]} (`check-content` names them all)")
    own = f", {len(library.own)} files of your own" if library.own else ""
    return good(f"Content: {len(library.exercises)} exercises{own}.")


def _access(settings: Settings) -> Finding:
    try:
        access = access_of(settings)
    except SettingsError as error:
        return bad(f"Access: {error}")
    who = {
        "open": "open to everybody who finds the bot",
        "allowlist": f"{len(access.allowed)} people on the list",
        "invite": "whoever comes by the invite link",
    }
    return good(f"Access: {who[access.mode]}.")


def _zone_rules() -> Finding:
    if zoneinfo.TZPATH:
        return bad(
            "Zone rules: the system's files come first and may be a year old; some runners would be called "
            "an hour off. Set PYTHONTZPATH to nothing (PYTHONTZPATH=), as ./dev and the image do."
        )
    return good(f"Zone rules: tzdata {version('tzdata')}.")


async def _database(settings: Settings) -> AsyncIterator[Finding]:
    if is_missing_file(settings.database_url):
        yield good("Database: not there yet; the first start makes it.")
        return
    try:
        database = open_database(settings.database_url)
    except DatabaseError as error:
        yield bad(f"Database: {error}")
        return
    try:
        async for finding in _rows(database, settings):
            yield finding
        yield _at_work(*await sign_of_life(settings.database_url))
    except DatabaseError as error:
        yield bad(f"Database: {error}")
    finally:
        await database.close()


def _at_work(line: str, well: bool) -> Finding:
    return good(line) if well else good(f"{line} (Nothing is wrong with that if you have not started it.)")


async def _rows(database: Database, settings: Settings) -> AsyncIterator[Finding]:
    revision = await database.revision()
    if revision != newest():
        yield bad(
            f"Database: its tables are of revision {revision}, wanted is {newest()}. Run `./dev migrate`."
        )
        return
    yield good(f"Database: {database.url}, tables of revision {revision}.")
    now = Clock().now()

    def read(conn: Connection) -> tuple[tuple[datetime, int] | None, int, int]:
        return reminders.busiest(conn, now), updates.aside(conn), outbox.aside(conn)

    busiest, dead_updates, dead_letters = await database.run(read)
    yield _busiest(busiest, settings.bulk_per_second)
    if dead_updates or dead_letters:
        yield bad(
            f"Set aside: {dead_updates} updates and {dead_letters} letters that could not be handled (tables "
            "updates and outbox, column error). Please report the errors, without the words of runners."
        )
    else:
        yield good("Set aside: nothing.")


def _busiest(busiest: tuple[datetime, int] | None, per_second: float) -> Finding:
    """Telegram's limit in the host's own numbers."""
    if busiest is None:
        return good("Reminders: none pending.")
    due, count = busiest
    minutes, seconds = divmod(round(count / per_second), 60)
    return good(
        f"Reminders: the busiest moment ahead is {due:%Y-%m-%d %H:%M} UTC with {count}. At {per_second:g} a "
        f"second (REGEN_BULK_PER_SECOND) the last of them leaves {minutes} min {seconds} s after it."
    )


async def _telegram(settings: Settings) -> AsyncIterator[Finding]:
    try:
        token = need_token(settings)
    except SettingsError as error:
        yield bad(f"Telegram: {error}")
        return
    bot = bot_for(token, settings.api_url, settings.api_file_url)
    try:
        async with asyncio.timeout(PATIENCE):
            await bot.initialize()
            yield good(f"Telegram: knows this bot as @{bot.username}.")
            hook = await bot.get_webhook_info()
    except InvalidToken:
        yield bad(f"Telegram: {BadToken()}")
        return
    except (TelegramError, TimeoutError) as error:
        why = kind_of(error) if isinstance(error, TelegramError) else "no answer"
        yield bad(f"Telegram: {settings.api_url} cannot be reached ({why}). Is there a way out to it?")
        return
    finally:
        await bot.shutdown()
    waiting = hook.pending_update_count
    yield good(f"Telegram: {waiting} update{'' if waiting == 1 else 's'} waiting to be taken.")
