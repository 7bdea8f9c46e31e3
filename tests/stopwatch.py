"""Whether something is quick, however busy or slow the machine is.

What is caught is work that grows out of hand with the length of what somebody typed. Limits are in seconds of
the processor, twenty times what it takes at most, and the quickest of three tries counts.
"""

import time
from collections.abc import Callable


def is_quick(act: Callable[[], object], limit: float) -> bool:
    """`limit`: seconds of the processor for this thread alone."""
    return any(_took(act) < limit for _ in range(3))


def _took(act: Callable[[], object]) -> float:
    began = time.thread_time()
    act()
    return time.thread_time() - began
