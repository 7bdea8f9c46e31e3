"""The tables. One class a table, columns only: what rows mean together is the coach's affair.

Everything a runner told us hangs on `runners` and is deleted with it; only the letters on their way
(`outbox`) do not, because the last one has to leave after the runner is gone. Vocabularies that the
code knows are checked by the database; names from the content (exercises, day types) are not.
Local dates and times are the runner's wall clock; moments are UTC.
"""

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any, ClassVar

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from db.types import Names, UtcDateTime

# the names of constraints are ours from the first day on, so that a migration can find them again
NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        int: Integer,
        datetime: UtcDateTime,
        dict[str, Any]: JSON(none_as_null=True),
        Iterable[str]: Names,
    }


def one_of(column: str, *words: str) -> CheckConstraint:
    """The column holds one of these words, or NULL where it may."""
    return CheckConstraint(f"{column} IN ({', '.join(repr(word) for word in words)})", name=column)


def runner_key() -> Mapped[int]:
    return mapped_column(BigInteger, ForeignKey("runners.chat_id", ondelete="CASCADE"), primary_key=True)


def counted() -> Mapped[int]:
    """Part of a key that the coach counts, not the database."""
    return mapped_column(primary_key=True, autoincrement=False)


# composite keys are the table itself on SQLite: no second tree, a third of the bytes
CLUSTERED = {"sqlite_with_rowid": False}


class Runner(Base):
    __tablename__ = "runners"
    chat_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    first_name: Mapped[str]
    language: Mapped[str]
    language_code: Mapped[str | None]
    zone: Mapped[str | None]
    reminder_time: Mapped[time]
    kit: Mapped[Iterable[str] | None]
    minutes: Mapped[int]
    focus: Mapped[Iterable[str]]
    beginner: Mapped[str | None]
    hypermobile: Mapped[str | None]
    caution: Mapped[str | None]
    hold: Mapped[str | None]
    hold_since: Mapped[date | None]
    active: Mapped[bool]
    dialogue: Mapped[dict[str, Any] | None]  # what free text means now
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    __table_args__ = (
        one_of("beginner", "yes", "no", "skipped"),
        one_of("hypermobile", "yes", "no", "skipped"),
        one_of("caution", "yes", "no", "skipped"),
    )


class Run(Base):
    __tablename__ = "runs"
    chat_id: Mapped[int] = runner_key()
    no: Mapped[int] = counted()
    day_type: Mapped[str]
    local_day: Mapped[date]
    metres: Mapped[int | None]
    seconds: Mapped[int | None]
    created_at: Mapped[datetime]
    # a removed run keeps its number: an old button must never mean a newer run
    removed_at: Mapped[datetime | None]
    __table_args__ = (CLUSTERED,)


class Session(Base):
    __tablename__ = "sessions"
    chat_id: Mapped[int] = runner_key()
    no: Mapped[int] = counted()
    local_day: Mapped[date]
    day_type: Mapped[str]
    days_since: Mapped[int | None]
    minutes: Mapped[int]
    status: Mapped[str]
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    __table_args__ = (
        one_of("status", "checkin", "planned", "active", "done", "rested", "flagged", "closed"),
        CLUSTERED,
    )


class Checkin(Base):
    """What the runner said before and after a session."""

    __tablename__ = "checkins"
    chat_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    session_no: Mapped[int] = counted()
    clear: Mapped[bool]
    flag: Mapped[str | None]
    sore: Mapped[dict[str, Any]]  # area -> 0..10
    sharp: Mapped[Iterable[str]]
    mood: Mapped[str | None]
    __table_args__ = (
        ForeignKeyConstraint(
            ["chat_id", "session_no"], ["sessions.chat_id", "sessions.no"], ondelete="CASCADE"
        ),
        one_of("mood", "better", "same", "worse"),
        CLUSTERED,
    )


class SessionItem(Base):
    __tablename__ = "session_items"
    chat_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    session_no: Mapped[int] = counted()
    position: Mapped[int] = counted()
    exercise_id: Mapped[str] = mapped_column(primary_key=True)
    phase: Mapped[str]
    minutes: Mapped[float]
    dose: Mapped[dict[str, Any]]
    why: Mapped[dict[str, Any]]
    substitute_for: Mapped[str | None]
    status: Mapped[str]
    reason: Mapped[str | None]
    variant: Mapped[str | None]
    answered_at: Mapped[datetime | None]
    message_id: Mapped[int | None] = mapped_column(BigInteger)
    __table_args__ = (
        ForeignKeyConstraint(
            ["chat_id", "session_no"], ["sessions.chat_id", "sessions.no"], ondelete="CASCADE"
        ),
        one_of("status", "pending", "done", "skipped", "swapped", "left-out"),
        one_of("reason", "hurts", "no-kit", "no-time", "too-hard", "not-for-me"),
        one_of("variant", "easier", "stand-in"),
        CLUSTERED,
    )


class Reminder(Base):
    """Due by the runner's wall clock. `due_utc` is a cache of date, time and zone by `tzdb_version`."""

    __tablename__ = "reminders"
    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    chat_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("runners.chat_id", ondelete="CASCADE"))
    kind: Mapped[str]
    local_date: Mapped[date]
    local_time: Mapped[time]
    zone: Mapped[str]
    due_utc: Mapped[datetime]
    tzdb_version: Mapped[str | None]
    state: Mapped[str]
    reason: Mapped[str | None]
    lease_owner: Mapped[str | None]
    lease_until: Mapped[datetime | None]
    __table_args__ = (
        UniqueConstraint("chat_id", "kind", "local_date"),
        one_of("state", "pending", "sent", "taken", "dropped"),
        # partial: what has rung is never walked through again, however long the history
        Index(
            "ix_reminders_pending",
            "due_utc",
            sqlite_where=text("state = 'pending'"),
            postgresql_where=text("state = 'pending'"),
        ),
    )


class RestDay(Base):
    __tablename__ = "rest_days"
    chat_id: Mapped[int] = runner_key()
    weekday: Mapped[int] = counted()  # 0 is Monday
    local_time: Mapped[time]
    __table_args__ = (CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"), CLUSTERED)


class Update(Base):
    """An update of Telegram's that was taken. The body is kept only when it was set aside as dead."""

    __tablename__ = "updates"
    update_id: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False
    )
    seen_at: Mapped[datetime]
    body: Mapped[str | None]
    error: Mapped[str | None]


class OutboxLetter(Base):
    """A letter on its way to a chat. It is deleted when it has left."""

    __tablename__ = "outbox"
    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    chat_id: Mapped[int] = mapped_column(BigInteger)
    step: Mapped[str]
    lane: Mapped[str]
    letter: Mapped[dict[str, Any]]
    not_before: Mapped[datetime | None]
    not_after: Mapped[datetime | None]
    attempts: Mapped[int]
    state: Mapped[str]
    error: Mapped[str | None]
    created_at: Mapped[datetime]
    __table_args__ = (
        one_of("lane", "reply", "bulk"),
        one_of("state", "waiting", "dead"),
        Index(
            "ix_outbox_waiting",
            "id",
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
        {"sqlite_autoincrement": True},  # a number is never given twice, also when the table was empty
    )


class Lease(Base):
    """Who leads among several processes, by the database's time, with a number that only grows."""

    __tablename__ = "leases"
    name: Mapped[str] = mapped_column(primary_key=True)
    owner: Mapped[str]
    until: Mapped[datetime]
    fence: Mapped[int] = mapped_column(BigInteger)
