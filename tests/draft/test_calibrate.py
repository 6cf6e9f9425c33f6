"""Requirements (4.7): thresholds from the stock's own quantiles, as an overlay to review, never applied by itself."""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import hlmdiag
from hlmdiag.draft import Calibration, calibrate, overlay_text
from hlmdiag.errors import HlmdiagError
from hlmdiag.grid import Grid, load_grid, shipped_folder
from hlmdiag.method import examine
from hlmdiag.rules.normalise import Anchors, Steps

DAY = date(2026, 11, 30)
ROWS = 40
GRID = """\
language_version: 1
id: essai
version: "1"
title: Essai
unit: résidence
polarity: POLARITY
columns:
  code: {type: id, required: true}
  a: {type: number}
themes:
  T:
    title: Thème
    themes:
      U:
        title: Sous-thème
        LOCK
        indicators:
          A: {title: "Critère a", value: VALUE, score: {RULE}, source: SOURCE}
levels:
  bas: {title: Bas, from: BEST}
  haut: {title: Haut, from: WORST}
"""
STEPS = "steps: [0, 10, 20, 30], points: [0, 33, 67, 100]"
FALLING = "steps: [0, 10, 20, 30], points: [100, 67, 33, 0]"
RISING_NUMBERS = [float(n) for n in range(ROWS)]
Try = Callable[..., Calibration]


@pytest.fixture
def attempt(tmp_path: Path) -> Try:
    def calibrated(
        numbers: Sequence[float | str] = RISING_NUMBERS, rule: str = STEPS, polarity: str = "burden",
        value: str = "a", lock: str = "", source: str = "{title: Norme}",
    ) -> Calibration:  # fmt: skip
        text = GRID.replace("RULE", rule).replace("POLARITY", polarity).replace("VALUE", value)
        text = text.replace("LOCK", lock).replace("SOURCE", source)
        for mark, start in zip(("BEST", "WORST"), (0, 50) if polarity == "burden" else (50, 0), strict=True):
            text = text.replace(mark, str(start))
        (tmp_path / "essai.yaml").write_text(text, encoding="utf-8")
        rows = "".join(f"R{rank};{number}\n" for rank, number in enumerate(numbers))
        (tmp_path / "parc.csv").write_text(f"code;a\n{rows}", encoding="utf-8")
        grid = load_grid(tmp_path / "essai.yaml")
        return calibrate(grid, hlmdiag.read([tmp_path / "parc.csv"], grid, date=DAY), date=DAY)

    return calibrated


def overlay(found: Calibration, folder: Path) -> Grid:
    """The overlay as it loads, once it is known to have no error."""
    path = folder / "reglage.yaml"
    path.write_text(overlay_text(found, "essai.yaml", ["parc.csv"], DAY, "fr"), encoding="utf-8")
    examined = examine(path)
    assert [it.say("fr") for it in examined.problems if it.severity == "error"] == []
    assert examined.grid is not None
    return examined.grid


@pytest.mark.parametrize(
    ("rule", "polarity", "expected"),
    [
        (STEPS, "burden", (0, 20, 29, 35)),
        (FALLING, "merit", (0, 20, 29, 35)),
        (FALLING, "burden", (0, 4, 10, 20)),
        (STEPS, "merit", (0, 4, 10, 20)),
        ("steps: [0, 10], points: [0, 100]", "burden", (0, 29)),
        ("steps: [0, 10, 20], points: [0, 50, 100]", "burden", (0, 20, 35)),
        ("steps: [0, 5, 6, 7, 8], points: [0, 25, 50, 75, 100]", "burden", (0, 20, 25, 30, 35)),
    ],
)
def test_the_points_stay_and_the_thresholds_follow_the_stock(
    attempt: Try, tmp_path: Path, rule: str, polarity: str, expected: tuple[float, ...]
) -> None:
    found = attempt(rule=rule, polarity=polarity)
    (proposal,) = found.proposals
    assert isinstance(proposal.before, Steps) and isinstance(proposal.rule, Steps)
    assert (proposal.rule.steps, proposal.rule.points) == (expected, proposal.before.points)
    (leaf,) = overlay(found, tmp_path).indicators
    assert leaf.rule == proposal.rule


def test_anchors_move_as_steps_do(attempt: Try, tmp_path: Path) -> None:
    found = attempt(rule="anchors: [[0, 0], [50, 40], [90, 100]]")
    (leaf,) = overlay(found, tmp_path).indicators
    assert leaf.rule == Anchors(anchors=((20, 0), (29, 40), (35, 100)))


