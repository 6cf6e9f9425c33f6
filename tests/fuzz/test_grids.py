"""Grids, variants, cases and reference files that were changed: each is read, or refused in a sentence."""

from __future__ import annotations

from copy import deepcopy
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pytest
import yaml
from hypothesis import given

from fuzz.conftest import Try, in_a_folder, seeds
from generators.mutations import mutated_bytes, mutated_lines, mutated_tree

STOCK = Path(__file__).parents[1] / "report" / "stock.yaml"
VARIANT = b"extends: g\nid: v\nversion: '2'\ntitle: Variante\nthemes:\n  tranquillite: {weight: 3}\n"
CASES = """- name: un cas
  input: {code: "1", nb_logements: 100, troubles: 5, TR3: "1"}
  output: {score: 10, tolerance: 100}
"""
REFERENCE = """title: Parc
source: nous
date: "2026-01-01"
columns:
  vacance: {all: {count: 40, mean: 4, deviation: 2, median: 3, quantiles: {"25": 2, "50": 3, "75": 5}}}
"""
DATA = b"code;nom;agence;nb_logements;troubles;vacance;TR3\n1;A;Nord;100;5;2;1\n2;B;Sud;50;60;18;3\n"
COMMANDS = (
    ("grid", "check", "{g}"), ("grid", "show", "{g}"), ("grid", "test", "{g}"), ("grid", "doc", "{g}", "-o", "o.md"),
    ("score", "d.csv", "-g", "{g}", "-o", "o.json"), ("inspect", "d.csv", "-g", "{g}"),
    ("grid", "diff", "sain.yaml", "{g}"),
)  # fmt: skip


@cache
def text() -> str:
    return STOCK.read_text(encoding="utf-8")


@cache
def tree() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(text())
    return loaded


def files(grid: bytes, **others: bytes) -> dict[str, bytes]:
    return {"g.yaml": grid, "sain.yaml": text().encode(), "d.csv": DATA, **others}


def command(random: Random, grid: str = "g.yaml") -> list[str]:
    return [each.replace("{g}", grid) for each in random.choice(COMMANDS)]


@in_a_folder()
@given(seed=seeds)
def test_a_grid_whose_lines_were_changed(attempt: Try, seed: int) -> None:
    random = Random(seed)
    attempt(*command(random), files=files(mutated_lines(text(), random).encode(errors="replace")))


@in_a_folder()
@given(seed=seeds)
def test_a_grid_whose_tree_was_changed(attempt: Try, seed: int) -> None:
    random = Random(seed)
    grid = mutated_tree(deepcopy(tree()), random, random.randint(1, 3))
    written = yaml.safe_dump(grid, allow_unicode=True, sort_keys=False).encode(errors="replace")
    attempt(*command(random), files=files(written))


@in_a_folder()
@given(seed=seeds)
def test_a_grid_whose_bytes_were_changed(attempt: Try, seed: int) -> None:
    random = Random(seed)
    attempt(*command(random), files=files(mutated_bytes(text().encode(), random)))


@in_a_folder()
@given(seed=seeds)
def test_a_variant_that_was_changed(attempt: Try, seed: int) -> None:
    random = Random(seed)
    variant = mutated_lines(VARIANT.decode(), random).encode(errors="replace")
    attempt(*command(random, "v.yaml"), files=files(text().encode(), **{"v.yaml": variant}))


@in_a_folder()
@given(seed=seeds)
def test_cases_that_were_changed(attempt: Try, seed: int) -> None:
    random = Random(seed)
    cases = mutated_lines(CASES, random).encode(errors="replace")
    attempt("grid", "test", "g.yaml", files=files(text().encode(), **{"g.cases.yaml": cases}))


@in_a_folder()
@given(seed=seeds)
def test_a_reference_that_was_changed(attempt: Try, seed: int) -> None:
    random = Random(seed)
    reference = mutated_lines(REFERENCE, random).encode(errors="replace")
    asked = ("score", "d.csv", "-g", "g.yaml", "--reference", "ref.yaml", "-o", "o.json")
    attempt(*asked, files=files(text().encode(), **{"ref.yaml": reference}))


@pytest.mark.parametrize(
    "content", [b"a::", b"::\n", b"1:\n", b"-\n", b"&a\n", b"{}", b"? a\n", b'"":\n', b"themes::\n  x: 1\n"]
)
def test_a_file_that_is_no_grid_at_all(attempt: Try, content: bytes) -> None:
    assert attempt("grid", "check", "g.yaml", files=files(content)) in (1, 3)


def test_flags_that_read_one_another_in_a_long_chain(attempt: Try) -> None:
    chain = {
        f"f{n}": {"when": f"flag(f{n - 1})" if n else "troubles > 3", "message": "m"} for n in range(1100)
    }  # Python calls itself a thousand deep
    grid = yaml.safe_dump({**tree(), "flags": chain, "actions": {}}, sort_keys=False).encode()
    attempt("grid", "check", "g.yaml", files=files(grid))
    attempt("score", "d.csv", "-g", "g.yaml", "-o", "o.json", files=files(grid))


@pytest.mark.parametrize(
    "formula",
    ["(" * 5_000 + "1" + ")" * 5_000, "not " * 5_000 + "True", "-" * 9_000 + "1", "1+" * 9_000 + "1", "9" * 10_000,
     "1e999", "1e-999", "2**99999", "x" * 10_000, "a.b" * 3_000, "[" * 3_000, "\x0c1", "1 if 1 else " * 2_000 + "1",
     "0x" + "f" * 5_000],
)  # fmt: skip
def test_a_formula_beyond_measure(attempt: Try, formula: str) -> None:
    grid = deepcopy(tree())
    grid["flags"] = {"f": {"when": formula, "message": "m"}}
    assert attempt("grid", "check", "g.yaml", files=files(yaml.safe_dump(grid, width=10**9).encode())) in (0, 1, 3)
