"""The talk about a run: which one, where the runner lives, and when the coach comes back."""

from datetime import time, timedelta

from bot.coach import changes as c, events as e, says as s
from bot.coach.calendar import due_utc, local_now
from bot.coach.checkin_talk import begin_session
from bot.coach.clockwords import parse_clock, parse_here_time, zones_for_local_time
from bot.coach.model import ItemStatus, Reminder, ReminderState, Run, SessionStatus
from bot.coach.runtext import read_run
from bot.coach.setup_talk import ask_first_things
from bot.coach.states import AskingPlace, AskingRun, AskingTime, Idle
from bot.coach.turn import Turn
from content.folding import fold
from content.places import city_of_zone, find_places, guess_zone, zone_at, zone_by_name

TODAY = "today"  # the draft of a session without a new run
REST = "rest"


def regen(turn: Turn, words: str, *, draft: e.Draft | None = None, sure: bool = False) -> None:
    """/regen, with or without words about the run. In the middle of a session it asks once."""
    if words and draft is None:
        draft = draft_from(turn, words)
        if draft is None:
            turn.new(s.RunNotUnderstood(text=words))
    draft = draft or e.Draft()
    session = turn.open_session
    if session is not None and session.status is SessionStatus.ACTIVE and not sure:
        done = sum(item.status is ItemStatus.DONE for item in session.items)
        total = len({item.position for item in session.items})
        turn.new(s.Midway(draft=draft, session=session.no, done=done, total=total))
    else:
        pick_run(turn, draft)


def draft_from(turn: Turn, words: str) -> e.Draft | None:
    """What the words say of a run; None when they say nothing of one."""
    read = read_run(words, turn.local.weekday())
    if read is None:
        return None
    return e.Draft(
        day_type=read.day_type or "", days_ago=read.days_ago, metres=read.metres, seconds=read.seconds
    )


def pick_run(turn: Turn, draft: e.Draft) -> None:
    """Ask what is still missing of the run; note it when nothing is."""
    turn.state = AskingRun(draft=draft)
    if draft.day_type == "":
        turn.here(s.AskRun(draft=draft))
    elif draft.day_type == "race":
        turn.here(s.AskDistance(draft=draft))
    elif draft.day_type not in turn.rules.day_types and draft.day_type != TODAY:
        turn.state = Idle()
        turn.toast(s.OldButton())
    elif turn.runner.zone is None:
        ask_zone(turn, draft)
    else:
        note_run(turn, draft)


# --- where the runner lives ------------------------------------------------------------------


def ask_zone(turn: Turn, draft: e.Draft) -> None:
    guess = guess_zone(turn.runner.language_code)
    turn.state = AskingPlace(draft=draft, keyboard=guess is None)
    if guess is None:
        turn.new(s.AskPlace(draft=draft))
    else:
        clock = local_now(turn.now, guess).time()
        turn.here(s.ConfirmZone(draft=draft, zone=guess, clock=clock))


def other_place(turn: Turn, draft: e.Draft, not_found: str | None = None) -> None:
    turn.state = AskingPlace(draft=draft, keyboard=True)
    turn.new(s.AskPlace(draft=draft, not_found=not_found))


def place_typed(turn: Turn, draft: e.Draft, text: str) -> None:
    """A city, a zone's name, or what the runner's clock shows."""
    zone = zone_by_name(text)
    if zone is not None:
        set_zone(turn, draft, zone)
        return
    clock = parse_here_time(text)
    if clock is not None:
        guess = guess_zone(turn.runner.language_code)
        zones = zones_for_local_time(clock, turn.now, [guess] if guess else [])
        options = tuple(_option(turn, city_of_zone(zone), zone) for zone in zones)
    else:
        found = find_places(text)
        if len(found) == 1 and fold(found[0].name) == fold(text):
            set_zone(turn, draft, found[0].zone)
            return
        options = tuple(_option(turn, place.label, place.zone) for place in found)
    if not options:
        other_place(turn, draft, not_found=text)
    else:  # also a single one, when it is not the very name that was typed
        turn.new(s.PickPlace(draft=draft, options=options))


