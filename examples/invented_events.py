"""The events of one year, in agreement with the counts that the stock states by hand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from invented_answers import LAST_DAY, LOGBOOK, SEED, answers
from invented_stock import Residence, residences

PLACES = ("Hall", "Cage d'escalier", "Parking", "Caves", "Abords", "Ascenseur", "Local à vélos", "Local poubelles")
REASONS = ("Plomberie", "Chauffage", "Électricité", "Serrurerie", "Propreté", "Ascenseur", "Voisinage", "Humidité")
NATURES = {
    "troubles_12m": "Trouble de jouissance",
    "degradations_12m": "Dégradation",
    "encombrants_mois": "Dépôt sauvage, encombrants",
    "agressions_physiques_12m": "Atteinte physique au personnel ou à un prestataire",
    "incendies_12m": "Incendie volontaire",
    "agressions_verbales_12m": "Atteinte verbale au personnel ou à un prestataire",
    "violences_12m": "Violence grave (hors personnel)",
}
UNKNOWN_CODE = "0999"
"""A code that the stock does not hold: sold, or mistyped."""

Event = tuple[date, list[str]]


def incidents() -> list[list[str]]:
    """The logbook of facts: header, then one row per fact in the order of dates."""
    rows = [event for residence in residences() for event in _facts(residence)]
    rows += _outside(["Trouble de jouissance", "Hall", ""])
    rows.append((date(2026, 6, 9), [UNKNOWN_CODE, "Dégradation", "Hall", "240"]))
    return [["Code résidence", "Date", "Nature", "Lieu", "Coût (€)"], *_in_order(rows)]


def complaints() -> list[list[str]]:
    """The complaints: header, then one row per complaint in the order of dates."""
    rows = [event for residence in residences() for event in _requests(residence)]
    rows += _outside(["Plomberie", "Non", "0"])
    rows.append((date(2026, 2, 17), [UNKNOWN_CODE, "Serrurerie", "Oui", "1"]))
    return [["Code résidence", "Date", "Motif", "Hors délai", "Nb relances"], *_in_order(rows)]


def _facts(residence: Residence) -> Iterator[Event]:
    """Every fact of the year, but dumped rubbish only where the stock does not count it by hand."""
    random = Random(f"{SEED}/{residence.code}/incidents")
    counted = _counted(residence)
    cost = counted["cout_vandalisme"] * residence.dwellings
    by_hand = isinstance(answers(residence)["encombrants_mois"], int | float)
    for name, nature in NATURES.items():
        if name == "encombrants_mois" and by_hand:
            continue
        count = round(counted[name] * (12 if name == "encombrants_mois" else 1))
        for _ in range(count):
            damage = name == "degradations_12m"
            price = str(round(cost / count * random.uniform(0.6, 1.4))) if damage else ""
            yield _day(random), [residence.code, nature, random.choice(PLACES), price]


def _requests(residence: Residence) -> Iterator[Event]:
    random = Random(f"{SEED}/{residence.code}/reclamations")
    counted = _counted(residence)
    count = round(counted["reclamations_12m"])
    late = round(count * counted["pct_reclamations_hors_delai"] / 100)
    insisted = set(random.sample(range(count), round(count * counted["pct_relances"] / 100)))
    for number in range(count):
        reminders = random.randint(2, 4) if number in insisted else random.choice((0, 0, 0, 1))
        answer = "Oui" if number < late else "Non"
        yield _day(random), [residence.code, random.choice(REASONS), answer, str(reminders)]


def _counted(residence: Residence) -> dict[str, float]:
    """What the residence would count by hand, the logbook's columns included, without gaps."""
    found = answers(residence, gaps=False)
    names = (*LOGBOOK, "agressions_physiques_12m", "incendies_12m", "agressions_verbales_12m", "violences_12m")
    return {name: float(value) for name in names if isinstance(value := found[name], int | float)}


def _outside(rest: list[str]) -> Iterator[Event]:
    """Rows before and after the year: they are in the export, and must not count."""
    for day in (date(2025, 9, 12), date(2025, 10, 3), date(2025, 10, 31), date(2026, 11, 2), date(2026, 11, 4)):
        yield day, ["0110", *rest]


def _day(random: Random) -> date:
    return LAST_DAY - timedelta(days=random.randrange(365))


def _in_order(rows: list[Event]) -> list[list[str]]:
    rows.sort(key=lambda event: (event[0], event[1]))
    return [[rest[0], day.strftime("%d/%m/%Y"), *rest[1:]] for day, rest in rows]
