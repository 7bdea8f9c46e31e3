"""The tables. One class lists a table's columns: what rows mean together is the coach's affair.

These are Core tables with typed columns, not mapped classes: nothing here needs the ORM, and its import
would be a third of the time until the database is open.

Everything a runner told us hangs on `runners` and is deleted with it; only the letters on their way
(`outbox`) do not, because the last one has to leave after the runner is gone. Vocabularies that the
code knows are checked by the database; names from the content (exercises, day types) are not.
Local dates and times are the runner's wall clock; moments are UTC.
"""

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    Named,
    String,
    Table,
    TypedColumns,
    UniqueConstraint,
    false,
    text,
    true,
)

from db.types import Names, UtcDateTime

# the names of constraints are ours from the first day on, so that a migration can find them again
NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


metadata = MetaData(naming_convention=NAMING)

# counts by itself on both, and fits what Telegram may send
NUMBER = BigInteger().with_variant(Integer, "sqlite")
# None is NULL, not the JSON word
JSON_OR_NULL: Any = JSON(none_as_null=True)


# a composite key is the table itself on SQLite (WITHOUT ROWID): no second tree, a third of the bytes
CLUSTERED = False


def one_of(column: str, *words: str) -> CheckConstraint:
    """The column holds one of these words, or NULL where it may."""
    return CheckConstraint(f"{column} IN ({', '.join(repr(word) for word in words)})", name=column)


def runner_id() -> Column[int]:
    """The key's first part in everything that hangs on a runner."""
    return Column(BigInteger, ForeignKey("runners.chat_id", ondelete="CASCADE"), primary_key=True)


def counted() -> Column[int]:
    """Part of a key that the coach counts, not the database."""
    return Column(Integer, primary_key=True, autoincrement=False)


def of_a_session() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(
        ["chat_id", "session_no"], ["sessions.chat_id", "sessions.no"], ondelete="CASCADE"
    )


def while_it(state: str, name: str, column: str) -> Index:
    """A partial index: what is behind us is never walked through again, however long the history."""
    condition = text(f"state = '{state}'")
    return Index(name, column, sqlite_where=condition, postgresql_where=condition)


class RunnerColumns(TypedColumns):
    chat_id: Named[int] = Column(BigInteger, primary_key=True, autoincrement=False)
    first_name: Named[str]
    language: Named[str]
    language_code: Named[str | None]
    zone: Named[str | None]
    reminder_time: Named[time]
    kit: Named[Iterable[str] | None] = Column(Names)
    minutes: Named[int]
    focus: Named[Iterable[str]] = Column(Names)
    beginner: Named[str | None]
    hypermobile: Named[str | None]
    caution: Named[str | None]
    hold: Named[str | None]
    hold_since: Named[date | None]
    active: Named[bool]
    dialogue: Named[dict[str, Any] | None] = Column(JSON_OR_NULL)  # what free text means now
    created_at: Named[datetime] = Column(UtcDateTime)
    seen_at: Named[datetime] = Column(UtcDateTime)
    cautions: Named[Iterable[str]] = Column(Names, server_default=text("'[]'"))
    rest_rule: Named[str | None]  # an RFC 5545 recurrence rule
    rest_starts: Named[date | None]
    rest_time: Named[time | None]
    paused_until: Named[date | None]
    paused_why: Named[str | None]
    injured: Named[Iterable[str]] = Column(Names, server_default=text("'[]'"))
    race_question: Named[bool] = Column(Boolean, server_default=true())
    hour_offered: Named[bool] = Column(Boolean, server_default=false())
    injured_since: Named[date | None]


runners = Table(
    "runners",
    metadata,
    RunnerColumns,
    one_of("beginner", "yes", "no", "skipped"),
    one_of("hypermobile", "yes", "no", "skipped"),
    one_of("caution", "yes", "no", "skipped"),
    one_of("paused_why", "ill", "injured", "away", "break"),
)


class RunColumns(TypedColumns):
    chat_id: Named[int] = runner_id()
    no: Named[int] = counted()
    day_type: Named[str]
    local_day: Named[date]
    metres: Named[int | None]
    seconds: Named[int | None]
    created_at: Named[datetime] = Column(UtcDateTime)
    # a removed run keeps its number: an old button must never mean a newer run
    removed_at: Named[datetime | None] = Column(UtcDateTime)


runs = Table("runs", metadata, RunColumns, sqlite_with_rowid=CLUSTERED)


class SessionColumns(TypedColumns):
    chat_id: Named[int] = runner_id()
    no: Named[int] = counted()
    local_day: Named[date]
    day_type: Named[str]
    days_since: Named[int | None]
    minutes: Named[int]
    status: Named[str]
    created_at: Named[datetime] = Column(UtcDateTime)
    ended_at: Named[datetime | None] = Column(UtcDateTime)


sessions = Table(
    "sessions",
    metadata,
    SessionColumns,
    one_of("status", "checkin", "planned", "active", "done", "rested", "flagged", "closed"),
    sqlite_with_rowid=CLUSTERED,
)


class CheckinColumns(TypedColumns):
    """What the runner said before and after a session."""

    chat_id: Named[int] = Column(BigInteger, primary_key=True)
    session_no: Named[int] = counted()
    clear: Named[bool]
    flag: Named[str | None]
    sore: Named[dict[str, Any]] = Column(JSON)  # area -> 0..10
    sharp: Named[Iterable[str]] = Column(Names)
    mood: Named[str | None]


