"""From what the coach means to the letter that leaves. Pure; a saying without its case is a type error."""

from typing import assert_never

from bot.coach import says as s
from bot.coach.calendar import part_of_day
from bot.coach.says_race import RaceOver
from bot.coach.says_rest import RestChanged
from bot.voice import browse, checkin, door, pause, profile, race, reminders, rest, runs, session
from bot.voice.keys import rows
from bot.voice.letter import Letter
from bot.voice.words import Words


def letter(w: Words, saying: s.Saying) -> Letter:
    """The words and buttons of `saying`, as a message to send. Where it goes is the shell's affair."""
    if isinstance(saying, s.PauseSaying):
        return pause.letter(w, saying)
    if isinstance(saying, s.ProfileSaying):
        return profile.letter(w, saying)
    if isinstance(saying, s.RestSaying):
        return rest.letter(w, saying)
    if isinstance(saying, s.RaceSaying):
        return race.letter(w, saying)
    match saying:
        case s.NotAdmitted():
            return door.not_admitted(w)
        case s.OnlyInPrivate():
            return door.only_in_private(w, saying)
        case s.Welcome():
            return runs.welcome(w, saying)
        case s.AboutRegeneration():
            return runs.about(w)
        case s.Help():
            return runs.help_(w, saying)
        case s.AskRun():
            return runs.ask_run(w, saying)
        case s.CheckRun():
            return runs.check_run(w, saying)
        case s.StillAhead():
            return runs.still_ahead(w, saying)
        case s.AskDistance():
            return runs.ask_distance(w, saying)
        case s.ConfirmZone():
            return runs.confirm_zone(w, saying)
        case s.AskPlace():
            return runs.ask_place(w, saying)
        case s.PickPlace():
            return runs.pick_place(w, saying)
        case s.ZoneSet():
            return runs.zone_set(w, saying)
        case s.RunNoted():
            return runs.run_noted(w, saying)
        case s.RunBefore():
            return runs.run_before(w, saying)
        case s.RunForgotten():
            return runs.run_forgotten(w, saying)
        case s.AskTime():
            return runs.ask_time(w, saying)
        case s.TimeSet():
            return runs.time_set(w, saying)
        case s.ReminderOff():
            return runs.reminder_off(w, saying)
        case s.AskKit():
            return checkin.ask_kit(w, saying)
        case s.KitKept():
            return checkin.kit_kept(w, saying)
        case s.AskFirst():
            return checkin.ask_first(w, saying)
        case s.FirstKept():
            return checkin.first_kept(w, saying)
        case s.AskCautions():
            return checkin.ask_cautions(w, saying)
        case s.AskFocus():
            return checkin.ask_focus(w, saying)
        case s.FocusKept():
            return checkin.focus_kept(w, saying)
        case s.AskBendy():
            return checkin.ask_bendy(w, saying)
        case s.SetUpDone():
            return checkin.set_up_done(w, saying)
        case s.ReminderSay():
            return race.reminder(w, saying)
        case s.HoldReminder():
            return runs.hold_reminder(w, saying, part_of_day(w.local.time(), w.library.talk.parts_of_day))
        case s.ReminderAnswered():
            return runs.reminder_answered(w, saying)
        case s.SnoozeTooLate():
            return runs.snooze_too_late(w, saying)
        case s.AskFlags():
            return checkin.ask_flags(w, saying)
        case s.FlagsClear():
            return runs.message(w.texts.say.flags_clear, runs.next_steps(w, None) if saying.more else ())
        case s.PickFlag():
            return checkin.pick_flag(w, saying)
        case s.FlagText():
            return checkin.flag_text(w, saying)
        case s.OnHold():
            return checkin.on_hold(w, saying)
        case s.HoldLifted():
            return checkin.hold_lifted(w)
        case s.AskSore():
            return checkin.ask_sore(w, saying)
        case s.AskLevel():
            return checkin.ask_level(w, saying)
        case s.SoreKept():
            return checkin.sore_kept(w, saying)
        case s.PlanShown():
            return session.plan(w, saying)
        case s.PlanTaken():
            return session.plan_taken(w, saying)
        case s.WholePlan():
            return session.whole_plan(w, saying)
        case s.RestAdvice():
            return checkin.rest_advice(w, saying)
        case s.Card():
            return session.card(w, saying)
        case s.Ticked():
            return session.ticked(w, saying)
        case s.Skipped():
            return session.skipped(w, saying)
        case s.SkipNoted():
            return session.skip_noted(w, saying)
        case s.NoVariation():
            return session.no_variation(w, saying)
        case s.OfferEnd():
            return session.offer_end(w, saying)
        case s.Closing():
            return session.closing(w, saying)
        case s.Ended():
            return runs.message(w.texts.say.ended)
        case s.NothingDone():
            return runs.message(w.texts.say.nothing_done)
        case s.MoodKept():
            return session.mood_kept(w, saying)
        case s.AlreadyDone():
            return session.already_done(w, saying)
        case s.Midway():
            return session.midway(w, saying)
        case s.PutDown() | s.NotUnderstood() | s.CannotUse() | s.UnknownCommand() | s.ChangedLate():
            return _small(w, saying)
        case s.Sorry():
            return runs.message(w.texts.say.sorry, runs.next_steps(w, None))
        case s.TooMuch():
            return runs.message(w.texts.say.too_much, runs.next_steps(w, None))
        case s.Thanks():
            return runs.message(w.texts.say.thanks, runs.next_steps(w, None))
        case s.SignsInText():
            return checkin.signs_in_text(w, saying)
        case s.Closed() | s.OldButton() | s.StillOpen() | s.AnswerFirst() | s.Nothing():
            return runs.message(toast(w, saying), runs.next_steps(w, None))
        case s.LessonCard():
            return browse.lesson(w, saying)
        case s.BrowseMenu():
            return browse.menu(w)
        case s.BrowseChoices():
            return browse.choices(w, saying)
        case s.BrowseList():
            return browse.listed(w, saying)
        case s.ExerciseCard():
            return browse.card(w, saying)
        case s.ReminderList():
            return reminders.listed(w, saying)
        case s.ReminderMoved():
            return reminders.moved(w, saying)
        case s.ReminderSkipped():
            return reminders.skipped(w, saying)
        case s.ReminderKept():
            return reminders.kept(w, saying)
        case s.CatchUp():
            return reminders.catch_up(w, saying)
        case s.AskForGood():
            return reminders.ask_for_good(w, saying)
        case s.ForGood():
            return reminders.for_good(w, saying)
        case _:
            assert_never(saying)


