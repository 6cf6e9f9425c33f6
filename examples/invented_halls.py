"""The halls of five residences and the facts of one year in each: one hall stands out where the others are calm."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from random import Random

from invented_stock import Residence, residences

__all__ = ["facts", "halls"]

SEED = "virande-2026"
LAST_DAY = date(2026, 10, 31)
CHOSEN = ("0101", "0107", "0108", "0204", "0305")

PLACES = ("hall", "cage", "cave", "toiture", "abords", "technique")
STEPS = ("isole", "mensuel", "hebdomadaire", "quotidien")
USUAL = ("presence", "salissures", "degradations")

NATURES = {
    # label of the nature: facts a year for 100 dwellings where life is ordinary, and whether something has to be mended
    "Trouble de jouissance": (5.0, False), "Bruit nocturne": (3.5, False), "Dégradation": (1.8, True),
    "Tag, graffiti": (0.8, True), "Ascenseur vandalisé": (0.6, True), "Épave, véhicule hors d'usage": (0.5, False),
    "Dépôt sauvage, encombrants": (11.0, False), "Atteinte verbale au personnel ou à un prestataire": (0.6, False),
    "Vol, effraction en partie commune": (0.7, True), "Menace envers un locataire": (0.06, False),
    "Incendie volontaire": (0.05, True), "Autre fait": (1.0, False),
}  # fmt: skip
OCCUPIED: Mapping[tuple[str, str], tuple[str, str, str]] = {
    # residence, hall: place, nature and step that make it what it is
    ("0204", "H3"): ("hall", "trafic", "quotidien"),
    ("0305", "H2"): ("technique", "intimidation", "hebdomadaire"),
}
FELT: Mapping[str, tuple[str, str, str]] = {"0108": ("3", "4", "3")}
"""Residences where what is felt is far darker than what is written: janitor, tenants, access."""
SATISFIED: Mapping[str, tuple[int, int]] = {
    # share of tenants satisfied with security, and how many answered, residence by residence
    "0101": (89, 17), "0107": (61, 40), "0108": (58, 26), "0204": (49, 31), "0305": (66, 9),
}  # fmt: skip
HURT = ("0204", "H3")
"""Where an agent was struck."""


def halls() -> list[list[str]]:
    """Header, then one row per hall."""
    rows = [row for residence in _chosen() for row in _halls(residence)]
    return [list(rows[0]), *(list(row.values()) for row in rows)]


def facts() -> list[list[str]]:
    """The logbook: header, then one row per fact in the order of dates; one names a hall that does not exist."""
    rows = [fact for residence in _chosen() for fact in _facts(residence)]
    rows.append((date(2026, 5, 14), ["0204", "H99", "Dégradation", "3"]))
    rows.sort(key=lambda fact: (fact[0], fact[1]))
    lines = [[cells[0], cells[1], day.strftime("%d/%m/%Y"), *cells[2:]] for day, cells in rows]
    return [["Code résidence", "Code hall", "Date", "Nature", "Délai (jours)"], *lines]


def _chosen() -> list[Residence]:
    return [each for each in residences() if each.code in CHOSEN]


def _named(residence: Residence) -> Iterator[tuple[str, int, float]]:
    """Each hall: its code, its dwellings, how hard life is there from 0 to 3."""
    share, rest = divmod(residence.dwellings, residence.halls)
    random = Random(f"{SEED}/{residence.code}/halls")
    for rank in range(residence.halls):
        hardness = residence.severity["TR"] * random.choice((0.3, 0.5, 0.7, 1.0))
        code = f"H{rank + 1}"
        yield code, share + (rank < rest), 2.6 if (residence.code, code) in OCCUPIED else hardness


def _halls(residence: Residence) -> Iterator[dict[str, str]]:
    satisfied, answers = SATISFIED[residence.code]
    for code, dwellings, hardness in _named(residence):
        random = Random(f"{SEED}/{residence.code}/{code}/hall")
        drawn = tuple(_degree(random, 0.7 * hardness) for _ in range(3))
        felt = FELT.get(residence.code, drawn)
        yield {
            "code_residence": residence.code, "code_hall": code, "nom_hall": f"Entrée {code[1:]}",
            "nom_residence": residence.name, "agence": residence.agency, "commune": residence.commune,
            "nb_logements": str(dwellings), "ascenseur": "oui" if residence.lifts else "non",
            "pct_satisf_securite": str(satisfied), "n_satisf": str(answers),
            **_occupied(residence, code, hardness, random), "RS2": felt[0], "RS3": felt[1], "RS4": felt[2],
            "RP1": _degree(random, hardness), "RP2": "sans objet" if random.random() < 0.6 else "3",
            "RP3": _degree(random, hardness), "RP4": _degree(random, hardness),
            "RP5": "NSP" if random.random() < 0.2 else _degree(random, hardness),
        }  # fmt: skip


def _occupied(residence: Residence, code: str, hardness: float, random: Random) -> dict[str, str]:
    """Nature and step of what goes on in each place, most often nothing."""
    place, nature, step = OCCUPIED.get((residence.code, code), ("", "", ""))
    found: dict[str, str] = {}
    for each in PLACES:
        busy, usual, often = random.random() < hardness / 6, random.choice(USUAL), random.choice(STEPS[:3])
        if each == place:
            found |= {f"nature_{each}": nature, f"recurrence_{each}": step}
        elif each == "cave" and residence.code == "0101":
            found |= {f"nature_{each}": "sans objet", f"recurrence_{each}": "sans objet"}
        else:
            found |= {f"nature_{each}": usual if busy else "aucune", f"recurrence_{each}": often if busy else ""}
    return found


def _facts(residence: Residence) -> Iterator[tuple[date, list[str]]]:
    for code, dwellings, hardness in _named(residence):
        random = Random(f"{SEED}/{residence.code}/{code}/faits")
        for nature, (usual, mended) in NATURES.items():
            mean = usual * hardness**1.5 * dwellings / 100
            for _ in range(int(1.6 * mean + random.random())):
                delay = str(random.choice((1, 1, 2, 3, 4, 6, 9))) if mended else ""
                yield _day(random), [residence.code, code, nature, delay]
        if (residence.code, code) == HURT:
            yield date(2026, 9, 3), [residence.code, code, "Atteinte physique au personnel ou à un prestataire", ""]


def _degree(random: Random, hardness: float) -> str:
    return str(min(4, max(1, round(random.gauss(1 + hardness, 0.5)))))


def _day(random: Random) -> date:
    return LAST_DAY - timedelta(days=random.randrange(365))
