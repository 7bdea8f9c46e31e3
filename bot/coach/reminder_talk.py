"""Reminders: when one is due, and what the runner answers it.

Never early, never in the quiet hours unless the runner chose that hour, late rather than never but
not after the evening's end; not when the session is done or under way. A snooze moves this row only.
"""

from datetime import date, datetime, time, timedelta

from bot.coach import changes as c, events as e, says as s
from bot.coach.calendar import due_utc, in_quiet_hours, local_now, part_of_day
from bot.coach.checkin_talk import begin_unless_done
from bot.coach.habit_talk import offer_for_good
from bot.coach.model import OPEN, Race, Reminder, ReminderState, Run, Session, SessionStatus, WhyNot
from bot.coach.plan import expected_minutes
from bot.coach.race_run import race_of, take_as_run
from bot.coach.rest_series import is_rest_day
from bot.coach.says_rest import RestReminder
from bot.coach.turn import Turn

_FINISHED = (SessionStatus.DONE, SessionStatus.RESTED)


def end(turn: Turn, reminder: Reminder, state: ReminderState, reason: WhyNot | None = None) -> None:
    turn.change(c.EndReminder(kind=reminder.kind, day=reminder.local_date, state=state, reason=reason))


def ring(turn: Turn, reminder: Reminder) -> None:
    """The reminder of a session."""
    reason = why_not(turn, reminder)
    if reason is not None:
        end(turn, reminder, ReminderState.DROPPED, reason)
        return
    end(turn, reminder, ReminderState.SENT)
    if turn.runner.hold is not None:
        since = turn.runner.hold_since or turn.day
        turn.new(s.HoldReminder(flag=turn.runner.hold, since=since), until=last_moment(turn, reminder))
        return
    taken = take_as_run(turn)
    run = _run_to_name(turn, reminder)
    race = _race_to_name(turn, reminder, taken, run)
    asked = Session(no=turn.facts.newest + 1, local_day=turn.day, day_type="", minutes=turn.runner.minutes)
    said = s.ReminderSay(
        day=reminder.local_date,
        part=part_of_day(turn.local.time(), turn.talk.parts_of_day),
        run=run,
        days_ago=turn.days_ago(run) if run else 0,
        minutes=expected_minutes(turn.library, turn.wish(asked)),
        race=race,
    )
    ran_today = run is not None and turn.days_ago(run) == 0  # then it is no rest day
    rest = reminder.kind == "rest" and race is None and not ran_today
    saying = RestReminder.model_validate(said.model_dump(exclude={"race"})) if rest else said
    turn.new(saying, until=last_moment(turn, reminder))


def _race_to_name(
    turn: Turn, reminder: Reminder, taken: list[tuple[Race, Run]], run: Run | None
) -> Race | None:
    """The race that was taken for that run just now, or before this reminder was snoozed."""
    if taken:
        return next((race for race, its_run in taken if its_run == run), None)
    return race_of(turn, run) if reminder.snoozed else None


def _run_to_name(turn: Turn, reminder: Reminder) -> Run | None:
    """The run that the reminder is about; a weekday names only one day of the last week.

    On a rest day only a run that still limits the session.
    """
    run = turn.run_in_window
    if run is None and reminder.kind != "rest":
        run = next(iter(turn.runs), None)
    return run if run is not None and 0 <= turn.days_ago(run) < 7 else None


def last_moment(turn: Turn, reminder: Reminder) -> datetime:
    """When the quiet hours of the reminder's day begin; the day's end when its hour comes after that.

    A moment, not a date: where the clocks leave out a whole day (Apia, 30 December 2011) its reminder
    rings on the next one.
    """
    quiet_from = turn.rules.reminders.quiet_from
    if reminder.local_time >= quiet_from:
        return due_utc(reminder.local_date + timedelta(days=1), time.min, reminder.zone)
    return due_utc(reminder.local_date, quiet_from, reminder.zone)


def why_not(turn: Turn, reminder: Reminder) -> WhyNot | None:
    """Why a reminder of a session shall not ring now."""
    if not turn.runner.active:
        return WhyNot.GONE
    if turn.paused or turn.in_pause(reminder.local_date):
        return WhyNot.PAUSED  # also when the pause is over since: it was the reason, not the outage
    if turn.spoken_for(reminder) or turn.pause_ends_on(reminder.local_date):
        return WhyNot.ONE_A_DAY
    if turn.race_instead(reminder):
        return WhyNot.RACE_DAY
    # after an outage the reminder's day may not be today any more
    met = session_on(turn, turn.day) or session_on(turn, reminder.local_date)
    if met is not None:
        return met
    if turn.now >= last_moment(turn, reminder):
        return WhyNot.TOO_LATE
    return None


