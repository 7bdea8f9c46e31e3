"""How the check-in sounds: kit, what is asked once, what to work on, red flags, soreness."""

from bot.coach import events as e, says as s
from bot.coach.model import Session
from bot.voice.keys import Keys, key, rows
from bot.voice.letter import Key, Letter
from bot.voice.pause import injured, well_key
from bot.voice.runs import coming, flag_label, message
from bot.voice.words import Words

LEVELS = ("fine", "a-bit", "sore", "very-sore", "can-hardly-move", "sharp")
_ON = "✓ "


def _toggle(words: str, on: bool, button: e.Button) -> Key:
    return key((_ON if on else "") + words, button)


def ask_kit(w: Words, saying: s.AskKit) -> Letter:
    b, no = w.texts.buttons, saying.session
    toggles = [
        _toggle(w.texts.names.kit_buttons[kit], kit in saying.kit, e.ToggleKit(session=no, kit=kit))
        for kit in w.library.rules.kit.asked
    ]
    ends = [
        key(b.none_of_these, e.KitDone(session=no, none=True)),
        key(b.thats_it, e.KitDone(session=no, none=False), "primary"),
    ]
    return message(w.texts.ask.kit, (*rows(toggles, 2), *rows(ends, 2)))


def kit_kept(w: Words, saying: s.KitKept) -> Letter:
    if not saying.kit:
        return message(w.texts.say.no_kit_kept)
    return message(w.texts.say.kit_kept.format(kit=w.kit(saying.kit)))


def ask_first(w: Words, saying: s.AskFirst) -> Letter:
    b, q, no = w.texts.buttons, saying.question, saying.session
    yes = key(b.say_yes, e.First(session=no, question=q, answer="yes"))
    skip = key(b.skip, e.First(session=no, question=q, answer="skip"))
    no_text = b.nothing_to_tell if q == "doctor" else b.say_no
    keys = [key(no_text, e.First(session=no, question=q, answer="no")), yes, skip]
    if q == "bendy":
        keys.insert(2, key(b.not_sure, e.First(session=no, question=q, answer="unsure")))
    return message(w.texts.ask.first[q], rows(keys, 2 if q == "bendy" else 3))


def first_kept(w: Words, saying: s.FirstKept) -> Letter:
    text = w.texts.say.first_kept[saying.question][saying.answer]
    return message(text.format(caution=w.library.triage.caution_say))


def ask_cautions(w: Words, saying: s.AskCautions) -> Letter:
    b, no = w.texts.buttons, saying.session
    toggles = [
        _toggle(one.label, one.id in saying.cautions, e.ToggleCaution(session=no, caution=one.id))
        for one in w.library.triage.cautions
    ]
    ends = [
        key(b.none_of_these, e.CautionsDone(session=no, none=True)),
        key(b.thats_it, e.CautionsDone(session=no, none=False), "primary"),
    ]
    return message(w.texts.ask.cautions, (*rows(toggles, 1), *rows(ends, 2)))


def ask_focus(w: Words, saying: s.AskFocus) -> Letter:
    names = w.texts.names.sore_groups
    toggles = [
        _toggle(names[group], saying.focus.issuperset(one.areas), e.ToggleFocus(group=group))
        for group, one in w.library.talk.sore_groups.items()
    ]
    done = key(w.texts.buttons.thats_it, e.FocusDone(), "primary")
    return message(w.texts.ask.focus, (*rows(toggles, 2), (done,)))


def focus_kept(w: Words, saying: s.FocusKept) -> Letter:
    if not saying.focus:
        return message(w.texts.say.no_focus)
    areas = w.areas(area for area in w.library.rules.areas if area in saying.focus)
    return message(w.texts.say.focus_kept.format(areas=areas))


def ask_bendy(w: Words, saying: s.AskBendy) -> Letter:
    b, questions = w.texts.buttons, w.library.triage.bendy_questions
    text = w.texts.ask.bendy.format(
        part=saying.part, parts=len(questions), question=questions[saying.part - 1]
    )

    def answer(word: str, kind: str) -> Key:
        event = e.Bendy.model_validate(
            {"session": saying.session, "part": saying.part, "yes": saying.yes, "answer": kind}
        )
        return key(word, event)

    keys = [answer(b.say_no, "no"), answer(b.say_yes, "yes"), answer(b.skip, "skip")]
    return message(text, rows(keys, 3))


def set_up_done(w: Words, saying: s.SetUpDone) -> Letter:
    if saying.reminder is None:
        return message(w.texts.say.set_up_done_no_reminder)
    return message(w.back(w.texts.say.set_up_done, saying.reminder, saying.ahead))


# --- red flags -------------------------------------------------------------------------------------


def _clear_or_not(w: Words, session: int) -> Keys:
    b = w.texts.buttons
    keys = [
        key(b.all_clear, e.Clear(session=session), "success"),
        key(b.yes_or_not_sure, e.RaiseFlag(session=session, flag="")),
    ]
    return rows(keys, 1)


