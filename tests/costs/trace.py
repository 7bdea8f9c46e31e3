"""What a coach on a stage does while it is watched: its SQL, its commits and its API calls, in order."""

from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Engine, event, func, select

from db.models import metadata
from tests.stage import Stage

COMMIT = "commit"


@dataclass
class Trace:
    """`events`: the SQL statements, "commit", and API calls as "> sendMessage"; many rows count once."""

    events: list[str] = field(default_factory=list)
    rows: Counter[str] = field(default_factory=Counter)  # table -> how many more than before

    @property
    def calls(self) -> list[str]:
        """All but the polling, sorted: they leave together, so their order means nothing."""
        return sorted(one[2:] for one in self.events if one[0] == ">" and one != "> getUpdates")

    @property
    def transactions(self) -> list[list[str]]:
        """The statements of each commit."""
        units: list[list[str]] = [[]]
        for one in self.events:
            if one == COMMIT:
                units.append([])
            elif one[0] != ">":
                units[-1].append(one)
        assert not units.pop(), "something was never committed"
        return units

    @property
    def statements(self) -> int:
        return sum(map(len, self.transactions))


@asynccontextmanager
async def watched(stage: Stage) -> AsyncIterator[Trace]:
    """Everything between is in the trace. The coach's clock does not beat by itself meanwhile or later."""
    assert stage.coach is not None
    await stage.coach.heartbeat.stop()
    await stage.settled()
    trace = Trace()
    before = await rows(stage)

    def sql(_conn: Any, _cursor: Any, statement: str, _values: Any, _context: Any, _many: bool) -> None:
        if not statement.startswith("BEGIN"):
            trace.events.append(statement)

    def commit(_conn: Connection) -> None:
        trace.events.append(COMMIT)

    call = stage.telegram.call

    async def noted(token: str, method: str, *rest: Any) -> Any:
        trace.events.append(f"> {method}")
        return await call(token, method, *rest)

    event.listen(Engine, "before_cursor_execute", sql)
    event.listen(Engine, "commit", commit)
    vars(stage.telegram)["call"] = noted
    try:
        yield trace
    finally:
        event.remove(Engine, "before_cursor_execute", sql)
        event.remove(Engine, "commit", commit)
        del vars(stage.telegram)["call"]
    trace.rows = await rows(stage)
    trace.rows.subtract(before)
    trace.rows = Counter({table: more for table, more in trace.rows.items() if more})


async def rows(stage: Stage) -> Counter[str]:
    """Table -> how many rows it has."""
    assert stage.database is not None

    def count(conn: Connection) -> Counter[str]:
        return Counter(
            {
                name: conn.execute(select(func.count()).select_from(table)).scalar_one()
                for name, table in metadata.tables.items()
            }
        )

    return await stage.database.run(count)
