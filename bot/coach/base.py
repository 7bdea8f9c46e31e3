"""The root of every value the coach handles: frozen, closed, compared by what it holds."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

# Anybody can send any button: what comes in is no larger than what the database and the calendar hold.
Number = Annotated[int, Field(ge=0, le=2**31 - 1)]


class Frozen(BaseModel):
    """A value: cannot be changed after it is made, and refuses fields it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")
