"""A button is packed and read back exactly; what is no button of ours is None."""

from collections.abc import Iterator
from datetime import date
from random import Random
from typing import Any, get_args

import pytest
from hypothesis import example, given, strategies as st

from bot.coach import events as e
from bot.coach.model import SkipReason
from bot.voice.buttons import LIMIT, pack, unpack
from content.library import load_library
from content.places import common_zones

LIBRARY = load_library()
BUTTONS: tuple[type[e.Button], ...] = get_args(e.Button)
YEARS = 99_999_999  # more runs or sessions than anybody lives to see
LONGEST_DRAFT = e.Draft(
    day_type=max(LIBRARY.rules.day_types, key=len), days_ago=60, metres=500_000, seconds=345_599
)
LONGEST: dict[str, Any] = {
    "draft": LONGEST_DRAFT,
    "day": date(9999, 12, 31),
    "minute": 1439,
    "was": 1439,
    "run": YEARS,
    "session": YEARS,
    "position": 99,
    "part": 5,
    "yes": 5,
    "minutes": 240,
    "kit": max(LIBRARY.rules.kit_ids, key=len),
    "flag": max((flag.id for flag in LIBRARY.triage.flags), key=len),
    "caution": max((caution.id for caution in LIBRARY.triage.cautions), key=len),
    "group": max(LIBRARY.talk.sore_groups, key=len),
    "area": max(LIBRARY.talk.sore_groups, key=len),
    "exercise": max(LIBRARY.exercises, key=len),
    "zone": max(common_zones(), key=len),
    "key": max((*LIBRARY.rules.phases, *LIBRARY.rules.areas, *LIBRARY.rules.kit_ids), key=len),
    "page": 99,
    "no": YEARS,
    "reason": max(SkipReason, key=len),
    "none": True,
    "since": date(9999, 12, 31),
    "days": 366,
    "on": True,
    "weekday": 6,
    "mark": 2**31 - 1,
    "race": YEARS,
    "day_type": max(LIBRARY.rules.day_types, key=len),
    "metres": 500_000,
    "listed": True,
    "wanted": True,
}


def longest(cls: type[e.Button]) -> e.Button:
    values = {
        name: max(get_args(info.annotation), key=len) if get_args(info.annotation) else LONGEST[name]
        for name, info in cls.model_fields.items()
    }
    return cls.model_validate(values)


def every() -> Iterator[str]:
    """The data of one button of each class."""
    for cls in BUTTONS:
        yield pack(longest(cls))


@pytest.mark.parametrize("cls", BUTTONS, ids=lambda cls: cls.__name__)
def test_the_longest_button_of_a_kind_fits_and_comes_back(cls: type[e.Button]) -> None:
    data = pack(longest(cls))
    assert len(data.encode()) <= LIMIT
    assert unpack(data) == longest(cls)


def test_no_two_kinds_share_a_code() -> None:
    codes = [data.split(":")[0] for data in every()]
    assert len(set(codes)) == len(codes) == len(BUTTONS)


drafts = st.builds(
    e.Draft,
    day_type=st.sampled_from(("", "race", "today", *LIBRARY.rules.day_types)),
    days_ago=st.integers(0, 60),
    metres=st.none() | st.integers(400, 500_000),
    seconds=st.none() | st.integers(60, 345_599),
)


@given(drafts)
def test_what_was_told_of_a_run_travels_in_a_button(draft: e.Draft) -> None:
    for button in (e.PickRun(draft=draft), e.NewRunAnyway(draft=draft), e.OtherPlace(draft=draft)):
        assert unpack(pack(button)) == button


@given(
    st.dates(), st.integers(0, 10**6), st.sampled_from(sorted(LIBRARY.exercises)), st.sampled_from(SkipReason)
)
def test_days_numbers_and_exercises_travel_in_buttons(
    day: date, number: int, exercise: str, reason: SkipReason
) -> None:
    for button in (
        e.OtherTime(day=day),
        e.SetTime(day=day, minute=number),
        e.Reason(session=number, position=number, exercise=exercise, reason=reason),
    ):
        assert unpack(pack(button)) == button


def is_exact(data: str) -> bool:
    """None, or the very button that packs to this."""
    button = unpack(data)
    return button is None or pack(button) == data


@given(st.text())
@example("")
@example(":" * 10_000)
@example("a" * 10_000)
@example("f:\u0661")  # an Arabic one is a digit to int()
@example("f: 1")
@example("f:+1")
@example("f:01")
@example("f:1_0")
@example("f:1\n")
@example("t:2026-03-28")
@example("t:2026W137")
@example("t:00000000")
@example("r:easy.0..")
@example("r:easy.0...")
@example("r:easy.\u0660..")
@example("kd:1:True")
@example("f:" + "9" * 5_000)
@example("f:" + "9" * 20)
@example("r:easy.999999..")
@example("r:easy.-1..")
def test_any_string_is_exactly_a_button_or_none(data: str) -> None:
    assert is_exact(data)


@given(st.integers(0, 2**32))
def test_a_button_with_bytes_changed_is_exactly_a_button_or_none(seed: int) -> None:
    random = Random(seed)
    data = bytearray(random.choice(list(every())).encode())
    for _ in range(random.randint(1, 3)):
        data[random.randrange(len(data))] = random.choice(b"0123456789:.-abz \xd9\xa1")
    assert is_exact(data.decode(errors="replace"))


def test_a_forged_one_is_none() -> None:
    assert unpack("a:1:1:tp-arch-roll:do") is None
    assert unpack("f") is None
    assert unpack("f:1:2") is None
    assert unpack("ar:1:1:tp-arch-roll:bored") is None


@pytest.mark.parametrize(
    "data", ["f:9999999999", "f:-1", "r:easy.-1..", "r:easy.999999..", "r:easy.0.99999999999."]
)
def test_a_number_that_no_calendar_and_no_database_holds_is_none(data: str) -> None:
    assert unpack(data) is None


def test_one_that_does_not_fit_is_refused_here_and_not_by_telegram() -> None:
    with pytest.raises(ValueError, match="longer than 64 bytes"):
        pack(e.ToggleKit(session=1, kit="x" * LIMIT))
