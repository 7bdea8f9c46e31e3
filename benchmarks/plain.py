"""Something to compare with: the same Done, as a plain python-telegram-bot bot would do it.

One handler, raw sqlite3 in the event loop, the library's own polling, and the three calls one after another.
It remembers each update and guards its UPDATE like the coach does; it has no outbox, no plan and no texts to
choose, and what it says is a card of the same size.

    python -m benchmarks.plain API_URL DATABASE_FILE own|default      (whose transport)
"""

import asyncio
import sqlite3
import sys
from pathlib import Path
from typing import Any

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions, Update
from telegram.ext import Application, ApplicationBuilder, CallbackQueryHandler
from telegram.request import BaseRequest, HTTPXRequest

from bot.edge.client import make_bot
from bot.edge.transport import make_request
from bot.playground.core import PLAY_TOKEN

ITEMS = 9  # exercises of a session
SCHEMA = """
CREATE TABLE IF NOT EXISTS updates (id INTEGER PRIMARY KEY, seen TEXT);
CREATE TABLE IF NOT EXISTS sessions (
    chat INTEGER, no INTEGER, status TEXT, PRIMARY KEY (chat, no)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS items (
    chat INTEGER, session INTEGER, position INTEGER, status TEXT, answered_at TEXT,
    PRIMARY KEY (chat, session, position)
) WITHOUT ROWID;
"""
CARD = (
    "<b>{position}/9 · Trigger point · 2 min\nArch roll, 45 s each foot</b>\nSit or stand and roll the arch "
    "of the foot slowly over the ball, from the heel to the toes. Stay where it is tender.\n<i>Tip: more "
    "weight on the ball makes it stronger.</i>\nWhy: your feet carried a marathon."
)


def open_plain(file: Path) -> sqlite3.Connection:
    db = sqlite3.connect(file, isolation_level=None)
    db.execute("PRAGMA journal_mode=WAL")
    db.execute("PRAGMA synchronous=FULL")
    db.executescript(SCHEMA)
    return db


def add_sessions(db: sqlite3.Connection, people: list[int], sessions: int) -> None:
    db.execute("BEGIN IMMEDIATE")
    for chat in people:
        for no in range(sessions):
            db.execute("INSERT INTO sessions VALUES (?, ?, 'active')", (chat, no))
            rows = [(chat, no, position, "pending", None) for position in range(1, ITEMS + 1)]
            db.executemany("INSERT INTO items VALUES (?, ?, ?, ?, ?)", rows)
    db.execute("COMMIT")


def card(session: int, position: int) -> dict[str, Any]:
    """The text and keyboard of an exercise."""
    name = f"a:{session}:{position}:tp-arch-roll"
    keys = [
        [
            InlineKeyboardButton("Watch", url="https://example.org/watch/arch-roll"),
            InlineKeyboardButton("How-to", url="https://example.org/how-to/arch-roll"),
        ],
        [
            InlineKeyboardButton("✓ Done", callback_data=f"{name}:done"),
            InlineKeyboardButton("Skip", callback_data=f"{name}:skip"),
        ],
    ]
    return {"text": CARD.format(position=position), "reply_markup": InlineKeyboardMarkup(keys)}


def build(db: sqlite3.Connection, bot: Any) -> Application[Any, Any, Any, Any, Any, Any]:
    async def done(update: Update, _context: Any) -> None:
        query = update.callback_query
        assert query is not None
        assert query.data is not None
        chat = query.from_user.id
        _, session, position, _, _ = query.data.split(":")
        at = (chat, int(session), int(position))
        db.execute("BEGIN IMMEDIATE")
        db.execute("INSERT OR IGNORE INTO updates VALUES (?, datetime('now'))", (update.update_id,))
        db.execute(
            "SELECT * FROM sessions s JOIN items i ON i.chat = s.chat AND i.session = s.no "
            "WHERE s.chat = ? AND s.no = ? ORDER BY i.position",
            at[:2],
        ).fetchall()
        db.execute(
            "UPDATE items SET status = 'done', answered_at = datetime('now') "
            "WHERE chat = ? AND session = ? AND position = ? AND status = 'pending'",
            at,
        )
        db.execute("COMMIT")
        await query.answer()
        undo = InlineKeyboardMarkup([[InlineKeyboardButton("Undo", callback_data=query.data + ":undo")]])
        await query.edit_message_text("✓ Arch roll", parse_mode="HTML", reply_markup=undo)
        over = at[2] == ITEMS
        shown = card(at[1] + 1, 1) if over else card(at[1], at[2] + 1)
        await bot.send_message(
            chat, parse_mode="HTML", link_preview_options=LinkPreviewOptions(is_disabled=True), **shown
        )

    application = ApplicationBuilder().bot(bot).job_queue(None).build()
    application.add_handler(CallbackQueryHandler(done))
    return application


def plain_bot(api_url: str, request: BaseRequest, get_updates_request: BaseRequest) -> Any:
    return make_bot(
        PLAY_TOKEN,
        api_url=api_url,
        api_file_url=api_url,
        request=request,
        get_updates_request=get_updates_request,
    )


def main(api_url: str, file: str, whose: str) -> None:
    db = open_plain(Path(file))
    if whose == "own":
        bot = plain_bot(api_url, make_request(api_url, connections=64), make_request(api_url, connections=1))
    else:
        bot = plain_bot(api_url, HTTPXRequest(connection_pool_size=64), HTTPXRequest(connection_pool_size=1))
    asyncio.set_event_loop(asyncio.new_event_loop())
    build(db, bot).run_polling(allowed_updates=["callback_query"])


if __name__ == "__main__":
    main(*sys.argv[1:])
