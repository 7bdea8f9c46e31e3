"""The shape of talk.yaml (what the talk offers) and of <language>/texts.yaml and names.yaml (how it sounds).

A missing or an unknown text stops the start. Placeholders stand in braces; HTML is Telegram's subset.
"""

from collections.abc import Mapping
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from content.rulebook import ClockTime
from content.shapes import Content, Id

Text = Annotated[str, StringConstraints(min_length=1, max_length=1500)]
ButtonText = Annotated[str, StringConstraints(min_length=1, max_length=40)]


class SoreGroup(Content):
    areas: tuple[Id, ...] = Field(min_length=1)
    first: bool = False


class PartsOfDay(Content):
    """When each part of the day begins, for greetings; the night goes on until the morning."""

    morning: ClockTime
    afternoon: ClockTime
    evening: ClockTime
    night: ClockTime

    @model_validator(mode="after")
    def _one_after_the_other(self) -> Self:
        if not self.morning < self.afternoon < self.evening < self.night:
            raise ValueError("morning, afternoon, evening and night begin one after the other")
        return self


class ReminderList(Content):
    """What /reminders shows."""

    coming: int = Field(ge=1, le=10)  # reminders to come, at most
    sent_days: int = Field(ge=1, le=60)  # how far back
    sent: int = Field(ge=1, le=40)  # lines of what was sent, at most


class SameHour(Content):
    """When reminders were moved to about the same hour so often that the hour itself is asked about."""

    times: int = Field(ge=2, le=10)
    within_minutes: int = Field(ge=0, le=120)
    round_to_minutes: int = Field(ge=1, le=60)


class RaceTalk(Content):
    """Races still to come."""

    most: int = Field(ge=1, le=50)  # put down at once
    name_letters: int = Field(ge=10, le=64)
    ask_beyond_days: int = Field(ge=30, le=3660)  # a day further ahead is asked before it is kept
    surely_ahead_days: int = Field(ge=1, le=330)  # "half 6 December" is no run of today up to here
    offered: int = Field(ge=2, le=20)  # races of one calendar file


SaidWord = Literal["help", "cancel", "stop", "today", "start", "reminders", "profile", "pause", "thanks"]


class Talk(Content):
    """What the talk offers."""

    sore_groups: Mapping[Id, SoreGroup] = Field(min_length=1)
    offered_times: tuple[ClockTime, ...] = Field(min_length=1)
    snooze_minutes: int = Field(ge=5, le=240)
    short_minutes: int = Field(ge=5, le=60)
    parts_of_day: PartsOfDay
    reminder_list: ReminderList
    same_hour: SameHour
    nudge_after_hours: int = Field(ge=1, le=12)
    pause_days: tuple[Annotated[int, Field(ge=1, le=366)], ...] = Field(min_length=1)
    pause_most_days: int = Field(ge=14, le=3660)
    pause_again_days: int = Field(ge=1, le=60)
    races: RaceTalk


class Plural(Content):
    """One thing, or more."""

    one: Text
    other: Text


class Buttons(Content):
    """The words on the buttons. What is typed instead of tapped is compared with them."""

    just_ran: ButtonText
    what_is: ButtonText
    learn: ButtonText
    browse: ButtonText
    back: ButtonText
    next: ButtonText
    earlier: ButtonText
    by_phase: ButtonText
    by_area: ButtonText
    by_kit: ButtonText
    without_kit: ButtonText
    easier: ButtonText
    harder: ButtonText
    go_on_session: ButtonText
    end_here: ButtonText
    new_run: ButtonText
    say_yes: ButtonText
    say_no: ButtonText
    other_place: ButtonText
    share_location: ButtonText
    other_time: ButtonText
    ran_yesterday: ButtonText
    short_now: ButtonText
    no_reminder: ButtonText
    wrong_run: ButtonText
    long_one: ButtonText
    no_other_run: ButtonText
    already_run: ButtonText
    remind_after_all: ButtonText
    none_of_these: ButtonText
    thats_it: ButtonText
    not_sure: ButtonText
    skip: ButtonText
    nothing_to_tell: ButtonText
    start: ButtonText
    in_an_hour: ButtonText
    this_evening: ButtonText
    tomorrow: ButtonText
    not_this_time: ButtonText
    all_clear: ButtonText
    yes_or_not_sure: ButtonText
    none_after_all: ButtonText
    checked: ButtonText
    todays_session: ButtonText
    once_more: ButtonText
    more: ButtonText
    nothing_sore: ButtonText
    lets_go: ButtonText
    minutes: ButtonText
    my_kit: ButtonText
    no_kit_yet: ButtonText
    as_list: ButtonText
    watch: ButtonText
    how_to: ButtonText
    done: ButtonText
    skip_item: ButtonText
    undo: ButtonText
    hurts: ButtonText
    no_kit: ButtonText
    no_time: ButtonText
    too_hard: ButtonText
    not_for_me: ButtonText
    better: ButtonText
    same: ButtonText
    worse: ButtonText


class Ask(Content):
    """Questions and what is said after their answers."""

    run: Text
    run_known: Text
    run_or_hour: Text
    run_not_understood: Text
    check_run: Text
    distance: Text
    confirm_zone: Text
    place: Text
    place_not_found: Text
    pick_place: Text
    zone_set: Text
    time: Text
    time_not_understood: Text
    kit: Text
    first: Mapping[Id, Text]
    cautions: Text
    focus: Text
    flags: Text
    flags_short: Text
    pick_flag: Text
    sore: Text
    sore_hurt: Text
    sore_so_far: Text
    level: Text
    bendy: Text  # one part of the questionnaire


