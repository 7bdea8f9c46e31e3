"""/focus: the areas a runner wants to work on. They hold from the next plan on; nothing under way changes."""

from bot.coach import events as e, says as s
from bot.coach.turn import Turn


def ask_focus(turn: Turn) -> None:
    turn.new(s.AskFocus(focus=turn.runner.focus))


def toggle_focus(turn: Turn, event: e.ToggleFocus) -> None:
    """A group of the check-in, with all its areas, in or out."""
    group = turn.talk.sore_groups.get(event.group)
    if group is None:
        turn.toast(s.OldButton())
        return
    areas, focus = frozenset(group.areas), turn.runner.focus
    focus = focus - areas if areas <= focus else focus | areas
    turn.set_runner(focus=focus)
    turn.here(s.AskFocus(focus=focus))


def focus_done(turn: Turn) -> None:
    turn.here(s.FocusKept(focus=turn.runner.focus))
