"""A runner with reminders, one tap, and what became of it."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from typing import Any

from bot.coach import changes as c, events as e
from bot.coach.calendar import due_utc
from bot.coach.model import Facts, Reminder, Runner
from bot.coach.outcome import Step
from bot.coach.states import Idle
from bot.coach.step import step
from content.library import load_library

LIBRARY = load_library()
LONDON = "Europe/London"


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def at(text: str, zone: str = LONDON) -> datetime:
    """The moment of "2026-06-07 09:00" on the runner's clock."""
    wall = datetime.fromisoformat(text)
    return due_utc(wall.date(), wall.time(), zone)


def runner(zone: str = LONDON, **values: Any) -> Runner:
    known = {"chat_id": 1, "first_name": "Anna", "zone": zone, "reminder_time": time(9), "minutes": 30}
    return Runner.model_validate(known | values)


def row(day: str, hour: str, zone: str = LONDON, **values: Any) -> Reminder:
    known = {"local_date": day, "local_time": hour, "zone": zone, "due": at(f"{day} {hour}", zone)}
    return Reminder.model_validate(known | values)


def does(button: e.Button, now: datetime, rows: Sequence[Reminder], who: Runner | None = None) -> Step:
    facts = Facts(now=now, runner=who or runner(), reminders=tuple(rows))
    return step(LIBRARY, Idle(), e.Tapped(button=button, message_id=7, query_id="q"), facts)


def put(result: Step) -> list[Reminder]:
    return [change.reminder for change in result.changes if isinstance(change, c.PutReminder)]


def said(result: Step, kind: type[Any]) -> list[Any]:
    return [one.saying for one in result.says if isinstance(one.saying, kind)]


def snooze(rung: Reminder, now: datetime, to: str = "hour") -> Step:
    button = e.Remind.model_validate({"day": rung.local_date, "answer": to})
    return does(button, now, [rung], runner(rung.zone, reminder_time=rung.local_time))


def day(text: str) -> date:
    return date.fromisoformat(text)