def ask_flags(w: Words, saying: s.AskFlags) -> Letter:
    text = w.texts.ask.flags_short if saying.short else w.texts.ask.flags
    return message(text.format(breath=w.library.triage.breath), _clear_or_not(w, saying.session))


def signs_in_text(w: Words, saying: s.SignsInText) -> Letter:
    text = w.texts.say.signs_in_text.format(breath=w.library.triage.breath)
    return message(text, _clear_or_not(w, saying.session))


def pick_flag(w: Words, saying: s.PickFlag) -> Letter:
    no = saying.session
    lines = [f"• <b>{flag.label}</b>: {flag.ask}" for flag in w.library.triage.flags]
    keys = [key(flag.label, e.RaiseFlag(session=no, flag=flag.id)) for flag in w.library.triage.flags]
    none = key(w.texts.buttons.none_after_all, e.Clear(session=no))
    return message("\n".join((w.texts.ask.pick_flag, "", *lines)), (*rows(keys, 2), (none,)))


def flag_text(w: Words, saying: s.FlagText) -> Letter:
    flag = w.library.triage.flag(saying.flag)
    text = f"{flag.say if flag else ''}\n\n{w.texts.say.flag_after}".strip()
    return message(text, rows([key(w.texts.buttons.checked, e.Checked())], 1))


def on_hold(w: Words, saying: s.OnHold) -> Letter:
    text = w.texts.say.on_hold.format(date=w.on(saying.since), flag=flag_label(w, saying.flag))
    return message(text, rows([key(w.texts.buttons.checked, e.Checked())], 1))


def hold_lifted(w: Words) -> Letter:
    return message(w.texts.say.hold_lifted, rows([key(w.texts.buttons.todays_session, e.StartToday())], 1))


# --- soreness --------------------------------------------------------------------------------------


def ask_sore(w: Words, saying: s.AskSore) -> Letter:
    session, b = saying.session, w.texts.buttons
    rated = w.sore_groups(session.sore, session.sharp)
    groups = w.library.talk.sore_groups
    shown = [g for g, one in groups.items() if one.first or saying.more or g in rated]
    keys = []
    for group in shown:
        name, level = w.texts.names.sore_groups[group], rated.get(group)
        keys.append(key(f"{name}: {level}" if level else name, e.Area(session=session.no, area=group)))
    if len(shown) < len(groups):
        keys.append(key(b.more, e.MoreAreas(session=session.no)))
    ends = [
        key(b.nothing_sore, e.NothingSore(session=session.no)),
        key(b.thats_it, e.SoreDone(session=session.no), "primary"),
    ]
    text = w.texts.ask.sore.format(thats_it=b.thats_it)
    if saying.hurt:
        text = f"{w.texts.ask.sore_hurt.format(areas=w.areas(saying.hurt))} {text}"
    if rated:
        text = w.texts.ask.sore_so_far.format(sore=sore_list(w, session, fine=True))
    return message(text, (*rows(keys, 2), *rows(ends, 2)))


def sore_list(w: Words, session: Session, *, fine: bool) -> str:
    """quads very sore, calves sore; with or without what is fine."""
    rated = w.sore_groups(session.sore, session.sharp)
    if not fine:
        rated = {g: level for g, level in rated.items() if level != w.texts.names.levels["fine"]}
    return ", ".join(f"{w.texts.names.sore_groups[g].lower()} {level}" for g, level in rated.items())


def ask_level(w: Words, saying: s.AskLevel) -> Letter:
    names = w.texts.names
    keys = [
        key(
            names.levels[level],
            e.Sore.model_validate({"session": saying.session, "area": saying.area, "level": level}),
        )
        for level in LEVELS
    ]
    return message(w.texts.ask.level.format(area=names.sore_groups[saying.area]), rows(keys, 2))


def sore_kept(w: Words, saying: s.SoreKept) -> Letter:
    sore = sore_list(w, saying.session, fine=False)
    if not sore:
        return message(w.texts.say.nothing_sore_kept)
    return message(w.texts.say.sore_kept.format(sore=sore))


# --- when the answer is rest ------------------------------------------------------------------------


def rest_advice(w: Words, saying: s.RestAdvice) -> Letter:
    say = w.texts.say
    parts = [say.rest_sore if saying.sore else say.rest]
    if saying.sharp:
        parts.append(w.library.triage.sharp_say)
    keys: Keys = ()
    if saying.injured and saying.injured_since is not None:
        parts.append(w.week.pause.left_out.format(areas=injured(w, saying.injured)))
        keys = ((well_key(w, saying.injured_since, 0),),)
    if saying.kit_short:
        parts.append(say.rest_kit)
    parts.append(say.rest_walk if saying.walk else say.rest_no_walk)
    if saying.reminder is not None:
        parts.append(coming(w, saying.reminder, saying.ahead))
    return message("\n".join(parts), keys)
