"""How the talk about races still to come sounds."""

from datetime import date
from typing import assert_never

from bot.coach import events as e, events_race as er, says as s, says_race as r
from bot.coach.model import Race
from bot.coach.racetext import read_title
from bot.voice import runs
from bot.voice.keys import Keys, key, rows
from bot.voice.letter import Letter
from bot.voice.runs import RACES, coming, message
from bot.voice.words import Words

_LABEL = 40  # letters on a button


def _on(w: Words, day: date) -> str:
    """Sun 6 December; with the year when it is another one."""
    said = w.on(day)
    return said if day.year == w.local.year else w.week.races.year.format(date=said, year=day.year)


def _race(w: Words, race: Race | r.RaceDraft) -> str:
    """London, marathon · London Marathon · Half."""
    if not race.day_type:
        return w.quote(race.name) if race.name else w.run_kind("race")
    run = w.run_kind(race.day_type)
    if not race.name:
        return run
    if read_title(race.name)[0] == race.day_type:  # it says so itself
        return w.quote(race.name)
    return w.week.races.named.format(name=w.quote(race.name), run=run.lower())


def _yours(w: Words, race: Race) -> str:
    """London · your half marathon: inside a sentence."""
    return w.quote(race.name) if race.name else w.week.races.yours[race.day_type]


def was(w: Words, race: Race, days_ago: int) -> str:
    """Yesterday was your half marathon."""
    return w.week.races.was.format(when=w.ago(race.local_day, days_ago), race=_yours(w, race))


def _put(race: Race | r.RaceDraft, day: date, day_type: str | None = None) -> er.PutRace:
    kind = race.day_type if day_type is None else day_type
    return er.PutRace(day=day, day_type=kind, metres=race.metres or 0)


def letter(w: Words, saying: r.RaceSaying) -> Letter:
    match saying:
        case r.RaceNoted():
            return _noted(w, saying)
        case r.AskRaceDate():
            return _ask_date(w, saying)
        case r.AskRaceDistance():
            return _ask_distance(w, saying)
        case r.CheckRaceDate():
            return _check_date(w, saying)
        case r.RaceAhead():
            return _ahead(w, saying)
        case r.RaceList():
            return _listed(w, saying)
        case r.RaceForgotten():
            return _forgotten(w, saying)
        case r.RacesFull():
            return message(w.week.races.full.format(n=saying.most))
        case r.GoodLuck():
            return _good_luck(w, saying)
        case r.LegsKept():
            return _legs_kept(w, saying)
        case r.RaceQuestionKept():
            return _question_kept(w, saying)
        case r.TakenForRun():
            return _taken(w, saying)
        case r.NotRun():
            return message(w.week.races.not_run_session if saying.under_way else w.week.races.not_run)
        case r.CalendarList():
            return _calendar(w, saying)
        case r.CalendarOf():
            return _calendar_of(w, saying)
        case r.RaceOver():
            return message(w.week.races.toast_over, runs.next_steps(w, None))
        case _:
            assert_never(saying)


# --- put down ---------------------------------------------------------------------------------------


def _noted(w: Words, saying: r.RaceNoted) -> Letter:
    t, race = w.week.races, saying.race
    text = (t.noted_again if saying.again else t.noted).format(
        race=_race(w, race), date=_on(w, race.local_day)
    )
    if saying.after is not None:
        after = {"after": _on(w, saying.after.local_date), "after_clock": w.clock(saying.after.local_time)}
        if saying.evening is not None:
            day, clock = _on(w, saying.evening.local_date), w.clock(saying.evening.local_time)
            text += " " + t.both.format(evening=day, evening_clock=clock, **after)
        else:
            text += " " + t.only_after.format(**after)
    elif saying.quiet_until is not None:
        text += " " + w.week.pause.quiet.format(date=_on(w, saying.quiet_until))
    return message(text, rows([key(t.buttons.forget, er.ForgetRace(race=race.no, listed=False))], 1))


def _ask_date(w: Words, saying: r.AskRaceDate) -> Letter:
    t, draft, said = w.week.races, saying.draft, w.quote(saying.said)
    if saying.problem is not None:
        texts = {
            "past": t.date_past if said else t.date_past_button,
            "never": t.date_never,
            "far": t.date_far,
            "weekday": t.date_weekday,
            "several": t.date_several,
            "words": t.date_words,
        }
        return message(texts[saying.problem].format(said=said))
    known = draft.name or draft.day_type
    return message(t.ask_date_known.format(race=_race(w, draft)) if known else t.ask_date)


def _ask_distance(w: Words, saying: r.AskRaceDistance) -> Letter:
    t, draft = w.week.races, saying.draft
    assert draft.day is not None
    text = t.ask_distance_named if draft.name else t.ask_distance
    said = text.format(date=_on(w, draft.day), name=w.quote(draft.name or ""))
    alone = draft.model_copy(update={"metres": None})  # it says how far it is
    return message(said, rows([key(w.run_kind(kind), _put(alone, draft.day, kind)) for kind in RACES], 3))


def _check_date(w: Words, saying: r.CheckRaceDate) -> Letter:
    t, draft = w.week.races, saying.draft
    assert draft.day is not None
    keys = [
        key(t.buttons.right_day, _put(draft, draft.day), "primary"),
        key(t.buttons.other_day, er.AskRaceDay(day_type=draft.day_type, metres=draft.metres or 0)),
    ]
    return message(t.check_date.format(date=_on(w, draft.day)), rows(keys, 2))


