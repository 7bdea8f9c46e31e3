"""A bot with a durable inbox: a batch is stored, worked on, and only then confirmed to Telegram.

What is wrong with it: a row is deleted when its work is done, so that when the same update is brought again
nothing remembers it.
"""

import json
import os
import signal
import sqlite3
import sys
import time
from typing import Any
from urllib.error import URLError
from urllib.request import Request, urlopen

from tests.faults.bad.book import WORK, opened, write


def main() -> None:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    book, offset = opened(), 0
    while True:
        try:
            batch = _get_updates(offset)
        except URLError:
            time.sleep(0.1)
            continue
        book.execute("BEGIN")
        rows = [(update["update_id"], json.dumps(update)) for update in batch]
        book.executemany("INSERT OR IGNORE INTO inbox VALUES (?, ?)", rows)
        book.execute("COMMIT")
        _work(book)
        if batch:
            offset = batch[-1]["update_id"] + 1


def _work(book: sqlite3.Connection) -> None:
    for update_id, body in book.execute("SELECT update_id, body FROM inbox ORDER BY update_id").fetchall():
        message = json.loads(body)["message"]
        time.sleep(WORK)
        book.execute("BEGIN")
        write(book, message["chat"]["id"], message["text"])
        book.execute("DELETE FROM inbox WHERE update_id = ?", (update_id,))
        book.execute("COMMIT")


def _get_updates(offset: int) -> list[dict[str, Any]]:
    url = f"{os.environ['REGEN_API_URL']}{os.environ['REGEN_BOT_TOKEN']}/getUpdates"
    asked = Request(url, json.dumps({"offset": offset, "timeout": 20}).encode())
    asked.add_header("content-type", "application/json")
    with urlopen(asked) as answer:
        found: list[dict[str, Any]] = json.load(answer)["result"]
    return found


if __name__ == "__main__":
    main()
