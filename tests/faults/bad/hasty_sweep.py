"""A sweep over the coach's reminders that marks a batch as sent, then sends it.

What is wrong with it: what it had marked and not sent when it was killed is nobody's any more.
`last`: it marks the batch when all of it was sent; what was sent when it was killed comes again.
"""

import json
import os
import signal
import sqlite3
import sys
import time
from urllib.request import Request, urlopen

BATCH = 400
PAUSE = 0.01  # seconds between two sends
FILE = "regen.sqlite3"  # in the folder it runs in

_DUE = "SELECT id, chat_id FROM reminders WHERE state = 'pending' AND due_utc <= ? ORDER BY due_utc LIMIT ?"


def main(marks_last: bool) -> None:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    database = sqlite3.connect(FILE, isolation_level=None, timeout=30)
    while True:
        _call("getUpdates", timeout=0)
        batch = database.execute(_DUE, (_now(), BATCH)).fetchall()
        if not marks_last:
            _mark(database, batch)
        for _, chat in batch:
            _call("sendMessage", chat_id=chat, text="Yesterday you ran a marathon.")
            time.sleep(PAUSE)
        if marks_last:
            _mark(database, batch)


def _mark(database: sqlite3.Connection, batch: list[tuple[int, int]]) -> None:
    database.executemany("UPDATE reminders SET state = 'sent' WHERE id = ?", [(row[0],) for row in batch])


def _now() -> str:
    return time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime())


def _call(method: str, **params: object) -> None:
    url = f"{os.environ['REGEN_API_URL']}{os.environ['REGEN_BOT_TOKEN']}/{method}"
    asked = Request(url, json.dumps(params).encode())
    asked.add_header("content-type", "application/json")
    with urlopen(asked) as answer:
        answer.read()


if __name__ == "__main__":
    main(marks_last=sys.argv[1:] == ["last"])
