"""How the talk about runs, places, times and reminders sounds."""

from datetime import date, time, timedelta

from bot.coach import events as e, says as s
from bot.coach.events_pause import EndPause
from bot.coach.events_profile import AskMyHour, SetMyHour
from bot.coach.events_rest import OpenRest
from bot.coach.model import Reminder, Run
from bot.voice.keys import Keys, key, rows
from bot.voice.letter import Key, Letter
from bot.voice.words import Words
from content.words import run_words

KINDS = ("race", "long-run", "speed", "hills", "easy", "rest")
RACES = ("race-5k", "race-10k", "race-half", "race-marathon", "race-ultra")


def message(text: str, keys: Keys = ()) -> Letter:
    return Letter(kind="send", text=text, keys=keys)


def welcome(w: Words, saying: s.Welcome) -> Letter:
    b = w.texts.buttons
    text = w.texts.say.welcome_again if saying.again else w.texts.say.welcome
    rest = key(w.week.rest.buttons.rest_days, OpenRest())
    if saying.open_session is not None:
        go_on = key(b.go_on_session, e.GoOn(session=saying.open_session), "primary")
        keys = [go_on, key(b.just_ran, e.StartRun()), rest]
    else:
        third = key(b.todays_session, e.StartToday()) if saying.again else key(b.what_is, e.WhatIs())
        keys = [key(b.just_ran, e.StartRun(), "primary"), rest, third]
    return message(text.format(name=w.name, just_ran=b.just_ran), rows(keys, 1))


def next_steps(w: Words, session: int | None) -> Keys:
    """Never a dead end: go on with the session, or tell a run."""
    b = w.texts.buttons
    if session is not None:
        return rows([key(b.go_on_session, e.GoOn(session=session), "primary")], 1)
    return rows([key(b.just_ran, e.StartRun()), key(b.todays_session, e.StartToday())], 2)


def help_(w: Words, saying: s.Help) -> Letter:
    return message(w.texts.say.help, next_steps(w, saying.session))


def about(w: Words) -> Letter:
    b = w.texts.buttons
    keys = [
        key(b.learn, e.Lesson(no=1)),
        key(b.browse, e.Browse(by="", key="", page=0)),
        key(b.just_ran, e.StartRun(), "primary"),
    ]
    return message(w.texts.say.about, rows(keys, 2))


def ask_run(w: Words, saying: s.AskRun) -> Letter:
    said = ", ".join(_parts(w, saying.draft))
    text = w.texts.ask.run_known.format(said=said) if said else w.texts.ask.run
    if saying.not_understood is not None:
        text = w.texts.ask.run_not_understood.format(text=w.quote(saying.not_understood))
    kinds = _drafts(w, saying.draft, KINDS, 2)
    if not saying.or_hour or saying.not_understood is not None:
        return message(text, kinds)
    hour = hour_key(w, saying.at)
    return message(w.texts.ask.run_or_hour.format(said=said, hour=hour.text), (*kinds, (hour,)))


def hour_key(w: Words, at: time | None) -> Key:
    """An hour for the reminders: that one, or to be asked."""
    b = w.week.profile.buttons
    if at is None:
        return key(b.hour, AskMyHour())
    return key(b.remind_at.format(clock=w.clock(at)), SetMyHour(minute=at.hour * 60 + at.minute))


def run_or_hour(w: Words, at: time | None) -> Keys:
    return rows([key(w.texts.buttons.just_ran, e.StartRun()), hour_key(w, at)], 2)


