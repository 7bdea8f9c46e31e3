"""The coach: what is said and stored when something happens. A pure function of what is known.

No clock, no database, no Telegram in here or below. A new event without its case is a type error.
"""

from typing import assert_never

from bot.coach import (
    browse_talk,
    catch_up_talk,
    changes as c,
    checkin_talk,
    due_talk,
    events as e,
    flags,
    focus_talk,
    habit_talk,
    hour_talk,
    list_talk,
    mend_talk,
    nudge_talk,
    pause_talk,
    plan_talk,
    profile_talk,
    questions,
    race_day,
    race_talk,
    reminder_talk,
    run_talk,
    says as s,
    session_talk,
    small_talk,
)
from bot.coach.due_talk import come_back
from bot.coach.model import Facts
from bot.coach.outcome import Step
from bot.coach.setup_talk import toggle_caution, toggle_kit
from bot.coach.states import State
from bot.coach.turn import Turn
from content.library import Library


def step(library: Library, state: State, event: e.Event, facts: Facts) -> Step:
    """What `event` leads to for this runner. Same inputs, same step."""
    turn = Turn(library, facts, state)
    turn.close_left_session()
    if not isinstance(event, e.Blocked | e.Unasked) and not turn.runner.active:
        come_back(turn)
    match event:
        case e.Tapped():
            if event.button is None:
                turn.toast(s.OldButton())
            else:
                _tapped(turn, event.button)
        case e.Typed() if event.edited:
            small_talk.retyped(turn, event)
        case e.Typed():
            small_talk.typed(turn, event)
        case e.Changed():
            if not event.same:
                small_talk.too_late_to_change(turn)
        case e.Command():
            _command(turn, event)
        case e.Located():
            run_talk.located(turn, event.latitude, event.longitude)
        case e.Calendar():
            race_talk.calendar(turn, event)
        case e.Sent():
            asked = small_talk.is_asked(turn)
            turn.new(s.CannotUse(what=event.what, session=small_talk.open_no(turn), asked=asked))
        case e.Blocked():
            turn.set_runner(active=False)
            turn.change(c.DropReminders())
        case e.Due():
            due_talk.due(turn, event)
        case e.Outage():
            nudge_talk.was_away(turn, event)
        case _:
            assert_never(event)
    _never_silent(turn, event)
    catch_up_talk.offer(turn, event)
    turn.state = questions.left_standing(turn, state)
    return turn.step()


def _never_silent(turn: Turn, event: e.Event) -> None:
    """Whoever taps or types is answered; a record alone is only seen where a button was tapped."""
    if isinstance(event, e.Tapped):
        heard = turn.says if event.query_id is not None else turn.messages
        if not heard:
            turn.toast(s.Nothing())


def _command(turn: Turn, event: e.Command) -> None:
    match event.name:
        case "start":
            small_talk.start(turn)
        case "regen":
            run_talk.regen(turn, event.words)
        case "today":
            small_talk.today(turn)
        case "rest":
            small_talk.rest(turn, event.words)
        case "cancel":
            small_talk.cancel(turn)
        case "stop":
            small_talk.stop(turn)
        case "race":
            race_talk.command(turn, event.words)
        case "help":
            turn.new(s.Help(session=small_talk.open_no(turn)))
        case "pause":
            small_talk.pause(turn, event.words)
        case "learn":
            browse_talk.learn(turn)
        case "exercises":
            browse_talk.browse(turn, e.Browse(by="", key="", page=0))
        case "reminders":
            list_talk.show(turn)
        case "profile":
            profile_talk.show(turn)
        case "focus":
            focus_talk.ask_focus(turn)
        case name:
            turn.new(s.UnknownCommand(name=name, session=small_talk.open_no(turn)))


