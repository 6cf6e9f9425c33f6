"""Grounds of a value or a threshold: its source, and the answers of the survey it comes from."""

from __future__ import annotations

from dataclasses import dataclass

from hlmdiag.expression import Expression


@dataclass(frozen=True)
class Source:
    """Source of a threshold or a rule."""

    title: str | None = None
    url: str | None = None
    date: str | None = None
    note: str | None = None


@dataclass(frozen=True)
class MinimumBase:
    """Under `at_least`, the base is too small: the value is shown, not scored."""

    value: Expression
    at_least: float


@dataclass(frozen=True)
class SurveySample:
    """The survey that a share comes from.

    `answers`: how many answered; `among`: how many could, None where nobody says; `carried`: whether the margin of
    error goes into the interval of scores, or is only said.
    """

    answers: Expression
    among: Expression | None
    carried: bool
