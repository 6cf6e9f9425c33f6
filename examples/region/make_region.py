"""Writes what twenty invented landlords might send an association: results, data, forms, a plan, and files that cannot
count.

    python examples/region/make_region.py --out recus

`recus/` has a sub-folder a landlord; beside it, `attendus.csv` names those that are expected (two sent nothing) and
`accord.csv` those that agreed to a view of the districts that they share. Codes begin at 0001 for each of them. Nothing
here exists: neither landlords, nor districts, nor residences, nor figures. Same script, same files.
"""

from __future__ import annotations

import argparse
import csv
import json
import shutil
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import hlmdiag
from hlmdiag.data.dataset import Organisation
from hlmdiag.scoring import Result

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[1] / "formulaires")]

GRID, DAY, BEFORE = "residence-complexe", date(2026, 10, 31), date(2025, 10, 31)
NAMES = tuple(f"Organisme inventé {letter}" for letter in "ABCDEFGHIJKLMNOPQRST")
ABSENT = ("Organisme inventé U", "Organisme inventé V")
DISTRICTS = ("Les Hautes-Rives", "Le Bas-Vernay", "La Croix-Blanche")
"""Invented districts: several landlords have residences in each."""
LEAST, MOST = 14, 40
OVERLAY = """\
language_version: 1
extends: residence-complexe
id: residence-complexe-inventee
version: "1"
title: Résidences, variante inventée
publisher: Organisme inventé (exemple)
date: "2026-10-01"
min_coverage: 0.5
"""


class Folder:
    """Where files go, with the data that they come from."""

    def __init__(self, out: Path, work: Path) -> None:
        self.out, self.work = out, work
        self.grid = hlmdiag.load_grid(GRID)

    def data(self, name: str, seed: int | None = None, suffix: str = ".csv") -> Path:
        """The stock of a landlord, some of whose residences are in districts."""
        from invented_stocks import write_stock

        place = NAMES.index(name)
        random = Random(f"{name}/{seed}")
        path = self.work / f"parc-{place}-{seed}{suffix}"
        write_stock(path, "profils", (seed or 0) * 100 + place, Random(name).randint(LEAST, MOST))
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file, delimiter=";"))
        for number, row in enumerate(rows, 1):
            row["code_residence"] = f"{number:04}"
            row["nom_residence"] = f"Résidence {number:04} (inventée)"
            row["quartier"] = random.choice(DISTRICTS) if row["qpv"] == "oui" or random.random() < 0.15 else ""
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]), delimiter=";")
            writer.writeheader()
            writer.writerows(rows)
        return path

    def result(self, name: str, day: date = DAY, seed: int | None = None, grid: hlmdiag.Grid | None = None) -> Result:
        """The stock of a landlord, scored, under its name."""
        asked = grid or self.grid
        scored = hlmdiag.score(asked, hlmdiag.read(self.data(name, seed), asked, date=day), date=day)
        return replace(scored, manifest=replace(scored.manifest, organisation=Organisation(name)))

    def put(self, result: Result, name: str, file: str) -> Path:
        """Save a result in the folder of a landlord."""
        path = self.out / name / file
        path.parent.mkdir(parents=True, exist_ok=True)
        hlmdiag.render(result, path)
        return path

    def copy(self, path: Path, name: str, file: str) -> Path:
        """Copy a file to the folder of a landlord."""
        target = self.out / name / file
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
        return target


