"""Two coaches with the same token, each with a database of its own: a mistake that costs nobody anything."""

import re
import signal
from functools import partial
from pathlib import Path

from tests.processes.conftest import Run
from tests.processes.programs import Person, Playground, until

HELP = "send /regen. You can also"


def has_heard(person: Person, times: int) -> bool:
    return len(person.heard(HELP)) >= times


def test_two_pollers_each_say_it_once_and_every_message_is_answered(
    coach: Run, telegram: Playground, tmp_path: Path
) -> None:
    people = [telegram.person(f"Runner {n}") for n in range(5)]
    two = [coach(REGEN_DATABASE_URL=f"sqlite:///{name}.sqlite3") for name in ("one", "other")]
    for number, person in enumerate(people):
        person.say("/start")
        person.wait_for(f"Hi Runner {number}")
    for asked in (1, 2, 3):
        for person in people:
            person.say("/help")
        for person in people:
            until(partial(has_heard, person, asked))
    for person in people:
        # at most once by each of them: what both were given, each of them knows by its number
        assert 1 <= len(person.heard("regeneration coach")) <= 2
        assert 3 <= len(person.heard(HELP)) <= 6
    until(lambda: any("another program takes" in program.errors for program in two))
    for program in two:
        assert program.process.poll() is None, "both go on"
        assert program.end(signal.SIGTERM) == 0
        said = re.findall(r"(?:WARNING|ERROR) .*", program.errors)
        assert [line for line in said if "another program takes" not in line] == []
        assert len(said) <= 1
