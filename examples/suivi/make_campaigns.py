"""Writes five campaigns of an invented landlord, from 2022 to 2026: what `hlmdiag compare` says of them is known.

    python examples/suivi/make_campaigns.py [--out examples/suivi]

`parc-2022.csv` to `parc-2026.csv` have the columns of the grid « residence-complexe ». Les Hauts-de-Virande recovers,
Le Moulin-Neuf sinks, Les Bateliers gets better then falls back, La Halle is torn down before the last campaign, Les
Terrasses is built after the second; the others hardly move, and few of them answered in 2024. Nothing here exists.
Same script, same bytes.
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Iterator
from pathlib import Path
from random import Random

YEARS = (2022, 2023, 2024, 2025, 2026)
STOCK = Path(__file__).resolve().parents[1] / "parc.csv"
HARD, CALM = "0201", "0103"
"""Two residences of the example whose answers are those of hard and of calm places."""
OWN = ("agence", "commune", "code_residence", "nom_residence", "nb_logements", "qpv", "part_qpv", "annee_construction",
       "annee_rehab", "type_construction", "nb_ascenseurs", "npnru", "date_maj")  # fmt: skip
"""Columns that say what a residence is."""
COURSES = {
    # how hard each year is, from 0 to 1; None: it is not there
    "0201": (1.0, 1.0, 0.95, 0.95, 0.1), "0303": (0.1, 0.2, 0.4, 0.8, 1.0), "0306": (1.0, 0.6, 0.2, 0.3, 1.0),
    "0115": (0.7, 0.8, 0.8, 0.9, None), "0202": (None, None, 0.3, 0.2, 0.2),
}  # fmt: skip
NAMES = {
    "0201": "Les Hauts-de-Virande", "0303": "Le Moulin-Neuf", "0306": "Les Bateliers", "0115": "La Halle",
    "0202": "Les Terrasses",
}  # fmt: skip
OTHERS = ("0101", "0102", "0104", "0105", "0106", "0108", "0109", "0110")
GRAVE = ("nature_occupation", "recurrence", "trafic", "agression_armee", "refus_intervention", "incendies_12m",
         "arrete_police", "desordre_securite")  # fmt: skip
"""What raises a flag by itself: the hardest years alone have some of it."""
MILD = 0.9
FEW = 2024
"""The campaign that few answered."""


def campaign(year: int) -> Iterator[list[str]]:
    """Header, then one row per residence."""
    with STOCK.open(encoding="utf-8", newline="") as file:
        rows = {row["code_residence"]: row for row in csv.DictReader(file, delimiter=";")}
    place = YEARS.index(year)
    yield list(rows[HARD])
    for code in (*COURSES, *OTHERS):
        share = COURSES[code][place] if code in COURSES else _usual(code, place)
        if share is None:
            continue
        row = _answers(rows, code, share)
        if year == FEW and code in OTHERS[3:]:
            row |= dict.fromkeys(list(row)[len(OWN) + 8 :], "")
        own = {name: rows[code][name] for name in OWN if name in row} | {
            "nom_residence": NAMES.get(code, rows[code]["nom_residence"])
        }
        yield list((row | own).values())


def _usual(code: str, place: int) -> float:
    """A place that hardly moves: a step up or down every other year."""
    random = Random(f"suivi-{code}")
    level = random.choice((0.05, 0.15, 0.3, 0.45))
    return level + (0.04 if random.random() < 0.5 and place >= 3 else 0.0)


def _answers(rows: dict[str, dict[str, str]], code: str, share: float) -> dict[str, str]:
    """The answers of the hard place for so large a share of the questions, always the same ones first."""
    random = Random(f"ordre-{code}")
    found = {}
    for name, hard in rows[HARD].items():
        calm, drawn = rows[CALM][name], random.random() < share
        is_hard = share > MILD if name in GRAVE else drawn
        # what one of the two did not answer is answered alike everywhere
        found[name] = (hard if is_hard else calm) if hard and calm else hard or calm
    return found


def main() -> None:
    """Write the five files."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=Path(__file__).parent)
    folder = parser.parse_args().out
    for year in YEARS:
        with (folder / f"parc-{year}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, delimiter=";", lineterminator="\n").writerows(campaign(year))


if __name__ == "__main__":
    main()
