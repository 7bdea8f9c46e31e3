"""The only file that takes the time; everybody else asks for it."""

from datetime import UTC, datetime, timedelta


class Clock:
    """Now, as the coach lives it. The playground puts it forward."""

    def __init__(self, offset: timedelta = timedelta()) -> None:
        self.offset = offset

    def real(self) -> datetime:
        """The machine's time (aware UTC)."""
        return datetime.now(UTC)

    def now(self) -> datetime:
        """The coach's time (aware UTC)."""
        return self.real() + self.offset
