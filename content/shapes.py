"""The shapes of what a coach may edit: exercises, red flags, lessons. Numbers are typed, units are named.

Everything is frozen and closed: a field nobody knows is an error, not a wish. Words are English here;
what ids may be used (areas, kit, phases, safety tags) is said by rules.yaml and checked in checks.py.
"""

from collections.abc import Set
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator

Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=32)]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=600)]
Label = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=28)]


def _web_address(url: str) -> str:
    if not url.startswith(("https://", "http://")) or any(c in url for c in " \n<>\"'"):
        raise ValueError("is no web address: write a whole https:// (or http://) link")
    return url


Url = Annotated[str, StringConstraints(max_length=500), AfterValidator(_web_address)]

Origin = Literal["article", "reconstructed", "added"]
Method = Literal["smfr", "stretch", "drill", "activation", "strength"]
Impact = Literal["none", "low", "high"]
Per = Literal["side", "way", "position", "total"]


class Content(BaseModel):
    """A piece of content: cannot be changed once read, refuses keys it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Article(Content):
    """Where in the coach's article the exercise stands, and how sure we are of having read it right."""

    origin: Origin
    line: int | None = Field(None, ge=1)  # reconstructed: the line after which something was lost
    text: Words | None = None  # the line as it is written there
    confidence: Literal["high", "medium", "low"]
    note: Words | None = None


class Dose(Content):
    """How much: the words as written, and the same as numbers."""

    text: Words
    source: Literal["coach", "ours"]
    basis: Words | None = (
        None  # why, for a dose of ours; from where, for one the coach gave for a whole series
    )
    interpretation: Words | None = None
    sets: int = Field(1, ge=1, le=10)
    reps: int | None = Field(None, ge=1, le=100)
    reps_max: int | None = Field(None, ge=1, le=100)
    seconds: int | None = Field(None, ge=5, le=900)  # one hold, pass or stretch of walking
    distance_m: int | None = Field(None, ge=1, le=500)
    free: bool = False  # as many as needed
    per: Per

    @model_validator(mode="after")
    def _has_a_unit(self) -> Self:
        if self.reps is None and self.seconds is None and self.distance_m is None and not self.free:
            raise ValueError("has no unit: give reps, seconds or distance_m, or say free: true")
        if self.reps_max is not None and (self.reps is None or self.reps_max < self.reps):
            raise ValueError("reps_max must be more than reps")
        if self.source == "ours" and self.basis is None:
            raise ValueError("a dose of ours needs its basis: where does the number come from?")
        return self


class Variation(Content):
    """An easier or a harder way: in words, and the exercise it leads to where there is one."""

    id: Id | None = None
    text: Words


class Links(Content):
    """Where to see it done. The search link never dies; the page is somebody's and may."""

    page: Url | None = None
    search: Url
    others: tuple[Url, ...] = ()


class Exercise(Content):
    """One exercise: what it is, what it asks of the body, how it is done."""

    id: Id
    name: Words
    phase: Id
    series: Id | None = None
    same_movement_as: Id | None = None
    retired: bool = False  # never chosen again, but old answers still name it

    article: Article
    dose: Dose
    minutes: float = Field(gt=0, le=15)  # the whole of it, both sides and getting there

    method: Method
    load: int = Field(ge=0, le=3)  # 0 passive, 1 gentle, 2 body weight or demanding range, 3 impact
    impact: Impact
    position: Id
    areas: tuple[Id, ...] = Field(min_length=1)
    areas_secondary: tuple[Id, ...] = ()
    equipment: tuple[Id, ...] = ()
    substitute: Words | None = None
    hypermobile: Literal["ok", "mid-range", "avoid"]
    beginner: bool
    avoid_if: tuple[Id, ...] = ()

    steps: tuple[Words, ...] = Field(min_length=1, max_length=5)
    cue: Words
    mistake: Words
    safety: Words
    easier: Variation
    harder: Variation

    links: Links
    animation_view: Literal["side", "front", "top"]

    @property
    def watch_url(self) -> str:
        """A video search: never dies."""
        return self.links.search

    @property
    def page_url(self) -> str | None:
        """A page that shows how, where there is one."""
        return self.links.page


class Flag(Content):
    """One red flag: its question, and the fixed text a yes gets."""

    id: Id
    level: Literal["emergency", "urgent", "stop"]
    label: Label
    ask: Words
    say: Words
    scan: tuple[Words, ...] = Field(min_length=1)  # whole words or phrases of free text, lower case
    source: Words


class Caution(Content):
    """Something a doctor should know, and the safety tags it stands for."""

    id: Id
    label: Label
    avoid: tuple[Id, ...]


class Evening(Content):
    """The line said on the evening of a long race."""

    after: tuple[Id, ...] = Field(min_length=1)
    say: Words


class Injury(Content):
    """An injury that is not well for so long that somebody should look at it."""

    see_someone_from_days: int = Field(ge=1, le=90)
    say: Words


class Triage(Content):
    """All that is asked and said for safety."""

    breath: Words
    flags: tuple[Flag, ...] = Field(min_length=1)
    evening: Evening
    cautions: tuple[Caution, ...]
    caution_say: Words
    sharp_say: Words
    injury: Injury
    bendy_questions: tuple[Words, ...] = Field(min_length=1)

    def flag(self, flag_id: str) -> Flag | None:
        """The flag of that id, or None."""
        return next((flag for flag in self.flags if flag.id == flag_id), None)

    def avoid(self, cautions: Set[str]) -> frozenset[str]:
        """The safety tags that these cautions leave out."""
        return frozenset(tag for caution in self.cautions if caution.id in cautions for tag in caution.avoid)


class Lesson(Content):
    """One card of /learn."""

    id: Id
    title: Words
    text: Words


class Lessons(Content):
    lessons: tuple[Lesson, ...] = Field(min_length=1)
