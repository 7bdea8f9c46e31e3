"""Whether somebody says more than a person can, so that the others do not wait behind it.

Rule: what is beyond is taken and passed over, and its sender is told so once; nobody else notices. Messages
count by when they were written, so what gathered during an outage is no flood. A tap is passed over only when
it repeats one that was heard in the same flood, or is no button of ours; leaving is always heard.
"""

import time
from collections.abc import Callable
from enum import Enum, auto

from telegram import Update

from bot.coach.events import Blocked, Event, Tapped

# More than a person types or taps. The first of it, then so many a second: what we can answer in one chat.
MESSAGES, MESSAGES_PER_SECOND = 40, 1.0
TAPS, TAPS_PER_SECOND = 60, 3.0
# A group gets twenty messages a minute from a bot (core.telegram.org/bots/faq); with these it gets sixteen.
GROUP_MESSAGES, GROUP_PER_SECOND = 10, 0.1
MOST_CHATS = 1000  # remembered before those that are quiet again are forgotten


class Ear(Enum):
    OPEN = auto()
    FULL = auto()  # passed over, and they do not know yet
    CLOSED = auto()  # passed over


class _Bucket:
    """What is left of a burst; it fills again with time."""

    def __init__(self, most: int, per_second: float) -> None:
        self.left = float(most)
        self.heard: set[object] = set()  # what was heard of the flood though the bucket was empty
        self.told = False
        self._most = most
        self._per_second = per_second
        self._since = float("-inf")  # seconds

    def take(self, now: float) -> bool:
        """One of it. False: there is none left."""
        if now > self._since:
            self.left = min(self._most, self.left + (now - self._since) * self._per_second)
            self._since = now
        if self.quiet:
            self.heard.clear()
            self.told = False
        if self.left < 1:
            return False
        self.left -= 1
        return True

    @property
    def quiet(self) -> bool:
        return 2 * self.left >= self._most


class Flood:
    """`seconds` is a clock that only goes forward."""

    def __init__(
        self,
        seconds: Callable[[], float] = time.monotonic,
        *,
        messages: int = MESSAGES,
        taps: int = TAPS,
        groups: int = GROUP_MESSAGES,
    ) -> None:
        self._seconds = seconds
        self._messages = messages
        self._taps = taps
        self._groups = groups
        self._buckets: dict[tuple[int, bool], _Bucket] = {}  # of a chat, and whether of its taps

    def listen(self, chat_id: int, update: Update, event: Event) -> Ear:
        """Count this update of a chat, and say whether it is to be heard."""
        if isinstance(event, Blocked):
            return Ear.OPEN
        bucket = self._bucket(chat_id, event)
        if isinstance(event, Tapped):
            heard = bucket.take(self._seconds()) or _is_new(bucket, update, event)
        else:
            heard = bucket.take(_written(update))
        if heard:
            return Ear.OPEN
        return Ear.CLOSED if bucket.told else Ear.FULL

    def told(self, chat_id: int, event: Event) -> None:
        """They know now, for as long as this flood goes on."""
        self._bucket(chat_id, event).told = True

    def _bucket(self, chat_id: int, event: Event) -> _Bucket:
        if len(self._buckets) > MOST_CHATS:
            self._buckets = {key: bucket for key, bucket in self._buckets.items() if not bucket.quiet}
        key = (chat_id, isinstance(event, Tapped))
        if key not in self._buckets:
            self._buckets[key] = self._fresh(chat_id, taps=key[1])
        return self._buckets[key]

    def _fresh(self, chat_id: int, *, taps: bool) -> _Bucket:
        if chat_id < 0:
            return _Bucket(self._groups, GROUP_PER_SECOND)
        return _Bucket(self._taps, TAPS_PER_SECOND) if taps else _Bucket(self._messages, MESSAGES_PER_SECOND)


def _is_new(bucket: _Bucket, update: Update, tap: Tapped) -> bool:
    """A tap that means something, and the first of its kind in this flood."""
    assert update.callback_query is not None
    this = (tap.message_id, update.callback_query.data)
    if tap.button is None or this in bucket.heard:
        return False
    bucket.heard.add(this)
    return True


def _written(update: Update) -> float:
    """When a message was written or edited, in seconds."""
    message = update.effective_message
    assert message is not None
    return (message.edit_date or message.date).timestamp()
