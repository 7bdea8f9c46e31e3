"""How /reminders sounds, and what is said about reminders beside themselves."""

from bot.coach import events as e, events_rest, says as s
from bot.coach.model import Reminder, ReminderState, WhyNot
from bot.voice import runs
from bot.voice.keys import Keys, key, rows
from bot.voice.letter import Key, Letter
from bot.voice.words import Words

_ROOM = 3500  # of the 4,096 UTF-16 units of a message; some headings come on top


def listed(w: Words, saying: s.ReminderList) -> Letter:
    """What is coming, then what was. The buttons are those of one; the others are a tap away."""
    t = w.week.reminders
    parts = []
    if saying.zone is not None:
        parts.append(t.here_time.format(clock=w.clock(saying.clock), city=w.city(saying.zone)))
    if saying.quiet_until is not None:
        parts.append(t.paused.format(date=w.on(saying.quiet_until)))
    lines = _coming(w, saying)
    parts.append("\n".join((f"<b>{t.coming}</b>", *lines)) if lines else t.none_coming)
    parts.append(_sent(w, saying, _ROOM - len("".join(parts))))
    return runs.message("\n\n".join(parts), _list_keys(w, saying))


def _sent(w: Words, saying: s.ReminderList, room: int) -> str:
    """The last ones, newest first; as many as there is room for."""
    t, lines = w.week.reminders, []
    for one in saying.sent:
        line = t.sent_line.format(when=_when(w, one), what=became(w, one))
        room -= len(line) + 1
        if room < 0:
            break
        lines.append(line)
    if not lines:
        return t.none_sent.format(days=saying.days)
    if earlier := saying.earlier + len(saying.sent) - len(lines):
        lines.append(w.plural(t.earlier, earlier))
    return "\n".join((f"<b>{t.sent.format(days=saying.days)}</b>", *lines))


def _when(w: Words, reminder: Reminder) -> str:
    return w.week.reminders.when.format(date=w.on(reminder.local_date), clock=w.clock(reminder.local_time))


def _line(w: Words, reminder: Reminder) -> str:
    """When it comes, and what it is for."""
    t = w.week.reminders
    return t.line.format(when=_when(w, reminder), what=t.what[reminder.kind])


def _coming(w: Words, saying: s.ReminderList) -> list[str]:
    t = w.week.reminders
    lines = []
    for one in saying.coming:
        line = _line(w, one)
        lines.append(f"<b>{line}</b>" if one == saying.picked and len(saying.coming) > 1 else line)
    if saying.more:
        lines.append(w.plural(t.more, saying.more))
    if saying.once:
        once = w.listed([_when(w, one) for one in saying.once], w.texts.dates.and_word)
        lines.append(t.one_a_day.format(when=once))
    if saying.series:
        then = w.listed([w.on(day) for day in saying.series], w.texts.dates.and_word)
        named = any(one.kind == "rest" for one in saying.coming)
        follows = named and all(one.local_date < saying.series[0] for one in saying.coming)
        lines.append((t.series if follows else t.series_ahead).format(dates=then))
    if saying.picked is not None and len(saying.coming) > 1:
        lines.append(t.buttons_for.format(date=w.on(saying.picked.local_date)))
    return lines


def _list_keys(w: Words, saying: s.ReminderList) -> Keys:
    picked, b = saying.picked, w.week.reminders.buttons
    if picked is None:
        return runs.next_steps(w, None)
    named = {"kind": picked.kind, "day": picked.local_date}
    own = [
        key(b.move, e.MoveReminder.model_validate(named)),
        key(b.skip_one, e.SkipReminder.model_validate(named)),
    ]
    if picked.kind == "rest":
        own.append(key(b.stop_series, events_rest.StopRest(mark=saying.mark)))
    movable = [one for one in saying.coming if one.kind in e.MOVED_KINDS]
    whens = [_when(w, one) for one in movable]
    short: list[Key] = []
    long: list[Key] = []
    for one, when in zip(movable, whens, strict=True):
        pick = e.PickReminder(kind=one.kind, day=one.local_date)
        if one == picked:
            continue
        if whens.count(when) == 1:
            short.append(key(when, pick))
        else:  # its hour does not say which one it is
            long.append(key(_line(w, one), pick))
    return (*rows(own, 2), *rows(long, 1), *rows(short, 2))


