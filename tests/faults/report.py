"""What a harness found, in the one line that can be printed beside any other."""

import random
from dataclasses import dataclass

COMMAND = "./dev faults"


def fresh_seed() -> int:
    """Another one each time; a failure prints it, and it goes back in by --seed."""
    return random.randrange(1_000_000)


class HarnessError(Exception):
    """The program under fire did not do what every program here must: start, stop, come to an end."""


@dataclass(frozen=True)
class Report:
    """`lost` is what no later delivery mends; `duplicates` are messages that came twice, at most `bound`."""

    name: str
    kills: int
    operations: int
    lost: int
    duplicates: int
    bound: int
    seed: int
    unit: str = "kill"  # what `kills` counts
    wrong: str = ""  # whatever else is not as promised, in words
    more: str = ""  # figures worth printing

    @property
    def kept(self) -> bool:
        """Everything that is promised was kept."""
        return not self.lost and self.duplicates <= self.bound and not self.wrong

    def line(self, command: str) -> str:
        kills = f"{self.kills:,} {self.unit}{'' if self.kills == 1 else 's'}"
        found = (
            f"{self.name}: {kills}, {self.operations:,} operations, {self.lost:,} lost, "
            f"{self.duplicates:,} duplicates (bound {self.bound:,}), seed {self.seed}, {command}"
        )
        return found + "".join(f"; {words}" for words in (self.more, self.wrong) if words)
