"""The shape of rules.yaml: every rule of choosing as typed fields. Minutes, days and 0-10 scales by name."""

from collections.abc import Mapping
from datetime import time
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from content.shapes import Content, Id, Words


def _clock(value: object) -> object:
    """YAML reads an unquoted 21:00 as the number 1260; only a quoted HH:MM is a time of day."""
    if isinstance(value, time):
        return value
    if not isinstance(value, str) or len(value) != 5:
        raise ValueError('write the time of day in quotes, as "21:00"')
    return value


ClockTime = Annotated[time, BeforeValidator(_clock)]
Level = Annotated[int, Field(ge=0, le=10)]  # soreness or pressure, 0-10
Load = Annotated[int, Field(ge=0, le=3)]
Share = Annotated[float, Field(gt=0, le=1)]
Slots = Mapping[Id, Annotated[int, Field(ge=0, le=20)]]
ByMinutes = Mapping[Annotated[int, Field(ge=5, le=120)], Annotated[int, Field(ge=1, le=60)]]


class SessionRules(Content):
    default_minutes: int = Field(ge=5, le=120)
    offered_minutes: tuple[int, ...] = Field(min_length=1)
    tolerance_minutes: int = Field(ge=0, le=10)
    add_one_below_share: float = Field(ge=0, le=1)
    say_short_from: int = Field(ge=1, le=60)
    closes_at: ClockTime
    slots: Mapping[Annotated[int, Field(ge=5, le=120)], Slots] = Field(min_length=1)

    def book_length(self, minutes: int) -> int:
        """The longest length of the book that fits into these minutes, else its shortest."""
        fitting = [length for length in self.slots if length <= minutes]
        return max(fitting) if fitting else min(self.slots)


class ReminderRules(Content):
    default_time: ClockTime
    evening_time: ClockTime
    quiet_from: ClockTime
    quiet_until: ClockTime
    look_back_days: int = Field(ge=2, le=60)  # how far back reminders are looked at


class Cap(Content):
    """The most one day allows."""

    load: Load
    strength: int = Field(ge=0, le=10)  # slots
    max_minutes: int | None = Field(None, ge=1, le=120)
    area_load: Mapping[Id, Load] = Field(default_factory=dict)


class Longest(Content):
    """Clearly the longest run: by this share longer than each of so many others of these days."""

    days: int = Field(ge=1, le=60)
    of_runs: int = Field(ge=1)
    share: float = Field(ge=1)


class CountsAs(Content):
    """A run of this kind that took longer, or was clearly the longest, is treated as another kind."""

    day_type: Id
    over_minutes: int = Field(ge=1)
    longest: Longest | None = None


class DayType(Content):
    no_impact_days: int = Field(0, ge=0, le=60)
    no_low_impact_days: int = Field(0, ge=0, le=60)
    caps: Mapping[Annotated[int, Field(ge=0, le=60)], Cap] = Field(min_length=1)
    counts_as: CountsAs | None = None
    weights: Mapping[Id, Annotated[float, Field(ge=0, le=10)]] = Field(min_length=1)

    @property
    def window_days(self) -> int:
        """Days since the run from which it limits nothing any more."""
        return max(max(self.caps) + 1, self.no_impact_days, self.no_low_impact_days)


class Load3Rules(Content):
    max_soreness: Level
    areas: frozenset[Id]


class EasedRelease(Content):
    pressure: Level
    seconds: int | None = Field(None, ge=5)


class EasedStretch(Content):
    gentle: bool = True
    sets: int | None = Field(None, ge=1)
    seconds: int | None = Field(None, ge=5)
    seconds_max: int | None = Field(None, ge=5)


class Band(Content):
    """What a level of soreness means for the exercises of that area."""

    lowest: Level = Field(alias="from")
    highest: Level = Field(alias="to")
    max_load: Load | None = None  # None: the day's own
    release: EasedRelease | None = None
    stretch: EasedStretch | None = None
    reps_share: Share | None = None
    strength: bool = True
    skip: bool = False
    ask_flags: bool = False  # so sore that the red flags are worth asking about again
    whole_limb: bool = False


class WholeBody(Content):
    """When the whole body asks for rest, and what the rest plan may hold."""

    areas: int = Field(ge=1)
    areas_from: Level
    one_from: Level
    gentle_items: int = Field(ge=0, le=10)
    gentle_max_load: Load
    gentle_max_soreness: Level
    gentle_phases: tuple[Id, ...]


class SeeSomeone(Content):
    rising_after_day: int = Field(ge=0)
    still_on_day: int = Field(ge=0)
    still_from: Level


