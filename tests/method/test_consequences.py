"""What conditions say of one another, on the grid of the planted faults."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from hlmdiag.expression.tree import Tree
from hlmdiag.grid import load_grid
from hlmdiag.method.consequences import Consequences, shape_of, unscaled
from hlmdiag.method.value_ranges import ValueRanges

SOUND = (Path(__file__).parent / "planted" / "sound.yaml").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("grilles")


@cache
def conditions(folder: Path, *texts: str) -> tuple[Consequences, tuple[Tree, ...]]:
    """Conditions as the flags of the grid, read by it."""
    flags = "".join(f"  f{rank}: {{when: '{text}', message: m{rank}}}\n" for rank, text in enumerate(texts))
    path = folder / "saine.yaml"
    path.write_text(SOUND.replace("\nflags:\n", f"\nflags:\n{flags}"), encoding="utf-8")
    grid = load_grid(path)
    return Consequences(grid, ValueRanges(grid)), tuple(grid.flags[f"f{rank}"].when.tree for rank in range(len(texts)))


IMPLIED = [
    ("vacance > 40", "vacance > 20"),
    ("vacance >= 20", "20 <= vacance"),
    ("vacance > 40 and trafic", "vacance > 20 or impayes > 3"),
    ("vacance > 40 and trafic", "trafic == true"),
    ('etiquette == "A"', 'etiquette in ("A", "B")'),
    ('etiquette in ("A", "B")', 'etiquette != "C"'),
    ("ascenseurs > 1", "ascenseurs >= 2"),
    ("level == complexe", "level >= fragile"),
    ('flag("trafic-installe")', "trafic"),
    ("trafic", 'flag("trafic-installe")'),
    ("count(incidents) >= 3", "count(incidents) > 2"),
    ("vacance + impayes > 40", "impayes + vacance > 30"),
]
FREE = [
    ("vacance > 20", "vacance > 40"),
    ("vacance > 40", "impayes > 20"),
    ("vacance > 40 or trafic", "vacance > 20"),
    ("vacance > 1.5", "vacance >= 2"),
    ("not (vacance > 20)", "vacance <= 20 or trafic"),
    ("vacance > 20", "is_known(impayes)"),
    ("count(incidents) >= 3", 'count(incidents, nature == "trouble") >= 3'),
    ("vacance + impayes > 40", "vacance > 1"),
    ("score(VAC) >= 50", "vacance > 4"),
    ("not (vacance <= 40 or impayes <= 3)", "impayes > 2"),
]


@pytest.mark.parametrize(("condition", "other"), IMPLIED)
def test_a_condition_never_holds_without_another(condition: str, other: str, folder: Path) -> None:
    logic, (first, second) = conditions(folder, condition, other)
    assert logic.implies(first, second)


@pytest.mark.parametrize(("condition", "other"), FREE)
def test_a_condition_may_hold_without_another_or_nothing_tells(condition: str, other: str, folder: Path) -> None:
    """A negation holds too where nothing applies: then it implies no bound."""
    logic, (first, second) = conditions(folder, condition, other)
    assert not logic.implies(first, second)


def test_a_condition_with_too_many_cases_is_told_nothing_of(folder: Path) -> None:
    many = " and ".join(f"(vacance > {rank} or impayes > {rank})" for rank in range(1, 12))
    logic, (first, second) = conditions(folder, many, "vacance > 99")
    assert logic.can_hold([first], [first])
    assert not logic.implies(first, second)


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("vacance > 1", "100 - vacance > 1", True),
        ("reclamations / logements > 1", "100 * reclamations / logements > 1", True),
        ("reclamations / logements > 1", "logements / reclamations > 1", False),
        ("vacance / 100 > 1", "impayes / 100 > 1", False),
        ("100 / vacance > 1", "vacance > 1", False),
        ("vacance + impayes > 1", "impayes + vacance + 3 > 1", True),
    ],
)
def test_a_value_is_known_again_but_for_its_constants(one: str, other: str, alike: bool, folder: Path) -> None:
    _, (first, second) = conditions(folder, one, other)
    assert (unscaled(first.left) == unscaled(second.left)) is alike  # type: ignore[union-attr]  # comparisons
    assert shape_of(first) == shape_of(first)
