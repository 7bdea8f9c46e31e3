"""Three coaches on one PostgreSQL: one works. It is killed, stopped or cut off, and another one goes on."""

import json
import re
import signal
from collections.abc import Iterator
from functools import partial

import pytest

from tests.patience import PATIENCE
from tests.processes.conftest import Run
from tests.processes.programs import Person, Playground, Program, until, within
from tests.processes.several import Start, Wire, all_has_left, ask, leader_among

TAKEN_OVER_WITHIN = 20.0  # seconds
GIVEN_BACK_WITHIN = 8.0  # seconds: a clean stop, a look of the next one, and a busy machine
HELP = "send /regen. You can also"
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


def stands_by_again(former: Program) -> bool:
    _, lost, after = former.errors.partition("leads no more")
    return bool(lost) and "standing by" in after


def letters(people: list[Person]) -> int:
    """How many of the letters have come."""
    return sum(len(person.heard("Letter ")) for person in people)


def test_a_killed_leader_is_followed_in_time_and_what_is_given_back_is_free_at_once(
    coach: Run, telegram: Playground, ready_url: str
) -> None:
    anna = telegram.person("Anna")
    coaches = [coach(REGEN_DATABASE_URL=ready_url) for _ in range(3)]
    killed = leader_among(ready_url, coaches, soon=within(PATIENCE))
    anna.say("/start")
    anna.wait_for("Hi Anna")
    until(lambda: all_has_left(ready_url))

    killed.end(signal.SIGKILL)
    anna.say("/help")
    coaches.remove(killed)
    ended = leader_among(ready_url, coaches, soon=within(TAKEN_OVER_WITHIN))
    anna.wait_for(HELP)
    until(lambda: all_has_left(ready_url))

    well = coach("health", REGEN_DATABASE_URL=ready_url)
    assert well.end() == 0
    assert re.fullmatch(rf"The coach is at work \(leader: .*/{ended.process.pid}\)\.\n", well.said)
    told = within(GIVEN_BACK_WITHIN)
    assert ended.end(signal.SIGTERM) == 0
    coaches.remove(ended)
    leader_among(ready_url, coaches, soon=told)
    assert (len(anna.heard("Hi Anna")), len(anna.heard(HELP))) == (1, 1)
    assert coaches[0].end(signal.SIGTERM) == 0
    ill = coach("health", REGEN_DATABASE_URL=ready_url)
    assert (ill.end(), ill.said.split(".")[0]) == (1, "The coach is not at work")


def test_a_leader_that_is_stopped_or_cut_off_is_followed_and_stands_by_when_it_is_back(
    hurried: Start, telegram: Playground, ready_url: str, wire: Wire
) -> None:
    anna, ben = telegram.person("Anna"), telegram.person("Ben")
    cut_off = hurried(REGEN_DATABASE_URL=wire.url)
    assert leader_among(ready_url, [cut_off], soon=within(PATIENCE)) is cut_off
    others = [hurried() for _ in range(2)]
    anna.say("/start")
    anna.wait_for("Hi Anna")
    until(lambda: all_has_left(ready_url))

    wire.hold()
    ben.say("/start")
    stopped = leader_among(ready_url, others, soon=within(TAKEN_OVER_WITHIN))
    ben.wait_for("Hi Ben")
    until(lambda: all_has_left(ready_url))

    stopped.process.send_signal(signal.SIGSTOP)
    others.remove(stopped)
    anna.say("/help")
    leader_among(ready_url, others, soon=within(TAKEN_OVER_WITHIN))
    anna.wait_for(HELP)
    until(lambda: all_has_left(ready_url))

    wire.let_go()
    stopped.process.send_signal(signal.SIGCONT)
    for former in (cut_off, stopped):
        until(partial(stands_by_again, former))
        assert former.end(signal.SIGTERM) == 0
        assert "ERROR" not in former.errors
    ben.say("/help")
    ben.wait_for(HELP)
    for person, name in ((anna, "Anna"), (ben, "Ben")):
        assert (len(person.heard(f"Hi {name}")), len(person.heard(HELP))) == (1, 1)


@pytest.mark.parametrize("fence", ["on", "off"])
def test_a_leader_that_wakes_up_late_sends_nothing_more(
    hurried: Start, telegram: Playground, ready_url: str, fence: str
) -> None:
    """With the fence off, what was in its hand leaves twice: this test would see it."""
    people = [telegram.person(f"Runner {n}") for n in range(10)]
    for person in people:
        person.say("hello")  # or the bot may not write to them
    ask(ready_url, LETTERS, chats=json.dumps([person.number for person in people]))
    sleeper = hurried(FENCE=fence)
    assert leader_among(ready_url, [sleeper], soon=within(PATIENCE)) is sleeper
    standby = hurried(FENCE=fence)
    until(lambda: letters(people) >= 20)
    sleeper.process.send_signal(signal.SIGSTOP)
    leader_among(ready_url, [standby], soon=within(TAKEN_OVER_WITHIN))
    until(lambda: all_has_left(ready_url))
    before = letters(people)
    assert 100 <= before <= 100 + IN_FLIGHT

    sleeper.process.send_signal(signal.SIGCONT)
    if fence == "off":
        until(lambda: letters(people) >= before + 40)
        return
    until(partial(stands_by_again, sleeper))
    assert letters(people) == before
    assert sleeper.end(signal.SIGTERM) == 0
    assert letters(people) == before
