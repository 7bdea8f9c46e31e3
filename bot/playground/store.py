"""Everything the playground knows, in one SQLite file (or in memory): a restart goes on exactly.

Rule: only this file speaks SQL. One writer, synchronous calls; a caller's changes are one transaction.
"""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

JSON = dict[str, Any]

_SCHEMA = """
CREATE TABLE IF NOT EXISTS settings (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS people (
    id INTEGER PRIMARY KEY, user TEXT NOT NULL,
    started INTEGER NOT NULL DEFAULT 0, blocked INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE IF NOT EXISTS messages (
    id INTEGER PRIMARY KEY, chat INTEGER NOT NULL,
    out INTEGER NOT NULL, body TEXT NOT NULL, extra TEXT NOT NULL DEFAULT '{}'
);
CREATE INDEX IF NOT EXISTS messages_of_chat ON messages (chat, id);
CREATE TABLE IF NOT EXISTS updates (id INTEGER PRIMARY KEY, body TEXT NOT NULL, expires REAL NOT NULL);
CREATE TABLE IF NOT EXISTS queries (id TEXT PRIMARY KEY, person INTEGER NOT NULL, expires REAL NOT NULL);
CREATE TABLE IF NOT EXISTS files (
    id TEXT PRIMARY KEY, path TEXT NOT NULL UNIQUE, about TEXT NOT NULL, data BLOB NOT NULL
);
"""


