"""Whatever a text holds, every file that is written from it can be read again, and holds nothing hidden.

Texts come from where others write them: titles of a grid, names of units, names of files, limits typed, workbooks.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import openpyxl
import polars as pl
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from lxml import etree, html

import yaml_texts
from hlmdiag.branding import Brand
from hlmdiag.errors import Location
from hlmdiag.grid import load_grid
from hlmdiag.grid.model import Grid
from hlmdiag.report import excel, github, gitlab, junit, markdown, sarif
from hlmdiag.report import html as page
from hlmdiag.report.annotated import annotate
from hlmdiag.report.dossier import html as dossier_page
from hlmdiag.report.dossier import markdown as dossier_markdown
from hlmdiag.report.dossier import word
from hlmdiag.scoring import Result, score
from hlmdiag.scoring.gate_results import Gate, Gating
from hlmdiag.text.inert import CELL, as_cell
from report.stock import DATE, GRID, UNITS, dataset
from report.test_annotated import look_at
from report.test_verdicts import PLACES
from worded import drafter_of

HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
"""Said again here, from XML 1.0 (Char) and Unicode (Cc, Bidi_Control)."""
SIGNS = "\x00\x01\x07\x0b\x0c\x0d\x1b\x1f\x7f\x85\x9f\u200e\u202e\u2066\u2028\ufeff\ufffd\ufffe\uffff"
SIGNS += "\U0001fffe😀é<>&\"'|`]]>\n\t ab="
IN_A_GRID = st.text(SIGNS, min_size=1, max_size=8) | st.sampled_from(["é" * 40_000, "😀" * 20_000, "_x0041_", "]]>"])
"""A grid is UTF-8: its loader refuses half of a surrogate pair, as polars does in a table."""
TYPED = st.text(SIGNS + "\ud800\udfff\udc80", min_size=1, max_size=8)
TRIED = settings(max_examples=8, suppress_health_check=list(HealthCheck), deadline=None)
WRITTEN_BY_PEOPLE = ("title", "label", "unit", "message", "publisher", "statement", "why", "how", "descriptor")


def spoiled(node: Any, text: str) -> Any:
    """A grid where each text that people write ends with another."""
    if isinstance(node, dict):
        return {
            key: f"{value}{text}" if key in WRITTEN_BY_PEOPLE and isinstance(value, str) else spoiled(value, text)
            for key, value in node.items()
        }
    return [spoiled(each, text) for each in node] if isinstance(node, list) else node


def hostile(folder: Path, text: str, typed: str) -> Result:
    path = folder / "grille.yaml"
    # a grid has a size that it may not pass, a table has none
    own = spoiled(yaml_texts.read(GRID.read_text("utf-8")), text if len(text) < 100 else "a")
    path.write_text(yaml_texts.written(own), encoding="utf-8")
    grid: Grid = load_grid(path)
    units = [dict(unit) | {"nom": f"Le Clos {text}", "agence": text, "commune": text} for unit in UNITS]
    result = score(grid, dataset(grid, units), date=DATE)
    problems = tuple(replace(each, location=Location(file=f"parc{typed}.csv")) for each in result.manifest.problems)
    gating = Gating((Gate(f"count(level >= fragile) > 0 {typed}", "crossed", (), 0, ()),))
    return replace(result, manifest=replace(result.manifest, problems=problems, gating=gating))


def parts(archive: bytes) -> Iterator[tuple[str, Any]]:
    """The parts of a package, each read by a parser of XML that forgives nothing."""
    with ZipFile(BytesIO(archive)) as package:
        for name in package.namelist():
            if name.endswith((".xml", ".rels", ".vml")):
                yield name, etree.fromstring(package.read(name))


def texts(tree: Any) -> Iterator[str]:
    for element in tree.iter():
        yield from filter(None, [element.text, element.tail, *element.attrib.values()])


def assert_sound(archive: bytes) -> None:
    for name, tree in parts(archive):
        assert not [each for each in texts(tree) if HIDDEN.search(each)], name
    for sheet in openpyxl.load_workbook(BytesIO(archive), data_only=True).worksheets:
        for row in sheet.iter_rows(values_only=True):
            assert all(len(each.encode("utf-16-le")) <= 2 * CELL for each in row if isinstance(each, str))


def written(render: Callable[..., Any], *given: Any) -> bytes:
    out = BytesIO()
    render(*given[:1], out, *given[1:])
    return out.getvalue()


@TRIED
@given(IN_A_GRID, TYPED)
@example("\x0b", "\udc80")
@example("é" * 40_000, "a")
def test_every_report_reads_again(tmp_path_factory: pytest.TempPathFactory, text: str, typed: str) -> None:
    result = hostile(tmp_path_factory.mktemp("textes"), text, typed)
    brand = Brand(organisation=f"Office {text}")
    assert_sound(written(excel.render, result, "fr", brand))
    for shown in (written(markdown.render, result, "fr", None, brand), written(page.render, result, "fr", brand)):
        assert not HIDDEN.search(shown.decode())
    assert html.fromstring(written(page.render, result, "fr", brand)) is not None
    tree = etree.fromstring(written(junit.render, result, "fr"))
    assert not [each for each in texts(tree) if HIDDEN.search(each)]
    for render in (sarif.render, gitlab.render):
        assert not HIDDEN.search(json.dumps(json.loads(written(render, result, "fr", PLACES)), ensure_ascii=False))
    for render in (github.render, github.render_summary):
        assert not HIDDEN.search(written(render, result, "fr").decode())


@TRIED
@given(IN_A_GRID)
@example("\x0b")
def test_every_dossier_reads_again(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    result = hostile(tmp_path_factory.mktemp("textes"), text, "a")
    dossier = next(drafter_of(result).units([1]))
    brand = Brand(organisation=f"Office {text}")
    for _, tree in parts(written(word.render, dossier, "fr", brand)):
        assert not [each for each in texts(tree) if HIDDEN.search(each)]
    for render in (dossier_page.render, dossier_markdown.render):
        assert not HIDDEN.search(written(render, dossier, "fr", brand).decode())


@TRIED
@given(TYPED.filter(lambda text: "\0" not in text))
def test_every_annotated_copy_reads_again(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    clean = text.encode("utf-8", "ignore").decode().replace("\n", " ").replace("\r", " ").replace('"', "")
    path = tmp_path_factory.mktemp("copie") / "parc.csv"
    path.write_text(f'Code résidence;Nom;Nb lgts;Vacance (%)\nR1;"{clean}";env. 24;"3{clean}"\n', encoding="utf-8")
    [(source, sheets)] = (found := look_at(path)).opened
    out = BytesIO()
    annotate(source, sheets, found.faults, found.numeric, out, "fr", DATE)
    assert_sound(out.getvalue())


@given(st.text(SIGNS + "\ud800", max_size=80), st.integers(2, 40))
def test_a_cell_takes_no_more_than_it_holds(text: str, longest: int) -> None:
    held = as_cell(text, longest)
    assert len(held.encode("utf-16-le")) <= 2 * longest
    assert not HIDDEN.search(held)
    kept = HIDDEN.sub("", text).replace("\r", "")
    assert held == kept or (held.endswith("…") and kept.startswith(held[:-1]))


def test_a_name_with_a_vertical_tab_is_whole_in_every_sheet(tmp_path: Path) -> None:
    result = hostile(tmp_path, "é", "a")
    result = replace(result, frame=result.frame.with_columns(nom=pl.lit("Les\x0b Glycines")))
    archive = written(excel.render, result, "fr")
    assert sum("Les Glycines" in each for _, tree in parts(archive) for each in texts(tree)) >= 2
