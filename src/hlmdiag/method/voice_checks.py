"""Agreement of voices on each judgement of a stock: low agreement shows a question to rewrite."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from hlmdiag.grid.model import Indicator
from hlmdiag.method.findings import Findings
from hlmdiag.method.observer_agreement import ObserverAgreement, krippendorff
from hlmdiag.scoring import Result
from hlmdiag.scoring.crossed_views import voice_points

_ENOUGH = 20
"""Units from which a low agreement is a finding: below, a few visits decide of it."""
_LOW = 2 / 3
"""The least that allows even tentative conclusions, by K. Krippendorff (Content Analysis, 2004)."""


@dataclass(frozen=True)
class CriterionAgreement:
    """Agreement of voices on an indicator."""

    indicator: Indicator
    found: ObserverAgreement

    @property
    def is_low(self) -> bool:
        """Whether the question is to be written again: too little agreement, over enough units."""
        return self.found.units >= _ENOUGH and self.found.alpha < _LOW


def voice_agreements(result: Result) -> tuple[CriterionAgreement, ...]:
    """The agreement on each judgement that several voices answered for some unit, the lowest first.

    Answers are compared by their points, in their order alone: two answers of the same points are one.
    """
    voices = voice_points(result)
    if voices is None:
        return ()
    found = []
    for each in (it for it in result.grid.indicators if it.id in voices.columns):
        given = voices.select("row", pl.col(each.id)).drop_nulls().group_by("row").agg(each.id)
        agreement = krippendorff(given[each.id].to_list())
        if agreement is not None:
            found.append(CriterionAgreement(each, agreement))
    return tuple(sorted(found, key=lambda it: it.found.alpha))


def check_voices(result: Result, findings: Findings) -> None:
    """The judgements that people do not answer alike."""
    for each in voice_agreements(result):
        if each.is_low:
            values = {"id": each.indicator.id, "alpha": round(each.found.alpha, 2), "count": each.found.units}
            findings.of_node("methode.donnees-desaccord", each.indicator.id, ("score",), **values)
