"""Writes the stock that the benchmarks score, and its grid: N residences, 65 columns, seeded.

    python benchmarks/make_stock.py --rows 200000 --out benchmarks/data [--making usual|marked|judged]

Cells are written as landlords write them: decimal commas, percents with their sign, blanks, NC, NSP, sans objet.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import polars as pl
from criteria import COUNT, LEVELS, MAKINGS, MIN_COVERAGE, POINTS, THEME_WEIGHTS, Criterion, criteria

SEED = 20261101
_BLOCK = 200_000
"""Residences made at once: two million of them do not fit in memory as texts."""
AGENCIES = ("Centre", "Nord", "Plateau", "Rives", "Littoral", "Vallée")
MARKS = ("", "NC", "NSP", "sans objet")
OTHER_MARKS = ("", "n.c.", "?", "s.o.")
MARK_SHARES = (0.05, 0.015, 0.01, 0.015)
YES, NO = ("oui", "O", "Oui"), ("non", "N", "Non")
"""Several spellings of one answer, as a column filled by several agencies holds."""


def write_stock(path: Path, rows: int, count: int = COUNT, making: str = MAKINGS[0]) -> None:
    """Writes `rows` residences of `count` criteria; the same numbers give the same bytes."""
    with path.open("wb") as out:
        for start in range(0, rows, _BLOCK):
            block = _block(start, min(_BLOCK, rows - start), count, making)
            block.write_csv(out, separator=";", quote_style="necessary", include_header=start == 0)


def _block(start: int, rows: int, count: int, making: str) -> pl.DataFrame:
    random = np.random.default_rng([SEED, start] if start else SEED)
    severity = random.beta(2.0, 3.2, rows)
    numbers = range(start + 1, start + rows + 1)
    columns: dict[str, pl.Series] = {
        "code_residence": pl.Series([f"{number:07d}" for number in numbers]),
        "nom_residence": pl.Series([f"Résidence {number}" for number in numbers]),
        "agence": pl.Series(AGENCIES).gather(random.integers(0, len(AGENCIES), rows)),
        "nb_logements": pl.Series(random.integers(6, 400, rows)).cast(pl.String),
        "annee_construction": pl.Series(random.integers(1930, 2024, rows)).cast(pl.String),
    }
    for criterion in criteria(count, making):
        columns[criterion.id] = _cells(criterion, severity, random, making)
    return pl.DataFrame(columns)


def _cells(criterion: Criterion, severity: np.ndarray, random: np.random.Generator, making: str) -> pl.Series:
    """One column of text: answers around the severity of each residence, then the marks of what is not known."""
    level = np.clip(severity + random.normal(0, 0.18, len(severity)), 0, 1)
    is_marked = making == "marked"
    texts, places = _answers(criterion, level, is_marked=is_marked)
    drawn = random.random(len(severity))
    low = 0.0
    for number, share in enumerate(MARK_SHARES):
        places = np.where((drawn >= low) & (drawn < low + share), len(texts) + number, places)
        low += share
    # an empty text is written between quotes, and nothing as nothing
    held = [*texts, *OTHER_MARKS] if is_marked else [text or None for text in (*texts, *MARKS)]
    return pl.Series(held, dtype=pl.String).gather(places)


def _answers(criterion: Criterion, level: np.ndarray, *, is_marked: bool) -> tuple[list[str], np.ndarray]:
    """The texts a column may hold and, for each residence, which one it has."""
    match criterion.cells:
        case "number" | "percent" if is_marked:
            return [f"{half / 2:g}".replace(".", ",") for half in range(4, 161)], (level * 156).astype(int)
        case "number":
            return [f"{part / 100:.2f}".replace(".", ",") for part in range(8001)], (level * 8000).astype(int)
        case "percent":
            return [f"{tenth / 10:.1f} %".replace(".", ",") for tenth in range(1001)], (level * 1000).astype(int)
        case "count":
            return [str(number) for number in range(91)], (level * 90).astype(int)
        case "mark":
            return ["1", "2", "3", "4"], np.minimum((level * 5).astype(int), 3)
        case _:
            return [*YES, *NO], np.where(level > 0.55, 0, 3) + (level * 997).astype(int) % 3


def grid_text(count: int = COUNT, making: str = MAKINGS[0]) -> str:
    """The grid of that stock, as its author would write it."""
    known = criteria(count, making)
    lines = [
        "language_version: 1",
        "id: banc-d-essai",
        'version: "1"',
        "title: Banc d'essai à soixante critères",
        "publisher: hlmdiag",
        'date: "2026-11-01"',
        "statement: Grille de mesure des temps, sans valeur de diagnostic.",
        "unit: residence",
        "polarity: burden",
        "scale: [0, 100]",
        f"min_coverage: {MIN_COVERAGE}",
        "columns:",
        "  code_residence: {type: id, required: true}",
        "  nom_residence: {type: text, role: label}",
        "  agence: {type: text, role: group}",
        "  nb_logements: {type: integer, min: 1, role: size}",
        "  annee_construction: {type: integer}",
    ]
    types = {"number": "number", "percent": "percent", "count": "integer", "yes": "boolean"}
    lines += [f"  {one.id}: {{type: {types[one.cells]}}}" for one in known if one.cells != "mark"]
    lines.append("themes:")
    for theme, weight in enumerate(THEME_WEIGHTS):
        lines += [f"  theme-{theme + 1}:", f"    title: Thème {theme + 1}", f"    weight: {weight:g}"]
        lines.append("    indicators:")
        lines += [line for one in known if one.theme == theme for line in _indicator(one)]
    lines.append("levels:")
    lines += [f"  {level}: {{title: {level.capitalize()}, from: {start:g}}}" for level, start in LEVELS]
    return "\n".join([*lines, *_flags(known)]) + "\n"


def _indicator(criterion: Criterion) -> list[str]:
    bounds, points = (", ".join(f"{value:g}" for value in values) for values in (criterion.bounds, POINTS))
    match criterion.rule, criterion.cells:
        case "steps", _:
            rule = f"{{steps: [{bounds}], points: [{points}]}}"
        case "anchors", _:
            anchors = ", ".join(
                f"[{value:g}, {given:g}]" for value, given in zip(criterion.bounds, POINTS, strict=True)
            )
            rule = f"{{anchors: [{anchors}]}}"
        case "linear", _:
            rule = f"{{linear: {{best: {criterion.bounds[0]:g}, worst: {criterion.bounds[1]:g}}}}}"
        case _, "mark":
            choices = ", ".join(f'"{n + 1}": {{label: Degré {n + 1}, points: {p:g}}}' for n, p in enumerate(POINTS))
            rule = f"{{choices: {{{choices}}}}}"
        case _:
            rule = '{choices: {"true": {label: Oui, points: 100}, "false": {label: Non, points: 0}}}'
    kind = "    kind: judgement" if criterion.cells == "mark" else "    kind: data"
    head = [f"      {criterion.id}:", f"        title: Critère {criterion.id}", f"    {kind}"]
    value = [] if criterion.cells == "mark" else [f"        value: {criterion.id}"]
    return [*head, *value, f"        weight: {criterion.weight:g}", f"        score: {rule}"]


def _flags(known: list[Criterion]) -> list[str]:
    first = next(one.id for one in known if one.cells == "percent")
    yes = next(one.id for one in known if one.cells == "yes")
    return [
        "flags:",
        f"  alerte: {{when: {first} > 80, message: Taux très élevé, alert: true}}",
        f"  forcage: {{when: {yes} and {first} > 70, message: Cumul, no_better_than: fragile}}",
    ]


_LIMITS = "[limits]\ntext_mb = 2000\ncells = 200000000\n"
"""The national stock is larger than what is read unless the user says so."""


def write(folder: Path, rows: int, count: int = COUNT, making: str = MAKINGS[0]) -> tuple[Path, Path]:
    """Writes stock and grid into `folder`, keeping a stock of that size that is already there."""
    of = "" if count == COUNT else f"-{count}"
    of += "" if making == MAKINGS[0] else f"-{making}"
    stock, grid = folder / f"stock-{rows}{of}.csv", folder / f"banc-d-essai{of}.yaml"
    folder.mkdir(parents=True, exist_ok=True)
    grid.write_text(grid_text(count, making), encoding="utf-8")
    (folder / "hlmdiag.toml").write_text(_LIMITS, encoding="utf-8")
    if not stock.exists():
        write_stock(stock, rows, count, making)
    return stock, grid


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--criteria", type=int, default=COUNT)
    parser.add_argument("--making", choices=MAKINGS, default=MAKINGS[0])
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "data")
    arguments = parser.parse_args()
    for path in write(arguments.out, arguments.rows, arguments.criteria, arguments.making):
        print(path)


if __name__ == "__main__":
    main()
