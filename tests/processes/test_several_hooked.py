"""Three coaches on one PostgreSQL behind one webhook address: the one that leads takes what is brought."""

import signal
from collections.abc import Iterator

import pytest

from tests.patience import PATIENCE
from tests.processes.balancer import Balancer
from tests.processes.programs import Playground, free_port, until, within
from tests.processes.several import Start, all_has_left, leader_among
from tests.processes.test_webhook import SECRET, bot_api, health

TAKEN_OVER_WITHIN = 20.0  # seconds
HELP = "send /regen. You can also"

pytestmark = pytest.mark.parametrize("ready_url", ["postgresql"], indirect=True)


@pytest.fixture
def ports() -> list[int]:
    return [free_port() for _ in range(3)]


@pytest.fixture
def balancer(ports: list[int], telegram: Playground) -> Iterator[Balancer]:
    balancer = Balancer(ports)
    yield balancer
    bot_api(telegram, "deleteWebhook")
    balancer.close()


def test_a_leader_that_is_killed_or_stopped_is_followed_and_standbys_answer_503(
    hurried: Start, telegram: Playground, ready_url: str, ports: list[int], balancer: Balancer
) -> None:
    anna = telegram.person("Anna")
    pages = {}
    coaches = {}
    for port in ports:
        page = free_port()
        program = hurried(
            REGEN_WEBHOOK_URL=f"http://127.0.0.1:{balancer.port}/telegram",
            REGEN_WEBHOOK_LISTEN=f"127.0.0.1:{port}",
            REGEN_WEBHOOK_SECRET=SECRET,
            REGEN_HEALTH_LISTEN=f"127.0.0.1:{page}",
        )
        coaches[program], pages[program] = port, page
    first = leader_among(ready_url, list(coaches), soon=within(PATIENCE))
    anna.say("/start")
    anna.wait_for("Hi Anna")
    until(lambda: all_has_left(ready_url))
    hook = bot_api(telegram, "getWebhookInfo")["url"]

    first.process.send_signal(signal.SIGSTOP)
    anna.say("/help")
    left = [program for program in coaches if program is not first]
    second = leader_among(ready_url, left, soon=within(TAKEN_OVER_WITHIN))
    anna.wait_for(HELP)
    until(lambda: all_has_left(ready_url))
    first.process.send_signal(signal.SIGCONT)
    until(lambda: health(pages[first])[1]["status"] == "standing by")
    for program in coaches:
        status, found = health(pages[program])
        leads = program is second
        assert (status, found["leads"]) == ((200, True) if leads else (503, False))
        assert found["leader"].endswith(f"/{second.process.pid}")

    second.end(signal.SIGKILL)
    anna.say("/help")
    left = [program for program in coaches if program is not second]
    third = leader_among(ready_url, left, soon=within(TAKEN_OVER_WITHIN))
    until(lambda: len(anna.heard(HELP)) == 2)

    assert len(anna.heard("Hi Anna")) == 1
    assert bot_api(telegram, "getWebhookInfo")["url"] == hook, "it stays as it was"
    taken = {port for port, status in balancer.answers if status == 200}
    assert taken == {coaches[first], coaches[second], coaches[third]}
    assert {status for _, status in balancer.answers} <= {200, 503}
    assert 503 in {status for _, status in balancer.answers}
    for program in left:
        assert program.end(signal.SIGTERM) == 0
