"""The talk about a run: which one, where the runner lives, and what follows from it."""

from datetime import timedelta

from bot.coach import changes as c, events as e, pause_talk, profile_talk, race_talk, rest_talk, says as s
from bot.coach.calendar import due_utc, local_now
from bot.coach.checkin_talk import begin_unless_done, go_on
from bot.coach.clockwords import parse_here_time, parse_offset, zones_for_local_time
from bot.coach.flags import signs_in, signs_said
from bot.coach.hour_talk import plan_reminder
from bot.coach.mend_talk import drop_run, say_noted, say_run_before, session_follows_runs
from bot.coach.model import ItemStatus, Reminder, ReminderState, Run, SessionStatus, WhyNot
from bot.coach.place_talk import AHEAD, PAUSE, PROFILE, REST_DAYS, ask_zone
from bot.coach.race_run import told_after_all
from bot.coach.reminder_talk import end, last_moment
from bot.coach.rest_series import put_next_rest
from bot.coach.runtext import read_run
from bot.coach.setup_talk import ask_first_things
from bot.coach.states import AskingPlace, AskingRun, Idle
from bot.coach.turn import REST, Turn
from content.folding import fold
from content.places import city_of_zone, find_places, guess_zone, zone_at, zone_by_name

# drafts of no run: what goes on when the runner's place is known
TODAY = "today"  # a session without a new run
_STRANGE_WORDS = 2  # so many that were not understood, and the run is checked before it is noted


def regen(turn: Turn, words: str) -> None:
    """/regen, with or without words about the run."""
    if words and not run_in_words(turn, words, known=e.Draft()):
        turn.state = AskingRun(draft=e.Draft())
        turn.new(s.AskRun(draft=e.Draft(), not_understood=words))
    elif not words:
        tell_run(turn, e.Draft())


def run_in_words(turn: Turn, words: str, *, known: e.Draft, replaces: int | None = None) -> bool:
    """Take what the words say of a run, beside what is `known`. False when they say nothing of one.

    `replaces`: the run that the same message told before.
    """
    read = read_run(words, turn.local.weekday())
    if read is None:
        return False
    turn.told_run = True
    draft = e.Draft(
        day_type=read.day_type or known.day_type,
        days_ago=read.days_ago or known.days_ago,
        metres=read.metres or known.metres,
        seconds=read.seconds or known.seconds,
    )
    if read.ahead or race_talk.named_day_ahead(turn, words):
        turn.state = Idle()
        if not race_talk.offer(turn, words, draft):
            turn.new(s.StillAhead(draft=draft))
    elif draft.day_type and len(read.rest.split()) >= _STRANGE_WORDS:
        turn.state = Idle()
        turn.new(s.CheckRun(draft=draft))
    else:
        tell_run(turn, draft, replaces=replaces)
    return True


def tell_run(turn: Turn, draft: e.Draft, *, replaces: int | None = None) -> None:
    """A run is told. In the middle of a session it asks once whether that one shall end."""
    session = turn.open_session
    asking = isinstance(turn.state, AskingRun | AskingPlace)
    if session is not None and session.status is SessionStatus.ACTIVE and not asking:
        done = sum(item.status is ItemStatus.DONE for item in session.items)
        total = len({item.position for item in session.items})
        turn.new(s.Midway(draft=draft, session=session.no, done=done, total=total))
    else:
        pick_run(turn, draft, replaces=replaces)


def new_run_anyway(turn: Turn, draft: e.Draft) -> None:
    """The answer to that question. Later, when there is no such session any more, it only asks anew."""
    under_way = turn.open_session is not None and turn.open_session.status is SessionStatus.ACTIVE
    pick_run(turn, draft if under_way else e.Draft())


def pick_run(turn: Turn, draft: e.Draft, *, replaces: int | None = None) -> None:
    """Ask what is still missing of the run; note it when nothing is."""
    turn.state = AskingRun(draft=draft)
    if draft.day_type == "":
        turn.new(s.AskRun(draft=draft))  # what stood above the tapped button stays to be read
    elif draft.day_type == "race":
        turn.here(s.AskDistance(draft=draft))
    elif draft.day_type not in turn.rules.day_types and draft.day_type != TODAY:
        turn.state = Idle()
        turn.toast(s.OldButton())
    elif turn.runner.zone is None:
        ask_zone(turn, draft)
    else:
        note_run(turn, draft, replaces=replaces)


# --- where the runner lives ------------------------------------------------------------------


def other_place(turn: Turn, draft: e.Draft, not_found: str | None = None) -> None:
    asked = turn.state if isinstance(turn.state, AskingPlace) else AskingPlace(draft=draft)
    turn.state = asked.model_copy(update={"draft": draft, "keyboard": True})
    turn.new(s.AskPlace(draft=draft, not_found=not_found))


