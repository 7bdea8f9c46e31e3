"""What was told of a run, said back and mended: it was yesterday, it was longer, it was another one.

A mended run is a new one with a number of its own, so that a button of the old one never means it.
"""

from datetime import timedelta

from bot.coach import changes as c, events as e, says as s
from bot.coach.checkin_talk import begin_unless_done
from bot.coach.model import Reminder, ReminderState, Run, SessionStatus, WhyNot
from bot.coach.race_run import told_after_all
from bot.coach.states import AskingRun
from bot.coach.turn import Turn

_MENDED_UP_TO = 1  # days after a run up to which its day can be mended


def say_noted(turn: Turn, run: Run, reminder: Reminder | None, *, closed_session: bool = False) -> None:
    """A run of today is noted."""
    kind = turn.counts_as(run)
    turn.here(
        s.RunNoted(
            run=run,
            reminder=reminder,
            ahead=turn.ahead(reminder.local_date) if reminder else 0,
            counts_as=kind,
            hard=kind in turn.library.triage.evening.after,
            closed_session=closed_session,
            quiet_until=turn.runner.paused_until if turn.paused else None,
        )
    )


def say_run_before(turn: Turn, run: Run) -> None:
    """A run of an earlier day is noted."""
    turn.here(s.RunBefore(run=run, days_ago=turn.days_ago(run), counts_as=turn.counts_as(run)))


def _mendable(turn: Turn, no: int) -> Run | None:
    """The run while it may be mended: the last one told, or one of these days; else a kind reply."""
    run = next((run for run in turn.runs if run.no == no), None)
    if run is not None and (run.no == turn.newest_run or turn.days_ago(run) <= _MENDED_UP_TO):
        return run
    turn.toast(s.Closed(what="run", day=run.local_day if run else None, status="over"))
    return None


def ran_yesterday(turn: Turn, event: e.RanYesterday) -> None:
    run = _mendable(turn, event.run)
    if run is None:
        return
    if turn.days_ago(run) > _MENDED_UP_TO:
        turn.toast(s.Closed(what="run", day=run.local_day, status="over"))
        return
    if turn.days_ago(run) == 0:
        run = run.model_copy(update={"local_day": run.local_day - timedelta(days=1)})
        turn.change(c.MoveRun(no=run.no, local_day=run.local_day))
        told_after_all(turn, run)
        _drop_reminder_without_run(turn)
        session_follows_runs(turn)
    say_run_before(turn, run)
    begin_unless_done(turn)


def wrong_run(turn: Turn, event: e.WrongRun) -> None:
    run = _mendable(turn, event.run)
    if run is None:
        return
    turn.change(c.RemoveRun(no=run.no))
    for race in turn.races:
        if race.local_day == run.local_day < turn.day:
            turn.change(c.RemoveRace(no=race.no))  # or it would be taken for run again
    _drop_reminder_without_run(turn)
    session_follows_runs(turn)
    turn.here(s.RunForgotten(run=run))
    turn.state = AskingRun(draft=e.Draft())
    turn.new(s.AskRun(draft=e.Draft()))


def long_one(turn: Turn, event: e.LongOne) -> None:
    """It took longer than its kind usually does: how long exactly is not asked."""
    run = _mendable(turn, event.run)
    if run is None:
        return
    harder = turn.rules.day_types[run.day_type].counts_as
    if harder is None or run.seconds is not None:
        turn.toast(s.Nothing())
        return
    longer = run.model_copy(update={"no": turn.newest_run + 1, "seconds": harder.over_minutes * 60 + 1})
    turn.change(c.RemoveRun(no=run.no))
    turn.change(c.AddRun(run=longer))
    session_follows_runs(turn)
    if turn.days_ago(longer) > 0:
        say_run_before(turn, longer)
        return
    reminder = turn.reminder(turn.day + timedelta(days=1))
    waits = reminder is not None and reminder.state is ReminderState.PENDING
    say_noted(turn, longer, reminder if waits else None)


def may_be_mended(turn: Turn, no: int) -> bool:
    """Whether a run that a message told may still be told otherwise by it."""
    run = next((run for run in turn.runs if run.no == no), None)
    return run is not None and turn.days_ago(run) <= _MENDED_UP_TO


def drop_run(turn: Turn, no: int) -> None:
    """A message about a run was edited: the run it told goes before the one it tells now comes."""
    turn.change(c.RemoveRun(no=no))
    _drop_reminder_without_run(turn)


def session_follows_runs(turn: Turn) -> None:
    """A session that has not begun yet follows what is known of the runs now."""
    session = turn.open_session
    if session is None or session.status is SessionStatus.ACTIVE:
        return
    day_type, days_since = turn.today_after
    if (session.day_type, session.days_since) != (day_type, days_since):
        turn.save_session(day_type=day_type, days_since=days_since)


def _drop_reminder_without_run(turn: Turn) -> None:
    """No run of today is left: tomorrow's reminder has nothing to remind of."""
    if any(turn.days_ago(run) == 0 for run in turn.runs) or turn.race_on(turn.day):
        return
    reminder = turn.reminder(turn.day + timedelta(days=1))
    if reminder is not None and reminder.state is ReminderState.PENDING:
        turn.change(
            c.EndReminder(day=reminder.local_date, state=ReminderState.DROPPED, reason=WhyNot.RUN_MOVED)
        )
