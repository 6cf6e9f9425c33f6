"""Every number of every report is one of the JSON result, or is worked out of it here again, in plain Python."""

from __future__ import annotations

import csv as plain_csv
import json as plain_json
import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from functools import cache
from io import BytesIO, StringIO
from itertools import product
from statistics import median
from typing import Any

import pytest

from hlmdiag.report import csv, json
from hlmdiag.scoring import score
from report.cells import opened
from report.pages import Page
from report.stock import DATE, UNITS, dataset, small_result
from report.test_markdown import sheet, stock_page

UNKNOWN = ("missing", "unknown", "invalid", "small_base")
_DATE = re.compile(r"\d{2}/\d{2}/\d{4}")
_CELL = re.compile(r"\b[A-Z]{1,2}\d+\b")
_HASH = re.compile(r"SHA-256|\b[0-9a-f]{64}\b")
_NUMBER = re.compile(r"(?<![\w.,])\d[\d\u202f]*(?:,\d+)?(?![\w]|\.\d)")


@cache
def saved() -> dict[str, Any]:
    out = BytesIO()
    json.render(small_result(), out, "fr")
    document: dict[str, Any] = plain_json.loads(out.getvalue())
    return document


def held(part: object) -> Iterator[float]:
    """Every number of the JSON result, those of the grid included."""
    if isinstance(part, dict):
        part = list(part.values())
    if isinstance(part, list):
        for each in part:
            yield from held(each)
    elif isinstance(part, int | float) and not isinstance(part, bool):
        yield float(part)


@cache
def known() -> frozenset[float]:
    units, grid = saved()["units"], saved()["grid"]["document"]
    return frozenset(
        [*held(saved()), *supposed(), *stock_figures(units), *unit_figures(units, grid), *weights_lacking(units, grid)]
    )


def supposed() -> Iterator[float]:
    """The score that the answers proposed to a unit would give it: those answers, scored."""
    proposed = {"000102": {"troubles": 24, "TR3": "1"}}
    grid = small_result().grid
    units = [unit | proposed.get(str(unit["code"]), {}) for unit in UNITS]
    scored = score(grid, dataset(grid, units), date=DATE).frame
    yield from scored.filter(scored["code"].is_in(list(proposed)))["score"]


def stock_figures(units: list[dict[str, Any]]) -> Iterator[float]:
    """Numbers of units and of logements by level and by agency, their shares, medians of coverage and of themes."""
    groups = {unit["agence"] for unit in units}
    levels = {unit["level"] for unit in units}
    yield from range(len(units) * 8 + 1)
    for group, level in product([groups, *({each} for each in groups)], [levels, *({each} for each in levels)]):
        found = [unit for unit in units if unit["agence"] in group and unit["level"] in level]
        size = sum(unit["nb_logements"] or 0 for unit in found)
        yield from (size, len(found) / len(units), size / sum(unit["nb_logements"] or 0 for unit in units))
    for list_name in ("actions", "flags"):
        for named in {each for unit in units for each in unit[list_name]}:
            yield sum(unit["nb_logements"] or 0 for unit in units if named in unit[list_name])
    for name in units[0]:
        if name.startswith(("coverage", "score")):
            values = [unit[name] for unit in units if unit[name] is not None]
            yield from [median(values)] if values else []


def unit_figures(units: list[dict[str, Any]], grid: Mapping[str, Any]) -> Iterator[float]:
    """Distances to the bounds of levels, counts of states, weights among what applies, points that can still move."""
    for unit in units:
        for level in grid["levels"].values():
            yield abs((unit["score"] or 0) - level["from"])
        weights = dict(nominal(grid["themes"], unit))
        yield from weights.values()
        for leaf, weight in weights.items():
            points = unit.get(f"score:{leaf}")
            yield weight * 100
            yield from (
                ()
                if points is None or unit["score"] is None
                else (effective(grid["themes"], unit)[leaf] * (100 - points),)
            )


def nominal(themes: Mapping[str, Any], unit: Mapping[str, Any] | None = None) -> Iterator[tuple[str, float]]:
    """Weight of every node in the whole, among its siblings that apply to a unit; every one without a unit."""
    yield from split({"themes": themes}, 1.0, lambda leaf: unit is None or unit[f"state:{leaf}"] != "not_applicable")


