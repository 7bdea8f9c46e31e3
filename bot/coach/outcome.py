"""What one event leads to: all that is left of a turn of the talk when it is over."""

from bot.coach import changes as c, says as s
from bot.coach.base import Frozen
from bot.coach.model import Runner
from bot.coach.states import State


class Step(Frozen):
    """What one event leads to."""

    state: State
    runner: Runner
    says: tuple[s.Said, ...] = ()
    changes: tuple[c.Change, ...] = ()
    told_run: bool = False  # words were read as a run, noted or not

    @property
    def not_understood(self) -> bool:
        """Whether what came could not be used: what was asked before still stands."""
        unread = s.NotUnderstood | s.CannotUse | s.UnknownCommand | s.ChangedLate
        return any(isinstance(said.saying, unread) for said in self.says)
