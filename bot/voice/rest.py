"""How rest days sound: which days, at which hour, and the reminder itself."""

from collections.abc import Sequence
from datetime import date
from typing import assert_never

from bot.coach import events_rest as e, says_rest as r
from bot.coach.rhythm import Rhythm
from bot.voice.keys import Keys, key, rows
from bot.voice.letter import Letter
from bot.voice.runs import answers, message, ran
from bot.voice.words import Words

_ON = "✓ "


def letter(w: Words, saying: r.RestSaying) -> Letter:
    match saying:
        case r.RestShown():
            return shown(w, saying)
        case r.RestKept():
            return kept(w, saying)
        case r.NoRestDays():
            return message(w.week.rest.none)
        case r.RestHour():
            return hour(w, saying)
        case r.NoDayLeft():
            return no_day_left(w, saying)
        case r.RestStopped():
            return stopped(w)
        case r.RestChanged():
            return message(w.week.rest.changed)
        case r.WhichLongRunDay():
            return which_long_run_day(w, saying)
        case r.AfterLongRun():
            return after_long_run(w, saying)
        case r.RestReminder():
            return reminder(w, saying)
        case _:
            assert_never(saying)


def shown(w: Words, saying: r.RestShown) -> Letter:
    rest, lines = w.week.rest, []
    if saying.not_understood is not None:
        lines.append(rest.not_understood.format(text=w.quote(saying.not_understood)))
    if saying.days is None:
        lines.append(rest.ask.format(clock=w.clock(saying.at)))
    else:
        lines += _holds(w, saying.days, saying)
        if not saying.days.plain:
            lines.append(rest.instead)
    return message("\n".join(lines), _shown_keys(w, saying))


def _shown_keys(w: Words, saying: r.RestShown) -> Keys:
    b, days = w.texts.buttons, saying.days
    ticked = days.weekdays if days is not None and days.plain else ()
    replaces = saying.mark if days is not None and not days.plain else 0
    toggles = [
        key(
            (_ON if n in ticked else "") + name,
            e.SetRestDay(weekday=n, on=n not in ticked, mark=replaces),
        )
        for n, name in enumerate(w.texts.dates.weekdays_short)
    ]
    ends = [key(b.thats_it, e.RestDone(), "primary")]
    if days is not None:
        ends.append(key(w.week.rest.buttons.stop, e.StopRest(mark=saying.mark)))
    return (*rows(toggles, 4), (key(b.other_time, e.AskRestHour()),), tuple(ends))


def _holds(w: Words, days: Rhythm, saying: r.RestShown | r.RestKept) -> list[str]:
    """Which days, at which hour, and the next dates."""
    rest = w.week.rest
    lines = [rest.days.format(days=named(w, days), clock=w.clock(saying.at))]
    if saying.coming:
        lines.append(rest.coming.format(dates=_dates(w, saying.coming)))
    return lines


def _dates(w: Words, days: Sequence[date]) -> str:
    return ", ".join(w.on(day) for day in days)


def named(w: Words, days: Rhythm) -> str:
    """every Monday and Friday · every second Sunday · the first Saturday of the month: inside a sentence."""
    texts, dates = w.week.rest.rhythms, w.texts.dates
    weekdays = w.listed((dates.weekdays[day] for day in days.weekdays), dates.and_word)
    if days.plain and len(days.weekdays) == len(dates.weekdays):
        return texts["every-day"]
    match days.unit:
        case "day":
            forms = {1: "every-day", 2: "every-second-day"}
            return texts[forms.get(days.every, "days")].format(n=days.every)
        case "week":
            forms = {1: "every-week", 2: "every-second-week"}
            return texts[forms.get(days.every, "weeks")].format(days=weekdays, n=days.every)
        case "month":
            last = texts["last"] if days.nth else texts["last-day"]
            ordinals = (last if n < 0 else dates.ordinals[n - 1].lower() for n in days.nth or days.month_days)
            which = w.listed(ordinals, dates.and_word)
            return texts["of-month" if days.nth else "month"].format(which=which, days=weekdays)


def kept(w: Words, saying: r.RestKept) -> Letter:
    keys = rows([key(w.week.rest.buttons.change, e.ChangeRest())], 1)
    return message("\n".join(_holds(w, saying.days, saying)), keys)


def hour(w: Words, saying: r.RestHour) -> Letter:
    rest, clock = w.week.rest, w.clock(saying.current)
    text = rest.hour.format(clock=clock)
    if saying.not_understood is not None:
        text = rest.hour_not_understood.format(text=w.quote(saying.not_understood), clock=clock)
    keys = [
        key(w.clock(at), e.SetRestHour(minute=at.hour * 60 + at.minute, mark=saying.mark))
        for at in w.library.talk.offered_times
    ]
    return message(text, rows(keys, 4))


def no_day_left(w: Words, saying: r.NoDayLeft) -> Letter:
    b, day = w.week.rest.buttons, w.texts.dates.weekdays[saying.weekday]
    keys = [
        key(b.stop_it, e.StopRest(mark=saying.mark)),
        key(b.keep.format(day=day), e.ChangeRest(), "primary"),
    ]
    return message(w.week.rest.no_day_left, rows(keys, 2))


def stopped(w: Words) -> Letter:
    keys = rows([key(w.week.rest.buttons.rest_days, e.OpenRest())], 1)
    return message(w.week.rest.stopped, keys)


def which_long_run_day(w: Words, saying: r.WhichLongRunDay) -> Letter:
    """The button of a day sets the day after it."""
    weekdays = w.texts.dates.weekdays_short
    keys = [
        key(name, e.RestEvery(weekday=(n + 1) % len(weekdays), mark=saying.mark))
        for n, name in enumerate(weekdays)
    ]
    return message(w.week.rest.which_long_run_day, rows(keys, 4))


def after_long_run(w: Words, saying: r.AfterLongRun) -> Letter:
    b, weekdays = w.week.rest.buttons, w.texts.dates.weekdays
    after = (saying.weekday + 1) % len(weekdays)
    keys = [
        key(b.every.format(day=weekdays[after]), e.RestEvery(weekday=after, mark=saying.mark), "primary"),
        key(b.another_day, e.AskLongRunDay()),
    ]
    return message(w.week.rest.after_long_run.format(day=weekdays[saying.weekday]), rows(keys, 2))


def reminder(w: Words, saying: r.RestReminder) -> Letter:
    rest, greeting = w.week.rest, w.texts.names.parts_of_day[saying.part]
    text = rest.reminder if saying.run is None else rest.reminder_after
    said = ran(w, saying.run, saying.days_ago)
    return message(
        text.format(greeting=greeting, name=w.name, ran=said, minutes=saying.minutes), answers(w, saying.day)
    )
