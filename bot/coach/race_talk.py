"""Races still to come: put down, listed, taken off. What follows from one are its two reminders."""

import re
from collections.abc import Callable
from datetime import date, timedelta

from bot.coach import changes as c, events as e, events_race as er, says as s, says_race as r
from bot.coach.calendar import local_now
from bot.coach.dates import LAST_YEAR
from bot.coach.flags import signs_in
from bot.coach.model import Race, Reminder, ReminderKind, ReminderState, WhyNot
from bot.coach.place_talk import AHEAD, ask_zone
from bot.coach.racetext import race_types, read_race, read_title
from bot.coach.runtext import ANY_RACE, read_run
from bot.coach.states import AskingRace, Idle
from bot.coach.turn import Turn
from content.words import alternatives, run_words, tidy

_ONE_DAY = timedelta(days=1)
_READ_AT_MOST = 400  # letters of what was typed


def command(turn: Turn, words: str) -> None:
    """/race, with or without words about one."""
    if words:
        go_on(turn, r.RaceDraft(words=words[:_READ_AT_MOST]))
    else:
        turn.state = Idle()
        say_list(turn)


def say_list(turn: Turn, forgotten: Race | None = None) -> None:
    said = r.RaceList(races=_to_come(turn), asked=turn.runner.race_question, forgotten=forgotten)
    if forgotten is None:
        turn.new(said)
    else:
        turn.here(said)


def _to_come(turn: Turn) -> tuple[Race, ...]:
    return tuple(race for race in turn.races if race.local_day >= turn.local.date())


# --- putting one down ---------------------------------------------------------------------------


def go_on(turn: Turn, draft: r.RaceDraft, *, far: bool = False) -> None:
    """Ask what is still missing of the race; put it down when nothing is. `far`: that was asked already."""
    if turn.runner.zone is None:
        ask_zone(turn, e.Draft(day_type=AHEAD), race=draft)
        return
    if draft.words:
        _read(turn, draft)
        return
    offered = turn.state.offered if isinstance(turn.state, AskingRace) else ()
    say = _beside_list(turn, draft)
    turn.state = AskingRace(draft=draft, offered=offered)
    if draft.day is None:
        say(r.AskRaceDate(draft=draft))
    elif draft.day < turn.local.date():
        _ask_date_again(turn, draft, "past", "")
    elif not far and turn.ahead(draft.day) > turn.talk.races.ask_beyond_days:
        say(r.CheckRaceDate(draft=draft))
    elif draft.day_type == "":
        say(r.AskRaceDistance(draft=draft))
    else:
        _put_down(turn, draft, draft.day)


def _beside_list(turn: Turn, draft: r.RaceDraft) -> Callable[[s.Saying], None]:
    """In place of what was tapped; but a list of several stands, for the others in it."""
    offered = turn.state.offered if isinstance(turn.state, AskingRace) else ()
    return turn.new if len(offered) > 1 and draft in offered else turn.here


def _read(turn: Turn, draft: r.RaceDraft) -> None:
    """What the draft's words say, beside what it knew."""
    read = read_race(draft.words, turn.local.date())
    known = r.RaceDraft(
        day=read.date.day or draft.day,
        day_type=read.day_type or draft.day_type,
        metres=read.metres if read.day_type else draft.metres,
        name=draft.name or read.name,
    )
    if read.date.problem is not None:
        _ask_date_again(turn, known.model_copy(update={"day": None}), read.date.problem, read.date.said)
    else:
        go_on(turn, known)


def _ask_date_again(turn: Turn, draft: r.RaceDraft, problem: r.DateProblem, said: str) -> None:
    draft = draft.model_copy(update={"day": None})
    turn.state = AskingRace(draft=draft)
    turn.here(r.AskRaceDate(draft=draft, problem=problem, said=said))