def _tapped(turn: Turn, button: e.Button) -> None:
    if isinstance(button, e.PauseButton):
        pause_talk.tapped(turn, button)
        return
    if isinstance(button, e.ProfileButton):
        profile_talk.tapped(turn, button)
        return
    if isinstance(button, e.RestButton):
        small_talk.rest_tapped(turn, button)
        return
    if isinstance(button, e.RaceButton):
        race_day.tapped(turn, button)
        return
    match button:
        case e.StartRun():
            run_talk.regen(turn, "")
        case e.WhatIs():
            turn.new(s.AboutRegeneration())
        case e.PickRun():
            run_talk.tell_run(turn, button.draft)
        case e.NewRunAnyway():
            run_talk.new_run_anyway(turn, button.draft)
        case e.PickZone():
            run_talk.pick_zone(turn, button.draft, button.zone)
        case e.OtherPlace():
            run_talk.other_place(turn, button.draft)
        case e.OtherTime():
            hour_talk.other_time(turn, button)
        case e.SetTime():
            hour_talk.set_time(turn, button)
        case e.NoReminder():
            hour_talk.no_reminder(turn, button)
        case e.RemindAfterAll():
            hour_talk.remind_after_all(turn, button)
        case e.RanYesterday():
            mend_talk.ran_yesterday(turn, button)
        case e.WrongRun():
            mend_talk.wrong_run(turn, button)
        case e.LongOne():
            mend_talk.long_one(turn, button)
        case e.ShortNow():
            small_talk.once_more(turn, minutes=turn.talk.short_minutes)
        case e.StartToday():
            small_talk.today(turn)
        case e.OnceMore():
            small_talk.once_more(turn)
        case e.ToggleKit():
            toggle_kit(turn, button)
        case e.KitDone():
            checkin_talk.kit(turn, button)
        case e.First():
            checkin_talk.first(turn, button)
        case e.ToggleCaution():
            toggle_caution(turn, button)
        case e.CautionsDone():
            checkin_talk.cautions(turn, button)
        case e.ToggleFocus():
            focus_talk.toggle_focus(turn, button)
        case e.FocusDone():
            focus_talk.focus_done(turn)
        case e.Bendy():
            checkin_talk.bendy(turn, button)
        case e.Remind():
            reminder_talk.answer(turn, button)
        case e.Clear():
            checkin_talk.clear(turn, button)
        case e.RaiseFlag():
            flags.raise_flag(turn, button)
        case e.Checked():
            flags.checked(turn)
        case e.Area():
            checkin_talk.area(turn, button)
        case e.Sore():
            checkin_talk.sore(turn, button)
        case e.MoreAreas():
            checkin_talk.more_areas(turn, button)
        case e.NothingSore():
            checkin_talk.nothing_sore(turn, button)
        case e.SoreDone():
            checkin_talk.sore_done(turn, button)
        case e.Minutes():
            plan_talk.other_minutes(turn, button)
        case e.MyKit():
            plan_talk.my_kit(turn, button)
        case e.WholeList():
            plan_talk.whole_list(turn, button)
        case e.Go():
            plan_talk.go(turn, button)
        case e.Do():
            session_talk.do(turn, button)
        case e.Reason():
            session_talk.reason(turn, button)
        case e.Mood():
            session_talk.mood(turn, button)
        case e.EndHere():
            session_talk.end_here(turn, button)
        case e.GoOn():
            small_talk.go_on_button(turn, button)
        case e.Lesson():
            browse_talk.learn(turn, button)
        case e.Browse():
            browse_talk.browse(turn, button)
        case e.ShowExercise():
            browse_talk.show(turn, button)
        case e.ShowReminders():
            list_talk.show(turn)
        case e.PickReminder():
            list_talk.show(turn, button)
        case e.MoveReminder():
            hour_talk.move(turn, button)
        case e.MoveTo():
            hour_talk.move_to(turn, button)
        case e.SkipReminder():
            list_talk.skip(turn, button)
        case e.KeepReminder():
            list_talk.keep(turn, button)
        case e.CaughtUp():
            catch_up_talk.answer(turn, button)
        case e.HourForGood():
            habit_talk.for_good(turn, button)
        case _:
            assert_never(button)
