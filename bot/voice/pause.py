"""How pauses sound, what is injured, a session left half-way, and the coach's own absence."""

from datetime import date, timedelta
from typing import assert_never

from bot.coach import events as e, says_pause as p
from bot.coach.events_pause import (
    EndPause,
    InjuredArea,
    InjuredDone,
    LongerPause,
    PauseFor,
    PickPause,
    Well,
)
from bot.coach.model import PauseWhy
from bot.coach.says import PutDown
from bot.voice.keys import Keys, key, rows
from bot.voice.letter import Key, Letter
from bot.voice.runs import message
from bot.voice.words import Words

WHYS: tuple[PauseWhy, ...] = ("ill", "injured", "away", "break")
_EXAMPLE = timedelta(days=10)  # ahead: the date that shows how a date is typed


def letter(w: Words, saying: p.PauseSaying) -> Letter:
    t = w.week.pause
    match saying:
        case p.AskPause():
            keys = [key(t.buttons.why[why], PickPause(day=saying.day, why=why)) for why in WHYS]
            return message(t.ask, rows(keys, 2))
        case p.AskInjured():
            return _ask_injured(w, saying)
        case p.AskLength():
            return _ask_length(w, saying)
        case p.PauseSet():
            return message(t.set.format(date=w.on(saying.quiet_until)), _paused_keys(w, saying.quiet_until))
        case p.PauseEnded():
            return _ended(w, saying)
        case p.PauseBack():
            return _back(w, saying)
        case p.AskWell():
            return message(t.ask_well.format(areas=injured(w, saying.injured)), _well_or_not(w, saying.since))
        case p.WellKept():
            text = t.well_kept.format(areas=injured(w, saying.injured))
            return message(text, rows(_onward(w, saying.quiet_until), 2))
        case p.NotWellYet():
            return _not_yet(w, saying)
        case p.NudgeSay():
            text = t.nudge if saying.total else t.nudge_begun
            keys = [
                key(w.texts.buttons.go_on_session, e.GoOn(session=saying.session), "primary"),
                key(w.texts.buttons.end_here, e.EndHere(session=saying.session)),
            ]
            return message(text.format(done=saying.done, total=saying.total), rows(keys, 2))
        case p.Offline():
            return message(t.offline.format(began=w.clock(saying.began), ended=w.clock(saying.ended)))
        case _:
            assert_never(saying)


def left(w: Words, saying: PutDown) -> str:
    """A question about a pause was left: what holds all the same."""
    t, until = w.week.pause, saying.quiet_until
    parts = [t.left if until is None else t.left_paused.format(date=w.on(until))]
    if saying.injured:
        parts.append(t.left_out.format(areas=injured(w, saying.injured)))
    return " ".join(parts)


def injured(w: Words, areas: frozenset[str]) -> str:
    """lower back and knees, in the rule book's order."""
    return w.areas(area for area in w.library.rules.areas if area in areas)


def well_key(w: Words, since: date, session: int) -> Key:
    return key(w.week.pause.buttons.well, Well(since=since, session=session, answer="yes"))


def end_key(w: Words, until: date) -> Key:
    return key(w.week.pause.buttons.end, EndPause(day=until))


def _ask_injured(w: Words, saying: p.AskInjured) -> Letter:
    names = w.texts.names.sore_groups
    toggles = []
    for group, one in w.library.talk.sore_groups.items():
        tick = "✓ " if saying.injured.issuperset(one.areas) else ""
        toggles.append(key(tick + names[group], InjuredArea(day=saying.day, group=group)))
    done = key(w.texts.buttons.thats_it, InjuredDone(day=saying.day), "primary")
    return message(w.week.pause.injured, (*rows(toggles, 2), (done,)))


def _ask_length(w: Words, saying: p.AskLength) -> Letter:
    t = w.week.pause
    longer = saying.quiet_until is not None and saying.day == saying.quiet_until
    match saying.problem:
        case None if longer:
            text = t.longer.format(date=w.on(saying.day))
        case None:
            text = t.length.format(example=w.on(w.day + _EXAMPLE))
        case "unclear":
            text = t.unclear.format(text=w.quote(saying.text))
        case "past":
            text = t.past
        case "far":
            text = t.far.format(days=w.library.talk.pause_most_days)
    if saying.problem is not None and saying.quiet_until is not None:
        text = f"{text} {t.stays.format(date=w.on(saying.quiet_until))}"
    days = t.buttons.more_days if longer else t.buttons.days
    keys = [
        key(days.format(days=n), PauseFor(day=saying.day, why=saying.why, days=n))
        for n in w.library.talk.pause_days
    ]
    return message(text, rows(keys, 3))


def _paused_keys(w: Words, until: date) -> Keys:
    return rows([end_key(w, until), key(w.week.pause.buttons.longer, LongerPause(day=until))], 2)


def _onward(w: Words, quiet_until: date | None) -> list[Key]:
    """The end of the pause that there is; otherwise today's session."""
    if quiet_until is not None:
        return [end_key(w, quiet_until)]
    return [key(w.texts.buttons.todays_session, e.StartToday())]


def _well_or_not(w: Words, since: date) -> Keys:
    no = Well(since=since, session=0, answer="no")
    return rows([well_key(w, since, 0), key(w.week.pause.buttons.not_yet, no)], 2)


def _ended(w: Words, saying: p.PauseEnded) -> Letter:
    parts = [w.week.pause.ended]
    if saying.reminder is not None:
        parts.append(w.back(w.texts.say.next_reminder, saying.reminder, saying.ahead))
    return message(" ".join(parts), rows(_onward(w, None), 1))


def _again(w: Words, day: date, why: PauseWhy) -> Key:
    days = w.library.talk.pause_again_days
    return key(w.week.pause.buttons.another_week, PauseFor(day=day, why=why, days=days))


def _back(w: Words, saying: p.PauseBack) -> Letter:
    t, greeting = w.week.pause, w.texts.names.parts_of_day[saying.part]
    if saying.injured and saying.since is not None:
        areas = injured(w, saying.injured)
        text = t.back_injured.format(greeting=greeting, name=w.name, areas=areas)
        return message(text, _well_or_not(w, saying.since))
    text = t.back[saying.why].format(greeting=greeting, name=w.name)
    return message(text, rows([*_onward(w, None), _again(w, saying.day, saying.why)], 2))


def _not_yet(w: Words, saying: p.NotWellYet) -> Letter:
    parts = [w.week.pause.not_yet.format(areas=injured(w, saying.injured))]
    if saying.see_someone:
        parts.append(w.library.triage.injury.say)
    keys = _onward(w, saying.quiet_until)
    if saying.quiet_until is None:
        keys.append(_again(w, saying.day, "injured"))
    return message(" ".join(parts), rows(keys, 2))
