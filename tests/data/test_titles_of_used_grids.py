"""A file that also serves a grid whose result is read: its titles are not said to be unknown."""

from __future__ import annotations

from pathlib import Path

import hlmdiag

READ = """
language_version: 1
id: premiere
version: "1"
title: Première
polarity: burden
columns: {code: {type: id, required: true}, a: {type: number}, b: {type: number}, c: {type: number}, d: {type: number}}
indicators: {I: {title: I, value: a + b + c + d, score: {identity: {}}}}
"""
READS = """
language_version: 1
id: seconde
version: "1"
title: Seconde
polarity: burden
uses: {avant: premiere}
columns: {code: {type: id, required: true}}
indicators: {J: {title: J, value: avant.score, score: {identity: {}}}}
"""


def said(tmp_path: Path, header: str, grid: str = "seconde") -> list[tuple[str, str | None]]:
    (tmp_path / "premiere.yaml").write_text(READ, encoding="utf-8")
    (tmp_path / "seconde.yaml").write_text(READS, encoding="utf-8")
    path = tmp_path / "parc.csv"
    path.write_text(header + "\n" + ";".join("1" for _ in header.split(";")) + "\n", encoding="utf-8")
    problems = hlmdiag.read([path], hlmdiag.load_grid(tmp_path / f"{grid}.yaml")).problems
    return [(problem.code, problem.location.header) for problem in problems if problem.code != "donnees.cle-unique"]


def test_the_titles_of_a_used_grid_are_not_unknown(tmp_path: Path) -> None:
    assert said(tmp_path, "code;a;b;c;d") == []


def test_a_title_that_no_grid_reads_is_still_said(tmp_path: Path) -> None:
    assert said(tmp_path, "code;a;b;c;d;observations") == [("donnees.entete-en-trop", "observations")]


def test_a_file_of_neither_grid_is_still_said_to_be_little_recognised(tmp_path: Path) -> None:
    codes = [code for code, _ in said(tmp_path, "code;u;v;w;x;y;z")]
    assert codes.count("donnees.peu-reconnu") == 1
    assert codes.count("donnees.entete-en-trop") == 6
