"""Base of every rule and aggregation model: frozen, closed to unknown keys, strict about numbers."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]
PositiveNumber = Annotated[float, Field(strict=True, allow_inf_nan=False, gt=0)]


class Frozen(BaseModel):
    """A value read from a grid: it never changes and refuses what it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")
