"""What runners did, against what stands in the database: lost, doubled, out of order.

Rule: pure, and the same for the coach and for the bad bots: whoever is killed is judged by one book. What is
told or done is another `what` each time in its chat, so an effect belongs to one act only.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

# told: a run, typed. done: an exercise's Done. toggled: a button that turns something over, so that once too
# often shows as well as never.
Kind = Literal["told", "done", "toggled"]


@dataclass(frozen=True)
class Act:
    chat: int
    kind: Kind
    what: str


@dataclass
class Effects:
    """What stands in the database, chat by chat, in the order in which it was written."""

    told: dict[int, list[str]] = field(default_factory=dict)
    done: dict[int, list[str]] = field(default_factory=dict)
    toggled: dict[int, frozenset[str]] = field(default_factory=dict)  # what is turned over now


@dataclass(frozen=True)
class Verdict:
    lost: int = 0
    doubled: int = 0
    disordered: int = 0  # effects that stand before one that was asked for earlier
    torn: int = 0  # turned over once too often or too rarely
    strange: int = 0  # effects nobody asked for

    @property
    def clean(self) -> bool:
        return self == Verdict()

    def __str__(self) -> str:
        parts = (
            f"{self.lost} lost",
            f"{self.doubled} doubled",
            f"{self.disordered} out of order",
            f"{self.torn} turned over wrongly",
            f"{self.strange} that nobody asked for",
        )
        return ", ".join(parts)


def verdict(acts: Sequence[Act], found: Effects) -> Verdict:
    """Of all acts, each of which Telegram regards as delivered."""
    asked: defaultdict[tuple[str, int], list[str]] = defaultdict(list)
    for act in acts:
        asked[act.kind, act.chat].append(act.what)
    got = {("told", chat): effects for chat, effects in found.told.items()}
    got |= {("done", chat): effects for chat, effects in found.done.items()}
    rows = [_row(asked[key], got.get(key, [])) for key in {*asked, *got} if key[0] != "toggled"]
    return Verdict(
        lost=sum(row.lost for row in rows),
        doubled=sum(row.doubled for row in rows),
        disordered=sum(row.disordered for row in rows),
        torn=_torn(acts, found.toggled),
        strange=sum(row.strange for row in rows),
    )


def _row(wanted: Sequence[str], got: Sequence[str]) -> Verdict:
    """One chat's effects of one kind."""
    turn = {what: at for at, what in enumerate(wanted)}
    counts = Counter(got)
    first = [turn[what] for what in dict.fromkeys(got) if what in turn]
    return Verdict(
        lost=sum(what not in counts for what in wanted),
        doubled=sum(count - 1 for count in counts.values()),
        disordered=sum(later < earlier for earlier, later in pairwise(first)),
        strange=sum(what not in turn for what in counts),
    )


def _torn(acts: Sequence[Act], found: Mapping[int, frozenset[str]]) -> int:
    times = Counter((act.chat, act.what) for act in acts if act.kind == "toggled")
    wanted = {key for key, count in times.items() if count % 2}
    return len(wanted ^ {(chat, what) for chat, on in found.items() for what in on})
