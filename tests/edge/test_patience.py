"""The loop of these tests itself."""

import asyncio
import time

from tests.edge.conftest import clock


async def test_time_passes_when_nothing_is_left_to_do_and_not_while_a_thread_is_at_work() -> None:
    later = asyncio.create_task(asyncio.sleep(1000))
    await asyncio.to_thread(time.sleep, 0.05)
    assert clock() == 0
    await later
    assert clock() == 1000
