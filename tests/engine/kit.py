"""The shipped grids with their examples, kept as they were understood; two results that must be one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import polars.selectors as cs

import hlmdiag
from hlmdiag.data.typed_parquet import typed_files
from hlmdiag.engine import diagnose, write
from hlmdiag.engine.runner import Runner
from hlmdiag.report import parquet
from hlmdiag.scoring.evidence import TO_RENEW
from hlmdiag.scoring.result import Result
from hlmdiag.scoring.saved import plain
from hlmdiag.scoring.unproven import UNPROVEN
from hlmdiag.scoring.voice_span import VOICES_HIGH, VOICES_LOW

EXAMPLES = Path(__file__).parents[2] / "examples"
DAY = date(2026, 10, 31)
STOCK = ("parc.xlsx", "incidents.csv", "reclamations.csv")
SHIPPED = {
    "residence-complexe": STOCK,
    "reperage-rapide": STOCK,
    "typologie-gestion": STOCK,
    "tranquillite-residentielle": ("halls.csv", "faits-halls.csv"),
    "diagnostic-en-marchant": ("parcours.csv",),
    "pratiques-qualite-service": ("pratiques.csv",),
    "indicateurs-suivi": ("indicateurs.csv",),
}
TOLERANCE = 1e-8
"""Numbers are written on nine decimals; engines do not add in the same order."""


def keep(dataset: Any, grid: Any, day: date, path: Path) -> Path:
    """A dataset as `inspect --write` keeps it."""
    for file, content in typed_files(dataset, grid, day, path):
        file.write_bytes(content)
    return path


SMALL = """
language_version: 1
id: petite
version: "1"
title: Petite grille
publisher: Essai
date: "2026-01-01"
unit: résidence
polarity: burden
scale: [0, 100]
columns: {code: {type: id, required: true}, lot: {type: choice, choices: {a: A, b: B}}, x: {type: number}}
tables: {faits: {key: code, date: jour, window: 12, columns: {nature: {type: choice, choices: {t: Trouble, d: Dégât}}}}}
themes:
  T:
    title: T
    indicators:
      A: {title: A, value: "count(faits, nature == 't')", score: {steps: [0, 1, 2], points: [0, 50, 100]}}
      B: {title: B, value: "x / median(x, within=lot)", score: {anchors: [[0, 0], [2, 100]]}}
levels: {bon: {title: Bon, from: 0}, mauvais: {title: Mauvais, from: 40}}
flags: {haut: {when: x > 20, message: Haut, alert: true, no_better_than: mauvais}}
actions:
  V: {title: Visite, lever: operationnel, when: "score(A) >= 50 or score(B) >= 50", effort: 2}
  W: {title: Appel, lever: operationnel, when: x > 5}
"""


def small(folder: Path) -> tuple[Any, Any]:
    """A grid with an event table, a median within groups, a flag and actions; four units, one without answers."""
    (folder / "petite.yaml").write_text(SMALL, encoding="utf-8")
    (folder / "parc.csv").write_text("code;lot;x\nR1;a;10\nR2;a;30\nR3;b;4\nR4;;\n", encoding="utf-8")
    (folder / "faits.csv").write_text(
        "code;jour;nature\nR1;01/10/2026;t\nR1;02/10/2026;t\nR2;03/10/2026;d\nR3;04/10/2024;t\n", encoding="utf-8"
    )
    grid = hlmdiag.load_grid(folder / "petite.yaml")
    return grid, hlmdiag.read([folder / "parc.csv", folder / "faits.csv"], grid, date=DAY)


GROUPED = """
language_version: 1
id: seuils
version: "1"
title: Seuils par groupe et par date
unit: résidence
polarity: burden
min_coverage: 0.2
columns:
  code: {type: id, required: true}
  ville: {type: choice, choices: {lyon: Lyon, paris: Paris, nice: Nice}}
  qpv: {type: boolean}
  agence: {type: text}
  x: {type: number}
indicators:
  A: {title: A, value: x, score: {target: {goal: {by: ville, values: {lyon: {"2025-01-01": 7, "2099-01-01": 9},
      paris: 4}}, better: lower, tolerance: 1, points: [0, 50, 100]}}}
  B: {title: B, value: x, score: {steps: {by: qpv, values: {"true": [0, 10]}, otherwise: {"2025-06-01": [0, 20]}},
      points: [0, 100]}}
  C: {title: C, value: x, score: {steps: {by: agence, values: {Évry: [0, 5]}, otherwise: [0, 50]}, points: [0, 100]}}
  D: {title: D, value: x, score: {steps: {values: {"2020-01-01": [0, 5], "2099-01-01": [0, 6]}}, points: [0, 100]}}
  E: {title: E, value: x, score: {steps: {values: {"2099-01-01": [0, 6]}}, points: [0, 100]}}
levels:
  bon: {title: Bon, from: 0}
  mauvais: {title: Mauvais, from: 50}