def place_typed(turn: Turn, draft: e.Draft, text: str) -> None:
    """A city, a zone's name, or what the runner's clock shows."""
    zone = zone_by_name(text)
    if zone is not None:
        set_zone(turn, draft, zone)
        return
    offset = parse_offset(text)
    clock = parse_here_time(text) if offset is None else (turn.now + offset).time()
    if clock is not None:
        guess = guess_zone(turn.runner.language_code)
        zones = zones_for_local_time(clock, turn.now, [guess] if guess else [])
        options = tuple(_option(turn, city_of_zone(zone), zone) for zone in zones)
    else:
        found = find_places(text)
        if len(found) == 1 and fold(text) in (fold(found[0].name), fold(found[0].label)):
            set_zone(turn, draft, found[0].zone)
            return
        options = tuple(_option(turn, place.label, place.zone) for place in found)
    if options:  # also a single one, when it is not the very name that was typed
        turn.new(s.PickPlace(draft=draft, options=options))
    elif signs_in(turn, text):
        signs_said(turn)
    else:
        other_place(turn, draft, not_found=text)


def _option(turn: Turn, name: str, zone: str) -> s.PlaceOption:
    return s.PlaceOption(name=name, zone=zone, clock=local_now(turn.now, zone).time())


def located(turn: Turn, latitude: float, longitude: float) -> None:
    known = turn.facts.newest_run > 0 and turn.open_session is None
    unasked = e.Draft(day_type=PROFILE) if known else None
    draft = turn.state.draft if isinstance(turn.state, AskingPlace) else unasked
    zone = zone_at(latitude, longitude)
    if zone is not None:
        set_zone(turn, draft, zone)
    else:
        other_place(turn, draft or e.Draft(), not_found=f"{latitude:.2f}, {longitude:.2f}")


def pick_zone(turn: Turn, draft: e.Draft, name: str) -> None:
    """A place was picked. A button of long ago does not move the runner, nor tell the run again."""
    zone = zone_by_name(name)
    if zone is None:
        turn.toast(s.OldButton())
    elif turn.runner.zone is not None and not isinstance(turn.state, AskingPlace):
        turn.toast(s.Nothing() if zone == turn.runner.zone else s.OldButton())
    else:
        set_zone(turn, draft, zone)


def set_zone(turn: Turn, draft: e.Draft | None, zone: str) -> None:
    """Keep the zone, move what is pending to it, and go on with what was being asked."""
    asked = turn.state if isinstance(turn.state, AskingPlace) else None
    keyboard = asked is not None and asked.keyboard
    turn.set_runner(zone=zone)
    turn.state = Idle()
    for reminder in turn.pending:
        if reminder.zone != zone:
            due = due_utc(reminder.local_date, reminder.local_time, zone)
            moved = reminder.model_copy(update={"zone": zone, "due": due})
            turn.change(c.PutReminder(reminder=moved))
            _end_if_over(turn, moved)
    turn.here(s.ZoneSet(zone=zone, clock=turn.local.time(), keyboard=keyboard))
    if draft is not None and draft.day_type == REST_DAYS:
        rest_talk.rest(turn, asked.words if asked is not None else "")
    elif draft is not None and draft.day_type == PAUSE:
        pause_talk.pause(turn, asked.words if asked is not None else "")
    elif draft is not None and draft.day_type == AHEAD:
        race_talk.go_on(turn, asked.race) if asked and asked.race else race_talk.say_list(turn)
    elif draft is not None and draft.day_type == PROFILE:
        profile_talk.show(turn)
    elif draft is not None:
        pick_run(turn, draft)
    elif turn.open_session is not None:
        go_on(turn)
    else:
        pick_run(turn, e.Draft())


def _end_if_over(turn: Turn, moved: Reminder) -> None:
    """Where the runner is now its day is over: nobody was late, and nothing rings."""
    if moved.kind in ("regen", "rest", "race") and turn.now >= last_moment(turn, moved):
        end(turn, moved, ReminderState.DROPPED, WhyNot.ELSEWHERE)
        if moved.kind == "rest":
            put_next_rest(turn, moved.local_date + timedelta(days=1))


# --- the run is known ------------------------------------------------------------------------


def note_run(turn: Turn, draft: e.Draft, *, replaces: int | None) -> None:
    """Store the run and plan the next day's reminder, or go straight to today's session."""
    turn.state = Idle()
    if draft.day_type in (TODAY, REST):
        begin_unless_done(turn, rest=draft.day_type == REST)
        return
    told = Run(
        no=turn.newest_run + 1,
        day_type=draft.day_type,
        local_day=turn.day - timedelta(days=draft.days_ago),
        metres=draft.metres,
        seconds=draft.seconds,
    )
    known = next((run for run in turn.runs if run.model_copy(update={"no": told.no}) == told), None)
    run = known or told  # known: a double tap, or the same run told again
    first = turn.facts.newest_run == 0
    closed = False
    if known is None:
        if replaces is not None:
            drop_run(turn, replaces)
        turn.change(c.AddRun(run=run))
        told_after_all(turn, run)
        session = turn.open_session
        if session is not None and (draft.days_ago == 0 or session.status is SessionStatus.ACTIVE):
            turn.close_session()
            closed = True
    if draft.days_ago > 0:
        session_follows_runs(turn)
        say_run_before(turn, run)
        begin_unless_done(turn)
        return
    reminder = None if turn.paused else plan_reminder(turn, again=known is not None)
    say_noted(turn, run, reminder, closed_session=closed)
    if first:  # later what is still open is asked before a session
        ask_first_things(turn, session=0)
