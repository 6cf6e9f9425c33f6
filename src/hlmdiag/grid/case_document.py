"""The document of a file of cases as its author writes it; `cases` reads it and says what is wrong in it."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema

_ANSWER: dict[str, Any] = {"type": ["string", "number", "boolean", "null"]}
_ROW: dict[str, Any] = {"type": "object", "additionalProperties": _ANSWER}
_Answers = Annotated[
    dict[str, Any],
    WithJsonSchema(
        {
            "type": "object",
            "properties": {
                "events": {"type": ["object", "null"], "additionalProperties": {"type": "array", "items": _ROW}}
            },
            "additionalProperties": _ANSWER,
        }
    ),
]
"""A value by column, and under `events` the rows of each table."""
_Rows = Annotated[list[dict[str, Any]], WithJsonSchema({"type": "array", "items": _ROW})]
Day = Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]
Gap = Annotated[float, Field(ge=0)]


class CaseBlock(BaseModel):
    """One unit, its answers, and what the grid must say of it."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(min_length=1)
    like: str | None = None
    input: _Answers = {}
    stock: _Rows = []
    output: dict[str, Any]
    date: Day | None = None
    tolerance: Gap | None = None
    description: str | None = None


class CaseFileBlock(BaseModel):
    """The cases of one grid."""

    model_config = ConfigDict(extra="forbid")

    grid: str = Field(min_length=1)
    date: Day | None = None
    tolerance: Gap | None = None
    cases: list[CaseBlock] = Field(min_length=1)
    description: str | None = None