class Say(Content):
    """Everything else the coach says, as messages."""

    welcome: Text
    welcome_again: Text
    about: Text
    lesson: Text
    browse: Text
    browse_by: Mapping[Id, Text]
    browse_list: Text
    harder_way: Text
    origin: Mapping[Id, Text]
    help: Text
    still_ahead: Text
    run_noted: Text
    counts_as: Text
    session_closed: Text
    run_before: Text
    run_forgotten: Text
    time_set: Text
    reminder_off: Text
    kit_kept: Text
    no_kit_kept: Text
    first_kept: Mapping[Id, Mapping[Id, Text]]
    focus_kept: Text
    no_focus: Text
    set_up_done: Text
    set_up_done_no_reminder: Text
    ran: Text
    reminder: Text
    reminder_no_run: Text
    hold_reminder: Text
    reminder_started: Text
    reminder_moved: Text
    reminder_declined: Text
    snooze_too_late: Text
    flags_clear: Text
    flag_after: Text
    on_hold: Text
    hold_lifted: Text
    sore_kept: Text
    nothing_sore_kept: Text
    exercises: Plural
    minutes: Plural
    plan: Text
    plan_taken: Text
    plan_rest: Text
    see_someone: Text
    very_sore: Text
    whole_plan: Text
    rest: Text
    rest_sore: Text
    rest_walk: Text
    rest_no_walk: Text
    rest_kit: Text
    easier_way: Text
    stand_in: Text
    stand_in_kit: Text
    tip: Text
    why: Text
    safety: Text
    ticked: Text
    skipped: Text
    skip_reason: Text
    skip_left_out: Plural
    left_out: Text
    no_variation: Text
    offer_end: Text
    offer_end_none: Text
    summary: Text
    closing: Text
    ended: Text
    nothing_done: Text
    mood: Mapping[Id, Text]
    count_this_month: Text
    next_reminder: Text
    already_done: Text
    midway: Text
    put_down_session: Text
    put_down_question: Text
    put_down_place: Text
    put_down_nothing: Text
    not_understood: Text
    not_understood_hour: Text
    not_understood_session: Text
    not_understood_checkin: Text
    not_understood_asked: Text
    thanks: Text
    cannot_use: Text
    cannot_use_session: Text
    cannot_use_asked: Text
    changed_late: Text
    changed_late_session: Text
    unknown_command: Text
    signs_in_text: Text
    sorry: Text
    too_much: Text


class Toasts(Content):
    """Words over the chat for a moment, at most 200 characters."""

    old_button: Text
    nothing: Text
    still_open: Text
    answer_first: Text
    closed_done: Text
    closed_over: Text
    closed_rested: Text
    closed_flagged: Text
    closed_reminder: Text
    closed_run: Text


class Names(Content):
    """What things are called."""

    run_kinds: Mapping[Id, Text]  # day type -> on its button
    runs: Mapping[Id, Text]  # day type -> "a marathon", inside a sentence
    did: Mapping[Id, Text]  # day type -> what the runner did, after "you"
    kilometres: Text
    hours: Text
    minutes: Text
    nobody: Text  # instead of a first name
    areas: Mapping[Id, Text]  # area -> inside a sentence
    sore_groups: Mapping[Id, Text]  # on the check-in's buttons
    levels: Mapping[Id, Text]
    kit: Mapping[Id, Text]  # inside a sentence
    kit_buttons: Mapping[Id, Text]
    phases: Mapping[Id, Text]
    reasons: Mapping[Id, Text]
    left_out: Mapping[Id, Text]
    whys: Mapping[Id, Text]
    dose: Mapping[Id, Text]
    dose_per: Mapping[Id, str]
    dose_notes: Mapping[Id, Text]
    sent: Mapping[Id, Text]  # what cannot be read: photo, sticker …
    parts_of_day: Mapping[Id, Text]


class Dates(Content):
    since: tuple[Text, Text, Text]  # the same day, the day after, later
    weekdays: tuple[Text, ...] = Field(min_length=7, max_length=7)  # Monday first
    weekdays_short: tuple[Text, ...] = Field(min_length=7, max_length=7)
    months: tuple[Text, ...] = Field(min_length=12, max_length=12)
    ordinals: tuple[Text, ...] = Field(min_length=31, max_length=31)  # first of a sentence
    full: Text  # a date inside a sentence
    today: Text
    tomorrow: Text
    later: Text
    yesterday: Text  # first of a sentence
    yesterday_inside: Text
    earlier_today: Text
    on_weekday: Text
    and_word: Text
    or_word: Text


class CommandText(Content):
    name: Annotated[str, StringConstraints(pattern=r"^[a-z]{2,32}$")]
    description: Annotated[str, StringConstraints(min_length=3, max_length=100)]


class Said(Content):
    """<language>/texts.yaml"""

    language: str
    description: Annotated[str, StringConstraints(max_length=512)]
    short_description: Annotated[str, StringConstraints(max_length=120)]
    commands: tuple[CommandText, ...]
    buttons: Buttons
    ask: Ask
    say: Say
    toasts: Toasts
    typed: Mapping[str, tuple[Text, ...]]  # further words for a button, e.g. done: [d, ok]
    said: Mapping[SaidWord, tuple[Text, ...]]  # words that are a command without its slash, or thanks


class Named(Content):
    """<language>/names.yaml"""

    names: Names
    dates: Dates


class Texts(Said, Named):
    """One language, both files."""
