"""How a session sounds: the plan, the exercises one by one, the closing question."""

from html import escape

from bot.coach import events as e, says as s
from bot.coach.model import Item, ItemStatus, Session, SessionStatus, SkipReason
from bot.coach.plan_models import Dose, LeftOut, Why
from bot.voice.keys import Keys, key, link, rows
from bot.voice.letter import ItemRef, Key, Letter
from bot.voice.pause import well_key
from bot.voice.runs import coming, message
from bot.voice.words import Words

REASONS_AT_MOST = 3  # sentences of a plan on what is left out


def _exercises(w: Words, n: int) -> str:
    return w.plural(w.texts.say.exercises, n)


def _minutes(w: Words, n: int) -> str:
    return w.plural(w.texts.say.minutes, n)


# --- the plan -------------------------------------------------------------------------------------


def plan(w: Words, saying: s.PlanShown) -> Letter:
    session, chosen, b, say = saying.session, saying.plan, w.texts.buttons, w.texts.say
    head = say.plan if chosen.kind == "session" else say.plan_rest
    said = head.format(exercises=_exercises(w, len(chosen.items)), minutes=_minutes(w, chosen.minutes))
    text = " ".join((said, *left_out(w, session, chosen.left_out)))
    if session.sharp:
        text += "\n\n" + w.library.triage.sharp_say
    if "see-someone" in chosen.advice:
        text += "\n\n" + say.see_someone
    lengths = [
        key(b.minutes.format(minutes=minutes), e.Minutes(session=session.no, minutes=minutes))
        for minutes in chosen.lengths
        if minutes != session.minutes
    ]
    kit = w.kit(saying.kit) or b.no_kit_yet
    others = [
        key(b.my_kit.format(kit=kit), e.MyKit(session=session.no)),
        key(b.as_list, e.WholeList(session=session.no)),
    ]
    if saying.injured_since is not None:
        others.append(well_key(w, saying.injured_since, session.no))
    go = (key(b.lets_go, e.Go(session=session.no), "success"),)
    if "ask-flags" in chosen.advice and chosen.kind == "rest":  # else they were asked a moment ago
        text += "\n\n" + say.very_sore
        others.append(key(b.yes_or_not_sure, e.RaiseFlag(session=session.no, flag="")))
    return message(text, (go, *rows(lengths, 3), *rows(others, 2)))


def left_out(w: Words, session: Session, out: tuple[LeftOut, ...]) -> list[str]:
    """Why something is missing, a sentence each: only the weightiest, the message shall be no wall.

    No strength says more than nothing heavy; sharp pain has its own text.
    """
    codes = {one.code for one in out}
    told = {"sharp"} | ({"load"} if "no-strength" in codes else set())
    names, when = {**w.texts.names.left_out, "injured": w.week.pause.left_out}, since(w, session)
    return [
        names[one.code].format(areas=w.areas(one.areas), kit=w.missing_kit(one.kit), when=when)
        for one in out
        if one.code not in told
    ][:REASONS_AT_MOST]


def since(w: Words, session: Session) -> str:
    """the day after a marathon · today."""
    dates, days = w.texts.dates, session.days_since
    if days is None or session.day_type not in w.texts.names.runs:
        return dates.today
    run = w.texts.names.runs[session.day_type]
    return dates.since[min(days, 2)].format(run=run, days=days)


def plan_taken(w: Words, saying: s.PlanTaken) -> Letter:
    items = saying.session.items
    minutes = max(1, round(sum(item.minutes for item in items)))
    text = w.texts.say.plan_taken.format(exercises=_exercises(w, len(items)), minutes=_minutes(w, minutes))
    keys = rows([key(w.texts.buttons.as_list, e.WholeList(session=saying.session.no))], 1)
    return message(text, keys)


def whole_plan(w: Words, saying: s.WholePlan) -> Letter:
    marks = {ItemStatus.DONE: "✓ ", ItemStatus.SKIPPED: "– ", ItemStatus.LEFT_OUT: "– "}
    lines = [w.texts.say.whole_plan]
    phase = ""
    for item in saying.session.items:
        if item.status is ItemStatus.SWAPPED:
            continue
        if item.phase != phase:
            phase = item.phase
            lines.append(f"\n<i>{w.texts.names.phases[phase]}</i>")
        watch = w.library.exercises[item.exercise_id].watch_url
        name = f'<a href="{escape(watch)}">{w.exercise(item.exercise_id)}</a>'
        lines.append(f"{marks.get(item.status, '')}{item.position}. {name}, {amount(w, item.dose)}")
    keys: Keys = ()
    if saying.session.status is SessionStatus.PLANNED:
        keys = ((key(w.texts.buttons.lets_go, e.Go(session=saying.session.no), "success"),),)
    return message("\n".join(lines), keys)