def results(folder: Folder) -> None:
    """Ten landlords save a result; some of them sent more than they had to."""
    suffixes = ("json", "parquet", "json", "parquet", "json", "json", "parquet", "json")
    for name, suffix in zip(NAMES[:8], suffixes, strict=True):
        folder.put(folder.result(name), name, f"diagnostic.{suffix}")
    # A sent last year's too; B its data and its page; C the same file twice
    folder.put(folder.result(NAMES[0], BEFORE, 1), NAMES[0], "diagnostic-2025.json")
    folder.copy(folder.data(NAMES[1]), NAMES[1], "parc.csv")
    hlmdiag.render(folder.result(NAMES[1]), folder.out / NAMES[1] / "diagnostic.html")
    folder.copy(folder.out / NAMES[2] / "diagnostic.json", NAMES[2], "copie.json")
    # I and J score by an overlay and by an earlier version
    (folder.work / "variante.yaml").write_text(OVERLAY, encoding="utf-8")
    folder.put(folder.result(NAMES[8], grid=hlmdiag.load_grid(folder.work / "variante.yaml")), NAMES[8], "nous.json")
    folder.put(folder.result(NAMES[9], grid=_earlier(folder)), NAMES[9], "diagnostic.json")


def _earlier(folder: Folder) -> hlmdiag.Grid:
    """The grid as an earlier minor version of it might be."""
    path = folder.work / "avant.yaml"
    path.write_text(json.dumps({**folder.grid.document, "version": "2026.1"}), encoding="utf-8")
    return hlmdiag.load_grid(path)


def data(folder: Folder) -> None:
    """Four landlords send what they have, unscored; one of them with a plan."""
    for name in NAMES[10:14]:
        folder.copy(folder.data(name), name, "parc-2026.csv")
    _command("plan", folder.out / NAMES[3] / "diagnostic.parquet", "-o", folder.out / NAMES[3] / "plan.xlsx")


def forms(folder: Folder) -> None:
    """One landlord sends its stock and the forms that its caretakers filled in."""
    from remplir import answer

    name = NAMES[14]
    stock = folder.copy(folder.data(name), name, "parc.csv")
    _command("form", stock, "-g", GRID, "-o", folder.work / "envoi.xlsx", "--date", DAY)
    answer(folder.work / "envoi.xlsx", folder.out / name / "formulaires" / "reponses.xlsx", Random(name), "Gardien")


def unusable(folder: Folder) -> None:
    """Five landlords send what cannot count."""
    altered = folder.put(folder.result(NAMES[15]), NAMES[15], "diagnostic.json")
    _edit(altered, lambda document: document["units"][0].update(score=3.0))
    other = hlmdiag.load_grid("reperage-rapide")
    folder.put(folder.result(NAMES[16], grid=other), NAMES[16], "reperage.json")
    for seed in (2, 3):
        folder.put(folder.result(NAMES[17], seed=seed), NAMES[17], f"diagnostic-{seed}.json")
    newer = folder.put(folder.result(NAMES[18]), NAMES[18], "diagnostic.json")
    _edit(newer, lambda document: document.update(schema_version=99))
    (folder.out / NAMES[19]).mkdir(parents=True, exist_ok=True)
    (folder.out / NAMES[19] / "courrier.pdf").write_bytes(b"%PDF-1.4 lettre d'accompagnement, exemple")
    folder.copy(folder.data(NAMES[19]), "", "parc-sans-nom.csv")


def _edit(path: Path, change: Callable[[dict], None]) -> None:  # type: ignore[type-arg]  # a document of JSON
    document = json.loads(path.read_text(encoding="utf-8"))
    change(document)
    path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")


def _command(*arguments: object) -> None:
    from hlmdiag.cli.app import run

    code = run([*map(str, arguments), "--quiet"])
    if code:
        raise SystemExit(code)


def lists(out: Path) -> None:
    """Who is expected, and who agreed to the view of districts."""
    agreed = [name for name in NAMES[:15] if name != NAMES[4]]
    for file, names in (("attendus.csv", (*NAMES, *ABSENT)), ("accord.csv", agreed)):
        (out.parent / file).write_text("\n".join(["organisme", *names, ""]), encoding="utf-8")


def main() -> None:
    """Writes the folder."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=Path("recus"))
    out = parser.parse_args().out
    with TemporaryDirectory() as work:
        folder = Folder(out, Path(work))
        for part in (results, data, forms, unusable):
            part(folder)
    lists(out)


if __name__ == "__main__":
    main()
