"""Public tables that nobody here prepared, read without an option: what is expected of them is counted apart."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

from hlmdiag.data import read
from hlmdiag.grid import load_grid
from public_tables import needs, public_table

NAME = "paris-logements-sociaux-finances.csv"
PARIS = public_table(NAME)
GRID = """
language_version: 1
id: paris
version: "1"
title: Opérations de logement social
publisher: hlmdiag
date: "2026-11-01"
statement: Grille d'essai de la lecture d'une table publique.
unit: opération
polarity: burden
scale: [0, 100]
columns:
  id_livraison: {type: id, required: true}
  annee: {type: integer, min: 1900}
  bs: {type: text, role: group, label: Bailleur, missing: [(vide)], aliases: [bs]}
  nb_logmt_total: {type: integer, role: size}
  nb_plai: {type: integer}
  commentaires: {type: text}
themes:
  offre:
    title: Offre
    indicators:
      A1: {title: Part de PLAI, value: nb_plai, score: {steps: [0, 10], points: [0, 100]}}
levels:
  seul: {title: Seul, from: 0}
"""

pytestmark = needs(NAME)


def test_a_table_of_four_thousand_operations_reads_as_the_standard_library_counts_it(tmp_path: Path) -> None:
    path = tmp_path / "paris.yaml"
    path.write_text(GRID.lstrip(), encoding="utf-8")
    dataset = read(PARIS, load_grid(path))
    with PARIS.open(encoding="utf-8-sig", newline="") as stream:
        lines = list(csv.DictReader(stream, delimiter=";"))
    counts = Counter(line["id_livraison"] for line in lines)
    alone = [line for line in lines if counts[line["id_livraison"]] == 1]
    frame = dataset.stock.frame
    assert (dataset.inputs[0].encoding, dataset.inputs[0].separator, dataset.inputs[0].rows) == ("utf-8-sig", ";", 4174)
    assert frame["v:id_livraison"].to_list() == [line["id_livraison"] for line in alone]
    assert frame["v:nb_plai"].to_list() == [float(line["nb_plai"]) if line["nb_plai"] else None for line in alone]
    assert frame["v:bs"].null_count() == sum(line["bs"] in ("", "(vide)") for line in alone) > 0
    said = Counter(problem.code for problem in dataset.problems)
    assert said["donnees.cle-repetee"] == sum(count > 1 for count in counts.values()) == 32
    assert len(lines) - len(counts) == 33
