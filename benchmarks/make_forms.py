"""Writes forms of the main grid that came back filled in, one a residence, and the stock that they are about.

    python benchmarks/make_forms.py benchmarks/data/forms --forms 10000

One form is filled in as people do; the others are the same file, but for the code of their residence.
"""

from __future__ import annotations

import argparse
import io
import random
import sys
import warnings
import zipfile
from datetime import date
from pathlib import Path

from hlmdiag.form import AskedUnit, Handout, questionnaire
from hlmdiag.grid import load_grid
from hlmdiag.report.excel.form import render

sys.path.insert(0, str(Path(__file__).parent.parent / "examples" / "formulaires"))
_CODE = "ABCDE"
"""The code that stands in the form that is copied: no other text of it is the same."""


def write_forms(folder: Path, forms: int) -> None:
    """Write the forms in `folder/retour`, and `folder/parc.csv`."""
    from remplir import answer

    grid = load_grid("residence-complexe")
    back = folder / "retour"
    back.mkdir(parents=True, exist_ok=True)
    blank, filled = folder / "vierge.xlsx", folder / "rempli.xlsx"
    with blank.open("wb") as stream:
        asked_about = (AskedUnit({"code_residence": _CODE}),)
        render(Handout(questionnaire(grid), "fiche", asked_about), stream, "fr", date(2026, 11, 1))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        answer(blank, filled, random.Random(1))
    with zipfile.ZipFile(filled) as archive:
        parts = [(entry, archive.read(entry)) for entry in archive.infolist()]
    for number in range(forms):
        held = io.BytesIO()
        with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as copy:
            for entry, content in parts:
                copy.writestr(entry.filename, content.replace(_CODE.encode(), f"R{number:04}".encode()))
        (back / f"{number:05}.xlsx").write_bytes(held.getvalue())
    lines = ["code_residence;nb_logements", *(f"R{number:04};40" for number in range(forms))]
    (folder / "parc.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--forms", type=int, default=10_000)
    asked = parser.parse_args()
    write_forms(asked.folder, asked.forms)
