"""The invented landlord beyond its residences: practices and indicators of its agencies, projects. One seed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from random import Random

from invented_stock import Residence, residences

__all__ = ["indicators", "practices", "projects"]

SEED = "virande-2026"
PERIOD = "2026"

ENTITIES = {
    # code: agency of the stock, how advanced its practices are, from 0 to 3
    "VH-C": ("Agence Centre", 2.6),
    "VH-N": ("Agence Nord", 1.5),
    "VH-R": ("Agence Rives", 2.3),
    "VH-P": ("Agence Plateau", 1.0),
}

COMMITMENTS = {
    # proofs column: number of practices
    "preuves_metiers": 5, "preuves_entree": 5, "preuves_proprete": 5, "preuves_equipements": 5,
    "preuves_demandes": 6, "preuves_partenariat": 4, "preuves_communication": 4, "preuves_fournisseurs": 4,
}  # fmt: skip

SHIFTS = {("VH-R", "preuves_proprete"): -2.0, ("VH-C", "preuves_fournisseurs"): 0.5, ("VH-N", "preuves_metiers"): 0.8}
"""Commitments where an entity stands apart: good practices elsewhere, and cleaning left behind on the riverside."""

UNPROVEN = {("VH-C", "preuves_communication")}
SILENT = {"VH-P": ("preuves_equipements", "preuves_partenariat", "preuves_communication", "preuves_fournisseurs")}
"""Commitments that the agency of the plateau has not looked at yet."""

MEASURES: Mapping[str, tuple[float, float, int]] = {
    # column: value where all goes well, value where it does not, decimals
    "pct_satisf_bailleur": (86, 68, 0), "pct_satisf_proprete": (80, 58, 0), "pct_satisf_reclamations": (76, 55, 0),
    "delai_reponse_j": (7, 19, 1), "pct_premier_niveau_48h": (96, 78, 1), "pct_reclamations_hors_delai": (6, 27, 1),
    "pct_satisf_intervention": (90, 76, 0), "dispo_ascenseur_pct": (99.6, 96.5, 1), "duree_arret_h": (5, 16, 1),
    "charges_m2": (21, 31, 2), "charges_m2_precedent": (20.6, 28.5, 2), "chauffage_kwh_m2": (95, 140, 0),
    "eau_m3_logement": (98, 131, 0), "delai_relocation": (36, 78, 0), "vacance_technique_j": (14, 31, 0),
    "pct_vacance_3m": (1.2, 4.1, 1), "etp_proximite_100": (1.1, 0.6, 2), "cout_gestion_logement": (1040, 1190, 0),
    "pct_impayes_3m": (4.1, 9.2, 1), "pct_attributions_mutations": (29, 16, 0),
}  # fmt: skip

NEVER_MEASURED = {
    "VH-N": ("pct_satisf_intervention", "duree_arret_h", "eau_m3_logement", "jours_non_remplaces"),
    "VH-P": ("n_satisf", "pct_satisf_bailleur", "pct_satisf_proprete", "pct_satisf_reclamations",
             "pct_satisf_intervention", "delai_reponse_j", "pct_premier_niveau_48h", "pct_reclamations_hors_delai",
             "charges_m2", "charges_m2_precedent", "chauffage_kwh_m2", "eau_m3_logement", "jours_non_remplaces"),
}  # fmt: skip

TARGETS = {
    "VH-C": {"objectif_satisf_bailleur": "85", "objectif_dispo_ascenseur": "99,5"},
    "VH-N": {"objectif_satisf_bailleur": "78", "objectif_delai_relocation": "60"},
    "VH-R": {"objectif_mutations": "20"},
}
"""Targets that were signed; where there is none, the grid has its own."""

PROJECTS = {"0113": ("oui", "oui"), "0201": ("non", "oui"), "0305": ("oui", "non")}
"""Residences to be rebuilt, and those whose site project is decided."""


def practices() -> list[list[str]]:
    """One row an entity: a degree from 0 to 3 for each practice, and the proofs it quotes."""
    rows = [dict(_practices(code)) for code in ENTITIES]
    return [list(rows[0]), *(list(row.values()) for row in rows)]


def indicators() -> list[list[str]]:
    """One row an entity: its measures and its targets, blank where nothing was ever measured or signed."""
    rows = [dict(_indicators(code)) for code in ENTITIES]
    return [list(rows[0]), *(list(row.values()) for row in rows)]


def projects() -> list[list[str]]:
    """One row a residence: whether it is to be rebuilt, and whether its site project is decided."""
    rows = [[each.code, *PROJECTS.get(each.code, ("non", "non"))] for each in residences()]
    return [["code_residence", "restructuration_programmee", "projet_decide"], *rows]


def _identity(code: str) -> Iterator[tuple[str, str]]:
    yield from {"code_entite": code, "nom_entite": f"{ENTITIES[code][0]} (inventée)"}.items()
    yield from {"type_entite": "agence", "periode": PERIOD}.items()
    yield "nb_logements", str(sum(each.dwellings for each in _own(code)))


def _own(code: str) -> list[Residence]:
    return [each for each in residences() if each.agency == ENTITIES[code][0]]


def _practices(code: str) -> Iterator[tuple[str, str]]:
    yield from _identity(code)
    advance = ENTITIES[code][1]
    for rank, (proofs, count) in enumerate(COMMITMENTS.items(), 1):
        random = Random(f"{SEED}/{code}/{proofs}")
        silent = proofs in SILENT.get(code, ())
        for number in range(1, count + 1):
            drawn = round(random.gauss(advance + SHIFTS.get((code, proofs), 0.0), 0.7))
            yield f"P{rank}{number}", _degree(code, f"P{rank}{number}", min(3, max(0, drawn)), silent)
        quoted = not silent and (code, proofs) not in UNPROVEN
        yield proofs, f"Dossier qualité {PERIOD}, pièce {rank}" if quoted else ""


def _degree(code: str, practice: str, drawn: int, silent: bool) -> str:
    if silent:
        return ""
    if practice == "P63" and code == "VH-C":
        return "sans objet"  # no residence of this agency stands in a priority district
    return "NSP" if (code, practice) == ("VH-N", "P55") else str(drawn)


def _indicators(code: str) -> Iterator[tuple[str, str]]:
    yield from _identity(code)
    advance = ENTITIES[code][1]
    dwellings, lifts = (sum(getattr(each, what) for each in _own(code)) for what in ("dwellings", "lifts"))
    random = Random(f"{SEED}/{code}/indicateurs")
    found = {"nb_ascenseurs": lifts, "chauffage_collectif": "oui", "n_satisf": dwellings // 10,
             "n_satisf_intervention": dwellings // 6, "reclamations_12m": round(dwellings * random.uniform(0.4, 0.6)),
             "relocations_12m": dwellings // 10, "attributions_12m": dwellings // 9}  # fmt: skip
    for column, (good, bad, decimals) in MEASURES.items():
        value = bad + (good - bad) * min(1.0, max(0.0, random.gauss(advance / 3, 0.3)))
        found[column] = round(value, decimals) if decimals else round(value)
    found["pannes_ascenseur"] = round(lifts * random.uniform(4, 10))
    found["personnes_bloquees"] = round(lifts * random.uniform(0.2, 1.2))
    found["etp_proximite"] = round(dwellings * float(found["etp_proximite_100"]) / 100, 1)
    found["jours_non_remplaces"] = round(found["etp_proximite"] * random.uniform(2, 11))
    blank = NEVER_MEASURED.get(code, ())
    for column, value in found.items():
        yield column, "" if column in blank else str(value).replace(".", ",")
    for column in sorted({target for signed in TARGETS.values() for target in signed}):
        yield column, TARGETS.get(code, {}).get(column, "")