class SorenessRules(Content):
    words: Mapping[Id, Level]
    bands: tuple[Band, ...] = Field(min_length=1)
    limbs: Mapping[Id, frozenset[Id]]
    whole_body: WholeBody
    see_someone: SeeSomeone

    @model_validator(mode="after")
    def _bands_have_no_gap(self) -> Self:
        levels = [level for band in self.bands for level in range(band.lowest, band.highest + 1)]
        if levels != list(range(11)):
            raise ValueError("the bands must cover 0 to 10 in order, each level once")
        return self


class SharpRules(Content):
    neighbour_load: Load
    neighbours: Mapping[Id, tuple[Id, ...]]
    lower_leg: frozenset[Id]
    on_feet: frozenset[Id]  # positions
    on_feet_load: Load


class MidRange(Content):
    seconds: int = Field(ge=5)
    seconds_max: int = Field(ge=5)


class HypermobileRules(Content):
    screen_yes: int = Field(ge=1)
    stretch_share: float = Field(ge=0, le=1)
    mid_range: MidRange
    release_pressure: Level
    control: frozenset[Id]  # exercises


class BeginnerRules(Content):
    max_items: ByMinutes
    reps_share: Share
    hold_seconds: int = Field(ge=5)
    new_per_phase: int = Field(ge=1)
    max_load_day1: Load
    max_load_after: frozenset[Id]


class KitRules(Content):
    asked: tuple[Id, ...]
    household: tuple[Id, ...]
    stand_ins: Mapping[Id, frozenset[Id]]
    moves: Mapping[Id, Id]
    moves_then: tuple[Id, ...]


class EasyWalkRules(Content):
    exercise: Id
    below_share: Share
    not_on_day0_after: frozenset[Id]


class PriorityRules(Content):
    soreness_top: Level
    soreness_factor: float = Field(ge=0)
    focus: float = Field(ge=0)
    control: float = Field(ge=0)
    low_confidence: float = Field(ge=0)
    recent: float = Field(ge=0)
    recent_sessions: int = Field(ge=0)
    recent_unless_sore: Level
    disliked: float = Field(ge=0)
    easier: float = Field(ge=0)
    harder: float = Field(ge=0)
    left_out: float = Field(ge=0)
    hurt: float = Field(ge=0)
    shuffle: float = Field(ge=0)


class HistoryRules(Content):
    """How far back the past counts, in days, and how often something has to be so."""

    days: int = Field(ge=1, le=365)
    harder_after: int = Field(ge=1)
    too_hard_days: int = Field(ge=1)
    too_hard_fine: int = Field(ge=1)
    hurt_days: int = Field(ge=1)


class PerArea(Content):
    phases: frozenset[Id]
    most: int = Field(ge=1)


class Coverage(Content):
    from_minutes: int = Field(ge=0)
    groups: Mapping[Id, frozenset[Id]]


class VarietyRules(Content):
    per_area: PerArea
    coverage: Coverage


class Series(Content):
    """A block of the article."""

    id: Id
    line: int = Field(ge=1)
    text: Words | None = None  # as the article has it; None: the heading is lost
    members: tuple[Id, ...] = Field(min_length=2)
    parent: Id | None = None  # stands for all the others, never beside them
    together: tuple[Id, ...] = ()  # only ever as a whole, in one slot
    most: ByMinutes = Field(default_factory=dict)
    climb: bool = False  # members are rungs, the easiest first
    note: Words


class Rules(Content):
    """The rule book."""

    version: Literal[1]
    phases: tuple[Id, ...] = Field(min_length=1)
    areas: tuple[Id, ...] = Field(min_length=1)
    positions: tuple[Id, ...] = Field(min_length=1)
    safety_tags: Mapping[Id, Words]
    session: SessionRules
    reminders: ReminderRules
    after_caps: Id  # the day type once every run is past its caps
    day_types: Mapping[Id, DayType]
    load3: Load3Rules
    soreness: SorenessRules
    sharp: SharpRules
    hypermobile: HypermobileRules
    beginner: BeginnerRules
    kit: KitRules
    easy_walk: EasyWalkRules
    priority: PriorityRules
    history: HistoryRules
    variety: VarietyRules
    series: tuple[Series, ...]

    @property
    def kit_ids(self) -> frozenset[str]:
        """Everything an exercise may name as its equipment."""
        return frozenset(self.kit.asked) | frozenset(self.kit.household)

    @property
    def runs_matter_days(self) -> int:
        """Days back that a run may still bear on today: by its window, or to measure a long one by."""
        windows = [kind.window_days for kind in self.day_types.values()]
        months = [
            kind.counts_as.longest.days
            for kind in self.day_types.values()
            if kind.counts_as is not None and kind.counts_as.longest is not None
        ]
        return max(windows + months)
