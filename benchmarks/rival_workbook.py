"""The peer for a workbook of a landlord: pandas and openpyxl, from the workbook to a workbook and a Markdown page.

    python benchmarks/rival_workbook.py STOCK.xlsx OUT.xlsx OUT.md

Three sheets, as an analyst would hand over: the ranking, the themes, and one line a residence and a criterion with its
value, its state, its points, its contribution and the cell it comes from, as ours has; levels coloured, titles frozen.
The page has the levels, and one line a residence with its three heaviest criteria.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd
from criteria import criteria
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from rival_pandas import diagnose

COLOURS = {"courant": "2E7D32", "vigilance": "F9A825", "fragile": "EF6C00", "complexe": "C62828"}


def read(path: Path) -> pd.DataFrame:
    """The sheet of the stock; a percent of a workbook is a share."""
    raw = pd.read_excel(path, dtype={"code_residence": str})
    for one in criteria():
        if one.cells == "percent":
            raw[one.id] = raw[one.id].map(lambda cell: cell * 100 if isinstance(cell, int | float) else cell)
    return raw


def write_workbook(found: pd.DataFrame, path: Path) -> None:
    """The three sheets."""
    ranked = found.sort_values("rank")
    identity = ["code_residence", "nom_residence", "agence", "nb_logements"]
    themes = [name for name in found if name.startswith(("score:theme-", "coverage:theme-"))]
    with pd.ExcelWriter(path, engine="openpyxl") as book:
        ranked[[*identity, "level", "score", "coverage", "rank", "percentile"]].to_excel(book, sheet_name="Classement")
        ranked[["code_residence", *themes]].to_excel(book, sheet_name="Thèmes")
        answers(ranked).to_excel(book, sheet_name="Critères", index=False)
        for sheet in book.sheets.values():
            sheet.freeze_panes = "C2"
            for cell in sheet[1]:
                cell.font = Font(bold=True)
        for (cell,) in book.sheets["Classement"].iter_rows(min_row=2, min_col=6, max_col=6):
            if cell.value in COLOURS:
                cell.fill = PatternFill("solid", start_color=COLOURS[cell.value])


def answers(found: pd.DataFrame) -> pd.DataFrame:
    """One line a residence and a criterion."""
    parts = []
    for place, one in enumerate(criteria()):
        column = get_column_letter(6 + place)
        parts.append(
            pd.DataFrame(
                {
                    "code_residence": found["code_residence"],
                    "nom_residence": found["nom_residence"],
                    "thème": f"Thème {one.theme + 1}",
                    "critère": one.id,
                    "libellé": f"Critère {one.id}",
                    "nature": "jugement" if one.cells == "mark" else "donnée",
                    "réponse": found[f"value:{one.id}"],
                    "état": found[f"state:{one.id}"],
                    "points": found[f"score:{one.id}"],
                    "contribution": found[f"contribution:{one.id}"],
                    "origine": [f"{column}{row + 2}" for row in found.index],
                }
            )
        )
    return pd.concat(parts).sort_values("code_residence", kind="stable")


def write_page(found: pd.DataFrame, path: Path) -> None:
    """The page in Markdown."""
    parts = found[[name for name in found if name.startswith("contribution:")]]
    lines = ["# Diagnostic", "", "| niveau | résidences |", "|---|---:|"]
    lines += [f"| {level} | {count} |" for level, count in found["level"].value_counts().items()]
    lines += ["", "| code | niveau | note | critères les plus lourds |", "|---|---|---:|---|"]
    for place in found.sort_values("rank").index:
        heaviest = parts.loc[place].nlargest(3)
        reasons = ", ".join(f"{name.removeprefix('contribution:')} ({part:.1f})" for name, part in heaviest.items())
        unit = found.loc[place]
        lines.append(f"| {unit['code_residence']} | {unit['level']} | {unit['score']:.1f} | {reasons} |")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    result = diagnose(read(Path(sys.argv[1])), criteria(), full=True)
    write_workbook(result, Path(sys.argv[2]))
    write_page(result, Path(sys.argv[3]))
