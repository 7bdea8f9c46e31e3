"""The shape of <language>/week.yaml: how the runner's week sounds.

Rest days, reminders, races ahead, pauses, the profile. Each part has its own
buttons. A missing or an unknown text stops the start, as in texts.yaml.
"""

from collections.abc import Mapping

from content.shapes import Content, Id
from content.talking import ButtonText, Plural, Text


class RestButtons(Content):
    rest_days: ButtonText
    change: ButtonText
    stop: ButtonText
    stop_it: ButtonText
    keep: ButtonText
    every: ButtonText
    another_day: ButtonText


class RestTexts(Content):
    """/rest, and the reminder of a rest day."""

    buttons: RestButtons
    ask: Text
    days: Text
    coming: Text
    instead: Text
    not_understood: Text
    hour: Text
    hour_not_understood: Text
    no_day_left: Text
    stopped: Text
    none: Text
    changed: Text  # over the chat for a moment
    which_long_run_day: Text
    after_long_run: Text
    reminder: Text
    reminder_after: Text
    rhythms: Mapping[Id, Text]  # which days, inside a sentence


class ReminderButtons(Content):
    move: ButtonText
    skip_one: ButtonText
    stop_series: ButtonText
    all: ButtonText
    yes_hour: ButtonText
    no_hour: ButtonText


class ReminderTexts(Content):
    """/reminders, and what is said about reminders beside themselves."""

    buttons: ReminderButtons
    here_time: Text
    paused: Text
    coming: Text
    none_coming: Text
    when: Text
    line: Text
    what: Mapping[str, Text]  # a kind of reminder -> what it is for
    more: Plural
    one_a_day: Text
    series: Text
    series_ahead: Text  # where they do not follow what stands above them
    buttons_for: Text
    sent: Text
    none_sent: Text
    sent_line: Text
    earlier: Plural
    came: Text
    did_not_come: Text
    reasons: Mapping[str, Text]  # what became of a reminder -> its words
    ask_move: Text
    moved: Text
    usual: Text
    skipped: Text
    kept: Text
    snooze_early: Text
    catch_up: Text
    catch_up_unsent: Text
    ask_for_good: Text
    for_good: Mapping[str, Text]
    not_for_good: Text


class RaceButtons(Content):
    forget: ButtonText
    forget_one: ButtonText
    put_back: ButtonText
    put_down: ButtonText
    right_day: ButtonText
    other_day: ButtonText
    fresh: ButtonText
    all_right: ButtonText
    heavy: ButtonText
    no_question: ButtonText
    ask_again: ButtonText
    did_not_run: ButtonText
    event: ButtonText


class RaceTexts(Content):
    """/race, and what is said around a race."""

    buttons: RaceButtons
    yours: Mapping[Id, Text]  # inside a sentence
    named: Text
    dated: Text
    year: Text
    noted: Text
    noted_again: Text
    both: Text
    only_after: Text
    ask_date: Text
    ask_date_known: Text
    date_past: Text
    date_past_button: Text
    date_never: Text
    date_far: Text
    date_weekday: Text
    date_several: Text
    date_words: Text
    ask_distance: Text
    ask_distance_named: Text
    check_date: Text
    still_ahead: Text
    list: Text
    line: Text
    none: Text
    how: Text
    forgotten: Text
    full: Text
    good_luck: Text
    good_luck_ask: Text
    legs_kept: Text
    question_off: Text
    question_on: Text
    was: Text
    taken: Text
    taken_too: Text
    not_run: Text
    not_run_session: Text
    calendar: Text
    calendar_more: Text
    calendar_big: Text
    calendar_garbage: Text
    calendar_empty: Text
    calendar_past: Text
    toast_over: Text


class PauseButtons(Content):
    why: Mapping[Id, ButtonText]
    days: ButtonText
    more_days: ButtonText
    end: ButtonText
    longer: ButtonText
    well: ButtonText
    not_yet: ButtonText
    another_week: ButtonText


class PauseTexts(Content):
    """/pause, and a session left half-way."""

    ask: Text
    injured: Text
    length: Text
    longer: Text
    unclear: Text
    past: Text
    far: Text
    stays: Text
    set: Text
    quiet: Text
    left: Text
    left_paused: Text
    ended: Text
    back: Mapping[Id, Text]
    back_injured: Text
    ask_well: Text
    well_kept: Text
    not_yet: Text
    left_out: Text
    nudge: Text
    nudge_begun: Text
    offline: Text
    buttons: PauseButtons


class ProfileButtons(Content):
    place: ButtonText
    hour: ButtonText
    remind_at: ButtonText
    minutes: ButtonText
    kit: ButtonText
    focus: ButtonText
    again: ButtonText


class ProfileTexts(Content):
    """/profile"""

    buttons: ProfileButtons
    title: Text
    where: Text
    nowhere: Text
    hour: Text
    minutes: Text
    no_kit: Text
    cautions: Text
    injured: Text
    hour_kept: Text
    hour_said: Text
    hour_is: Text
    ask_minutes: Text
    minutes_kept: Text


class DoorButtons(Content):
    open_chat: ButtonText


class DoorTexts(Content):
    """To people who may not use the coach, and to groups."""

    buttons: DoorButtons
    not_admitted: Text
    only_in_private: Text


class Week(Content):
    """The week's words in one language."""

    rest: RestTexts
    reminders: ReminderTexts
    races: RaceTexts
    pause: PauseTexts
    profile: ProfileTexts
    door: DoorTexts