def _option(turn: Turn, name: str, zone: str) -> s.PlaceOption:
    return s.PlaceOption(name=name, zone=zone, clock=local_now(turn.now, zone).time())


def located(turn: Turn, latitude: float, longitude: float) -> None:
    draft = turn.state.draft if isinstance(turn.state, AskingPlace) else None
    zone = zone_at(latitude, longitude)
    if zone is not None:
        set_zone(turn, draft, zone)
    else:
        other_place(turn, draft or e.Draft(), not_found=f"{latitude:.2f}, {longitude:.2f}")


def pick_zone(turn: Turn, draft: e.Draft, name: str) -> None:
    zone = zone_by_name(name)
    if zone is None:
        turn.toast(s.OldButton())
    else:
        set_zone(turn, draft, zone)


def set_zone(turn: Turn, draft: e.Draft | None, zone: str) -> None:
    """Keep the zone, move what is pending to it, and go on with what was being asked."""
    asked = turn.state if isinstance(turn.state, AskingPlace) else None
    turn.set_runner(zone=zone)
    turn.state = Idle()
    for reminder in turn.facts.reminders:
        if reminder.state is ReminderState.PENDING and reminder.zone != zone:
            due = due_utc(reminder.local_date, reminder.local_time, zone)
            moved = reminder.model_copy(update={"zone": zone, "due": due})
            turn.change(c.PutReminder(reminder=moved))
    keyboard = asked is not None and asked.keyboard
    turn.here(s.ZoneSet(zone=zone, clock=turn.local.time(), keyboard=keyboard))
    if draft is not None and (asked is not None or draft.day_type):
        pick_run(turn, draft)


# --- the run is known ------------------------------------------------------------------------


def note_run(turn: Turn, draft: e.Draft) -> None:
    """Store the run and plan the next day's reminder, or go straight to today's session."""
    turn.state = Idle()
    if draft.day_type in (TODAY, REST):
        begin_session(turn, rest=draft.day_type == REST)
        return
    local_day = turn.day - timedelta(days=draft.days_ago)
    same = (r for r in turn.runs if r.day_type == draft.day_type and r.local_day == local_day)
    run = next(same, None)
    if run is None:  # else: a double tap, or the same run told again
        run = Run(
            no=turn.facts.newest_run + 1,
            day_type=draft.day_type,
            local_day=local_day,
            metres=draft.metres,
            seconds=draft.seconds,
        )
        turn.change(c.AddRun(run=run))
        closed = turn.close_session() if draft.days_ago == 0 else False
    else:
        closed = False
    if draft.days_ago > 0:
        turn.here(s.RunFixed(run=run, again=False))
        begin_session(turn)
        return
    reminder = plan_reminder(turn)
    turn.here(
        s.RunNoted(
            run=run,
            days_ago=0,
            reminder=reminder,
            reminder_ahead=turn.ahead(reminder.local_date),
            hard=run.day_type in turn.library.triage.evening.after,
            closed_session=closed,
        )
    )
    if turn.facts.newest_run == 0:  # later what is still open is asked before a session
        ask_first_things(turn, session=0)


def plan_reminder(turn: Turn) -> Reminder:
    """The reminder of the next day. One that is already waiting there stays as it is."""
    day = turn.day + timedelta(days=1)
    known = turn.reminder(day)
    if known is not None and known.state is ReminderState.PENDING:
        return known
    reminder = turn.reminder_at(day, turn.runner.reminder_time)
    if reminder.due <= turn.now:
        reminder = turn.reminder_at(day + timedelta(days=1), turn.runner.reminder_time)
    turn.change(c.PutReminder(reminder=reminder))
    return reminder


# --- mending what was said --------------------------------------------------------------------


def ran_yesterday(turn: Turn, no: int) -> None:
    run = next((r for r in turn.runs if r.no == no), None)
    if run is None or turn.days_ago(run) > 1:
        turn.toast(s.Closed(what="run", day=run.local_day if run else None, status="over"))
        return
    again = turn.days_ago(run) == 1
    if not again:
        moved = run.model_copy(update={"local_day": run.local_day - timedelta(days=1)})
        turn.change(c.MoveRun(no=run.no, local_day=moved.local_day))
        run = moved
        _drop_reminder_without_run(turn)
    turn.here(s.RunFixed(run=run, again=again))
    begin_session(turn)