checkins = Table(
    "checkins",
    metadata,
    CheckinColumns,
    of_a_session(),
    one_of("mood", "better", "same", "worse"),
    sqlite_with_rowid=CLUSTERED,
)


class SessionItemColumns(TypedColumns):
    chat_id: Named[int] = Column(BigInteger, primary_key=True)
    session_no: Named[int] = counted()
    position: Named[int] = counted()
    exercise_id: Named[str] = Column(String, primary_key=True)
    phase: Named[str]
    minutes: Named[float]
    dose: Named[dict[str, Any]] = Column(JSON)
    why: Named[dict[str, Any]] = Column(JSON)
    substitute_for: Named[str | None]
    status: Named[str]
    reason: Named[str | None]
    variant: Named[str | None]
    answered_at: Named[datetime | None] = Column(UtcDateTime)
    message_id: Named[int | None] = Column(BigInteger)


session_items = Table(
    "session_items",
    metadata,
    SessionItemColumns,
    of_a_session(),
    one_of("status", "pending", "done", "skipped", "swapped", "left-out"),
    one_of("reason", "hurts", "no-kit", "no-time", "too-hard", "not-for-me"),
    one_of("variant", "easier", "stand-in"),
    sqlite_with_rowid=CLUSTERED,
)


class ReminderColumns(TypedColumns):
    """Due by the runner's wall clock. `due_utc` is a cache of date, time and zone by `tzdb_version`."""

    id: Named[int] = Column(NUMBER, primary_key=True)
    chat_id: Named[int] = Column(BigInteger, ForeignKey("runners.chat_id", ondelete="CASCADE"))
    kind: Named[str]
    local_date: Named[date]
    local_time: Named[time]
    zone: Named[str]
    due_utc: Named[datetime] = Column(UtcDateTime)
    tzdb_version: Named[str | None]
    state: Named[str]
    reason: Named[str | None]
    snoozed: Named[bool] = Column(Boolean, server_default=false())
    ended_at: Named[datetime | None] = Column(UtcDateTime)


reminders = Table(
    "reminders",
    metadata,
    ReminderColumns,
    UniqueConstraint("chat_id", "kind", "local_date"),
    one_of("state", "pending", "sent", "taken", "dropped"),
    while_it("pending", "ix_reminders_pending", "due_utc"),
)


class RaceColumns(TypedColumns):
    """A race to come. It keeps its number when it is removed: an old button must never mean a newer one."""

    chat_id: Named[int] = runner_id()
    no: Named[int] = counted()
    day_type: Named[str]
    local_day: Named[date]
    name: Named[str | None]
    metres: Named[int | None]
    legs: Named[str | None]
    created_at: Named[datetime] = Column(UtcDateTime)
    removed_at: Named[datetime | None] = Column(UtcDateTime)


races = Table("races", metadata, RaceColumns, sqlite_with_rowid=CLUSTERED)


class StrangerColumns(TypedColumns):
    """Somebody who may not use this coach, and when they were last told so."""

    chat_id: Named[int] = Column(BigInteger, primary_key=True, autoincrement=False)
    told_at: Named[datetime] = Column(UtcDateTime)


strangers = Table("strangers", metadata, StrangerColumns)


class UpdateColumns(TypedColumns):
    """An update of Telegram's that was taken. The body, without words, is kept only when it was set aside."""

    update_id: Named[int] = Column(NUMBER, primary_key=True, autoincrement=False)
    seen_at: Named[datetime] = Column(UtcDateTime)
    body: Named[str | None]
    error: Named[str | None]


updates = Table("updates", metadata, UpdateColumns)


class FileColumns(TypedColumns):
    """A file that somebody sent, until it has been fetched and read."""

    id: Named[int] = Column(NUMBER, primary_key=True)
    file_id: Named[str]  # Telegram's word for it
    person: Named[dict[str, Any]] = Column(JSON)  # who sent it, as Telegram says it
    created_at: Named[datetime] = Column(UtcDateTime)


files = Table("files", metadata, FileColumns)


class OutboxColumns(TypedColumns):
    """A letter on its way to a chat. It is deleted when it has left."""

    id: Named[int] = Column(NUMBER, primary_key=True)
    chat_id: Named[int] = Column(BigInteger)
    step: Named[str]
    lane: Named[str]
    letter: Named[dict[str, Any]] = Column(JSON)
    not_before: Named[datetime | None] = Column(UtcDateTime)
    not_after: Named[datetime | None] = Column(UtcDateTime)
    attempts: Named[int]
    state: Named[str]
    error: Named[str | None]
    created_at: Named[datetime] = Column(UtcDateTime)


outbox = Table(
    "outbox",
    metadata,
    OutboxColumns,
    one_of("lane", "reply", "bulk"),
    one_of("state", "waiting", "dead"),
    while_it("waiting", "ix_outbox_waiting", "id"),
    sqlite_autoincrement=True,  # a number is never given twice, also when the table was empty
)


class LeaseColumns(TypedColumns):
    """Who leads among several processes, by the database's time, with a number that only grows."""

    name: Named[str] = Column(String, primary_key=True)
    owner: Named[str]
    until: Named[datetime] = Column(UtcDateTime)
    fence: Named[int] = Column(BigInteger)


leases = Table("leases", metadata, LeaseColumns)