# --- one exercise -----------------------------------------------------------------------------------


def dose_words(w: Words, today: Dose) -> str:
    """How much today, with what is different about it."""
    notes = w.texts.names.dose_notes
    said = (notes[note].format(pressure=today.pressure or "") for note in today.notes)
    return ", ".join((amount(w, today), *said))


def amount(w: Words, today: Dose) -> str:
    """How much, in the card's own words while no number was changed."""
    return _numbers(w, today) if today.written is None else written_dose(w, today.written)


def written_dose(w: Words, text: str) -> str:
    """A bare number is how many times."""
    return w.texts.names.dose["reps"].format(n=text) if text.isdigit() else escape(text)


def _numbers(w: Words, today: Dose) -> str:
    names = w.texts.names.dose

    def span(low: int, high: int | None) -> str:
        return str(low) if high is None or high == low else names["range"].format(low=low, high=high)

    if today.free:
        amount = names["free"]
    elif today.reps is not None:
        amount = names["reps"].format(n=span(today.reps, today.reps_max))
    elif today.seconds is not None:
        amount = names["seconds"].format(n=span(today.seconds, today.seconds_max))
    else:
        amount = names["metres"].format(n=today.distance_m)
    if today.sets > 1:
        amount = names["sets"].format(sets=today.sets, amount=amount)
    return f"{amount} {w.texts.names.dose_per[today.per]}".strip()


def why(w: Words, reason: Why) -> str:
    names = w.texts.names
    text = names.whys[reason.code]
    return text.format(
        area=names.areas[reason.area] if reason.area else "",
        level=reason.level if reason.level is not None else "",
        run=names.runs[reason.day_type] if reason.day_type else "",
        exercise=w.exercise(reason.exercise_id) if reason.exercise_id else "",
    )


def card(w: Words, saying: s.Card) -> Letter:
    item, say = saying.item, w.texts.say
    exercise = w.library.exercises[item.exercise_id]
    minutes = w.texts.buttons.minutes.format(minutes=f"{item.minutes:g}")
    lines = [
        f"{item.position}/{saying.total} · {w.texts.names.phases[item.phase]} · {minutes}",
        f"<b>{escape(exercise.name)}</b>, {dose_words(w, item.dose)}",
    ]
    if item.dose.written is not None and exercise.dose.interpretation:
        lines.append(f"<i>{escape(exercise.dose.interpretation)}</i>")
    lines.append("")
    if item.variant == "easier":
        lines.append(say.easier_way.format(text=escape(exercise.easier.text)))
    elif item.variant == "stand-in":
        lines.append(say.stand_in.format(text=escape(exercise.substitute or "")))
    elif item.substitute_for is not None:
        kit = w.texts.names.kit[item.substitute_for]
        lines.append(say.stand_in_kit.format(kit=kit, text=escape(exercise.substitute or "")))
    lines += [f"{n}. {escape(step)}" for n, step in enumerate(exercise.steps, 1)]
    lines += [
        "",
        say.tip.format(text=escape(exercise.cue)),
        say.safety.format(text=escape(exercise.safety)),
        say.why.format(text=why(w, item.why)),
    ]
    return Letter(
        kind="send",
        text="\n".join(lines),
        keys=_card_keys(w, saying.session, item),
        item=ItemRef(session=saying.session, position=item.position),
    )


def _card_keys(w: Words, session: int, item: Item) -> Keys:
    b, exercise = w.texts.buttons, w.library.exercises[item.exercise_id]
    links = [link(b.watch, exercise.watch_url)]
    if exercise.page_url is not None:
        links.append(link(b.how_to, exercise.page_url))
    name = {"session": session, "position": item.position, "exercise": item.exercise_id}
    answers = (
        key(b.done, e.Do.model_validate(name | {"answer": "done"}), "success"),
        key(b.skip_item, e.Do.model_validate(name | {"answer": "skip"})),
    )
    return (tuple(links), answers)


def _undo(w: Words, session: int, item: Item) -> tuple[Keys, ItemRef]:
    event = e.Do(session=session, position=item.position, exercise=item.exercise_id, answer="undo")
    ref = ItemRef(session=session, position=item.position)
    return rows([key(w.texts.buttons.undo, event)], 1), ref


def ticked(w: Words, saying: s.Ticked) -> Letter:
    keys, ref = _undo(w, saying.session, saying.item)
    text = w.texts.say.ticked.format(name=w.exercise(saying.item.exercise_id))
    return Letter(kind="send", text=text, keys=keys, item=ref)


