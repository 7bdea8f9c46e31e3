"""How the coach says what it knows of a runner."""

from typing import assert_never

from bot.coach import events_profile as e, says_profile as p
from bot.coach.model import Answer
from bot.voice.keys import key, rows
from bot.voice.letter import Letter
from bot.voice.runs import message, run_or_hour
from bot.voice.words import Words


def letter(w: Words, saying: p.ProfileSaying) -> Letter:
    match saying:
        case p.ProfileShown():
            return _shown(w)
        case p.AskMyHourAgain():
            return _ask_hour(w, saying)
        case p.HourSaid():
            return _hour_said(w, saying)
        case p.MyHourKept():
            text = w.week.profile.hour_kept.format(clock=w.clock(saying.at))
            if saying.reminder is not None:
                text += " " + w.back(w.texts.say.next_reminder, saying.reminder, saying.ahead)
            return message(text)
        case p.MinutesAsked():
            return _ask_minutes(w, saying)
        case p.MinutesKept():
            return message(w.week.profile.minutes_kept.format(minutes=saying.minutes))
        case _:
            assert_never(saying)


def _shown(w: Words) -> Letter:
    says, b = w.week.profile, w.week.profile.buttons
    keys = [
        key(b.place, e.MyPlace()),
        key(b.hour, e.AskMyHour()),
        key(b.minutes, e.AskMyMinutes()),
        key(b.kit, e.MyThings()),
        key(b.focus, e.MyAreas()),
        key(b.again, e.AskMeAgain()),
    ]
    return message("\n".join((says.title, "", *_lines(w))), rows(keys, 3))


def _lines(w: Words) -> list[str]:
    says, runner = w.week.profile, w.runner
    lines = [_where(w), says.hour.format(clock=w.clock(runner.reminder_time))]
    lines.append(says.minutes.format(minutes=runner.minutes))
    if runner.kit is not None:
        lines.append(w.texts.say.kit_kept.format(kit=w.kit(runner.kit)) if runner.kit else says.no_kit)
    lines.append(
        w.texts.say.focus_kept.format(areas=w.areas(runner.focus)) if runner.focus else w.texts.say.no_focus
    )
    kept = w.texts.say.first_kept
    lines += [kept["new"][_word(answer)] for answer in (runner.beginner,) if answer]
    lines += [kept["bendy"][_word(answer)] for answer in (runner.hypermobile,) if answer]
    if runner.cautions:
        named = (one.label for one in w.library.triage.cautions if one.id in runner.cautions)
        lines.append(says.cautions.format(cautions=", ".join(named)))
    if runner.injured:
        lines.append(says.injured.format(areas=w.areas(runner.injured)))
    return lines


def _where(w: Words) -> str:
    says, zone = w.week.profile, w.runner.zone
    if zone is None:
        return says.nowhere
    return says.where.format(city=w.city(zone), clock=w.clock(w.local.time()))


def _word(answer: Answer) -> str:
    return {Answer.YES: "yes", Answer.NO: "no", Answer.SKIPPED: "skip"}[answer]


def _ask_hour(w: Words, saying: p.AskMyHourAgain) -> Letter:
    clock = w.clock(saying.current)
    text = w.texts.ask.time.format(clock=clock)
    if saying.not_understood is not None:
        text = w.texts.ask.time_not_understood.format(text=w.quote(saying.not_understood), clock=clock)
    hours = w.library.talk.offered_times
    keys = [key(w.clock(at), e.SetMyHour(minute=at.hour * 60 + at.minute)) for at in hours]
    return message(text, rows(keys, 4))


def _hour_said(w: Words, saying: p.HourSaid) -> Letter:
    says, clock = w.week.profile, w.clock(saying.at)
    if saying.at == saying.current:
        return message(says.hour_is.format(clock=clock), run_or_hour(w, None))
    return message(
        says.hour_said.format(clock=clock, current=w.clock(saying.current)), run_or_hour(w, saying.at)
    )


def _ask_minutes(w: Words, saying: p.MinutesAsked) -> Letter:
    lengths = w.library.rules.session.offered_minutes
    keys = [
        key(w.texts.buttons.minutes.format(minutes=minutes), e.SetMyMinutes(minutes=minutes))
        for minutes in lengths
    ]
    return message(w.week.profile.ask_minutes.format(minutes=saying.minutes), rows(keys, 3))
