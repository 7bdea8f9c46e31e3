"""What is asked once: the kit at home, new to this, bendy joints, anything a doctor should know.

Asked after the first run (session 0) or, where still open, before the first session's plan.
Every question can be skipped; asked is asked, and /profile is where it can be changed later.
"""

from typing import Literal

from bot.coach import events as e, says as s
from bot.coach.model import Answer, Runner
from bot.coach.turn import Turn

Question = Literal["new", "bendy", "doctor"]
_FIELDS: dict[Question, str] = {"new": "beginner", "bendy": "hypermobile", "doctor": "caution"}


def open_question(runner: Runner) -> Question | None:
    """The first of the three that was never answered nor skipped."""
    return next((q for q, field in _FIELDS.items() if getattr(runner, field) is None), None)


def ask_first_things(turn: Turn, session: int) -> bool:
    """Ask the next thing that is asked once. False when nothing is open."""
    if turn.runner.kit is None:
        turn.new(s.AskKit(kit=frozenset(), session=session))
        return True
    question = open_question(turn.runner)
    if question is None:
        return False
    turn.new(s.AskFirst(question=question, session=session))
    return True


def toggle_kit(turn: Turn, event: e.ToggleKit) -> None:
    if event.kit not in turn.rules.kit.asked:
        turn.toast(s.OldButton())
        return
    kit = (turn.runner.kit or frozenset()) ^ {event.kit}
    turn.set_runner(kit=kit)
    turn.here(s.AskKit(kit=kit, session=event.session))


def keep_kit(turn: Turn, event: e.KitDone) -> None:
    """The kit is told; what is said after it is the caller's."""
    turn.set_runner(kit=frozenset() if event.none else turn.runner.kit or frozenset())


def first_answer(turn: Turn, event: e.First) -> bool:
    """Keep the answer. False when nothing follows: it was there already, or five parts come first."""
    if getattr(turn.runner, _FIELDS[event.question]) is not None:
        turn.toast(s.Nothing())
        return False
    if event.answer == "unsure":
        if event.question == "bendy":
            turn.here(s.AskBendy(session=event.session, part=1, yes=0))
        else:
            turn.toast(s.OldButton())
        return False
    if event.question == "doctor" and event.answer == "yes":
        turn.here(s.AskCautions(cautions=turn.runner.cautions, session=event.session))
        return False
    if event.question == "doctor" and event.answer == "no":
        turn.set_runner(cautions=frozenset())  # some were named, and then left
    answer = {"yes": Answer.YES, "no": Answer.NO}.get(event.answer, Answer.SKIPPED)
    turn.set_runner(**{_FIELDS[event.question]: answer})
    turn.record(s.FirstKept(question=event.question, answer=event.answer))
    return True


def toggle_caution(turn: Turn, event: e.ToggleCaution) -> None:
    if event.caution not in {caution.id for caution in turn.library.triage.cautions}:
        turn.toast(s.OldButton())
    elif turn.runner.caution is not None:
        turn.toast(s.Nothing())
    else:
        cautions = turn.runner.cautions ^ {event.caution}
        turn.set_runner(cautions=cautions)
        turn.here(s.AskCautions(cautions=cautions, session=event.session))


def keep_cautions(turn: Turn, event: e.CautionsDone) -> bool:
    """The doctor's question is answered with yes. False when it was answered already."""
    if turn.runner.caution is not None:
        turn.toast(s.Nothing())
        return False
    cautions = frozenset[str]() if event.none else turn.runner.cautions
    turn.set_runner(caution=Answer.YES, cautions=cautions)
    # "check with your doctor first" is said however the answer came
    turn.here(s.FirstKept(question="doctor", answer="yes"))
    return True


def bendy_answer(turn: Turn, event: e.Bendy) -> bool:
    """One part of the five. True when the questionnaire is over."""
    parts, needed = len(turn.library.triage.bendy_questions), turn.rules.hypermobile.screen_yes
    if not 1 <= event.part <= parts or not 0 <= event.yes < event.part:
        turn.toast(s.OldButton())
        return False
    if turn.runner.hypermobile is not None:
        turn.toast(s.Nothing())
        return False
    yes = event.yes + (event.answer == "yes")
    if event.answer != "skip" and yes < needed and event.part < parts:
        turn.here(s.AskBendy(session=event.session, part=event.part + 1, yes=yes))
        return False
    bendy = yes >= needed
    skipped = event.answer == "skip"
    answer = Answer.YES if bendy else Answer.SKIPPED if skipped else Answer.NO
    turn.set_runner(hypermobile=answer)
    kept: Literal["yes", "no", "skip"] = "yes" if bendy else "skip" if skipped else "no"
    turn.record(s.FirstKept(question="bendy", answer=kept))
    return True
