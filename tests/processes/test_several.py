"""Three coaches on one PostgreSQL: one works. It is killed, stopped or cut off, and another one goes on."""

import json
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.playground.core import PLAY_TOKEN
from tests.processes.conftest import Run
from tests.processes.programs import PATIENCE, Person, Playground, Program
from tests.processes.several import Wire, ask, leader_among

TAKEN_OVER_WITHIN = 20.0  # seconds
IN_FLIGHT = 32  # letters under way at once: so many may come twice, and no more

LETTERS = """
    INSERT INTO outbox (chat_id, step, lane, letter, attempts, state, created_at)
    SELECT chat, 'step ' || n, 'bulk', json_build_object('kind', 'send', 'text', 'Letter ' || n),
           0, 'waiting', now()
      FROM generate_series(1, 10) n, json_array_elements_text(CAST(:chats AS json)) chats,
           LATERAL (SELECT CAST(chats AS bigint) chat) one
"""

pytestmark = pytest.mark.parametrize("ready_url", ["postgresql"], indirect=True)


@pytest.fixture
def wire(ready_url: str) -> Iterator[Wire]:
    wire = Wire(ready_url)
    yield wire
    wire.close()


@pytest.fixture
def hurried(telegram: Playground, ready_url: str, tmp_path: Path) -> Iterator[Callable[[str], Program]]:
    """Starts a coach with a short lease, its fence on or off."""
    programs: list[Program] = []

    def start(fence: str) -> Program:
        program = Program(
            tmp_path,
            "run",
            command=(sys.executable, "-m", "tests.processes.several"),
            REGEN_BOT_TOKEN=PLAY_TOKEN,
            REGEN_API_URL=f"{telegram.api}/bot",
            REGEN_DATABASE_URL=ready_url,
            FENCE=fence,
        )
        programs.append(program)
        return program

    yield start
    for program in programs:
        program.ensure_ended()


def until(true: Callable[[], object]) -> None:
    soon = within(PATIENCE)
    while not true():
        assert soon() > 0, "it did not come to that"


def all_has_left(url: str) -> bool:
    """And is on record: what is cut off from now on is not in flight, and comes once."""
    return not ask(url, "SELECT 1 FROM outbox LIMIT 1")


def letters(people: list[Person]) -> int:
    """How many of the letters have come."""
    return sum(len(person.heard("Letter ")) for person in people)


def within(seconds: float) -> Callable[[], float]:
    until = time.monotonic() + seconds
    return lambda: until - time.monotonic()


def test_a_leader_that_is_killed_stopped_or_cut_off_is_followed_by_another_and_nothing_is_lost(
    coach: Run, telegram: Playground, ready_url: str, wire: Wire
) -> None:
    anna, ben = telegram.person("Anna"), telegram.person("Ben")
    cut_off = coach(REGEN_DATABASE_URL=wire.url)
    assert leader_among(ready_url, [cut_off], soon=within(PATIENCE)) is cut_off
    others = [coach(REGEN_DATABASE_URL=ready_url) for _ in range(2)]
    anna.say("/start")
    anna.wait_for("Hi Anna")
    until(lambda: all_has_left(ready_url))

    wire.hold()
    ben.say("/start")
    stopped = leader_among(ready_url, others, soon=within(TAKEN_OVER_WITHIN))
    ben.wait_for("Hi Ben")
    until(lambda: all_has_left(ready_url))

    stopped.process.send_signal(signal.SIGSTOP)
    anna.say("/help")
    (left,) = [one for one in others if one is not stopped]
    killed = leader_among(ready_url, [left], soon=within(TAKEN_OVER_WITHIN))
    anna.wait_for("send /regen. You can also")
    until(lambda: all_has_left(ready_url))

    stopped.process.send_signal(signal.SIGCONT)
    wire.let_go()
    killed.end(signal.SIGKILL)
    ben.say("/help")
    last = leader_among(ready_url, [stopped, cut_off], soon=within(TAKEN_OVER_WITHIN))
    ben.wait_for("send /regen. You can also")

    for person, name in ((anna, "Anna"), (ben, "Ben")):
        assert len(person.heard(f"Hi {name}")) == 1
        assert len(person.heard("send /regen. You can also")) == 1
    told = time.monotonic()
    assert last.end(signal.SIGTERM) == 0
    (next_one,) = {stopped, cut_off} - {last}
    assert leader_among(ready_url, [next_one], soon=within(PATIENCE)) is next_one
    assert time.monotonic() - told < 10, "what is given back is free at once"
    assert next_one.end(signal.SIGTERM) == 0
    for program in (stopped, cut_off, killed):
        assert "Traceback" not in program.errors


@pytest.mark.parametrize("fence", ["on", "off"])
def test_a_leader_that_wakes_up_late_sends_nothing_more(
    hurried: Callable[[str], Program], telegram: Playground, ready_url: str, fence: str
) -> None:
    """With the fence off, what was in its hand leaves twice: this test would see it."""
    people = [telegram.person(f"Runner {n}") for n in range(20)]
    for person in people:
        person.say("hello")  # or the bot may not write to them
    ask(ready_url, LETTERS, chats=json.dumps([person.number for person in people]))
    sleeper = hurried(fence)
    assert leader_among(ready_url, [sleeper], soon=within(PATIENCE)) is sleeper
    standby = hurried(fence)
    until(lambda: letters(people) >= 40)
    sleeper.process.send_signal(signal.SIGSTOP)
    leader_among(ready_url, [standby], soon=within(TAKEN_OVER_WITHIN))
    until(lambda: all_has_left(ready_url))
    before = letters(people)
    assert 200 <= before <= 200 + IN_FLIGHT

    sleeper.process.send_signal(signal.SIGCONT)
    if fence == "off":
        until(lambda: letters(people) >= before + 100)
        return
    until(lambda: "standing by" in sleeper.errors)
    assert letters(people) == before
    assert sleeper.end(signal.SIGTERM) == 0
    assert letters(people) == before
