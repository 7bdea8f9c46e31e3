"""A race that is over and was not told as a run is taken for run, until the runner says no.

Rule: any run told of that day counts in its place. So nothing is doubled, and the days after a marathon are
gentle also when nobody sent /regen.
"""

from bot.coach import changes as c
from bot.coach.model import Race, Run
from bot.coach.racetext import race_types
from bot.coach.turn import Turn


def longest(turn: Turn, races: list[Race]) -> Race | None:
    """Of several races of one day the one that asks most."""
    order = race_types()
    return max(races, key=lambda race: (order.index(race.day_type), race.metres or 0), default=None)


def take_as_run(turn: Turn) -> list[tuple[Race, Run]]:
    """Every past race without a run of its day becomes one. Which became which."""
    told = {run.local_day for run in turn.runs}
    days = sorted({race.local_day for race in turn.races if race.local_day < turn.day} - told)
    taken = []
    for day in days:
        race = longest(turn, [race for race in turn.races if race.local_day == day])
        assert race is not None
        run = Run(no=turn.newest_run + 1, day_type=race.day_type, local_day=day, metres=race.metres)
        turn.change(c.AddRun(run=run))
        taken.append((race, run))
    return taken


def race_of(turn: Turn, run: Run | None) -> Race | None:
    """The race that was taken for this run."""
    if run is None or run.seconds is not None or run.local_day >= turn.day:
        return None
    same = (run.local_day, run.day_type, run.metres)
    return next((race for race in turn.races if (race.local_day, race.day_type, race.metres) == same), None)


def told_after_all(turn: Turn, told: Run) -> None:
    """A run of a race's day is told: it stands in place of what was taken for run."""
    for run in turn.runs:
        if run.no != told.no and run.local_day == told.local_day and race_of(turn, run) is not None:
            turn.change(c.RemoveRun(no=run.no))
