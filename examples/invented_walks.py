"""Nine residences walked through by several observers, a row each: they agree or not, and have not seen everything."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from random import Random

from invented_stock import Residence, residences

__all__ = ["walks"]

SEED = "virande-2026"

ITEMS = {
    # prefix: number of points, and the theme of the stock that says how bad they are
    "AB": (9, "CV"), "DE": (6, "CV"), "HA": (7, "CV"), "CI": (6, "QS"), "CA": (6, "BT"), "SI": (5, "BT"),
    "VU": (3, "TR"),
}  # fmt: skip
GRADES = ("Bon", "Satisfaisant", "Insuffisant", "Très insuffisant")
FATAL = ("SI1", "SI5", "CI4", "AB9")
"""Points whose worst grade is never drawn: what is fatal is told below."""

WALKERS = {
    "0101": ("Gardien", "Représentant des locataires"),
    "0102": ("Agence", "Gardien", "Ville"),
    "0107": ("Agence", "Gardien", "Représentant des locataires", "Ville"),
    "0108": ("Agence", "Représentant des locataires"),
    "0109": ("Agence", "Gardien", "Ville"),
    "0204": ("Agence", "Gardien", "Représentant des locataires"),
    "0209": ("Agence", "Représentant des locataires"),
    "0306": ("Agence", "Gardien", "Représentant des locataires", "Ville"),
    "0313": ("Agence",),
}
SEEN: Mapping[tuple[str, str, str], str] = {
    # code, observer, point: what that observer saw, whatever is drawn
    ("0102", "Gardien", "SI1"): "Très insuffisant",
    ("0204", "Représentant des locataires", "AB9"): "Très insuffisant",
    ("0107", "Gardien", "CI4"): "Très insuffisant",
    ("0102", "Gardien", "HA7"): "Bon",
    ("0102", "Ville", "HA7"): "Insuffisant",
}
FINDINGS: Mapping[tuple[str, str], tuple[str, str, str, str, str]] = {
    # code, observer: finding, whose land, who acts, by when, evidence
    ("0102", "Gardien"): ("Issue du sous-sol fermée par un cadenas", "bailleur", "agence", "48 heures", "0102-01.jpg"),
    ("0102", "Ville"): ("Candélabre éteint sur le mail", "ville", "éclairage public", "1 mois", "0102-02.jpg"),
    ("0204", "Représentant des locataires"):
        ("Inscription injurieuse sur le pignon nord", "bailleur", "agence", "48 heures", "0204-01.jpg"),
    ("0204", "Agence"): ("Encombrants entre les deux parcelles", "inconnu", "à préciser", "1 mois", ""),
    ("0107", "Gardien"): ("Deux personnes bloquées le 12 octobre", "bailleur", "ascensoriste", "48 heures", "carnet"),
    ("0109", "Ville"): ("Trottoir affaissé devant l'entrée 3", "ville", "voirie", "programme", "0109-01.jpg"),
}  # fmt: skip
HOUSES = frozenset({"0209"})
WITHOUT = {
    # points that a residence cannot have: without lift, without hall
    "lift": ("CI3", "CI4"),
    "hall": (*(f"{prefix}{rank}" for prefix in ("HA", "CI") for rank in range(1, 8)), "CA1", "CA3", "CA5", "SI1"),
}
STOPPED = frozenset({"0313"})
"""A walk that stopped after the surroundings and the waste: rain, and no keys."""
COLUMNS = ("constats", "domanialite", "responsable", "echeance", "preuves")


def walks() -> list[list[str]]:
    """Header, then one row per residence and observer."""
    rows = [row for each in residences() if each.code in WALKERS for row in _rows(each)]
    return [list(rows[0]), *(list(row.values()) for row in rows)]


def _rows(residence: Residence) -> Iterator[dict[str, str]]:
    day = date(2026, 10, 5 + list(WALKERS).index(residence.code) * 2)
    shared = Random(f"{SEED}/{residence.code}/parcours")
    truth = {f"{prefix}{rank}": _rank(shared, residence.severity[theme], 0.7)
             for prefix, (count, theme) in ITEMS.items() for rank in range(1, count + 1)}  # fmt: skip
    for walker in WALKERS[residence.code]:
        random = Random(f"{SEED}/{residence.code}/parcours/{walker}")
        told = FINDINGS.get((residence.code, walker), ("",) * len(COLUMNS))
        yield {
            "code_residence": residence.code, "nom_residence": residence.name, "agence": residence.agency,
            "commune": residence.commune, "nb_logements": str(residence.dwellings),
            "nb_ascenseurs": str(residence.lifts), "date_parcours": day.strftime("%d/%m/%Y"), "observateur": walker,
            **{point: _seen(residence, walker, point, rank, random) for point, rank in truth.items()},
            **dict(zip(COLUMNS, told, strict=True)),
        }  # fmt: skip


def _seen(residence: Residence, walker: str, point: str, rank: int, random: Random) -> str:
    """What one observer writes of a point: near what is there, sometimes nothing."""
    moved, hidden = _rank(random, rank, 0.35), random.random()
    if (residence.code, walker, point) in SEEN:
        return SEEN[residence.code, walker, point]
    if residence.code in STOPPED and not point.startswith(("AB", "DE")):
        return ""
    if (not residence.lifts and point in WITHOUT["lift"]) or (residence.code in HOUSES and point in WITHOUT["hall"]):
        return "sans objet"
    if point.startswith("CA") and hidden < 0.15:
        return "non vu"
    return GRADES[min(moved, 2) if point in FATAL else moved]


def _rank(random: Random, around: float, spread: float) -> int:
    return min(3, max(0, round(random.gauss(around, spread))))