def test_what_would_change_is_what_the_overlay_changes(attempt: Try, tmp_path: Path) -> None:
    found = attempt(rule="steps: [0, 2, 4, 6], points: [0, 33, 67, 100]")
    grid = overlay(found, tmp_path)
    parc = hlmdiag.read([tmp_path / "parc.csv"], grid, date=DAY)
    frame = hlmdiag.score(grid, parc, date=DAY).frame
    assert found.levels_changed == int((frame["level"] != frame["parent_level"]).sum()) == 25
    assert found.levels == (("Bas", 4, 29), ("Haut", 36, 11))
    old = [0 if n < 2 else 33 if n < 4 else 67 if n < 6 else 100 for n in range(ROWS)]
    assert found.proposals[0].changed == sum(a != b for a, b in zip(old, frame["score:A"], strict=True))


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        ([100 + n / 1_000 for n in range(ROWS)], (0, 100.019, 100.029, 100.035)),
        ([1_000 + n for n in range(ROWS)], (0, 1_020, 1_029, 1_035)),
        ([n / 1_000 for n in range(ROWS)], (0, 0.019, 0.029, 0.035)),
        ([n * 12_345.678 for n in range(ROWS)], (0, 240_000, 360_000, 430_000)),
    ],
)
def test_thresholds_are_as_round_as_they_can_be(
    attempt: Try, numbers: list[float], expected: tuple[float, ...]
) -> None:
    found = attempt(numbers)
    rules = [it.rule for it in found.proposals]
    assert [rule.steps for rule in rules if isinstance(rule, Steps)] == [expected]


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"numbers": RISING_NUMBERS[:19]}, "peu-de-valeurs"),
        ({"numbers": [*RISING_NUMBERS[:19], *[""] * 30]}, "peu-de-valeurs"),
        ({"numbers": [float(n % 7) for n in range(ROWS)]}, "peu-de-valeurs-differentes"),
        ({"numbers": [0.0] * ROWS + RISING_NUMBERS[:10]}, "confondus"),
        ({"rule": "steps: [0, 10, 20], points: [0, 100, 50]"}, "sens"),
        ({"rule": "steps: [0], points: [50]"}, "sens"),
        ({"lock": "locked: true"}, "verrou"),
        ({"value": "a / median(a)"}, "relatif"),
        ({"rule": "steps: [0, 20, 29, 35], points: [0, 33, 67, 100]"}, "inchanges"),
    ],
)
def test_a_criterion_that_the_stock_cannot_tell_is_left_alone(attempt: Try, given: dict[str, Any], reason: str) -> None:
    found = attempt(**given)
    assert [(it.indicator.id, it.reason) for it in found.left] == [("A", reason)]
    with pytest.raises(HlmdiagError) as refused:
        overlay_text(found, "essai.yaml", ["parc.csv"], DAY, "fr")
    (problem,) = refused.value.problems
    assert problem.code == "ebauche.sans-proposition"
    said = problem.say("fr")
    assert said.startswith(
        "aucun seuil à proposer pour la grille « essai » : rien n’est écrit. A (Critère a)\N{NO-BREAK SPACE}: "
    )


def test_the_answers_of_several_people_are_not_calibrated() -> None:
    grid = load_grid("diagnostic-en-marchant")
    parcours = shipped_folder("examples") / "parcours.csv"
    found = calibrate(grid, hlmdiag.read([parcours], grid, date=DAY), date=DAY)
    assert not found.proposals


def test_the_old_source_does_not_answer_for_the_new_thresholds(attempt: Try, tmp_path: Path) -> None:
    grid = overlay(attempt(source='{title: Norme, url: "https://example.org", date: "2020"}'), tmp_path)
    source = grid.indicators[0].source
    assert source is not None
    assert (source.title, source.url, source.date) == ("Parc du bailleur", None, None)
    assert source.note == "Seuils tirés des quantiles de parc.csv, au 2026-11-30, à revoir."


def test_each_proposal_says_where_it_comes_from_and_what_it_changes(attempt: Try) -> None:
    lines = overlay_text(attempt(), "essai.yaml", ["parc.csv"], DAY, "fr").splitlines()
    nnbsp, nbsp = "\N{NARROW NO-BREAK SPACE}", "\N{NO-BREAK SPACE}"
    place = next(rank for rank, line in enumerate(lines) if line.endswith("# Critère a"))
    assert [line.strip() for line in lines[place + 1 : place + 5]] == [
        f"#   seuils actuels : 0{nbsp}; 10{nbsp}; 20{nbsp}; 30 ; proposés : 0{nbsp}; 20{nbsp}; 29{nbsp}; 35",
        f"#   quantiles de 40 valeurs connues : 50{nnbsp}% → 19,5{nbsp}; 75{nnbsp}% → 29,25{nbsp}; 90{nnbsp}% → 35,1",
        "#   changent de points : 24 sur 40",
        "A:",
    ]
    assert f"#   Bas{nbsp}: 20 → 29" in lines


def test_names_that_are_hostile_stay_in_their_comment(attempt: Try, tmp_path: Path) -> None:
    found = attempt()
    name = 'parc\n: {x}\u2028id: "autre\x00\x7f\udcff.csv'
    path = tmp_path / "r.yaml"
    path.write_text(overlay_text(found, "essai.yaml", [name], DAY, "fr"), encoding="utf-8")
    assert load_grid(path).id == "essai-recalee"


def test_the_overlay_of_the_example_loads_scores_and_keeps_its_promise(tmp_path: Path) -> None:
    grid = load_grid("residence-complexe")
    parc = shipped_folder("examples") / "parc.csv"
    found = calibrate(grid, hlmdiag.read([parc], grid, date=DAY), date=DAY)
    assert (len(found.proposals) > 15, {it.indicator.id for it in found.left} > {"SP1", "OC6"}) == (True, True)
    path = tmp_path / "reglage.yaml"
    path.write_text(overlay_text(found, grid.id, ["parc.csv"], DAY, "fr"), encoding="utf-8")
    assert [(it.code, it.values["entry"]) for it in examine(path).problems] == [("methode.a-completer", "publisher")]
    loaded = load_grid(path)
    frame = hlmdiag.score(loaded, hlmdiag.read([parc], loaded, date=DAY), date=DAY).frame
    assert found.levels_changed == int(frame["level"].ne_missing(frame["parent_level"]).sum())
    assert {each.path.split(".")[-2] for each in loaded.departures if each.path != "title"} == {"score", "source"}
