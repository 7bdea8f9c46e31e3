"""What was measured, as lines of a table. A number without a unit is not printed here."""

from dataclasses import dataclass
from statistics import median

__all__ = ["Line", "median", "shown"]


@dataclass(frozen=True)
class Line:
    what: str
    value: float | None  # None: cannot be measured on this machine
    unit: str
    note: str = ""


def shown(lines: list[Line]) -> str:
    """The lines, in the same columns every time."""
    return "\n".join(
        f"{one.what:<42}{_number(one.value):>8} {one.unit:<9} {one.note}".rstrip() for one in lines
    )


def _number(value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