def toast(w: Words, saying: s.Saying) -> str:
    """The words over the chat for a tap that changes nothing."""
    texts = w.texts.toasts
    match saying:
        case s.OldButton():
            return texts.old_button
        case s.StillOpen():
            return texts.still_open
        case s.AnswerFirst():
            return texts.answer_first
        case s.Nothing():
            return texts.nothing
        case RestChanged():
            return w.week.rest.changed
        case RaceOver():
            return w.week.races.toast_over
        case s.Closed():
            if saying.what == "run":
                return texts.closed_run
            if saying.day is None:
                return texts.old_button
            by_status = {
                "done": texts.closed_done,
                "rested": texts.closed_rested,
                "flagged": texts.closed_flagged,
            }
            closed = by_status.get(saying.status, texts.closed_over)
            text = closed if saying.what == "session" else texts.closed_reminder
            return text.format(date=w.on(saying.day))
        case _:
            raise TypeError(f"{type(saying).__name__} is no toast")


_Small = s.PutDown | s.NotUnderstood | s.CannotUse | s.UnknownCommand | s.ChangedLate


def _small(w: Words, saying: _Small) -> Letter:
    say = w.texts.say
    steps = runs.next_steps(w, saying.session)
    match saying:
        case s.PutDown():
            if saying.keyboard:  # a message takes one keyboard away or brings one, never both
                return Letter(kind="send", text=say.put_down_place, drop_keyboard=True)
            if saying.session is not None:
                text = say.put_down_session.format(done=saying.done, total=saying.total)
                steps = rows((*steps[0], session.end_key(w, saying.session)), 2)
                text = text if saying.total else say.put_down_question
            else:
                text = say.put_down_question if saying.question else say.put_down_nothing
            text = pause.left(w, saying) if saying.pause else text
        case s.NotUnderstood():
            if saying.session is not None:
                text = say.not_understood_session if saying.begun else say.not_understood_checkin
            elif saying.hour:
                text, steps = say.not_understood_hour, runs.run_or_hour(w, None)
            elif saying.asked:
                text = say.not_understood_asked
            else:
                text = say.not_understood
            text = text.format(text=w.quote(saying.text))
        case s.CannotUse():
            what = w.texts.names.sent.get(saying.what, w.texts.names.sent["other"])
            text = say.cannot_use_asked if saying.asked else say.cannot_use
            text = (say.cannot_use_session if saying.session is not None else text).format(what=what)
        case s.UnknownCommand():
            text = say.unknown_command.format(command=w.quote(saying.name))
        case s.ChangedLate():
            text = say.changed_late if saying.session is None else say.changed_late_session
        case _:
            assert_never(saying)
    return runs.message(text, steps)