def wrong_run(turn: Turn, no: int) -> None:
    run = next((r for r in turn.runs if r.no == no), None)
    if run is None or turn.days_ago(run) > 1:
        turn.toast(s.Closed(what="run", day=run.local_day if run else None, status="over"))
        return
    turn.change(c.RemoveRun(no=run.no))
    _drop_reminder_without_run(turn)
    turn.here(s.RunForgotten(run=run))
    turn.state = AskingRun(draft=e.Draft())
    turn.new(s.AskRun(draft=e.Draft()))


def _drop_reminder_without_run(turn: Turn) -> None:
    """No run of today is left: tomorrow's reminder has nothing to remind of."""
    if any(turn.days_ago(r) == 0 for r in turn.runs):
        return
    reminder = turn.reminder(turn.day + timedelta(days=1))
    if reminder is not None and reminder.state is ReminderState.PENDING:
        turn.change(c.EndReminder(day=reminder.local_date, state=ReminderState.DROPPED, reason="run moved"))


# --- when the coach comes back ----------------------------------------------------------------


def other_time(turn: Turn, event: e.OtherTime) -> None:
    reminder = turn.reminder(event.day)
    if reminder is None or reminder.state is not ReminderState.PENDING:
        turn.toast(s.Closed(what="reminder", day=event.day, status="gone"))
        return
    turn.state = AskingTime(day=event.day)
    turn.new(s.AskTime(day=event.day, current=reminder.local_time))


def time_typed(turn: Turn, state: AskingTime, text: str) -> None:
    at = parse_clock(text)
    if at is None:
        reminder = turn.reminder(state.day)
        current = reminder.local_time if reminder else turn.runner.reminder_time
        turn.new(s.AskTime(day=state.day, current=current, not_understood=text))
    else:
        set_time(turn, e.SetTime(day=state.day, minute=at.hour * 60 + at.minute))


def set_time(turn: Turn, event: e.SetTime) -> None:
    """Move the waiting reminder, and remember the hour as the runner's own."""
    reminder = turn.reminder(event.day)
    if not 0 <= event.minute < 24 * 60:
        turn.toast(s.OldButton())
        return
    if reminder is None or reminder.state is not ReminderState.PENDING:
        turn.state = Idle()
        turn.toast(s.Closed(what="reminder", day=event.day, status="gone"))
        return
    at = time(event.minute // 60, event.minute % 60)
    moved = turn.reminder_at(event.day, at)
    if moved.due <= turn.now:
        turn.new(s.AskTime(day=event.day, current=reminder.local_time, not_understood=f"{at:%H:%M}"))
        return
    turn.state = Idle()
    turn.set_runner(reminder_time=at)
    turn.change(c.PutReminder(reminder=moved))
    turn.here(s.TimeSet(reminder=moved, ahead=turn.ahead(event.day)))


def no_reminder(turn: Turn, day: object) -> None:
    reminder = next((r for r in turn.facts.reminders if r.local_date == day), None)
    if reminder is None or reminder.state is not ReminderState.PENDING:
        if reminder is not None and reminder.reason == "no reminder":  # the second of a double tap
            turn.here(s.ReminderOff(day=reminder.local_date))
            return
        date = reminder.local_date if reminder else None
        turn.toast(s.Closed(what="reminder", day=date, status="gone"))
        return
    turn.state = Idle()
    end = c.EndReminder(day=reminder.local_date, state=ReminderState.DROPPED, reason="no reminder")
    turn.change(end)
    turn.here(s.ReminderOff(day=reminder.local_date))


def remind_after_all(turn: Turn, event: e.RemindAfterAll) -> None:
    known = turn.reminder(event.day)
    reminder = turn.reminder_at(event.day, known.local_time if known else turn.runner.reminder_time)
    if known is None or reminder.due <= turn.now:
        turn.toast(s.Closed(what="reminder", day=event.day, status="gone"))
        return
    turn.change(c.PutReminder(reminder=reminder))
    turn.here(s.TimeSet(reminder=reminder, ahead=turn.ahead(event.day)))