def became(w: Words, reminder: Reminder) -> str:
    """What became of a reminder, with the reason when it did not come."""
    t = w.week.reminders
    sent = reminder.state is ReminderState.SENT
    reason = t.reasons.get(reminder.reason or "", t.came if sent else t.did_not_come)
    return reason.format(until=_until(w, reminder))


def _until(w: Words, reminder: Reminder) -> str:
    """When the coach was back: the clock alone on the reminder's own day."""
    if reminder.ended_at is None:
        return ""
    back = reminder.ended_at.astimezone(w.local.tzinfo)
    clock = w.clock(back.time())
    if back.date() == reminder.local_date:
        return clock
    return w.week.reminders.when.format(date=w.on(back.date()), clock=clock)


def _all(w: Words) -> Key:
    return key(w.week.reminders.buttons.all, e.ShowReminders())


def moved(w: Words, saying: s.ReminderMoved) -> Letter:
    t = w.week.reminders
    text = w.back(t.moved, saying.reminder, saying.ahead)
    if saying.usual is not None:
        text += " " + t.usual.format(clock=w.clock(saying.usual))
    return runs.message(text, rows([_all(w)], 1))


def skipped(w: Words, saying: s.ReminderSkipped) -> Letter:
    one, t = saying.reminder, w.week.reminders
    text = t.skipped.format(when=_when(w, one))
    if saying.following is not None:
        text += " " + runs.coming(w, saying.following, saying.ahead)
    keep = key(w.texts.buttons.remind_after_all, e.KeepReminder(kind=one.kind, day=one.local_date))
    return runs.message(text, rows([keep, _all(w)], 2))


def kept(w: Words, saying: s.ReminderKept) -> Letter:
    text = w.back(w.week.reminders.kept, saying.reminder, saying.ahead)
    return runs.message(text, rows([_all(w)], 1))


def catch_up(w: Words, saying: s.CatchUp) -> Letter:
    one, t, b = saying.reminder, w.week.reminders, w.texts.buttons
    text = t.catch_up_unsent if one.reason == WhyNot.UNSENT else t.catch_up
    weekday = w.texts.dates.weekdays[one.local_date.weekday()]
    keys = [
        key(b.start, e.CaughtUp(day=one.local_date, answer="start"), "success"),
        key(b.not_this_time, e.CaughtUp(day=one.local_date, answer="no")),
    ]
    return runs.message(text.format(weekday=weekday, until=_until(w, one)), rows(keys, 2))


def ask_for_good(w: Words, saying: s.AskForGood) -> Letter:
    t = w.week.reminders
    minute, was = (at.hour * 60 + at.minute for at in (saying.at, saying.current))
    named = {"kind": saying.kind, "was": was, "minute": minute}
    at, current = w.clock(saying.at), w.clock(saying.current)
    keys = [
        key(t.buttons.yes_hour.format(clock=at), e.HourForGood.model_validate(named | {"answer": "yes"})),
        key(t.buttons.no_hour.format(clock=current), e.HourForGood.model_validate(named | {"answer": "no"})),
    ]
    ordinal = w.texts.dates.ordinals[saying.times - 1].lower()
    return runs.message(t.ask_for_good.format(ordinal=ordinal, clock=at), rows(keys, 2))


def for_good(w: Words, saying: s.ForGood) -> Letter:
    t = w.week.reminders
    text = t.for_good[saying.kind] if saying.moved else t.not_for_good
    return runs.message(text.format(clock=w.clock(saying.at)))
