"""Rows to facts and changes to rows: the two ways between the database and the coach's values."""

import logging
from datetime import date, datetime, timedelta
from typing import Any, assert_never, get_args

from pydantic import BaseModel, ConfigDict, ValidationError
from sqlalchemy import Connection, RowMapping

from bot.coach import changes as c, events as e, events_pause as p, events_race as er
from bot.coach.calendar import coach_day, local_now
from bot.coach.edits import Memory
from bot.coach.model import (
    Facts,
    Item,
    Race,
    Reminder,
    Run,
    Runner,
    Session,
    SessionStatus,
    SkipReason,
    WhyNot,
)
from bot.coach.plan_models import Met
from bot.coach.states import Idle, State
from bot.shell_types import Person
from bot.voice.typed import Options
from content.library import Library
from db.store import history, races, reminders, runners, runs, sessions

log = logging.getLogger(__name__)


class Dialogue(BaseModel):
    """What free text means now: the state, the words of the last buttons, what became of the last texts."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    state: State = Idle()
    options: Options = ()
    memory: Memory = Memory()


def read_dialogue(row: RowMapping) -> Dialogue:
    """A shape that no longer loads becomes Idle, never a dead chat."""
    try:
        return Dialogue.model_validate(row["dialogue"] or {})
    except ValidationError:
        log.warning("a dialogue of an older shape was put back to the beginning")
        return Dialogue()


def new_runner(person: Person, library: Library) -> Runner:
    rules = library.rules
    return Runner(
        chat_id=person.chat_id,
        first_name=person.first_name,
        language_code=person.language_code,
        reminder_time=rules.reminders.default_time,
        minutes=rules.session.default_minutes,
    )


def read_runner(row: RowMapping) -> Runner:
    return Runner.model_validate({name: row[name] for name in Runner.model_fields})


def runner_values(runner: Runner) -> dict[str, Any]:
    return runner.model_dump()


def read_facts(conn: Connection, event: e.Event, runner: Runner, now: datetime, library: Library) -> Facts:
    """What the event needs and no more: an exercise's Done loads its session, not the history."""
    chat_id = runner.chat_id
    button = event.button if isinstance(event, e.Tapped) else None
    # a red flag concerns whatever is under way now, not the session in which it was asked for
    named = None if isinstance(button, e.RaiseFlag) else getattr(button, "session", None) or None
    row = sessions.with_items(conn, chat_id, named)
    session = _read_session(row, library) if row else None
    zone = runner.zone or "UTC"
    day = coach_day(now, zone, library.rules.session.closes_at)
    if _only_of_the_session(event, runner, session, day):
        return Facts(now=now, runner=runner, session=session)
    newest = sessions.newest(conn, chat_id) if named else session.no if session else 0
    far_back = day - timedelta(days=library.rules.runs_matter_days)
    looked_at = local_now(now, zone).date() - timedelta(days=library.rules.reminders.look_back_days)
    return Facts(
        now=now,
        runner=runner,
        session=session,
        newest=newest,
        runs=tuple(Run.model_validate(dict(r)) for r in runs.since(conn, chat_id, far_back)),
        newest_run=runs.newest(conn, chat_id),
        reminders=tuple(Reminder.model_validate(dict(r)) for r in reminders.around(conn, chat_id, looked_at)),
        **(_races(conn, chat_id, far_back) if _needs_races(event) else {}),
        done_this_month=sessions.done_between(conn, chat_id, day.replace(day=1), day)
        if isinstance(button, e.Mood)
        else 0,
        **(_past(conn, chat_id, day, library) if _may_choose(event) else {}),
    )


def _races(conn: Connection, chat_id: int, since: date) -> dict[str, Any]:
    rows = [dict(row) for row in races.of_runner(conn, chat_id)]
    known = (row for row in rows if row["removed_at"] is None and row["local_day"] >= since)
    return {
        "races": tuple(Race.model_validate({name: row[name] for name in Race.model_fields}) for row in known),
        "newest_race": max((row["no"] for row in rows), default=0),
    }


_CHOOSES_NOTHING = (
    e.ToggleKit,
    e.ToggleCaution,
    e.ToggleFocus,
    e.FocusDone,
    e.Area,
    e.Sore,
    e.MoreAreas,
    e.Mood,
    e.Lesson,
    e.Browse,
    e.ShowExercise,
    e.Do,
    p.PickPause,
    p.InjuredArea,
    p.InjuredDone,
    p.PauseFor,
    p.LongerPause,
    p.EndPause,
    *get_args(e.RestButton),
    er.PutRace,
    er.AskRaceDay,
    er.ForgetRace,
    er.Legs,
    er.RaceQuestion,
    er.DidNotRun,
)
# these say when the coach comes next, and on the day of a race no rest day is one
_SAY_WHEN = (e.Mood, p.EndPause, *get_args(e.RestButton))
_ABOUT_RACES = (er.PutRace, er.ForgetRace, er.Legs, er.DidNotRun, *_SAY_WHEN)


def _needs_races(event: e.Event) -> bool:
    """A race bears on what is chosen, and on what a reminder says."""
    about = isinstance(event, e.Tapped) and isinstance(event.button, _ABOUT_RACES)
    return about or isinstance(event, e.Due | e.Calendar) or _may_choose(event)


