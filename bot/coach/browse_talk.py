"""/learn and /exercises: the lessons one at a time, and every exercise to look at. Nothing is stored."""

from collections.abc import Callable

from bot.coach import events as e, says as s
from bot.coach.turn import Turn
from content.shapes import Exercise

PER_PAGE = 8  # exercises on one screen of a phone


def learn(turn: Turn, event: e.Lesson | None = None) -> None:
    """The first card, or the one asked for in place of the last."""
    if event is None:
        turn.new(s.LessonCard(no=1))
    elif 1 <= event.no <= len(turn.library.lessons):
        turn.here(s.LessonCard(no=event.no))
    else:
        turn.toast(s.OldButton())


def browse(turn: Turn, event: e.Browse) -> None:
    """From the menu to a group to its list, all in place."""
    if event.by == "":
        turn.here(s.BrowseMenu())
        return
    if event.key == "":
        turn.here(s.BrowseChoices(by=event.by))
        return
    names = _of(turn, event.by, event.key)
    pages = _pages(names)
    if not 1 <= event.page <= pages:
        turn.toast(s.OldButton())
        return
    first = (event.page - 1) * PER_PAGE
    turn.here(
        s.BrowseList(
            by=event.by,
            key=event.key,
            page=event.page,
            pages=pages,
            exercises=names[first : first + PER_PAGE],
            total=len(names),
        )
    )


def show(turn: Turn, event: e.ShowExercise) -> None:
    """An exercise's card; the list it came from has to be one of ours, for its Back button leads there."""
    pages = _pages(_of(turn, event.by, event.key))
    if event.exercise in turn.library.exercises and 1 <= event.page <= pages:
        turn.here(s.ExerciseCard.model_validate(event.model_dump()))
    else:
        turn.toast(s.OldButton())


def _pages(names: tuple[str, ...]) -> int:
    return -(-len(names) // PER_PAGE)


def _of(turn: Turn, by: e.By, key: str) -> tuple[str, ...]:
    """The exercises of a phase, an area (its own before secondary ones) or a kit; in the article's order."""
    alive = [one for one in turn.library.exercises.values() if not one.retired]

    def those(fits: Callable[[Exercise], bool]) -> list[str]:
        return [one.id for one in alive if fits(one)]

    match by:
        case "phase":
            return tuple(those(lambda one: one.phase == key))
        case "area":
            own = those(lambda one: key in one.areas)
            return (*own, *those(lambda one: key in one.areas_secondary))
        case "kit" if key == e.NO_KIT:
            return tuple(those(lambda one: not set(one.equipment) - set(turn.rules.kit.household)))
        case "kit":
            return tuple(those(lambda one: key in one.equipment))
        case _:
            return ()