def _ahead(w: Words, saying: r.RaceAhead) -> Letter:
    t, draft = w.week.races, saying.draft
    button: e.Button = er.AskRaceDay(day_type=draft.day_type, metres=draft.metres or 0)
    if draft.day is not None:
        button = _put(draft, draft.day)
    keys = [
        key(t.buttons.put_down, button, "primary"),
        key(w.texts.buttons.already_run, e.PickRun(draft=saying.run)),
    ]
    return message(t.still_ahead, rows(keys, 1))


# --- the list -----------------------------------------------------------------------------------------


def _listed(w: Words, saying: r.RaceList) -> Letter:
    t = w.week.races
    lines = [t.forgotten.format(race=_dated(w, saying.forgotten))] if saying.forgotten else []
    lines.append(t.list if saying.races else t.none)
    lines += [t.line.format(race=_dated(w, race)) for race in saying.races]
    keys = [key(_forget_one(w, race), er.ForgetRace(race=race.no, listed=True)) for race in saying.races]
    if saying.forgotten is not None:
        keys.append(key(t.buttons.put_back, _put(saying.forgotten, saying.forgotten.local_day)))
    if not saying.asked:
        keys.append(key(t.buttons.ask_again, er.RaceQuestion(wanted=True)))
    return message("\n".join(lines) + "\n\n" + t.how, rows(keys, 1))


def _dated(w: Words, race: Race) -> str:
    return w.week.races.dated.format(race=_race(w, race), date=_on(w, race.local_day))


def _forget_one(w: Words, race: Race) -> str:
    """What fits on a button; which one it is, the list above it says."""
    b, name = w.week.races.buttons, race.name or w.run_kind(race.day_type)
    bare = len(b.forget_one.format(race="", date=w.on(race.local_day)))
    room = max(3, _LABEL - bare)
    short = name if len(name) <= room else name[: room - 1] + "…"
    return b.forget_one.format(race=short, date=w.on(race.local_day))


def _forgotten(w: Words, saying: r.RaceForgotten) -> Letter:
    t, race = w.week.races, saying.race
    keys = [key(t.buttons.put_back, _put(race, race.local_day))]
    return message(t.forgotten.format(race=_dated(w, race)), rows(keys, 1))


# --- the evening before, and the day after -----------------------------------------------------------


def _good_luck(w: Words, saying: r.GoodLuck) -> Letter:
    t, b, no = w.week.races, w.week.races.buttons, saying.race.no
    text = (t.good_luck_ask if saying.ask else t.good_luck).format(race=_yours(w, saying.race), name=w.name)
    if not saying.ask:
        return message(text)
    keys = [
        key(b.fresh, er.Legs(race=no, answer="fresh")),
        key(b.all_right, er.Legs(race=no, answer="all-right")),
        key(b.heavy, er.Legs(race=no, answer="heavy")),
        key(b.no_question, er.RaceQuestion(wanted=False)),
    ]
    return message(text, (*rows(keys[:3], 3), *rows(keys[3:], 1)))


def _legs_kept(w: Words, saying: r.LegsKept) -> Letter:
    text = w.week.races.legs_kept
    if saying.reminder is not None:
        text += " " + coming(w, saying.reminder, saying.ahead)
    return message(text)


def _question_kept(w: Words, saying: r.RaceQuestionKept) -> Letter:
    t = w.week.races
    if saying.wanted:
        return message(t.question_on, rows([key(t.buttons.no_question, er.RaceQuestion(wanted=False))], 1))
    return message(t.question_off, rows([key(t.buttons.ask_again, er.RaceQuestion(wanted=True))], 1))


def reminder(w: Words, saying: s.ReminderSay) -> Letter:
    """The day after: what the race was taken for can be taken back."""
    if saying.race is None or saying.run is None:
        return runs.reminder(w, saying)
    letter = runs.reminder(w, saying, was(w, saying.race, saying.days_ago))
    keys = (*letter.keys, *did_not_run(w, saying.race, saying.run.no))
    return letter.model_copy(update={"keys": keys})


def _taken(w: Words, saying: r.TakenForRun) -> Letter:
    text = w.week.races.taken_too if saying.too else w.week.races.taken
    text = text.format(ran=was(w, saying.race, saying.days_ago))
    return message(text, did_not_run(w, saying.race, saying.run.no))


def did_not_run(w: Words, race: Race, run: int) -> Keys:
    return rows([key(w.week.races.buttons.did_not_run, er.DidNotRun(race=race.no, run=run))], 1)


# --- a calendar ------------------------------------------------------------------------------------------


def _calendar(w: Words, saying: r.CalendarList) -> Letter:
    t, b = w.week.races, w.week.races.buttons
    text = (t.calendar_more if saying.more else t.calendar).format(n=len(saying.races) + saying.more)
    keys = []
    for race in saying.races:
        assert race.day is not None
        label = b.event.format(date=w.on(race.day), name=race.name or w.run_kind("race"))
        keys.append(key(label if len(label) <= _LABEL else label[: _LABEL - 1] + "…", _put(race, race.day)))
    return message(text, rows(keys, 1))


def _calendar_of(w: Words, saying: r.CalendarOf) -> Letter:
    t = w.week.races
    texts = {
        "big": t.calendar_big,
        "garbage": t.calendar_garbage,
        "empty": t.calendar_empty,
        "past": t.calendar_past,
    }
    return message(texts[saying.problem])
