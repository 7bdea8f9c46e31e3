"""A place where a unit of work stops until the test lets it go on: how two things are made to overlap."""

import asyncio
import threading

from sqlalchemy import Connection
from sqlalchemy.util import await_only

from tests.patience import PATIENCE


class Gate:
    def __init__(self) -> None:
        self.reached = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        self._for_thread = threading.Event()
        self._for_task = asyncio.Event()

    def stop_here(self, conn: Connection) -> None:
        """On SQLite the unit of work is on its thread, on PostgreSQL it is a task of the loop."""
        if conn.dialect.name == "sqlite":
            self._loop.call_soon_threadsafe(self.reached.set)
            assert self._for_thread.wait(PATIENCE)
        else:
            self.reached.set()
            await_only(asyncio.wait_for(self._for_task.wait(), PATIENCE))

    def open(self) -> None:
        self._for_thread.set()
        self._for_task.set()
