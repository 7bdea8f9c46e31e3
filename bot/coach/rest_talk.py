"""/rest: on which days the coach comes by itself, and at which hour.

A day or an hour holds as soon as it is said; what holds is said back with the next dates. Words that are not
understood and buttons of a series that has changed since leave it as it is.
"""

from collections import Counter
from datetime import time
from typing import assert_never

from bot.coach import events_rest as e, rest_series, says as s, says_rest as r
from bot.coach.clockwords import parse_clock
from bot.coach.rest_series import hour, mark, rhythm
from bot.coach.restwords import RestText, read_rest, says_stop
from bot.coach.rhythm import Rhythm
from bot.coach.states import AskingRest, Idle
from bot.coach.turn import Turn

LONG_RUN = "long-run"  # the day type after which a rest day may come
_SEEN_TWICE = 2  # so many long runs on one weekday, and it is theirs


def rest(turn: Turn, words: str) -> None:
    """/rest, with or without words about the days. Where the runner lives is known."""
    said = read_rest(words) if words else None
    if said is not None:
        _take(turn, said)
    elif words and says_stop(words):
        _stop_now(turn)
    else:
        turn.state = AskingRest()
        turn.new(_shown(turn, words or None))


def typed(turn: Turn, state: AskingRest, text: str) -> bool:
    """Words that may answer the question. False when they say neither days nor an hour."""
    if state.hour and (at := parse_clock(text)) is not None:
        _move(turn, at)
        return True
    if says_stop(text):
        _stop_now(turn)
        return True
    said = read_rest(text)
    if said is None:
        return False
    if state.long_run and (day := _only_day(said)) is not None:
        _hold(turn, Rhythm.weekly(frozenset({(day + 1) % 7})), said.at or hour(turn))
    else:
        _take(turn, said)
    return True


def _only_day(said: RestText) -> int | None:
    """The one weekday that was named."""
    days = said.rhythm.weekdays if said.rhythm is not None and said.rhythm.plain else ()
    return days[0] if len(days) == 1 else None


def ask_again(turn: Turn, state: AskingRest, text: str) -> None:
    """They do not: the question once more, and nothing has changed."""
    if state.hour:
        turn.new(r.RestHour(current=hour(turn), mark=mark(turn), not_understood=text))
    elif state.long_run:
        turn.new(r.WhichLongRunDay(mark=mark(turn)))
    else:
        turn.new(_shown(turn, text))


def tapped(turn: Turn, button: e.RestButton) -> None:
    match button:
        case e.OpenRest():
            rest(turn, "")
        case e.ChangeRest():
            _show(turn)
        case e.SetRestDay():
            _set_day(turn, button)
        case e.AskRestHour():
            turn.state = AskingRest(hour=True)
            turn.here(r.RestHour(current=hour(turn), mark=mark(turn)))
        case e.SetRestHour():
            if button.minute >= 24 * 60:
                turn.toast(s.OldButton())
            elif _is_of_now(turn, button.mark):
                _move(turn, time(button.minute // 60, button.minute % 60))
        case e.RestEvery():
            if _is_of_now(turn, button.mark):
                _hold(turn, Rhythm.weekly(frozenset({button.weekday})), hour(turn))
        case e.AskLongRunDay():
            _ask_long_run_day(turn)
        case e.RestDone():
            turn.state = Idle()
            _say_kept(turn)
        case e.StopRest():
            _stop(turn, button)
        case _:
            assert_never(button)


def _take(turn: Turn, said: RestText) -> None:
    """What was understood holds at once."""
    if said.after_long_run:
        if said.at is not None:
            rest_series.move(turn, said.at)
        _after_long_run(turn)
    elif said.rhythm is not None:
        _hold(turn, said.rhythm, said.at or hour(turn))
    elif said.at is not None:
        _move(turn, said.at)


def _hold(turn: Turn, days: Rhythm, at: time) -> None:
    turn.state = Idle()
    if (days.rule, at) != (turn.runner.rest_rule, turn.runner.rest_time):  # said twice, it goes on as it was
        rest_series.begin(turn, days, at)
    _say_kept(turn)


def _move(turn: Turn, at: time) -> None:
    rest_series.move(turn, at)
    _show(turn)


def _set_day(turn: Turn, button: e.SetRestDay) -> None:
    """A weekday in or out; it takes the place of a series that is no set of weekdays, if shown with it."""
    days = rhythm(turn)
    if days is not None and not days.plain and button.mark != mark(turn):
        _say_changed(turn)
        return
    known = frozenset(days.weekdays) if days is not None and days.plain else frozenset[int]()
    day = frozenset({button.weekday})
    if known == day and not button.on:
        turn.here(r.NoDayLeft(weekday=button.weekday, mark=mark(turn)))
        return
    wanted = known | day if button.on else known - day
    if wanted and wanted != known:
        rest_series.begin(turn, Rhythm.weekly(wanted), hour(turn))
    else:
        turn.toast(s.Nothing())
    _show(turn)


def _stop(turn: Turn, button: e.StopRest) -> None:
    if turn.runner.rest_rule is None:
        turn.toast(s.Nothing())  # the second of a double tap
        turn.here(r.RestStopped())
    elif _is_of_now(turn, button.mark):
        _stop_now(turn)


def _stop_now(turn: Turn) -> None:
    turn.state = Idle()
    if turn.runner.rest_rule is None:
        turn.here(r.NoRestDays())
    else:
        rest_series.stop(turn)
        turn.here(r.RestStopped())


def _is_of_now(turn: Turn, seen: int) -> bool:
    """Whether the button was shown with the series of now; else that one is shown, and nothing changes."""
    if seen == mark(turn):
        return True
    _say_changed(turn)
    return False


def _say_changed(turn: Turn) -> None:
    turn.toast(r.RestChanged())
    _show(turn)


def _after_long_run(turn: Turn) -> None:
    """The weekday of the long runs, where two or more tell it; else it is asked."""
    turn.state = Idle()
    runs = [run for run in turn.runs if run.day_type == LONG_RUN]
    weekdays = Counter(run.local_day.weekday() for run in runs)  # of two as frequent, that of the latest run
    (weekday, count), *_ = [*weekdays.most_common(1), (0, 0)]
    if count >= _SEEN_TWICE:
        turn.new(r.AfterLongRun(weekday=weekday, mark=mark(turn)))
    else:
        _ask_long_run_day(turn)


def _ask_long_run_day(turn: Turn) -> None:
    turn.state = AskingRest(long_run=True)
    turn.here(r.WhichLongRunDay(mark=mark(turn)))


def _show(turn: Turn) -> None:
    """The rest days in place of what was tapped, to be changed by taps or by words."""
    turn.state = AskingRest()
    turn.here(_shown(turn))


def _shown(turn: Turn, not_understood: str | None = None) -> r.RestShown:
    return r.RestShown(
        days=rhythm(turn),
        at=hour(turn),
        coming=rest_series.coming(turn),
        mark=mark(turn),
        not_understood=not_understood,
    )


def _say_kept(turn: Turn) -> None:
    days = rhythm(turn)
    if days is None:
        turn.here(r.NoRestDays())
    else:
        turn.here(r.RestKept(days=days, at=hour(turn), coming=rest_series.coming(turn)))
