"""Plays a year of the invented landlord: a plan is filled in as people might, then the stock is counted again.

    python examples/plan/une_annee.py remplir PLAN REMPLI
    python examples/plan/une_annee.py parc REMPLI PARC [--from examples/parc.csv]

`remplir` decides on actions, dates them, costs them, says which are done and how that went; some cells are left blank,
as people do. `parc` writes the stock a year later: where an action is done, what its criterion reads mostly gets
better; elsewhere answers move a little. Nothing here exists. Same files, same draws.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from openpyxl import load_workbook

import hlmdiag
from hlmdiag.grid.model import Indicator
from hlmdiag.plan import read_plan
from hlmdiag.rules.normalise import Anchors, Choices, Steps

STOCK = Path(__file__).resolve().parents[1] / "parc.csv"
GRID = "residence-complexe"
FIXED = ("nb_logements", "annee_construction", "annee_rehab")
"""Columns that say what a place is, not how it fares."""
PEOPLE = ("Chef d’agence", "Gardien", "Chargé de clientèle", "Responsable technique")
DIRECTIONS = ("Proximité", "Patrimoine", "Clientèle")
REMARKS = ("Vu avec l’amicale.", "À revoir après l’été.", "En attente de la ville.", "")


def fill(plan: Path, filled: Path, seed: int = 11) -> None:
    """Fill in a plan: four actions in five are looked at, half of those retained are done."""
    draws = Random(seed)
    book = load_workbook(plan)
    sheet, top, columns = _marked(book)
    for row in range(top + 2, sheet.max_row + 1):
        code = sheet.cell(row, columns["code"]).value
        if code is None or draws.random() < 0.2:
            continue
        for key, value in _typed(draws).items():
            sheet.cell(row, columns[key]).value = value
    book.save(filled)


def _typed(draws: Random) -> dict[str, object]:
    """What somebody types about one action."""
    decision = draws.choices(("retenue", "écartée", "à décider"), (6, 2, 2))[0]
    if decision != "retenue":
        return {"decision": decision, "comment": draws.choice(REMARKS) or None}
    start = datetime(2026, 11, 2) + timedelta(days=7 * draws.randrange(20))
    status = draws.choices(("fait", "en cours", "à faire", None), (5, 2, 2, 1))[0]
    result = draws.choices(("a fonctionné", "sans effet", "trop tôt", None), (5, 2, 1, 2))[0]
    return {
        "decision": decision, "direction": draws.choice(DIRECTIONS), "responsible": draws.choice(PEOPLE),
        "start": start, "deadline": start + timedelta(days=30 * draws.randrange(1, 10)), "status": status,
        "cost": draws.choice((None, 800, 1500, 4000, 12000)), "result": result if status == "fait" else None,
        "tfpb": draws.choice((None, 500, 900)), "comment": draws.choice(REMARKS) or None,
    }  # fmt: skip


def _marked(book: object) -> tuple[object, int, dict[str, int]]:
    """The sheet of the plan, the row of its hidden marks, the column of each key."""
    for sheet in book.worksheets:
        for row in sheet.iter_rows(max_row=60):
            marks = {str(it.value).split("|")[1]: it.column for it in row if str(it.value).startswith("hlmdiag:plan|")}
            if marks:
                return sheet, row[0].row, marks
    raise SystemExit("aucune feuille de plan")


def stock_after(filled: Path, stock: Path, seed: int = 12) -> Iterator[list[str]]:
    """Header, then one row per residence: a year later."""
    draws, grid = Random(seed), hlmdiag.load_grid(GRID)
    leaves, actions = {each.id: each for each in grid.indicators}, {each.id: each for each in grid.actions}
    done: dict[str, list[Indicator]] = {}
    for row in read_plan(filled.read_bytes(), filled.name)[0].rows:
        code, action = row.key
        if row.cells.get("status") == "fait" and actions[action].success in leaves:
            done.setdefault(code, []).append(leaves[actions[action].success])
    with stock.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    yield list(rows[0])
    for answers in rows:
        helped = {each.id for each in done.get(answers["code_residence"], ())}
        for leaf in leaves.values():
            chance = 0.7 if leaf.id in helped else 0.12
            if draws.random() < chance:
                answers |= _better(leaf, answers, draws)
        yield list(answers.values())


def _better(leaf: Indicator, answers: Mapping[str, str], draws: Random) -> dict[str, str]:
    """The answers that a criterion reads, most often a step better."""
    is_better, found = draws.random() < 0.8, {}
    for name in leaf.columns:
        text = answers.get(name, "").replace(",", ".")
        if name in FIXED or not text.replace(".", "", 1).isdigit():
            continue
        is_low_good = _is_low_good(leaf)
        if isinstance(leaf.rule, Choices) or name == "note_technique":
            found[name] = str(min(max(int(text) + (-1 if is_better else 1), 1), 4))
        elif name.startswith(("pct_", "dispo_", "taux_", "note_dem")):
            moved = min(max(float(text) + (-8 if is_better == is_low_good else 5), 0.0), 100.0)
            found[name] = f"{moved:.1f}".replace(".", ",")
        else:
            found[name] = str(round(float(text) * (0.5 if is_better == is_low_good else 1.2)))
    return found


def _is_low_good(leaf: Indicator) -> bool:
    """Whether points, which are bad here, rise with the answer."""
    match leaf.rule:
        case Steps():
            return leaf.rule.points[-1] > leaf.rule.points[0]
        case Anchors():
            return leaf.rule.anchors[-1][1] > leaf.rule.anchors[0][1]
        case _:
            return True


def main(arguments: list[str]) -> None:
    """Fill in a plan, or write the stock that follows."""
    match arguments:
        case ["remplir", plan, filled]:
            fill(Path(plan), Path(filled))
        case ["parc", filled, out, *given]:
            stock = Path(given[1]) if given[:1] == ["--from"] else STOCK
            with Path(out).open("w", encoding="utf-8", newline="") as file:
                csv.writer(file, delimiter=";", lineterminator="\n").writerows(stock_after(Path(filled), stock))
        case _:
            raise SystemExit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
