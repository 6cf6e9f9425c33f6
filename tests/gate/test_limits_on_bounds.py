"""A limit is crossed or held only where no answer that is still missing could make it otherwise."""

from itertools import product

import pytest

from gate.conftest import ROWS, Scored
from hlmdiag.gate import evaluate, read_conditions
from hlmdiag.scoring.gate_results import Gating, Measure

ANSWERS = {"vacance": ("0 %", "7 %", "20 %"), "pannes": ("0", "3", "40")}
"""Of each column, an answer for each number of points; forty breakdowns raise the flag too."""
CONDITIONS = [
    *(f"share(level >= moyen) {sign} {limit}" for sign in (">", "<=") for limit in (0.3, 0.5, 0.6, 0.7, 0.9)),
    *(f"count(level == tendu) {sign} {limit}" for sign in (">=", "==", "!=") for limit in (0, 1, 2, 4)),
    *(f"{name}(score) {sign} {limit}" for name in ("mean", "median") for sign in (">", "<") for limit in (10, 30, 50)),
    *(f"{name}(score) > {limit}" for name in ("min", "max") for limit in (-1, 0, 24, 75, 99)),
    'count(flag("pannes-lourdes")) > 0', 'count(flag("pannes-lourdes")) > 1', "share(alerts() == 0) > 0.5",
    "count(level in (calme, tendu)) >= 4", "count(level not in (moyen)) >= 4", "count(score(VAC) >= 50) > 2",
    "count(level(occupation) > calme) >= 4", "count(pannes > 2 or vacance > 5) > 3", "mean(score(PAN)) > 40",
    "share(level >= moyen) - share(level == tendu) > 0.4", "count(level >= moyen) / count(logements > 0) < 0.7",
    "not median(score) <= 20 and count(level == tendu) >= 1", "max(mean(score), median(score)) >= 40",
    "mean(100 - score) < 60", "mean(score * score(VAC)) > 2000", "count(score + score(PAN) > 100) >= 2",
    "sum(score if pannes > 2 else 0) > 150",
]  # fmt: skip
BLANKS = {
    "both answers of one": ("burden", {"R4": ("vacance", "pannes")}),
    "one answer of two": ("merit", {"R4": ("vacance",), "R5": ("pannes",)}),
}
KNOWN = {"R4": {"vacance": "7 %", "pannes": "0"}}


def stock(blank: dict[str, tuple[str, ...]]) -> tuple[list[list[str]], list[tuple[int, int]]]:
    """The rows with those answers blank, and where they are."""
    rows, places = [row.split(";") for row in ROWS], []
    for place, row in enumerate(rows):
        row[4:] = [KNOWN.get(row[0], {}).get(name) or row[4 + at] for at, name in enumerate(ANSWERS)]
        for at, name in enumerate(ANSWERS):
            if name in blank.get(row[0], ()):
                row[4 + at] = ""
                places.append((place, 4 + at))
    return rows, places


@pytest.mark.parametrize(("polarity", "blank"), BLANKS.values(), ids=BLANKS)
def test_a_verdict_is_that_of_every_completion(scored: Scored, polarity, blank) -> None:
    rows, places = stock(blank)
    result = scored(*(";".join(row) for row in rows), polarity=polarity)
    conditions = read_conditions(CONDITIONS, result.grid)
    gates = evaluate(conditions, result)
    completed, reached = list[list[str]](), list[list[Measure]]()
    for answers in product(*(tuple(ANSWERS.values())[at - 4] for _, at in places)):
        for (place, at), answer in zip(places, answers, strict=True):
            rows[place][at] = answer
        whole = scored(*(";".join(row) for row in rows), polarity=polarity)
        decided = evaluate(conditions, whole)
        completed.append([gate.status for gate in decided])
        reached.append([gate.measures[0] for gate in decided])
    for gate, statuses in zip(gates, zip(*completed, strict=True), strict=True):
        assert set(statuses) <= {"held", "crossed"}, gate.condition
        if gate.status in ("held", "crossed"):
            assert set(statuses) == {gate.status}, gate
        else:
            assert gate.named and not Gating((gate,)).fails
    for gate, measures in zip(gates, zip(*reached, strict=True), strict=True):
        values = [each.value for each in measures if each.value is not None]
        if gate.measures[0].text.endswith(("(score)", "level >= moyen)", 'flag("pannes-lourdes"))')):
            assert (gate.measures[0].low, gate.measures[0].high) == (min(values), max(values)), gate
    # bounds are not so wide that nothing is certain, nor so narrow that nothing is open
    found = [gate.status for gate in gates]
    assert min(found.count(each) for each in ("held", "crossed", "open")) >= 5