def session_on(turn: Turn, day: date) -> WhyNot | None:
    """Whether that day's session speaks for itself: it is under way, done, or was left for the day."""
    if turn.session is None or not turn.had_session(day):
        return None
    if turn.session.status in OPEN:
        return WhyNot.UNDER_WAY
    return WhyNot.ALREADY_DONE if turn.session.status in _FINISHED else WhyNot.LEFT


def answer(turn: Turn, event: e.Remind) -> None:
    reminder = turn.rung(event.day)
    if reminder is None or event.day not in (turn.day, turn.local.date()):
        turn.toast(s.Closed(what="reminder", day=event.day if reminder else None, status="over"))
        return
    if reminder.state is ReminderState.TAKEN and event.answer != "start":
        turn.toast(s.Nothing())  # it has its answer; only starting is never too late
        return
    if turn.session is not None and turn.had_session(event.day) and event.answer in ("hour", "evening"):
        turn.say_closed(turn.session.no)  # the runner came first: nothing more will be asked today
        return
    match event.answer:
        case "start":
            start(turn, reminder)
        case "hour":
            _snooze(turn, reminder, event, "hour")
        case "evening":
            _snooze(turn, reminder, event, "evening")
        case "tomorrow":
            _tomorrow(turn, reminder)
        case "no":
            end(turn, reminder, ReminderState.TAKEN, WhyNot.NOT_THIS_TIME)
            following = turn.next_reminder
            turn.here(
                s.ReminderAnswered(
                    answer="no",
                    reminder=following,
                    ahead=turn.ahead(following.local_date) if following else 0,
                )
            )


def start(turn: Turn, reminder: Reminder) -> None:
    """Start: today's session, unless it is done."""
    end(turn, reminder, ReminderState.TAKEN, WhyNot.STARTED)
    run = _run_to_name(turn, reminder)
    days_ago = turn.days_ago(run) if run else 0
    turn.record(s.ReminderAnswered(answer="start", reminder=None, ahead=0, run=run, days_ago=days_ago))
    begin_unless_done(turn)


def _snooze(turn: Turn, reminder: Reminder, event: e.Remind, to: str) -> None:
    """In an hour, or this evening; one that would end in the quiet hours offers tomorrow instead."""
    hours = turn.rules.reminders
    if to == "hour":
        local = local_now(turn.now + timedelta(minutes=turn.talk.snooze_minutes), turn.zone)
        day, at = local.date(), local.time().replace(second=0, microsecond=0)
    else:
        day, at = turn.local.date(), hours.evening_time
    moved = turn.reminder_at(day, at, reminder.kind).model_copy(update={"snoozed": True})
    if (
        day != reminder.local_date
        or moved.due <= turn.now
        or in_quiet_hours(at, hours.quiet_from, hours.quiet_until)
    ):
        early = day == reminder.local_date and moved.due > turn.now and at < hours.quiet_until
        turn.here(s.SnoozeTooLate(day=event.day, early=early))
        return
    turn.change(c.PutReminder(reminder=moved))
    turn.here(s.ReminderAnswered(answer=event.answer, reminder=moved, ahead=turn.ahead(day)))
    offer_for_good(turn, moved)


def _tomorrow(turn: Turn, reminder: Reminder) -> None:
    """This date is answered; the next date keeps the reminder that it has, and its hour."""
    day = reminder.local_date + timedelta(days=1)
    end(turn, reminder, ReminderState.TAKEN, WhyNot.MOVED)
    regen, rest = turn.reminder(day), turn.reminder(day, "rest")
    known = next((r for r in (regen, rest) if r and r.state is ReminderState.PENDING), None)
    put = False
    if known is None:
        kind = "regen" if regen is not None else "rest" if is_rest_day(turn, day) else reminder.kind
        at = turn.runner.rest_time if kind == "rest" else None
        known = turn.reminder_at(day, at or turn.runner.reminder_time, kind)
        put = True
    if turn.race_instead(known):  # asked for, it comes on the day of a race too
        known, put = known.model_copy(update={"snoozed": True}), True
    if put:
        turn.change(c.PutReminder(reminder=known))
    turn.here(s.ReminderAnswered(answer="tomorrow", reminder=known, ahead=turn.ahead(day)))
