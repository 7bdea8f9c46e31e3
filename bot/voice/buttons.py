"""Buttons packed into callback data and back: the one place that knows the format.

`code:field:field…`, at most 64 bytes (Telegram's limit), no runner's id in it: who tapped comes from
the update. What does not read back to exactly the same string is no button of ours: None.
Codes and field orders are for ever, since every button ever sent stays alive; add, never change.
"""

from datetime import date

from pydantic import ValidationError

from bot.coach import (
    events as e,
    events_pause as p,
    events_profile as ep,
    events_race as er,
    events_rest as r,
)

LIMIT = 64  # bytes, https://core.telegram.org/bots/api#inlinekeyboardbutton

_CODES: dict[str, type[e.Button]] = {
    "n": e.StartRun,
    "w": e.WhatIs,
    "r": e.PickRun,
    "z": e.PickZone,
    "zo": e.OtherPlace,
    "t": e.OtherTime,
    "ts": e.SetTime,
    "tn": e.NoReminder,
    "ta": e.RemindAfterAll,
    "ry": e.RanYesterday,
    "rw": e.WrongRun,
    "rl": e.LongOne,
    "rs": e.ShortNow,
    "k": e.ToggleKit,
    "kd": e.KitDone,
    "q": e.First,
    "qb": e.Bendy,
    "qc": e.ToggleCaution,
    "qd": e.CautionsDone,
    "fo": e.ToggleFocus,
    "fd": e.FocusDone,
    "m": e.Remind,
    "f": e.Clear,
    "ff": e.RaiseFlag,
    "fc": e.Checked,
    "s": e.Area,
    "sl": e.Sore,
    "sm": e.MoreAreas,
    "sn": e.NothingSore,
    "sd": e.SoreDone,
    "pm": e.Minutes,
    "pk": e.MyKit,
    "pl": e.WholeList,
    "pg": e.Go,
    "a": e.Do,
    "ar": e.Reason,
    "o": e.Mood,
    "eh": e.EndHere,
    "go": e.GoOn,
    "st": e.StartToday,
    "so": e.OnceMore,
    "nr": e.NewRunAnyway,
    "le": e.Lesson,
    "x": e.Browse,
    "xe": e.ShowExercise,
    "l": e.ShowReminders,
    "lp": e.PickReminder,
    "lm": e.MoveReminder,
    "lt": e.MoveTo,
    "ls": e.SkipReminder,
    "lk": e.KeepReminder,
    "lc": e.CaughtUp,
    "lh": e.HourForGood,
    "u": p.PickPause,
    "ua": p.InjuredArea,
    "ud": p.InjuredDone,
    "uf": p.PauseFor,
    "ul": p.LongerPause,
    "ue": p.EndPause,
    "uw": p.Well,
    "v": ep.OpenProfile,
    "vp": ep.MyPlace,
    "vh": ep.AskMyHour,
    "vt": ep.SetMyHour,
    "vm": ep.AskMyMinutes,
    "vn": ep.SetMyMinutes,
    "vk": ep.MyThings,
    "va": ep.MyAreas,
    "vq": ep.AskMeAgain,
    "d": r.OpenRest,
    "dc": r.ChangeRest,
    "dd": r.SetRestDay,
    "dt": r.AskRestHour,
    "dh": r.SetRestHour,
    "de": r.RestEvery,
    "dl": r.AskLongRunDay,
    "dk": r.RestDone,
    "dx": r.StopRest,
    "ep": er.PutRace,
    "ed": er.AskRaceDay,
    "ef": er.ForgetRace,
    "el": er.Legs,
    "eq": er.RaceQuestion,
    "en": er.DidNotRun,
}
_NAMES = {cls: code for code, cls in _CODES.items()}


def pack(button: e.Button) -> str:
    """The button as callback data. ValueError when it is longer than Telegram takes."""
    words = [_NAMES[type(button)]]
    words += [_write(getattr(button, name)) for name in type(button).model_fields]
    data = ":".join(words)
    if len(data.encode()) > LIMIT:
        raise ValueError(f"button {data!r} is longer than {LIMIT} bytes")
    return data


def unpack(data: str) -> e.Button | None:
    """The button that `data` is, or None. Takes any string, from anybody."""
    code, *words = data.split(":")
    cls = _CODES.get(code)
    if cls is None or len(words) != len(cls.model_fields):
        return None
    try:
        fields = zip(cls.model_fields.items(), words, strict=True)
        button = cls.model_validate({name: _read(info.annotation, word) for (name, info), word in fields})
        return button if pack(button) == data else None
    except (ValidationError, ValueError):
        return None


def _write(value: object) -> str:
    match value:
        case bool():
            return "1" if value else "0"
        case date():
            return value.isoformat().replace("-", "")
        case e.Draft():
            parts = (value.day_type, value.days_ago, value.metres, value.seconds)
            return ".".join("" if part is None else str(part) for part in parts)
        case _:
            return str(value)


def _read(annotation: object, word: str) -> object:
    if annotation is date:
        return date.fromisoformat(word)
    if annotation is e.Draft:
        day_type, days_ago, metres, seconds = word.split(".")
        return e.Draft(
            day_type=day_type,
            days_ago=int(days_ago),
            metres=int(metres) if metres else None,
            seconds=int(seconds) if seconds else None,
        )
    return word
