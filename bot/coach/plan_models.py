"""The chooser's values: what a session is asked for, and what it came to.

Minutes are minutes, days are whole days since the run (0: later the same day), soreness and pressure are
0-10. Words for the runner are made elsewhere: a reason is a code with what it is about.
"""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

from bot.coach.base import Frozen

Level = Annotated[int, Field(ge=0, le=10)]


class Ran(Frozen):
    """A run that may still bear on today."""

    day_type: str  # a key of rules.day_types
    days_since: int = Field(ge=0)
    seconds: int | None = Field(None, ge=0)  # how long it took; a very long one counts as a harder one


class Met(Frozen):
    """One exercise of a past session: what became of it, and how the runner felt at the session's end.

    done · skipped: no, perhaps with a reason · swapped: an easier one took its place · left-out: it was
    planned, and the session ended without it.
    """

    exercise_id: str
    days_ago: int = Field(ge=0)  # 0: earlier today
    outcome: Literal["done", "skipped", "swapped", "left-out"]
    reason: Literal["hurts", "no-kit", "no-time", "too-hard", "not-for-me"] | None = None
    mood: Literal["better", "same", "worse"] | None = None


class Wish(Frozen):
    """What today's session is asked for. The same wish gives the same session."""

    runs: tuple[Ran, ...] = ()  # none: a rest day
    minutes: int = Field(30, ge=1, le=240)
    kit: frozenset[str] = frozenset()  # owned; what every household has is always there
    sore: Mapping[str, Level] = Field(default_factory=dict)  # area -> how sore
    sharp: frozenset[str] = frozenset()  # areas with sharp pain
    injured: frozenset[str] = frozenset()  # areas that the runner wants kept out until they are well
    hypermobile: bool = False
    beginner: bool = False
    focus: frozenset[str] = frozenset()  # areas that get extra time
    avoid: frozenset[str] = frozenset()  # safety tags the runner told us of
    hard_tomorrow: bool = False  # a hard session or a race is planned for tomorrow
    hard_today: bool = False  # or later today
    met: frozenset[str] | None = None  # exercises ever met; None: unknown, so that none is called new
    history: tuple[Met, ...] = ()  # newest first
    sore_before: tuple[tuple[int, Mapping[str, Level]], ...] = ()  # (days ago, area -> how sore)
    recent: tuple[frozenset[str], ...] = ()  # exercises of the last sessions; `history` says it better
    disliked: frozenset[str] = frozenset()  # "not for me", also from before the history
    without: frozenset[str] = frozenset()  # exercises not to offer now
    seed: str = ""  # lets equals take turns; empty: the article's order alone


class Why(Frozen):
    """Why an exercise is there.

    sore: the area is sore (level) · easier: instead of one that was too hard (exercise_id) · harder: one
    that was done and fine again and again leads to it (exercise_id) · focus: the runner wants to work on the
    area · control: control instead of stretching, for a hypermobile runner · back: it was left out last time
    · ran: the run asks for it (day_type) · balance: the body as a whole needs it · opener: the easy walk ·
    gentle: a quiet item of a rest plan.
    """

    code: Literal[
        "sore", "easier", "harder", "focus", "control", "back", "ran", "balance", "opener", "gentle"
    ]
    area: str | None = None
    level: int | None = None
    day_type: str | None = None
    exercise_id: str | None = None


class Dose(Frozen):
    """How much today. `written` is the card's own wording while no number of it was changed, else None.

    light: little pressure · gentle: a mild stretch · half: fewer repetitions for sore muscles · short: a
    short hold · mid-range: stop before the end of the range · beginner: a beginner's share.
    """

    written: str | None
    sets: int
    reps: int | None = None
    reps_max: int | None = None
    seconds: int | None = None  # one hold, spot or stretch of walking
    seconds_max: int | None = None
    distance_m: int | None = None
    free: bool = False  # as many as needed
    per: Literal["side", "way", "position", "total"]
    pressure: int | None = None  # of a release: at most this much discomfort
    notes: tuple[Literal["light", "gentle", "half", "short", "mid-range", "beginner"], ...] = ()


class Planned(Frozen):
    """One exercise of the plan."""

    position: int = 1  # counts from 1
    exercise_id: str
    phase: str
    minutes: float
    load: int
    dose: Dose
    substitute_for: str | None = None  # the kit whose stand-in is used
    why: Why


class LeftOut(Frozen):
    """What today leaves out, and why.

    whole-body: so much is so sore that today is for rest · injured, sharp, sore: these areas · hurt: these
    areas hurt earlier today · lasting: no strength for these, sore too long · no-strength, load, no-impact:
    the day's own limits · hard-tomorrow, hard-today: no hops before something hard · too-hard: it was,
    and comes back later · hypermobile, beginner, avoid: what the runner told us · no-kit: a phase is missing
    for want of this kit · new: a beginner meets few new things at once, so it is short · short: clearly less
    than was asked, and not padded · no-walk: not even the easy walk.
    """

    code: Literal[
        "whole-body",
        "injured",
        "sharp",
        "hurt",
        "sore",
        "lasting",
        "no-strength",
        "load",
        "no-impact",
        "hard-tomorrow",
        "hard-today",
        "too-hard",
        "hypermobile",
        "beginner",
        "avoid",
        "no-kit",
        "new",
        "short",
        "no-walk",
    ]
    areas: tuple[str, ...] = ()
    kit: tuple[str, ...] = ()


class Plan(Frozen):
    """Today's session, or rest: then the items are what is all right on a day of rest, often none."""

    kind: Literal["session", "rest"]
    minutes: int  # all items together, rounded
    items: tuple[Planned, ...]
    left_out: tuple[LeftOut, ...]
    lengths: tuple[int, ...]  # offered minutes that today allows and that differ; the asked one is among them
    # ask-flags: so sore that the red flags are worth asking about again (dark urine, weakness, swelling)
    # see-someone: sore for too long, or sorer when it should be less; time for a physio or a doctor
    advice: tuple[Literal["ask-flags", "see-someone"], ...] = ()
    ask_areas: tuple[str, ...] = ()  # they hurt last time, and nothing is known of them today