def effective(themes: Mapping[str, Any], unit: Mapping[str, Any]) -> dict[str, float]:
    return dict(split({"themes": themes}, 1.0, lambda leaf: unit[f"score:{leaf}"] is not None))


def split(node: Mapping[str, Any], share: float, counts: Any) -> Iterator[tuple[str, float]]:
    children = {**node.get("indicators", {}), **node.get("themes", {})}
    present = {id: child for id, child in children.items() if any(map(counts, leaves(id, child)))}
    total = sum(child.get("weight", 1) for child in present.values())
    for id, child in present.items():
        own = share * child.get("weight", 1) / total
        yield id, own
        yield from split(child, own, counts)


def leaves(id: str, node: Mapping[str, Any]) -> list[str]:
    if "indicators" not in node and "themes" not in node:
        return [id]
    below = {**node.get("indicators", {}), **node.get("themes", {})}
    return [leaf for each, child in below.items() for leaf in leaves(each, child)]


def weights_lacking(units: list[dict[str, Any]], grid: Mapping[str, Any]) -> Iterator[float]:
    """The weight that an indicator takes away from the answers of the stock."""
    for leaf in dict(nominal(grid["themes"])):
        lacking = [unit for unit in units if unit.get(f"state:{leaf}") in UNKNOWN]
        yield sum(dict(nominal(grid["themes"], unit))[leaf] for unit in lacking) / len(units)


@cache
def spellings() -> frozenset[str]:
    """The ways to write these numbers, without sign nor mark for thousands: rounded, or cut for a share of answers."""
    found = set()
    for value in known():
        for shown, decimals in product((value, 100 * value), range(4)):
            for rounding in (ROUND_HALF_UP, ROUND_DOWN):
                exact = Decimal(repr(abs(shown))).quantize(Decimal(1).scaleb(-decimals), rounding)
                found.add(f"{exact:f}".replace(".", ","))
    return frozenset(found)


def unexplained(text: str) -> set[str]:
    """Numbers of a text that are neither of the result nor of the words of the grid (thresholds in sentences)."""
    for unit in saved()["units"]:
        text = text.replace(unit["code"], "")
    for pattern in (_HASH, _DATE, _CELL):
        text = pattern.sub("", text)
    found = {each.replace("\u202f", "") for each in _NUMBER.findall(text.replace("\u00a0", " "))}
    return {each for each in found if each not in spellings()}


@pytest.mark.parametrize("name", ["md", "fiches", "html"])
def test_every_number_of_a_text_is_one_of_the_result(name: str) -> None:
    result = small_result()
    texts = {
        "md": lambda: stock_page(result),
        "fiches": lambda: "\n".join(sheet(result, row) for row in range(result.frame.height)),
        "html": lambda: Page(result).text,
    }
    assert unexplained(texts[name]()) == set()


def test_a_number_that_is_not_of_the_result_would_be_found() -> None:
    assert unexplained("note 71,3 ; 12\u202f345 logements") == {"71,3", "12345"}


def test_every_number_of_the_workbook_is_one_of_the_result_to_the_last_decimal() -> None:
    values = sorted(known())
    for page in opened(small_result()).worksheets:
        cells = [cell for row in page.iter_rows() for cell in row if isinstance(cell.value, int | float)]
        strange = {cell.coordinate: cell.value for cell in cells if not is_near(cell.value, values)}
        assert strange == {}, page.title


def is_near(value: float, values: Iterable[float]) -> bool:
    return any(abs(value - each) < 2e-9 for each in values)


def test_the_csv_says_what_the_json_says() -> None:
    out = BytesIO()
    csv.render(small_result(), out, "fr", "standard")
    rows = list(plain_csv.DictReader(StringIO(out.getvalue().decode("utf-8-sig"))))
    assert len(rows) == len(saved()["units"])
    for row, unit in zip(rows, saved()["units"], strict=True):
        assert set(row) == set(unit)
        for name, value in unit.items():
            if isinstance(value, int | float) and not isinstance(value, bool):
                assert float(row[name]) == value, name
            elif value is None:
                assert row[name] == "", name