class Store:
    def __init__(self, path: Path | None) -> None:
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
        self._db = sqlite3.connect(path or ":memory:", isolation_level=None)
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=NORMAL")
        self._db.executescript(_SCHEMA)

    def close(self) -> None:
        self._db.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    # small strings and counters

    def get(self, key: str) -> str | None:
        row = self._db.execute("SELECT value FROM settings WHERE key = ?", (key,)).fetchone()
        return None if row is None else str(row[0])

    def put(self, key: str, value: str | None) -> None:
        if value is None:
            self._db.execute("DELETE FROM settings WHERE key = ?", (key,))
        else:
            self._db.execute("INSERT OR REPLACE INTO settings VALUES (?, ?)", (key, value))

    def next(self, counter: str, first: int = 1) -> int:
        """The next number of a counter; numbers are never given twice."""
        value = int(self.get(f"counter:{counter}") or first)
        self.put(f"counter:{counter}", str(value + 1))
        return value

    # people

    def add_person(self, person: int, user: JSON) -> None:
        self._db.execute("INSERT INTO people (id, user) VALUES (?, ?)", (person, _dump(user)))

    def people(self) -> list[JSON]:
        return [json.loads(row[0]) for row in self._db.execute("SELECT user FROM people ORDER BY id")]

    def person(self, person: int) -> tuple[JSON, bool, bool] | None:
        """The user, whether they ever wrote, whether they block the bot."""
        row = self._db.execute("SELECT user, started, blocked FROM people WHERE id = ?", (person,)).fetchone()
        return None if row is None else (json.loads(row[0]), bool(row[1]), bool(row[2]))

    def mark_started(self, person: int) -> None:
        self._db.execute("UPDATE people SET started = 1 WHERE id = ?", (person,))

    def mark_blocked(self, person: int, blocked: bool) -> None:
        self._db.execute("UPDATE people SET blocked = ? WHERE id = ?", (blocked, person))

    # messages

    def add_message(self, chat: int, out: bool, body: JSON, extra: JSON) -> None:
        self._db.execute(
            "INSERT INTO messages (id, chat, out, body, extra) VALUES (?, ?, ?, ?, ?)",
            (body["message_id"], chat, out, _dump(body), _dump(extra)),
        )

    def message(self, chat: int, message_id: int) -> tuple[bool, JSON, JSON] | None:
        """Whether it is the person's, the Bot API Message, and what only the playground knows of it."""
        row = self._db.execute(
            "SELECT out, body, extra FROM messages WHERE chat = ? AND id = ?", (chat, message_id)
        ).fetchone()
        return None if row is None else (bool(row[0]), json.loads(row[1]), json.loads(row[2]))

    def messages(self, chat: int) -> list[tuple[bool, JSON, JSON]]:
        rows = self._db.execute("SELECT out, body, extra FROM messages WHERE chat = ? ORDER BY id", (chat,))
        return [(bool(out), json.loads(body), json.loads(extra)) for out, body, extra in rows]

    def change_message(self, chat: int, body: JSON, extra: JSON) -> None:
        self._db.execute(
            "UPDATE messages SET body = ?, extra = ? WHERE chat = ? AND id = ?",
            (_dump(body), _dump(extra), chat, body["message_id"]),
        )

    def delete_message(self, chat: int, message_id: int) -> None:
        self._db.execute("DELETE FROM messages WHERE chat = ? AND id = ?", (chat, message_id))

    # updates that wait for the bot, and taps that wait for an answer

    def add_update(self, body: JSON, expires: float) -> None:
        self._db.execute("INSERT INTO updates VALUES (?, ?, ?)", (body["update_id"], _dump(body), expires))

    def updates(self, limit: int) -> list[JSON]:
        rows = self._db.execute("SELECT body FROM updates ORDER BY id LIMIT ?", (limit,))
        return [json.loads(row[0]) for row in rows]

    def updates_after(self, update_id: int) -> list[tuple[int, float, str]]:
        """All that came after that one: id, when it expires, body."""
        rows = self._db.execute(
            "SELECT id, expires, body FROM updates WHERE id > ? ORDER BY id", (update_id,)
        ).fetchall()
        return [(int(number), float(expires), str(body)) for number, expires, body in rows]

    def has_update(self, update_id: int) -> bool:
        return self._db.execute("SELECT 1 FROM updates WHERE id = ?", (update_id,)).fetchone() is not None

    def remove_update(self, update_id: int) -> None:
        self._db.execute("DELETE FROM updates WHERE id = ?", (update_id,))

    def count_updates(self) -> int:
        return int(self._db.execute("SELECT count(*) FROM updates").fetchone()[0])

    def confirm_updates(self, below: int) -> None:
        self._db.execute("DELETE FROM updates WHERE id < ?", (below,))

    def keep_last_updates(self, count: int) -> None:
        self._db.execute(
            "DELETE FROM updates WHERE id NOT IN (SELECT id FROM updates ORDER BY id DESC LIMIT ?)", (count,)
        )

    def drop_expired(self, now: float) -> None:
        self._db.execute("DELETE FROM updates WHERE expires < ?", (now,))
        self._db.execute("DELETE FROM queries WHERE expires < ?", (now,))

    def add_query(self, query: str, person: int, expires: float) -> None:
        self._db.execute("INSERT INTO queries VALUES (?, ?, ?)", (query, person, expires))

    def query(self, query: str, now: float) -> int | None:
        """The person whose tap this is, if it can still be answered."""
        row = self._db.execute(
            "SELECT person FROM queries WHERE id = ? AND expires >= ?", (query, now)
        ).fetchone()
        return None if row is None else int(row[0])

    # files

    def add_file(self, file_id: str, path: str, about: JSON, data: bytes) -> None:
        self._db.execute("INSERT INTO files VALUES (?, ?, ?, ?)", (file_id, path, _dump(about), data))

    def describe_file(self, file_id: str, about: JSON) -> None:
        self._db.execute("UPDATE files SET about = ? WHERE id = ?", (_dump(about), file_id))

    def file_about(self, file_id: str) -> tuple[str, JSON] | None:
        row = self._db.execute("SELECT path, about FROM files WHERE id = ?", (file_id,)).fetchone()
        return None if row is None else (str(row[0]), json.loads(row[1]))

    def file_data(self, path: str) -> bytes | None:
        row = self._db.execute("SELECT data FROM files WHERE path = ?", (path,)).fetchone()
        return None if row is None else bytes(row[0])


def _dump(value: JSON) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
