"""The root of every value the coach handles: frozen, closed, compared by what it holds."""

from pydantic import BaseModel, ConfigDict


class Frozen(BaseModel):
    """A value: cannot be changed after it is made, and refuses fields it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")