def _put_down(turn: Turn, draft: r.RaceDraft, day: date) -> None:
    """Keep the race and plan what comes before and after it. The same race twice is one."""
    say = _beside_list(turn, draft)
    offered = turn.state.offered if isinstance(turn.state, AskingRace) else ()
    turn.state = AskingRace(offered=offered) if offered else Idle()
    same = (race for race in turn.races if (race.local_day, race.day_type) == (day, draft.day_type))
    known = next(same, None)
    if known is None and len(_to_come(turn)) >= turn.talk.races.most:
        turn.new(r.RacesFull(most=turn.talk.races.most))
        return
    race = known or Race(no=turn.facts.newest_race + 1, day_type=draft.day_type, local_day=day)
    race = race.model_copy(update={"name": draft.name or race.name, "metres": draft.metres or race.metres})
    if race != known:
        turn.change(c.SaveRace(race=race))
    evening = _heard(turn, _plan(turn, day - _ONE_DAY, "race"))
    after = _heard(turn, _plan(turn, day + _ONE_DAY, "regen"))
    quiet_until = turn.runner.paused_until if turn.paused and after is None else None
    said = r.RaceNoted(
        race=race, again=known is not None, evening=evening, after=after, quiet_until=quiet_until
    )
    say(said)


def _heard(turn: Turn, reminder: Reminder | None) -> Reminder | None:
    """The reminder, unless a pause keeps it silent, or speaks for its day with the message at its end."""
    if reminder is None or (reminder.kind == "regen" and turn.pause_ends_on(reminder.local_date)):
        return None
    return None if turn.in_pause(reminder.local_date) else reminder


def _plan(turn: Turn, day: date, kind: ReminderKind) -> Reminder | None:
    """The pending reminder of that day, put there if it can still ring. None when it is too late for it."""
    known = turn.reminder(day, kind)
    if known is not None and known.state is ReminderState.PENDING:
        return known
    at = turn.rules.reminders.evening_time if kind == "race" else turn.runner.reminder_time
    reminder = turn.reminder_at(day, at, kind)
    if reminder.due <= turn.now:
        return None
    turn.change(c.PutReminder(reminder=reminder))
    return reminder


def _reminders_of(race: Race) -> tuple[tuple[date, ReminderKind], ...]:
    return (race.local_day - _ONE_DAY, "race"), (race.local_day + _ONE_DAY, "regen")


# --- buttons ---------------------------------------------------------------------------------------


def put_race(turn: Turn, event: er.PutRace) -> None:
    """Put down what the button says. Its name, which no button can carry, is in the state while it is."""
    day = event.day
    if day < turn.local.date():
        turn.toast(r.RaceOver())
        return
    if day.year > LAST_YEAR or (event.day_type and event.day_type not in race_types()):
        turn.toast(s.OldButton())
        return
    draft = r.RaceDraft(day=day, day_type=event.day_type, metres=event.metres or None)
    for one in _told(turn):
        if one.day == day and one.day_type in ("", event.day_type):
            draft = draft.model_copy(update={"name": one.name, "metres": draft.metres or one.metres})
            break
    asked = isinstance(turn.state, AskingRace) and turn.state.draft.day == day
    go_on(turn, draft, far=asked)


def _told(turn: Turn) -> tuple[r.RaceDraft, ...]:
    """The races that the talk is about."""
    return (turn.state.draft, *turn.state.offered) if isinstance(turn.state, AskingRace) else ()


def ask_day(turn: Turn, event: er.AskRaceDay) -> None:
    if event.day_type and event.day_type not in race_types():
        turn.toast(s.OldButton())
        return
    draft = r.RaceDraft(day_type=event.day_type, metres=event.metres or None)
    told = next((one for one in _told(turn) if one.day_type == event.day_type), r.RaceDraft())
    go_on(turn, draft.model_copy(update={"name": told.name}))


def forget(turn: Turn, event: er.ForgetRace) -> None:
    """Take a race off the list, and what was planned around it unless something else needs it."""
    race = next((race for race in _to_come(turn) if race.no == event.race), None)
    if race is None:
        turn.toast(r.RaceOver())
        return
    turn.change(c.RemoveRace(no=race.no))
    if not turn.race_on(race.local_day):
        for day, kind in _reminders_of(race):
            reminder = turn.reminder(day, kind)
            waits = reminder is not None and reminder.state is ReminderState.PENDING
            needed = kind == "regen" and any(run.local_day == race.local_day for run in turn.runs)
            if reminder is not None and waits and not needed:
                turn.change(
                    c.EndReminder(day=day, kind=kind, state=ReminderState.DROPPED, reason=WhyNot.RACE_OFF)
                )
    if event.listed:
        say_list(turn, forgotten=race)
    else:
        turn.here(r.RaceForgotten(race=race))