"""


def grouped(folder: Path) -> tuple[Any, Any]:
    """A grid whose thresholds depend on a choice, a switch, a text or the date; units of known and unknown groups."""
    (folder / "seuils.yaml").write_text(GROUPED, encoding="utf-8")
    rows = "code;ville;qpv;agence;x\nR1;Lyon;oui;EVRY;8\nR2;paris;non;Nord;8\nR3;Nice;;;60\nR4;;;evry;15\nR5;;oui;;\n"
    (folder / "parc.csv").write_text(rows, encoding="utf-8")
    grid = hlmdiag.load_grid(folder / "seuils.yaml")
    return grid, hlmdiag.read(folder / "parc.csv", grid, date=DAY)


DOUBTED = """
language_version: 1
id: certitudes
version: "1"
title: Certitudes
polarity: merit
certainty: true
respondents: {column: qui, consolidate: mean}
columns: {code: {type: id, required: true}, qui: {type: text}}
indicators:
  HALL: {title: Hall, kind: judgement, score: {choices: {"1": 100, "2": 60, "3": 10}}}
  GAINE: {title: Gaines, kind: judgement, score: {choices: {"1": 100, "3": 0}}}
flags: {sale: {when: HALL == "3", message: Hall sale}}
levels: {bon: {title: Bon, from: 50}, mauvais: {title: Mauvais, from: 0}}
"""


def doubted(folder: Path) -> tuple[Any, Any]:
    """A grid that asks how sure answers are; units of one voice, of two, and of the stock alone, some not sure."""
    (folder / "certitudes.yaml").write_text(DOUBTED, encoding="utf-8")
    rows = "code;HALL;HALL:certainty;GAINE\nR2;3;pas sûr;1\nR3;;;1\nR1;2;sûr;1\n"
    (folder / "parc.csv").write_text(rows, encoding="utf-8")
    avis = "code;qui;HALL;HALL:certainty;GAINE;Gaines : certitude\nR1;a;1;;3;pas sûr\nR1;b;2;pas sûr;1;plutôt\n"
    (folder / "avis.csv").write_text(avis, encoding="utf-8")
    grid = hlmdiag.load_grid(folder / "certitudes.yaml")
    return grid, hlmdiag.read([folder / "parc.csv", folder / "avis.csv"], grid, date=DAY)


def by_polars(name: str) -> tuple[Any, Any, dict[str, Result]]:
    """A shipped grid, its example as read, and the results that it reads."""
    grid = hlmdiag.load_grid(name)
    files = [EXAMPLES / file for file in SHIPPED[name]]
    uses = {}
    for local, used in grid.uses.items():
        uses[local] = hlmdiag.score(used, hlmdiag.read(files, used, date=DAY), date=DAY)
    return grid, hlmdiag.read(files, grid, date=DAY), uses


def by_engine(grid: Any, stock: Path, runner: Runner, out: Path, uses: Any = None, day: date = DAY) -> Result:
    """The result of an engine as its file gives it back."""
    result = diagnose(grid, stock, runner, date=day, uses=uses)
    write(result, runner, out, "fr")
    with out.open("rb") as source:
        return parquet.read(source, out.name)


def assert_equal(found: Result, expected: Result) -> None:
    """Same columns, types, rows, problems."""
    assert_same(plain(found.frame), plain(expected.frame))
    assert [each.say("fr") for each in found.manifest.problems] == [
        each.say("fr") for each in expected.manifest.problems
    ]


def assert_equal_with_voices(found: Result, expected: Result, answers: hlmdiag.Dataset) -> None:
    """The same, but for what no engine but polars computes, and says: what voices change, what is to be proven."""
    columns = expected.frame.columns
    spans = [name for name in columns if name in (VOICES_LOW, VOICES_HIGH) or name.startswith("effect:")]
    proofs = [name for name in columns if name in (UNPROVEN, TO_RENEW)]
    assert bool(spans) == (answers.respondents is not None)
    lone = [f"« {each.title} »" for each in expected.grid.indicators if each.certainty is not None]
    for code, lacking in (
        ("notation.moteur-voix", spans), ("notation.moteur-preuves", proofs), ("notation.moteur-certitudes", lone)
    ):  # fmt: skip
        said = [problem for problem in found.manifest.problems if problem.code == code]
        assert len(said) == bool(lacking) and not set(lacking) & set(found.frame.columns)
        kept = tuple(problem for problem in found.manifest.problems if problem not in said)
        found = replace(found, manifest=replace(found.manifest, problems=kept))
    assert_equal(found, replace(expected, frame=expected.frame.drop(spans, proofs)))


def assert_same(found: pl.DataFrame, expected: pl.DataFrame) -> None:
    """Numbers within the tolerance, all else equal; a column that differs is named with its first difference."""
    assert found.schema == expected.schema
    assert found.height == expected.height
    numbers = expected.select(cs.float()).columns
    for name in expected.columns:
        one, other = found[name], expected[name]
        same = one.eq_missing(other)
        if name in numbers:
            same = same | ((one - other).abs() <= TOLERANCE * other.abs().clip(1.0)).fill_null(value=False)
        different = pl.DataFrame({"found": one, "expected": other}).filter(~same)
        assert different.is_empty(), f"{name}: {different.row(0)}"