def _may_choose(event: e.Event) -> bool:
    """Whether exercises may be chosen, or the runner be asked of what hurt: only then is the past read."""
    # a reminder names the minutes, which hang on the runs alone
    if isinstance(event, e.Unasked | e.Calendar):
        return False
    button = event.button if isinstance(event, e.Tapped) else None
    if isinstance(button, e.Reason):
        return button.reason is SkipReason.TOO_HARD
    return not isinstance(button, _CHOOSES_NOTHING)


def _past(conn: Connection, chat_id: int, day: date, library: Library) -> dict[str, Any]:
    """What past sessions and check-ins say about the next one."""
    first = day - timedelta(days=library.rules.history.days)
    rows = history.of_runner(conn, chat_id, first)
    met = (dict(row) for row in rows if row["exercise_id"] in library.exercises)
    return {
        "history": tuple(Met(days_ago=max(0, (day - row.pop("local_day")).days), **row) for row in met),
        "sore_before": tuple(
            ((day - said).days, sore) for said, sore in history.soreness(conn, chat_id, first) if said < day
        ),
        "met": history.ever_met(conn, chat_id),
        "disliked": sessions.disliked(conn, chat_id),
    }


def _read_session(row: dict[str, Any], library: Library) -> Session:
    """The session without exercises that the host has taken out of the content: nobody can show them."""
    session = Session.model_validate(row)
    known = tuple(item for item in session.items if item.exercise_id in library.exercises)
    if len(known) < len(session.items):
        log.warning("a session names exercises that are gone; better mark an exercise retired than delete it")
        session = session.model_copy(update={"items": known})
    return session


def _only_of_the_session(event: e.Event, runner: Runner, session: Session | None, day: date) -> bool:
    """Done and skip, tapped or typed: nothing is asked of the past, unless the runner was away."""
    if not runner.active:
        return False
    if isinstance(event, e.Tapped):
        return isinstance(event.button, e.Do) and event.button.answer != "undo"
    if not isinstance(event, e.Typed) or event.meaning is None or session is None:
        return False
    active = session.status is SessionStatus.ACTIVE and session.local_day == day
    return active and session.clear and runner.hold is None


_SESSION = ("no", "local_day", "day_type", "days_since", "minutes", "status", "ended_at")
_CHECKIN = ("clear", "flag", "sore", "sharp", "mood")


def _item_values(item: Item) -> dict[str, Any]:
    return item.model_dump() | {"dose": item.dose.model_dump(mode="json"), "why": item.why.model_dump()}


def apply(conn: Connection, chat_id: int, changes: tuple[c.Change, ...], now: datetime, tzdb: str) -> None:
    """Store what the step wants stored, in its order."""
    for change in changes:
        match change:
            case c.AddRun():
                runs.add(conn, chat_id, change.run.model_dump(), now)
            case c.MoveRun():
                runs.move(conn, chat_id, change.no, change.local_day)
            case c.RemoveRun():
                runs.remove(conn, chat_id, change.no, now)
            case c.PutReminder():
                reminder = change.reminder
                values = reminder.model_dump(include={"kind", "local_date", "local_time", "zone", "snoozed"})
                reminders.put(
                    conn, values | {"chat_id": chat_id, "due_utc": reminder.due, "tzdb_version": tzdb}
                )
            case c.EndReminder():
                at = change.ended_at or now
                reminders.end(conn, chat_id, change.kind, change.day, change.state, change.reason, at)
            case c.DropReminders():
                reminders.drop_chat(conn, chat_id, WhyNot.GONE, now)
            case c.SaveRace():
                races.save(conn, chat_id, change.race.model_dump(), now)
            case c.RemoveRace():
                races.remove(conn, chat_id, change.no, now)
            case c.AddSession():
                values = change.session.model_dump(include=set(_SESSION))
                sessions.add(conn, chat_id, values, now)
            case c.SaveSession():
                values = change.session.model_dump(include=set(_SESSION) - {"no"})
                sessions.save(conn, chat_id, change.session.no, **values)
            case c.SaveCheckin():
                values = change.session.model_dump(include=set(_CHECKIN))
                sessions.save_checkin(conn, chat_id, change.session.no, values)
            case c.SavePlan():
                items = (_item_values(item) for item in change.session.items)
                sessions.plan(conn, chat_id, change.session.no, items)
            case c.SaveItem():
                item = change.item
                values = item.model_dump(include={"status", "reason", "variant", "answered_at"})
                sessions.answer(conn, chat_id, change.session, item.position, item.exercise_id, values)
            case c.AddItem():
                sessions.add_item(conn, chat_id, change.session, _item_values(change.item))
            case _:
                assert_never(change)


def save_runner(conn: Connection, row: RowMapping, after: Runner, dialogue: Dialogue, now: datetime) -> None:
    """The runner's row, when something in it is new: one update."""
    before = read_runner(row)
    new = {k: v for k, v in runner_values(after).items() if v != getattr(before, k)}
    # compared as it is stored: a shape that did not load is written anew
    if (kept := dialogue.model_dump(mode="json")) != row["dialogue"]:
        new["dialogue"] = kept
    if new:
        runners.save(conn, after.chat_id, new | {"seen_at": now})
