"""What faults are written, and where none is."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from mutation.operators import Mutant, mutants_of
from mutation.tree import OTHERS, ROOT, Reach, Recorded

SOURCE = '''"""A module: 1 < 2."""

LEAST: int | None = 3


def sure(a: int | None, *, é: str = "and") -> bool:
    """Whether it is."""
    if a is None:
        raise ValueError("none")
    return not (a <= LEAST and max(a, 2) == 2)
'''


@pytest.fixture
def found(tmp_path: Path) -> list[Mutant]:
    path = tmp_path / "module.py"
    path.write_text(SOURCE, encoding="utf-8")
    return mutants_of(path, "module.py")


def test_each_fault_is_one_that_a_reader_could_overlook(found: list[Mutant]) -> None:
    assert [(each.line, each.was, each.becomes) for each in found if each.line in (3, 8, 9)] == [
        (3, "LEAST: int | None = 3", "LEAST: int | None = 4"),
        (8, "if a is None:", "if (not (a is None)):"),
        (8, "if a is None:", "if a is not None:"),
        (9, 'raise ValueError("none")', "pass"),
    ]
    assert {each.becomes.removeprefix("return ") for each in found if each.line == 10} == {
        "None",
        "(a <= LEAST and max(a, 2) == 2)",
        "not (a < LEAST and max(a, 2) == 2)",
        "not (a <= LEAST or max(a, 2) == 2)",
        "not (a <= LEAST and min(a, 2) == 2)",
        "not (a <= LEAST and max(a, 3) == 2)",
        "not (a <= LEAST and max(a, 2) != 2)",
        "not (a <= LEAST and max(a, 2) == 3)",
    }


def test_a_text_or_an_annotation_is_left_alone(found: list[Mutant]) -> None:
    assert {each.line for each in found} == {3, 8, 9, 10}
    assert {each.where for each in found} == {"module", "sure"}


def test_a_fault_is_python_and_leaves_the_rest_as_it_was(found: list[Mutant]) -> None:
    for each in found:
        faulty = each.applied(SOURCE.encode()).decode()
        ast.parse(faulty)
        changed = [pair for pair in zip(SOURCE.splitlines(), faulty.splitlines(), strict=True) if pair[0] != pair[1]]
        assert [tuple(map(str.strip, pair)) for pair in changed] == [(each.was, each.becomes)]


def test_a_fault_is_tried_on_the_tests_that_run_its_line(found: list[Mutant]) -> None:
    raised = next(each for each in found if each.becomes == "pass")
    read = next(each for each in found if each.line == 3)
    recorded: Recorded = {
        "lines": [("module.py", 8), ("module.py", 9), ("module.py", 10), ("other.py", 9)],
        "tests": {
            "a.py::sure": (1.0, [0, 2]), "a.py::unsure": (2.0, [0, 1]), "b.py::none": (1.0, [0, 1]),
            "b.py::elsewhere": (9.0, [3]),
        },
        "failed": [],
    }  # fmt: skip
    reach = Reach()
    reach.add(recorded)
    assert reach.tests(raised, 120) == ["b.py::none", "a.py::unsure"]
    assert reach.tests(raised, 2) == ["b.py::none"]
    assert reach.tests(read, 120) == ["b.py::none", "a.py::sure", "a.py::unsure"]


def test_the_tests_that_are_left_out_are_there() -> None:
    assert [name for name in OTHERS if not (ROOT / name).exists()] == []