# --- words -----------------------------------------------------------------------------------------


def typed(turn: Turn, state: AskingRace, text: str) -> bool:
    """Words that may answer what is asked of a race. False when they say neither its day nor its distance."""
    if not _asking(state) or signs_in(turn, text):
        return False
    read = read_race(text, turn.local.date())
    run = read_run(text, turn.local.weekday())
    another = run is not None and run.day_type not in (None, ANY_RACE, *race_types())
    if another or not (read.date.found or read.day_type):
        return False
    go_on(turn, state.draft.model_copy(update={"words": text}))
    return True


def ask_again(turn: Turn, state: AskingRace, text: str) -> bool:
    """They do not: the question once more. False when nothing is being asked."""
    if not _asking(state):
        return False
    if state.draft.day is None:
        turn.new(r.AskRaceDate(draft=state.draft, problem="words", said=text))
    else:
        turn.new(r.AskRaceDistance(draft=state.draft))
    return True


def _asking(state: AskingRace) -> bool:
    """Whether a day or a distance is asked, and not only remembered what an offered race is called."""
    draft = state.draft
    return draft != r.RaceDraft() and (draft.day is None or not draft.day_type)


def offer(turn: Turn, words: str, run: e.Draft) -> bool:
    """Words about a run still to come: is it a race, it can be put down. False when it is none."""
    if run.day_type != ANY_RACE and run.day_type not in race_types():
        return False
    about = re.sub(alternatives(run_words().ahead), " ", tidy(words), flags=re.IGNORECASE)
    read, named = read_race(words, turn.local.date()), read_race(about, turn.local.date())
    draft = r.RaceDraft(
        day=read.date.day, day_type=read.day_type or "", metres=read.metres or run.metres, name=named.name
    )
    turn.state = AskingRace(offered=(draft,))
    turn.new(r.RaceAhead(draft=draft, run=run))
    return True


def named_day_ahead(turn: Turn, words: str) -> bool:
    """Whether the words name a day to come by its date: no run of today, then."""
    read = read_race(words, turn.local.date())
    by_date = read.date.day is not None and read.date.sure and any(c.isdigit() for c in read.date.said)
    return by_date and 0 < turn.ahead(read.date.day or turn.day) <= turn.talk.races.surely_ahead_days


# --- a calendar ------------------------------------------------------------------------------------


def calendar(turn: Turn, event: e.Calendar) -> None:
    """A calendar file: its one day to come is put down, of several one is picked."""
    if event.problem is not None:
        turn.new(r.CalendarOf(problem=event.problem))
        return
    drafts = [_of_calendar(turn, one) for one in event.races]
    to_come = {draft: None for draft in drafts if draft.day and draft.day >= turn.local.date()}
    ahead = sorted(to_come, key=lambda draft: (draft.day or date.max, draft.name or ""))
    if not ahead:
        turn.new(r.CalendarOf(problem="past" if drafts else "empty"))
    elif len(ahead) == 1:
        turn.state = Idle()
        go_on(turn, ahead[0])
    else:
        shown = tuple(ahead[: turn.talk.races.offered])
        turn.state = AskingRace(offered=shown)
        turn.new(r.CalendarList(races=shown, more=len(ahead) - len(shown)))


def _of_calendar(turn: Turn, one: er.CalendarRace) -> r.RaceDraft:
    """The event as a race: on the runner's day, where the file names only a moment."""
    day = one.day if one.moment is None else local_now(one.moment, turn.zone).date()
    day_type, metres = read_title(one.title)
    name = one.title[: turn.talk.races.name_letters].strip() or None
    return r.RaceDraft(day=day, day_type=day_type or "", metres=metres, name=name)
