"""Where the bad bots write what they did, and how it is read: the coach's effects in two small tables."""

import sqlite3
from contextlib import closing
from pathlib import Path

from tests.faults.ledger import Effects

WORK = 0.01  # seconds an update takes: a batch takes longer than a bot lives
FILE = "bad.sqlite3"  # in the folder the bot runs in

_TABLES = """
CREATE TABLE IF NOT EXISTS effects (no INTEGER PRIMARY KEY, chat INTEGER NOT NULL, what TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS inbox (update_id INTEGER PRIMARY KEY, body TEXT NOT NULL);
"""


def opened(path: str = FILE) -> sqlite3.Connection:
    book = sqlite3.connect(path, isolation_level=None)
    book.execute("PRAGMA journal_mode=WAL")
    book.executescript(_TABLES)
    return book


def told(text: str) -> str:
    """The metres in "/regen easy 5.1 km"."""
    return str(round(float(text.split()[2]) * 1000))


def write(book: sqlite3.Connection, chat: int, text: str) -> None:
    book.execute("INSERT INTO effects (chat, what) VALUES (?, ?)", (chat, told(text)))


def read(folder: Path) -> Effects:
    found = Effects()
    with closing(opened(str(folder / FILE))) as book:
        for chat, what in book.execute("SELECT chat, what FROM effects ORDER BY no"):
            found.told.setdefault(chat, []).append(what)
    return found


def left(folder: Path) -> int:
    """What waits in the inbox."""
    with closing(opened(str(folder / FILE))) as book:
        return int(book.execute("SELECT count(*) FROM inbox").fetchone()[0])
