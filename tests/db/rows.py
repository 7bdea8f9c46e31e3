"""Rows to test with: a runner Anna, a session, an exercise, a letter, a reminder."""

from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import Connection

from db.store import runners, sessions

ANNA = 5_000_000_001  # more than 32 bits, as Telegram's numbers are
BEN = 42
NOW = datetime(2026, 3, 28, 15, 10, tzinfo=UTC)
DAY = date(2026, 3, 29)


def runner(chat_id: int = ANNA, **values: Any) -> dict[str, Any]:
    return {
        "chat_id": chat_id,
        "first_name": "Anna",
        "language": "en",
        "language_code": None,
        "zone": None,
        "reminder_time": time(9),
        "kit": None,
        "minutes": 20,
        "focus": frozenset(),
        "beginner": None,
        "hypermobile": None,
        "caution": None,
        "cautions": frozenset(),
        "hold": None,
        "hold_since": None,
        "rest_rule": None,
        "rest_starts": None,
        "rest_time": None,
        "paused_until": None,
        "paused_why": None,
        "injured": frozenset(),
        "injured_since": None,
        "race_question": True,
        "hour_offered": False,
        "active": True,
        "dialogue": None,
        "created_at": NOW,
        "seen_at": NOW,
    } | values


def session(no: int = 1, **values: Any) -> dict[str, Any]:
    return {
        "no": no,
        "local_day": DAY,
        "day_type": "marathon",
        "days_since": 1,
        "minutes": 20,
        "status": "checkin",
        "ended_at": None,
    } | values


def item(position: int, exercise_id: str = "arch-roll", **values: Any) -> dict[str, Any]:
    return {
        "position": position,
        "exercise_id": exercise_id,
        "phase": "trigger-point",
        "minutes": 1.5,
        "dose": {"seconds": 45, "sides": 2},
        "why": {"line": "feet"},
        "substitute_for": None,
        "status": "pending",
        "reason": None,
        "variant": None,
        "answered_at": None,
        "message_id": None,
    } | values


def checkin(**values: Any) -> dict[str, Any]:
    said = {"clear": True, "flag": None, "sore": {"quads": 5}, "sharp": frozenset({"back"}), "mood": None}
    return said | values


def letter(chat_id: int = ANNA, text: str = "Hi", **values: Any) -> dict[str, Any]:
    return {
        "chat_id": chat_id,
        "step": "s1",
        "lane": "reply",
        "letter": {"kind": "send", "text": text},
    } | values


def reminder(chat_id: int = ANNA, due: datetime = NOW, **values: Any) -> dict[str, Any]:
    return {
        "chat_id": chat_id,
        "kind": "regen",
        "local_date": DAY,
        "local_time": time(9),
        "zone": "Europe/London",
        "due_utc": due,
        "tzdb_version": "2026.6",
        "snoozed": False,
    } | values


def race(no: int = 1, **values: Any) -> dict[str, Any]:
    known = {"no": no, "day_type": "race-half", "local_day": DAY, "name": None, "metres": None, "legs": None}
    return known | values


def add_anna(conn: Connection) -> None:
    runners.add(conn, runner())


def add_session(conn: Connection, no: int = 1, *items: dict[str, Any], **values: Any) -> None:
    sessions.add(conn, ANNA, session(no, **values), NOW)
    sessions.plan(conn, ANNA, no, items)
