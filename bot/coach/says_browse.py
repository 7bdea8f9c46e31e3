"""What the coach can say of the library: lesson cards, exercises to browse. Part of says.py."""

from bot.coach.base import Frozen
from bot.coach.events import By


class LessonCard(Frozen):
    no: int  # counts from 1


class BrowseMenu(Frozen):
    """By what to look through the exercises."""


class BrowseChoices(Frozen):
    """The phases, the areas or the kit to choose from."""

    by: By


class BrowseList(Frozen):
    """One page of the exercises of a phase, an area or a kit."""

    by: By
    key: str
    page: int  # counts from 1
    pages: int
    exercises: tuple[str, ...]
    total: int


class ExerciseCard(Frozen):
    """One exercise outside a session, and where the list behind it is."""

    exercise: str
    by: By
    key: str
    page: int
