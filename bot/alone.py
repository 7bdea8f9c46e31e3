"""One process at a time on one's files: a lock on a note beside them, which names the one that is there.

Rule: the lock is the system's (flock), so it ends with its process, however that ends; the note may be old,
the lock never is.
"""

import errno
import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO


@contextmanager
def alone(note: Path, taken: Callable[[str], Exception]) -> Iterator[IO[str]]:
    """Hold the lock; gives the note, to be written with `write_down`.

    Raises what `taken` makes of the other one's note, or OSError when the note cannot be made or locked.
    """
    with note.open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno not in (errno.EWOULDBLOCK, errno.EACCES):
                raise
            file.seek(0)
            raise taken(file.read()) from None
        yield file


def write_down(note: IO[str], words: str) -> None:
    note.truncate(0)
    note.write(words)
    note.flush()