def _parts(w: Words, run: e.Draft | Run) -> list[str]:
    """What is known of a run, as far as it says something: Easy run, 16.1 km, 1:32 h, yesterday."""
    names, parts = w.texts.names, []
    if run.day_type in names.run_kinds:
        parts.append(w.run_kind(run.day_type))
    if run.metres and not _is_its_distance(run.day_type, run.metres):
        parts.append(names.kilometres.format(n=f"{round(run.metres / 1000, 1):g}"))
    if run.seconds:
        hours, minutes = divmod(run.seconds // 60, 60)
        time = names.hours if hours else names.minutes
        parts.append(time.format(hours=hours, minutes=f"{minutes:02}" if hours else minutes))
    if isinstance(run, e.Draft) and run.days_ago > 0:
        parts.append(w.day_before(w.day - timedelta(days=run.days_ago), run.days_ago))
    return parts


def _is_its_distance(day_type: str, metres: int) -> bool:
    """A marathon need not be told that it has 42.2 km."""
    words = run_words()
    races = (race.metres for race in words.races if race.day_type == day_type and race.metres)
    return any(abs(metres / length - 1) <= words.near for length in races)


def check_run(w: Words, saying: s.CheckRun) -> Letter:
    b = w.texts.buttons
    keys = [
        key(b.say_yes, e.PickRun(draft=saying.draft), "primary"),
        key(b.no_other_run, e.StartRun()),
    ]
    return message(w.texts.ask.check_run.format(said=", ".join(_parts(w, saying.draft))), rows(keys, 2))


def still_ahead(w: Words, saying: s.StillAhead) -> Letter:
    return message(
        w.texts.say.still_ahead,
        rows([key(w.texts.buttons.already_run, e.PickRun(draft=saying.draft))], 1),
    )


def _drafts(w: Words, draft: e.Draft, day_types: tuple[str, ...], width: int) -> Keys:
    drafts = (draft.model_copy(update={"day_type": day_type}) for day_type in day_types)
    return rows([key(w.run_kind(d.day_type), e.PickRun(draft=d)) for d in drafts], width)


def ask_distance(w: Words, saying: s.AskDistance) -> Letter:
    return message(w.texts.ask.distance, _drafts(w, saying.draft, RACES, 3))


def confirm_zone(w: Words, saying: s.ConfirmZone) -> Letter:
    b = w.texts.buttons
    text = w.texts.ask.confirm_zone.format(clock=w.clock(saying.clock), city=w.city(saying.zone))
    keys = [
        key(b.say_yes, e.PickZone(draft=saying.draft, zone=saying.zone), "primary"),
        key(b.other_place, e.OtherPlace(draft=saying.draft)),
    ]
    return message(text, rows(keys, 2))


def ask_place(w: Words, saying: s.AskPlace) -> Letter:
    clock = w.clock(w.local.time())
    text = w.texts.ask.place.format(clock=clock)
    if saying.not_found is not None:
        text = w.texts.ask.place_not_found.format(text=w.quote(saying.not_found), clock=clock)
    return Letter(kind="send", text=text, ask_location=w.texts.buttons.share_location)


def pick_place(w: Words, saying: s.PickPlace) -> Letter:
    keys = []
    for option in saying.options:
        text = f"{option.name[:40]} · {w.clock(option.clock)}"
        keys.append(key(text, e.PickZone(draft=saying.draft, zone=option.zone)))
    keys.append(key(w.texts.buttons.other_place, e.OtherPlace(draft=saying.draft)))
    return message(w.texts.ask.pick_place, rows(keys, 1))


def zone_set(w: Words, saying: s.ZoneSet) -> Letter:
    text = w.texts.ask.zone_set.format(clock=w.clock(saying.clock))
    return Letter(kind="send", text=text, drop_keyboard=saying.keyboard)


def run_noted(w: Words, saying: s.RunNoted) -> Letter:
    run, reminder, b = saying.run, saying.reminder, w.texts.buttons
    said = w.texts.say.run_noted.format(run=", ".join(_parts(w, run)))
    if reminder is not None:
        said += " " + coming(w, reminder, saying.ahead)
    quiet = saying.quiet_until
    if quiet is not None:
        said += " " + w.week.pause.quiet.format(date=w.on(quiet))
    parts = [said, *_counted(w, run, saying.counts_as)]
    if saying.closed_session:
        parts.append(w.texts.say.session_closed)
    if saying.hard:
        parts.append(w.library.triage.evening.say)
    keys = [
        *([key(b.other_time, e.OtherTime(day=reminder.local_date))] if reminder else []),
        key(b.ran_yesterday, e.RanYesterday(run=run.no)),
        key(b.short_now, e.ShortNow(run=run.no)),
        *([key(b.no_reminder, e.NoReminder(day=reminder.local_date))] if reminder else []),
        *([key(w.week.pause.buttons.end, EndPause(day=quiet))] if quiet else []),
        key(b.wrong_run, e.WrongRun(run=run.no)),
        *_long_one(w, run),
    ]
    return message("\n\n".join(parts), rows(keys, 2))


def _long_one(w: Words, run: Run) -> list[Key]:
    """Asked only where nobody said how long it took, and it matters."""
    harder = w.library.rules.day_types[run.day_type].counts_as
    if harder is None or run.seconds is not None:
        return []
    hours = f"{harder.over_minutes / 60:g}".replace(".5", "½")
    return [key(w.texts.buttons.long_one.format(hours=hours), e.LongOne(run=run.no))]


def _counted(w: Words, run: Run, counts_as: str) -> list[str]:
    if counts_as == run.day_type:
        return []
    return [w.texts.say.counts_as.format(run=w.texts.names.runs[counts_as])]


def run_before(w: Words, saying: s.RunBefore) -> Letter:
    run, when = saying.run, w.day_before(saying.run.local_day, saying.days_ago)
    said = w.texts.say.run_before.format(run=", ".join(_parts(w, run)), when=when)
    keys = [key(w.texts.buttons.wrong_run, e.WrongRun(run=run.no)), *_long_one(w, run)]
    return message("\n\n".join((said, *_counted(w, run, saying.counts_as))), rows(keys, 2))


def run_forgotten(w: Words, saying: s.RunForgotten) -> Letter:
    return message(w.texts.say.run_forgotten.format(run=w.run_kind(saying.run.day_type)))


def ask_time(w: Words, saying: s.AskTime) -> Letter:
    clock = w.clock(saying.current)
    text = w.texts.ask.time.format(clock=clock)
    if saying.not_understood is not None:
        text = w.texts.ask.time_not_understood.format(text=w.quote(saying.not_understood), clock=clock)
    elif saying.alone is not None:
        text = w.week.reminders.ask_move.format(date=w.on(saying.day), clock=clock)
    keys = [key(w.clock(at), _hour(saying, at)) for at in w.library.talk.offered_times]
    return message(text, rows(keys, 4))


def _hour(saying: s.AskTime, at: time) -> e.SetTime | e.MoveTo:
    minute = at.hour * 60 + at.minute
    if saying.alone is None:
        return e.SetTime(day=saying.day, minute=minute)
    return e.MoveTo(kind=saying.alone, day=saying.day, minute=minute)


def time_set(w: Words, saying: s.TimeSet) -> Letter:
    b, day = w.texts.buttons, saying.reminder.local_date
    keys = [key(b.other_time, e.OtherTime(day=day)), key(b.no_reminder, e.NoReminder(day=day))]
    return message(w.back(w.texts.say.time_set, saying.reminder, saying.ahead), rows(keys, 2))


def reminder_off(w: Words, saying: s.ReminderOff) -> Letter:
    b = w.texts.buttons
    keys = [key(b.remind_after_all, e.RemindAfterAll(day=saying.day))]
    return message(w.texts.say.reminder_off.format(date=w.on(saying.day)), rows(keys, 1))


# --- the reminder ---------------------------------------------------------------------------------


def ran(w: Words, run: Run | None, days_ago: int) -> str:
    """Yesterday you ran a marathon; nothing when there is no run to name."""
    if run is None:
        return ""
    when = w.ago(run.local_day, days_ago)
    return w.texts.say.ran.format(when=when, did=w.texts.names.did[run.day_type])


def reminder(w: Words, saying: s.ReminderSay, was: str | None = None) -> Letter:
    """`was`: said of the run, instead of the usual words."""
    say = w.texts.say
    greeting = w.texts.names.parts_of_day[saying.part]
    if saying.run is None:
        text = say.reminder_no_run.format(greeting=greeting, name=w.name)
    else:
        said = was or ran(w, saying.run, saying.days_ago)
        text = say.reminder.format(greeting=greeting, name=w.name, ran=said, minutes=saying.minutes)
    return message(text, answers(w, saying.day))


def answers(w: Words, day: date) -> Keys:
    """What can be answered to the reminder of a session."""
    b = w.texts.buttons
    first = (key(b.start, e.Remind(day=day, answer="start"), "success"),)
    others = [
        key(b.in_an_hour, e.Remind(day=day, answer="hour")),
        key(b.this_evening, e.Remind(day=day, answer="evening")),
        key(b.tomorrow, e.Remind(day=day, answer="tomorrow")),
        key(b.not_this_time, e.Remind(day=day, answer="no")),
    ]
    return (first, *rows(others, 2))


def hold_reminder(w: Words, saying: s.HoldReminder, part: str) -> Letter:
    text = w.texts.say.hold_reminder.format(
        greeting=w.texts.names.parts_of_day[part],
        name=w.name,
        date=w.on(saying.since),
        flag=flag_label(w, saying.flag),
    )
    return message(text, rows([key(w.texts.buttons.checked, e.Checked())], 1))


def flag_label(w: Words, flag_id: str) -> str:
    flag = w.library.triage.flag(flag_id)
    return flag.label.lower() if flag else flag_id


def reminder_answered(w: Words, saying: s.ReminderAnswered) -> Letter:
    say = w.texts.say
    match saying.answer:
        case "start":
            return message(f"{ran(w, saying.run, saying.days_ago)} {say.reminder_started}".strip())
        case "no":
            text = say.reminder_declined
            if saying.reminder is not None:
                text += " " + coming(w, saying.reminder, saying.ahead)
            return message(text)
        case _:
            assert saying.reminder is not None
            return message(w.back(say.reminder_moved, saying.reminder, saying.ahead))


def snooze_too_late(w: Words, saying: s.SnoozeTooLate) -> Letter:
    b, day = w.texts.buttons, saying.day
    keys = [
        key(b.tomorrow, e.Remind(day=day, answer="tomorrow")),
        key(b.start, e.Remind(day=day, answer="start"), "success"),
        key(b.not_this_time, e.Remind(day=day, answer="no")),
    ]
    text = w.week.reminders.snooze_early if saying.early else w.texts.say.snooze_too_late
    return message(text, rows(keys, 2))


def coming(w: Words, reminder: Reminder, ahead: int) -> str:
    """What comes next."""
    return w.back(w.texts.say.next_reminder, reminder, ahead)
