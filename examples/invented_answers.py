"""The answers of the invented stock: each drawn from the profile of its residence, always the same for a seed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from random import Random

from invented_stock import GIVEN, OCCUPATION, SHARE_BLANK, Residence

SEED = "virande-2026"
LAST_DAY = date(2026, 10, 31)

Answer = float | int | str | bool | date | None
"""None is a blank; a text may be a mark (NC, NSP, sans objet)."""


@dataclass(frozen=True)
class Measure:
    """A column drawn between the bounds of its four degrees, rising or falling, for each 100 dwellings or not."""

    theme: str
    bounds: tuple[float, float, float, float, float]
    per_100: bool = False
    decimals: int = 0


MEASURES: Mapping[str, Measure] = {
    "reclamations_12m": Measure("QS", (8, 30, 60, 100, 130), per_100=True),
    "pct_reclamations_hors_delai": Measure("QS", (2, 10, 20, 35, 50), decimals=1),
    "pct_relances": Measure("QS", (1, 5, 10, 20, 30), decimals=1),
    "pct_satisf_bailleur": Measure("QS", (95, 85, 75, 65, 50)),
    "pct_satisf_proprete": Measure("QS", (90, 75, 65, 50, 35)),
    "pct_satisf_residence": Measure("QS", (94, 80, 70, 60, 42)),
    "dispo_ascenseur_pct": Measure("QS", (99.9, 99, 98, 95, 90.5), decimals=1),
    "pannes_collectives_12m": Measure("QS", (0, 5, 10, 20, 28), per_100=True),
    "etp_proximite": Measure("QS", (1.4, 1.0, 0.7, 0.4, 0.2), per_100=True, decimals=2),
    "note_dem": Measure("CV", (92, 75, 60, 45, 30)),
    "encombrants_mois": Measure("CV", (0, 2, 5, 10, 14), per_100=True, decimals=1),
    "pct_satisf_quartier": Measure("CV", (92, 80, 68, 55, 40)),
    "troubles_12m": Measure("TR", (0, 10, 25, 50, 65), per_100=True),
    "degradations_12m": Measure("TR", (0, 4, 8, 15, 20), per_100=True),
    "cout_vandalisme": Measure("TR", (1, 8, 15, 30, 45), decimals=1),
    "pct_satisf_securite": Measure("TR", (92, 80, 70, 55, 40)),
    "pct_dpe_fg": Measure("BT", (0, 5, 15, 30, 48), decimals=1),
    "pct_vacance_3m": Measure("OC", (0, 1.6, 4, 8, 12), decimals=1),
    "taux_rotation": Measure("OC", (5, 10, 13, 18, 23), decimals=1),
    "mutations": Measure("OC", (4, 15, 25, 35, 45), per_100=True),
    "refus_moyen": Measure("OC", (0.2, 1, 3, 5, 7), decimals=1),
    "pct_impayes_3m": Measure("OC", (1, 5, 9, 15, 20), decimals=1),
    "charges_m2": Measure("BT", (16, 19, 22, 26, 32), decimals=1),
    "pct_sous40": Measure("OC", (28, 44, 52, 64, 74), decimals=1),
    "delai_relocation": Measure("OC", (20, 45, 90, 150, 210)),
}
JUDGED = ("QS9", "QS10", "CV3", "CV4", "CV5", "CV6", "CV7", "CV8", "TR5", "TR6", "SP5", "BT5", "PI1", "PI2", "PI3")
INTIMIDATION, DIRT = "Intimidation, entrave au passage, menaces", "Consommation, déchets, salissures"
OCCUPATIONS = (("Aucune occupation", None), (DIRT, "Mensuel"), (INTIMIDATION, "Mensuel"), (INTIMIDATION, "Quotidien"))
LOGBOOK = (
    "reclamations_12m",
    "pct_reclamations_hors_delai",
    "pct_relances",
    "troubles_12m",
    "degradations_12m",
    "cout_vandalisme",
    "encombrants_mois",
)
"""What the fourth agency does not count by hand: its event files say it."""
SURVEY = (
    "n_satisf",
    "pct_satisf_bailleur",
    "pct_satisf_proprete",
    "pct_satisf_residence",
    "pct_satisf_quartier",
    "pct_satisf_securite",
)
DECLARED = (
    "agressions_physiques_12m",
    "agressions_verbales_12m",
    "agression_armee",
    "trafic",
    "refus_intervention",
    "incendies_12m",
    "violences_12m",
    "desordre_securite",
)
OPTIONAL = (*MEASURES, *JUDGED, "nature_occupation", "note_technique", *DECLARED)


def answers(residence: Residence, *, gaps: bool = True) -> dict[str, Answer]:
    """Every answer of a residence, by column of the grid, blanks and marks included unless `gaps` is false."""
    found: dict[str, Answer] = dict(_identity(residence))
    found |= {name: _measure(residence, name, measure) for name, measure in MEASURES.items()}
    found |= {name: 1 + _degree(residence, name, name[:2]) for name in JUDGED}
    found |= dict(_declared(residence))
    found |= dict(_surveyed(residence, found))
    found |= GIVEN.get(residence.code, {})
    return _with_gaps(residence, found) if gaps else found


def _identity(residence: Residence) -> Iterator[tuple[str, Answer]]:
    yield from (("agence", residence.agency), ("commune", residence.commune), ("code_residence", residence.code))
    yield from (("nom_residence", residence.name), ("nb_logements", residence.dwellings))
    yield from (("qpv", residence.district_share >= 50), ("part_qpv", float(residence.district_share)))
    yield from (("annee_construction", residence.built), ("annee_rehab", residence.renovated))
    yield "type_construction", "Collectif" if residence.halls else "Individuel"
    yield from (("chauffage_collectif", bool(residence.halls) and 1950 <= residence.built < 1985), ("npnru", False))
    yield "nb_ascenseurs", residence.lifts
    yield "date_maj", date(2026, 10, 5 + _random(residence, "date_maj").randrange(20))


def _declared(residence: Residence) -> Iterator[tuple[str, Answer]]:
    """Facts that a team declares, rarer than the ordinary difficulties of the same profile."""
    nature, recurrence = OCCUPATIONS[OCCUPATION.get(residence.code, min(2, _degree(residence, "TR4", "TR")))]
    yield from (("nature_occupation", nature), ("recurrence", recurrence))
    yield "agressions_physiques_12m", (0, 1, 2, 4)[_degree(residence, "agressions_12m", "SP", -0.5)]
    yield "agressions_verbales_12m", (0, 2, 6, 12)[_degree(residence, "agressions_verbales_12m", "SP")]
    yield "violences_12m", (0, 1, 2, 3)[_degree(residence, "violences_12m", "SP", -1)]
    yield "incendies_12m", (0, 1, 2, 3)[_degree(residence, "incendies_12m", "SP", -1)]
    yield "agression_armee", _degree(residence, "agression_armee", "SP", -1) >= 3
    yield "refus_intervention", _degree(residence, "refus_intervention", "SP", -0.5) >= 2
    dealing = _degree(residence, "trafic", "SP", -0.5) >= 2
    yield "trafic", dealing
    yield "trafic_annees", round(_random(residence, "trafic_annees").uniform(0.5, 5), 1) if dealing else None
    yield "note_technique", 1 + _degree(residence, "note_technique", "BT")
    yield "desordre_securite", _degree(residence, "desordre_securite", "BT", -0.3) >= 3
    yield "arrete_police", False


def _surveyed(residence: Residence, found: Mapping[str, Answer]) -> Iterator[tuple[str, Answer]]:
    """The survey reaches a fifth of the dwellings, and no residence under twenty dwellings."""
    if residence.dwellings < 20:
        yield from ((name, None) for name in SURVEY)
    else:
        yield "n_satisf", round(residence.dwellings * _random(residence, "n_satisf").uniform(0.2, 0.4))
    if not residence.lifts:
        yield "dispo_ascenseur_pct", "sans objet"
    if not residence.halls:
        yield from ((name, "s.o.") for name in ("CV3", "pct_satisf_proprete"))


def _with_gaps(residence: Residence, found: dict[str, Answer]) -> dict[str, Answer]:
    """Blanks, « NC » and « ne sait pas », as real tables have."""
    free = [name for name in OPTIONAL if name not in GIVEN.get(residence.code, {})]
    if residence.code in SHARE_BLANK:
        blank = round(SHARE_BLANK[residence.code] / 100 * len(free))
        drawn = _random(residence, "blanks").sample(free, blank)
        found |= dict.fromkeys(drawn)
    else:
        for name in free:
            mark = _random(residence, f"gap {name}").random()
            if mark < 0.07 and not isinstance(found[name], str):
                found[name] = None if mark < 0.04 else "NSP" if name in JUDGED else "NC"
    if found["nature_occupation"] is None:
        found["recurrence"] = None
    if residence.agency == "Agence Plateau":
        found |= dict.fromkeys(LOGBOOK)
    return found


def _measure(residence: Residence, name: str, measure: Measure) -> Answer:
    degree = _degree(residence, name, measure.theme)
    low, high = measure.bounds[degree], measure.bounds[degree + 1]
    value = _random(residence, f"{name} value").uniform(low + 0.05 * (high - low), high - 0.05 * (high - low))
    if measure.per_100:
        value *= residence.dwellings / 100
    return round(value, measure.decimals) if measure.decimals else round(value)


def _degree(residence: Residence, name: str, theme: str, shift: float = 0.0) -> int:
    """From 0 to 3, around the severity of the theme here."""
    drawn = _random(residence, f"{name} degree").gauss(residence.severity[theme] + shift, 0.5)
    return max(0, min(3, round(drawn)))


def _random(residence: Residence, purpose: str) -> Random:
    """A source of its own for each answer, so that adding a column moves no other."""
    return Random(f"{SEED}/{residence.code}/{purpose}")