def skipped(w: Words, saying: s.Skipped) -> Letter:
    b, item = w.texts.buttons, saying.item
    words = {
        SkipReason.HURTS: b.hurts,
        SkipReason.NO_KIT: b.no_kit,
        SkipReason.NO_TIME: b.no_time,
        SkipReason.TOO_HARD: b.too_hard,
        SkipReason.NOT_FOR_ME: b.not_for_me,
    }
    reasons = [
        key(
            text,
            e.Reason(
                session=saying.session, position=item.position, exercise=item.exercise_id, reason=reason
            ),
        )
        for reason, text in words.items()
    ]
    undo, ref = _undo(w, saying.session, item)
    text = w.texts.say.skipped.format(name=w.exercise(item.exercise_id))
    return Letter(kind="send", text=text, keys=rows([*reasons, undo[0][0]], 3), item=ref)


def _with_reason(w: Words, text: str, saying: s.SkipNoted | s.NoVariation) -> Letter:
    item = saying.item
    keys, ref = _undo(w, saying.session, item)
    reason = w.texts.names.reasons[item.reason] if item.reason else ""
    text = text.format(name=w.exercise(item.exercise_id), reason=reason)
    return Letter(kind="send", text=text, keys=keys, item=ref)


def skip_noted(w: Words, saying: s.SkipNoted) -> Letter:
    if saying.item.status is ItemStatus.LEFT_OUT:  # because of another one; it comes back with that one
        ref = ItemRef(session=saying.session, position=saying.item.position)
        text = w.texts.say.left_out.format(name=w.exercise(saying.item.exercise_id))
        return Letter(kind="send", text=text, item=ref)
    letter = _with_reason(w, w.texts.say.skip_reason, saying)
    if not saying.left_out:
        return letter
    more = w.plural(w.texts.say.skip_left_out, saying.left_out)
    return letter.model_copy(update={"text": f"{letter.text} {more}"})


def no_variation(w: Words, saying: s.NoVariation) -> Letter:
    return _with_reason(w, w.texts.say.no_variation, saying)


# --- the end --------------------------------------------------------------------------------------


def end_key(w: Words, session: int) -> Key:
    return key(w.texts.buttons.end_here, e.EndHere(session=session))


def offer_end(w: Words, saying: s.OfferEnd) -> Letter:
    b = w.texts.buttons
    say = w.texts.say
    text = say.offer_end.format(done=saying.done, total=saying.total) if saying.done else say.offer_end_none
    keys = [
        end_key(w, saying.session),
        key(b.go_on_session, e.GoOn(session=saying.session)),
    ]
    return message(text, rows(keys, 2))


def _summary(w: Words, saying: s.Closing) -> str:
    minutes = _minutes(w, saying.minutes)
    return w.texts.say.summary.format(done=saying.done, total=saying.total, minutes=minutes)


def closing(w: Words, saying: s.Closing) -> Letter:
    b, no = w.texts.buttons, saying.session
    text = f"{_summary(w, saying)} {w.texts.say.closing}"
    keys = [
        key(b.better, e.Mood(session=no, mood="better")),
        key(b.same, e.Mood(session=no, mood="same")),
        key(b.worse, e.Mood(session=no, mood="worse")),
    ]
    return message(text, rows(keys, 3))


def mood_kept(w: Words, saying: s.MoodKept) -> Letter:
    say = w.texts.say
    parts = [f"{_summary(w, saying.closing)}\n{say.mood[saying.mood]}"]
    if 0 < saying.count <= len(w.texts.dates.ordinals):
        parts.append(say.count_this_month.format(ordinal=w.texts.dates.ordinals[saying.count - 1]))
    if saying.reminder is not None:
        parts.append(coming(w, saying.reminder, saying.ahead))
    return message(" ".join(parts))


def already_done(w: Words, saying: s.AlreadyDone) -> Letter:
    total = len({item.position for item in saying.session.items})
    parts = [w.texts.say.already_done.format(done=saying.done, total=total)]
    if saying.reminder is not None:
        parts.append(coming(w, saying.reminder, saying.ahead))
    return message(" ".join(parts), rows([key(w.texts.buttons.once_more, e.OnceMore())], 1))


def midway(w: Words, saying: s.Midway) -> Letter:
    b = w.texts.buttons
    text = w.texts.say.midway.format(done=saying.done, total=saying.total)
    keys = [
        key(b.go_on_session, e.GoOn(session=saying.session), "primary"),
        key(b.new_run, e.NewRunAnyway(draft=saying.draft)),
    ]
    return message(text, rows(keys, 2))
