"""PostgreSQL: a pool of connections, many units of work side by side, each a function like on SQLite."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

import asyncpg  # type: ignore[import-untyped]
from sqlalchemy import URL, Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from db.address import printable
from db.engine import Database
from db.errors import DatabaseError
from db.jsontext import read, written

T = TypeVar("T")

_POOL = 8
# seconds until a server that does not answer is given up
_CONNECT_S = 10
_STATEMENT_S = 60
_LAST_S = 0.3  # when the program ends


class PostgresDatabase(Database):
    dialect = "postgresql"

    def __init__(self, url: URL) -> None:
        super().__init__(printable(url))
        self._engine = create_async_engine(
            url,
            pool_size=_POOL,
            max_overflow=0,
            pool_pre_ping=True,  # a server that was restarted costs a ping, not a runner's answer
            hide_parameters=True,  # an error must not print what a runner wrote
            json_serializer=written,
            json_deserializer=read,
            connect_args={
                "timeout": _CONNECT_S,
                "command_timeout": _STATEMENT_S,
                "server_settings": {
                    "application_name": "regen-coach",
                    # a process that was stopped half-way, or cut off, must not hold a runner's row, nor its
                    # share of the lead (db/store/lead.py), for longer than a standby takes to step in
                    "idle_in_transaction_session_timeout": "5s",
                    "lock_timeout": "20s",
                },
            },
        )

    async def _unit(self, work: Callable[[Connection], T]) -> T:
        async with asyncio.timeout(_LAST_S if self._given_up else None):
            return await self._transact(work)

    async def _transact(self, work: Callable[[Connection], T]) -> T:
        conn = await self._connect()
        try:
            async with conn.begin():
                return await conn.run_sync(work)
        except asyncpg.InternalClientError as error:  # the server's end of it and ours met on the wire
            await conn.invalidate()
            raise DatabaseError(f"The connection to the database {self.url} was lost.") from error
        finally:
            await conn.close()

    def _give_up(self) -> None:
        super()._give_up()
        for unit in self._running:
            unit.cancel()

    async def _upgrade(self, bring_up: Callable[[Connection], None]) -> None:
        await self._unit(bring_up)

    async def _dispose(self) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(_LAST_S if self._given_up else None):
                await self._engine.dispose()

    async def _connect(self) -> AsyncConnection:
        try:
            return await self._engine.connect()
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, DBAPIError) as error:
            reason = str(error.orig if isinstance(error, DBAPIError) else error).splitlines()
            raise DatabaseError(
                f"Cannot reach the database {self.url}: {reason[0] if reason else type(error).__name__}. "
                "Is the server up, and are name and password in REGEN_DATABASE_URL right?"
            ) from None
