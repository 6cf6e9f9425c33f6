"""Writes the example of a dwelling file: an export in the manner of RPLS, one row per dwelling, entirely invented.

    python examples/rpls/make_dwellings.py [--out examples/rpls]

Neither landlord, nor communes, nor residences, nor dwellings exist. Same script, same bytes. The file has the habits of
such exports: cp1252, semicolons, months as `mm/yyyy`, marks of absence by column, a number that passed through Excel,
codes with zeros in front, a segment that is sometimes blank.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

NAME = "logements-inventes.csv"
SEED = 2026
HEADER = (
    "CODSEGPATRIM", "LIBSEGPATRIM", "IMMEU", "DEPCOM", "LIBCOM", "NUMAPPT", "MODE", "DUREE_VACANCE", "BAIL",
    "CONSTRUCT", "DPEENERGIE", "LOYERPRINC", "QPV",
)  # fmt: skip
LET, PROPOSED, EMPTIED = "1", "2", "3"
"""Codes of occupation of this example: let, vacant and proposed, withdrawn (those of RPLS change by year)."""


@dataclass(frozen=True)
class Residence:
    """What the dwellings of a residence have in common, and how often they are vacant, moved into or leaking heat."""

    code: str
    name: str
    commune: tuple[str, str]
    dwellings: int
    built: int
    vacant: float
    moves: float
    leaking: float
    qpv: float = 0.0


ALDER, BIRCH = ("99A01", "Ville-Exemple"), ("99002", "Bourg-Exemple")
RESIDENCES = (
    Residence("000101", "Les Aulnes", ALDER, 42, 1998, 0.02, 0.08, 0.05),
    Residence("000102", "Les Bouleaux", ALDER, 118, 1971, 0.14, 0.17, 0.35, qpv=1.0),
    Residence("000103", "Les Charmes", BIRCH, 24, 2011, 0.0, 0.05, 0.0),
    Residence("000104", "Les Érables", BIRCH, 63, 1964, 0.10, 0.14, 0.60, qpv=0.4),
    Residence("2A05", "Les Frênes", ALDER, 36, 1985, 0.05, 0.11, 0.2),
    Residence("12E6", "Les Hêtres", BIRCH, 8, 1978, 0.12, 0.12, 0.5),
)
WITHOUT_SEGMENT = "IM-0777"
"""The building of a few dwellings whose segment is blank."""


def rows() -> Iterator[tuple[str, ...]]:
    """The header, then one row per dwelling."""
    yield HEADER
    for residence in RESIDENCES:
        random = Random(f"{SEED}/{residence.code}")
        for number in range(1, residence.dwellings + 1):
            yield (residence.code, residence.name, f"IM-{residence.code}", *_dwelling(residence, number, random))
    random, house = Random(f"{SEED}/maisons"), Residence("", "", BIRCH, 3, 1956, 0.3, 0.1, 0.5)
    for number in range(1, house.dwellings + 1):
        yield ("", "", WITHOUT_SEGMENT, *_dwelling(house, number, random))


def _dwelling(residence: Residence, number: int, random: Random) -> tuple[str, ...]:
    mode = PROPOSED if random.random() < residence.vacant else EMPTIED if random.random() < 0.02 else LET
    months = str(random.randint(1, 14)) if mode == PROPOSED else "Z" if mode == LET else "999"
    recent = random.random() < residence.moves
    lease = f"{random.randint(1, 12):02d}/{2025 if recent else random.randint(2004, 2023)}" if mode == LET else "NA/NA"
    year = f"{residence.built / 1000:.3f}e+003" if number == 2 else str(residence.built)
    energy = random.choice("FG") if random.random() < residence.leaking else random.choice("BCD")
    energy = "Z" if random.random() < 0.1 else energy
    rent = f"{random.uniform(240, 520):.2f}".replace(".", ",") if mode == LET else ""
    return (
        *residence.commune, f"{number:03d}", mode, months, lease, year, energy, rent,
        "1" if random.random() < residence.qpv else "0",
    )  # fmt: skip


def write(folder: Path) -> None:
    """Writes the file into a folder."""
    text = "".join(";".join(row) + "\r\n" for row in rows())
    (folder / NAME).write_bytes(text.encode("cp1252"))


def main() -> None:
    """Writes the file where it is kept, or elsewhere."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=Path(__file__).parent)
    write(parser.parse_args().out)


if __name__ == "__main__":
    main()
