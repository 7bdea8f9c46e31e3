"""One turn of the talk while it is being made: reads facts, collects what to say and to store.

A Turn lives inside one call of `step` and never leaves it, so the coach stays a pure function.
What it stores it also sees: after `add_session` the session is the turn's session.
"""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from bot.coach import changes as c, says as s
from bot.coach.calendar import coach_day, due_utc, local_now
from bot.coach.model import (
    OPEN,
    Answer,
    Facts,
    Item,
    ItemStatus,
    Race,
    Reminder,
    ReminderKind,
    ReminderState,
    Run,
    Session,
    SessionStatus,
    WhyNot,
)
from bot.coach.outcome import Step
from bot.coach.plan_day import counts_as
from bot.coach.plan_models import Ran, Wish
from bot.coach.racetext import race_types
from bot.coach.states import State
from content.library import Library

_ENDS: dict[SessionStatus, s.ClosedStatus] = {
    SessionStatus.DONE: "done",
    SessionStatus.RESTED: "rested",
    SessionStatus.FLAGGED: "flagged",
}
REST = "rest"  # the day type of a day without a run


class Turn:
    def __init__(self, library: Library, facts: Facts, state: State) -> None:
        self.library = library
        self.rules = library.rules
        self.talk = library.talk
        self.facts = facts
        self.now: datetime = facts.now
        self.state: State = state
        self.runner = facts.runner
        self.session = facts.session
        self.says: list[s.Said] = []
        self.changes: list[c.Change] = []
        self.told_run = False

    def step(self) -> Step:
        said, changes = tuple(self.says), tuple(self.changes)
        return Step(state=self.state, runner=self.runner, says=said, changes=changes, told_run=self.told_run)

    # --- saying --------------------------------------------------------------------------------

    def new(self, saying: s.Saying, until: datetime | None = None) -> None:
        self.says.append(s.New(saying=saying, until=until))

    def here(self, saying: s.Saying) -> None:
        """In place of the tapped message; there is one place, so what comes second is a message."""
        taken = any(isinstance(said, s.Here | s.Record) for said in self.says)
        self.says.append(s.New(saying=saying) if taken else s.Here(saying=saying))

    def record(self, saying: s.Saying) -> None:
        self.says.append(s.Record(saying=saying))

    def there(self, session: int, position: int, saying: s.Saying) -> None:
        self.says.append(s.There(session=session, position=position, saying=saying))

    def toast(self, saying: s.Saying) -> None:
        self.says.append(s.Toast(saying=saying))

    @property
    def messages(self) -> list[s.Said]:
        """What is heard by somebody who typed: all but the records of tapped questions."""
        return [said for said in self.says if not isinstance(said, s.Record)]

    def say_closed(self, no: int) -> None:
        """A late tap on session `no`: kind, true, and nothing changes."""
        if self.session is None or self.session.no != no:
            self.toast(s.OldButton())
            return
        if self.open_session is not None:
            self.toast(s.StillOpen())
            return
        status = _ENDS.get(self.session.status, "over")
        self.toast(s.Closed(what="session", day=self.session.local_day, status=status))

    # --- the calendar --------------------------------------------------------------------------

    @property
    def zone(self) -> str:
        return self.runner.zone or "UTC"

    @property
    def local(self) -> datetime:
        return local_now(self.now, self.zone)

    @property
    def day(self) -> date:
        """The runner's day: until the closing hour of the night it is still the day before."""
        return coach_day(self.now, self.zone, self.rules.session.closes_at)

    def ahead(self, day: date) -> int:
        """Days from the calendar's today to `day`."""
        return (day - self.local.date()).days

    def reminder_at(self, day: date, at: time, kind: ReminderKind = "regen") -> Reminder:
        due = due_utc(day, at, self.zone)
        return Reminder(kind=kind, local_date=day, local_time=at, zone=self.zone, due=due)

    # --- what is there -------------------------------------------------------------------------

    @property
    def open_session(self) -> Session | None:
        """The session that is under way today."""
        session = self.session
        if session is not None and session.status in OPEN and session.local_day == self.day:
            return session
        return None

    @property
    def reminders(self) -> dict[tuple[ReminderKind, date], Reminder]:
        """The reminders by kind and date, with what this turn has changed."""
        known = {(r.kind, r.local_date): r for r in self.facts.reminders}
        for change in self.changes:
            if isinstance(change, c.PutReminder):
                known[change.reminder.kind, change.reminder.local_date] = change.reminder
            elif isinstance(change, c.EndReminder) and (name := (change.kind, change.day)) in known:
                at = change.ended_at or self.now
                ended = {"state": change.state, "reason": change.reason, "ended_at": at}
                known[name] = known[name].model_copy(update=ended)
        return known

    def reminder(self, day: date, kind: ReminderKind = "regen") -> Reminder | None:
        return self.reminders.get((kind, day))

    def rung(self, day: date) -> Reminder | None:
        """The reminder of a session on that day: of the two kinds only one ever speaks."""
        regen, rest = self.reminder(day), self.reminder(day, "rest")
        silent = (ReminderState.PENDING, ReminderState.DROPPED)
        if regen is not None and regen.state not in silent:
            return regen
        return rest if rest is not None and rest.state not in silent else regen or rest

    def spoken_for(self, reminder: Reminder) -> bool:
        """Whether the date's other reminder speaks for this one: one message a day, or none if that was said.

        The regeneration reminder goes before the rest day's, unless that one has been heard already.
        """
        pending = ReminderState.PENDING
        if reminder.kind == "rest":
            regen = self.reminder(reminder.local_date)
            if regen is None or (reminder.snoozed and regen.state is pending):
                return False
            refused = regen.reason in (WhyNot.NOT_WANTED, WhyNot.SKIPPED)
            return regen.state is not ReminderState.DROPPED or refused
        rest = self.reminder(reminder.local_date, "rest")
        if reminder.kind != "regen" or rest is None:
            return False
        heard = (ReminderState.SENT, ReminderState.TAKEN)
        return rest.state in heard or (rest.state is pending and rest.snoozed and not reminder.snoozed)

    @property
    def pending(self) -> list[Reminder]:
        """Those still to ring, by the moment they are due."""
        pending = (r for r in self.reminders.values() if r.state is ReminderState.PENDING)
        return sorted(pending, key=lambda r: r.due)

    @property
    def next_reminder(self) -> Reminder | None:
        """The next one for a session that will ring."""
        back = self.runner.paused_until or date.min
        said = (r for r in self.pending if r.kind in ("regen", "rest") and r.local_date >= back)
        ahead = (r for r in said if r.due > self.now and not self.settled(r))
        return next((r for r in ahead if not self.spoken_for(r)), None)

    @property
    def paused(self) -> bool:
        return self.in_pause(self.day)

    def in_pause(self, day: date) -> bool:
        """Whether the day is before the end of the runner's pause, which may be over by now."""
        return self.runner.paused_until is not None and day < self.runner.paused_until

    def pause_ends_on(self, day: date) -> bool:
        """Whether the message at the end of a pause is the one of that day: it will come, or came then."""
        for back in (reminder for reminder in self.reminders.values() if reminder.kind == "back"):
            on = back.local_date if back.state is ReminderState.PENDING else None
            if back.state in (ReminderState.SENT, ReminderState.TAKEN) and back.ended_at is not None:
                on = local_now(back.ended_at, self.zone).date()
            if on == day:
                return True
        return False

    @property
    def races(self) -> tuple[Race, ...]:
        """The races to come and of the last days, by date, with what this turn has changed."""
        known = {race.no: race for race in self.facts.races}
        for change in self.changes:
            if isinstance(change, c.SaveRace):
                known[change.race.no] = change.race
            elif isinstance(change, c.RemoveRace):
                known.pop(change.no, None)
        return tuple(sorted(known.values(), key=lambda race: (race.local_day, race.no)))

    @property
    def runs(self) -> tuple[Run, ...]:
        """The runner's runs, newest first, with what this turn has changed."""
        known = {run.no: run for run in self.facts.runs}
        for change in self.changes:
            match change:
                case c.AddRun():
                    known[change.run.no] = change.run
                case c.MoveRun():
                    known[change.no] = known[change.no].model_copy(update={"local_day": change.local_day})
                case c.RemoveRun():
                    known.pop(change.no, None)
                case _:
                    pass
        return tuple(sorted(known.values(), key=lambda r: (r.local_day, r.no), reverse=True))

    @property
    def newest_run(self) -> int:
        """The highest number given to a run so far."""
        added = (change.run.no for change in self.changes if isinstance(change, c.AddRun))
        return max(added, default=self.facts.newest_run)

    def days_ago(self, run: Run) -> int:
        return (self.day - run.local_day).days

    def counts_as(self, run: Run) -> str:
        """The day type the run is treated as: one that took very long is a harder one."""
        rans = self._rans
        return counts_as(self.rules, rans[run.no], tuple(rans.values()))

    @property
    def _rans(self) -> dict[int, Ran]:
        """The runs by their numbers, as the chooser knows them."""
        return {
            run.no: Ran(day_type=run.day_type, days_since=max(0, self.days_ago(run)), seconds=run.seconds)
            for run in self.runs
        }

    @property
    def run_in_window(self) -> Run | None:
        """The run that limits today most; of several alike the latest."""
        types = self.rules.day_types

        def most(run: Run) -> tuple[int, int]:
            cap = types[self.counts_as(run)].caps.get(self.days_ago(run))
            return (cap.load, cap.strength) if cap else (4, 0)  # past its caps: only impact is limited

        limiting = (r for r in self.runs if 0 <= self.days_ago(r) < types[self.counts_as(r)].window_days)
        return min(limiting, key=most, default=None)

    @property
    def today_after(self) -> tuple[str, int | None]:
        """What today's session follows: a day type, and the days since (None: a rest day)."""
        run = self.run_in_window
        return (REST, None) if run is None else (self.counts_as(run), self.days_ago(run))

    def race_on(self, day: date) -> bool:
        return any(race.local_day == day for race in self.races)

    def _races_later(self, day: date) -> bool:
        """Whether a race of that day may still be ahead: it has no hour, but no run of the day is told."""
        return self.race_on(day) and not any(run.local_day == day for run in self.runs)

    def race_instead(self, reminder: Reminder) -> bool:
        """Whether a rest day's reminder falls on a race's day, to come or run, and was not moved there."""
        if reminder.kind != "rest" or reminder.snoozed:
            return False
        raced = {run.local_day for run in self.runs if run.day_type in race_types()}
        return self.race_on(reminder.local_date) or reminder.local_date in raced

    def settled(self, reminder: Reminder) -> bool:
        """Whether a session's reminder will not ring, for its day has its word: the day's other one was heard
        or refused, a pause ends on it, a race is on, or the runner came first."""
        if reminder.kind not in ("regen", "rest"):
            return False
        other = self.reminder(reminder.local_date, "regen" if reminder.kind == "rest" else "rest")
        waits = other is not None and other.state is ReminderState.PENDING
        day = reminder.local_date
        has_word = self.race_instead(reminder) or self.pause_ends_on(day) or self.had_session(day)
        return has_word or (not waits and self.spoken_for(reminder))

    def wish(self, session: Session) -> Wish:
        """What today's session is asked for."""
        return Wish(
            runs=tuple(self._rans.values()),
            minutes=session.minutes,
            kit=self.runner.kit or frozenset(),
            sore=dict(session.sore),
            sharp=session.sharp,
            injured=self.runner.injured,
            hypermobile=self.runner.hypermobile is Answer.YES,
            beginner=self.runner.beginner is Answer.YES,
            focus=self.runner.focus,
            hard_tomorrow=self.race_on(session.local_day + timedelta(days=1)),
            hard_today=self._races_later(session.local_day),
            avoid=self.library.triage.avoid(self.runner.cautions),
            history=self.facts.history,
            sore_before=self.facts.sore_before,
            met=self.facts.met or None,  # in a first session nothing is called new
            disliked=self.facts.disliked,
            seed=f"{self.runner.chat_id}:{session.local_day.isoformat()}",
        )

    def had_session(self, day: date) -> bool:
        """Whether the runner began that day's session, so that no reminder asks for it; a sign ends that."""
        known = self.session if self.session and self.session.local_day == day else None
        return known is not None and known.status is not SessionStatus.FLAGGED

    # --- storing -------------------------------------------------------------------------------

    def change(self, change: c.Change) -> None:
        self.changes.append(change)

    def set_runner(self, **values: Any) -> None:
        self.runner = self.runner.model_copy(update=values)

    def add_session(self, session: Session) -> None:
        self.session = session
        self.changes.append(c.AddSession(session=session))

    def save_session(self, **values: Any) -> Session:
        assert self.session is not None
        self.session = self.session.model_copy(update=values)
        self.changes.append(c.SaveSession(session=self.session))
        return self.session

    def save_checkin(self, **values: Any) -> Session:
        assert self.session is not None
        self.session = self.session.model_copy(update=values)
        self.changes.append(c.SaveCheckin(session=self.session))
        return self.session

    def save_plan(self, items: Iterable[Item]) -> Session:
        assert self.session is not None
        self.session = self.session.model_copy(update={"items": tuple(items)})
        self.changes.append(c.SavePlan(session=self.session))
        return self.session

    def save_item(self, item: Item, **values: Any) -> Item:
        """Store an item's answer; the turn's session holds it from now on."""
        assert self.session is not None
        item = item.model_copy(update=values)
        name = (item.position, item.exercise_id)
        items = tuple(item if (i.position, i.exercise_id) == name else i for i in self.session.items)
        self.session = self.session.model_copy(update={"items": items})
        self.changes.append(c.SaveItem(session=self.session.no, item=item))
        return item

    def add_item(self, item: Item) -> None:
        assert self.session is not None
        items = tuple(sorted((*self.session.items, item), key=lambda i: i.position))
        self.session = self.session.model_copy(update={"items": items})
        self.changes.append(c.AddItem(session=self.session.no, item=item))

    def close_session(self, at: datetime | None = None) -> None:
        """End the session as it stands; what was done is kept."""
        assert self.session is not None
        done = any(item.status is ItemStatus.DONE for item in self.session.items)
        status = SessionStatus.DONE if done else SessionStatus.CLOSED
        self.save_session(status=status, ended_at=at or self.now)

    def close_left_session(self) -> None:
        """A session that was left open has ended when its day did; noted when the runner is next heard."""
        session = self.session
        if session is not None and session.status in OPEN and session.local_day < self.day:
            closes = self.rules.session.closes_at
            self.close_session(due_utc(session.local_day + timedelta(days=1), closes, self.zone))
