"""`regen-coach play` as a program: stopped and started, everything goes on, the coach's clock too."""

import signal
from datetime import datetime, timedelta

from tests.processes.conftest import Run
from tests.processes.programs import Person, Playground, Program


def playground(program: Program) -> Playground:
    """Where it says it is."""
    return Playground(program.line().split()[1])


def clock(place: Playground) -> datetime:
    return datetime.fromisoformat(place.get("/api/state")["clock"]["now"])


def test_the_clock_that_was_put_forward_stays_so_after_a_restart(run: Run) -> None:
    program = run("play", "--port", "0")
    place = playground(program)
    anna = place.person("Anna")
    anna.say("/start")
    anna.wait_for("Hi Anna")
    anna.say("/regen marathon")
    anna.tap("Yes")
    anna.wait_for("I'll be back")
    begin = clock(place)
    place.post("/api/clock", to="next")
    anna.wait_for("Yesterday you ran a marathon.")
    place.post("/api/clock", to="+1h")
    before = clock(place)
    assert before - begin > timedelta(hours=9)
    assert program.end(signal.SIGINT) == 0
    assert program.errors == ""

    place = playground(run("play", "--port", "0"))
    assert timedelta() <= clock(place) - before < timedelta(minutes=10)
    anna = Person(place, anna.number)
    anna.tap("Start")
    anna.wait_for("more than tired muscles?")
    (reminder,) = anna.heard("Yesterday you ran a marathon.")  # it became what was answered, and came once
    assert reminder == "Yesterday you ran a marathon. Here we go."


def test_a_second_playground_on_the_same_files_is_refused_with_the_address_of_the_first(run: Run) -> None:
    place = playground(run("play", "--port", "0", "--data", "mine"))
    second = run("play", "--port", "0", "--data", "mine")
    assert second.end() == 1
    assert second.errors == (
        f"regen-coach: mine is in use already: a playground is open at {place.api}. "
        "Use that one, or name another folder with --data.\n"
    )


def test_a_killed_playground_leaves_its_files_free(run: Run) -> None:
    program = run("telegram", "--port", "0")
    place = Playground(program.line().split()[3].rstrip("."))
    anna = place.person("Anna")
    anna.say("hello?")
    program.end(signal.SIGKILL)
    again = run("telegram", "--port", "0")
    place = Playground(again.line().split()[3].rstrip("."))
    assert [message["text"] for message in Person(place, anna.number).chat()] == ["hello?"]
    again.line()
    assert again.end(signal.SIGTERM) == 0
    assert again.errors == ""
