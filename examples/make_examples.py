"""Writes the example files: an invented landlord of sixty residences, as a quality officer would hold it.

    python examples/make_examples.py [--out examples]

`parc.xlsx` is the workbook with its title, marks and totals; `parc.csv` the same table, clean, under the ids of the
grid; `incidents.csv` and `reclamations.csv` the events of one year, in agreement with the counts of the table.
`parcours.csv` is what observers saw on foot; `halls.csv` and `faits-halls.csv` tell some residences hall by hall.
`pratiques.csv` and `indicateurs.csv` speak of the landlord and its agencies, `projets.csv` of what is decided for each
residence. Nothing here exists: neither landlord, nor communes, nor residences, nor figures. Same script, same bytes.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

import xlsxwriter
from invented_answers import Answer, answers
from invented_entities import indicators, practices, projects
from invented_events import complaints, incidents
from invented_halls import facts, halls
from invented_stock import LANDLORD, residences
from invented_walks import walks
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

TITLE = f"{LANDLORD} – relevé annuel des résidences au 31 octobre 2026"
WARNING = "Données d'exemple entièrement inventées : aucun organisme, aucune commune, aucune résidence n'existe."

COLUMNS: dict[str, tuple[str, str]] = {
    # id of the grid: header of the workbook, then how its cells are written there
    "agence": ("Agence", "text"),
    "commune": ("Commune", "text"),
    "code_residence": ("Code résidence", "text"),
    "nom_residence": ("Résidence", "text"),
    "nb_logements": ("Nb lgts", "number"),
    "qpv": ("En QPV (O/N)", "letter"),
    "part_qpv": ("Part en QPV", "percent"),
    "annee_construction": ("Année de construction", "number"),
    "annee_rehab": ("Dernière réhabilitation", "number"),
    "type_construction": ("Type de construction", "text"),
    "chauffage_collectif": ("Chauffage collectif", "yes"),
    "nb_ascenseurs": ("Nb ascenseurs", "number"),
    "npnru": ("Projet NPNRU ou Anru", "yes"),
    "date_maj": ("Date du relevé", "date"),
    "reclamations_12m": ("Nb réclamations", "number"),
    "pct_reclamations_hors_delai": ("Réclamations hors délai", "text percent"),
    "pct_relances": ("Réclamations relancées", "text percent"),
    "n_satisf": ("Nb réponses enquête", "number"),
    "pct_satisf_bailleur": ("Satisfaction bailleur (%)", "number"),
    "pct_satisf_proprete": ("Satisfaction propreté (%)", "number"),
    "dispo_ascenseur_pct": ("Disponibilité ascenseurs", "percent"),
    "pannes_collectives_12m": ("Pannes collectives", "number"),
    "etp_proximite": ("ETP de proximité", "number"),
    "QS9": ("Maîtrise des interventions des prestataires", "number"),
    "QS10": ("Information et relation avec les locataires", "number"),
    "note_dem": ("Note diagnostic en marchant", "number"),
    "encombrants_mois": ("Dépôts sauvages", "number"),
    "CV3": ("Propreté des halls, cages et abords", "degree"),
    "CV4": ("Déchets, locaux, tri et nuisibles", "number"),
    "CV5": ("Espaces extérieurs, stationnement et épaves", "number"),
    "CV6": ("Éclairage, signalétique et accès", "number"),
    "CV7": ("Coordination avec la collectivité", "number"),
    "CV8": ("Lisibilité des espaces et domanialité", "number"),
    "pct_satisf_quartier": ("Satisfaction quartier (%)", "number"),
    "troubles_12m": ("Troubles de jouissance", "number"),
    "degradations_12m": ("Dégradations", "number"),
    "cout_vandalisme": ("Coût du vandalisme (€)", "number"),
    "nature_occupation": ("Occupation des halls", "text"),
    "recurrence": ("Récurrence", "text"),
    "TR5": ("Conflits de voisinage lourds, bruit", "number"),
    "TR6": ("Capacité d'agir du personnel", "number"),
    "pct_satisf_securite": ("Satisfaction sécurité (%)", "number"),
    "agressions_physiques_12m": ("Agressions physiques du personnel", "number"),
    "agression_armee": ("Agression avec arme", "yes"),
    "trafic": ("Trafic installé sur la résidence", "yes"),
    "trafic_annees": ("Ancienneté du trafic (années)", "number"),
    "refus_intervention": ("Refus d'intervention", "yes"),
    "incendies_12m": ("Incendies volontaires", "number"),
    "SP5": ("Partenariat avec la police, la justice et la ville", "number"),
    "note_technique": ("Note technique PSP", "number"),
    "pct_dpe_fg": ("Part F-G", "percent"),
    "desordre_securite": ("Désordre de sécurité", "yes"),
    "arrete_police": ("Arrêté de police", "yes"),
    "BT5": ("Configuration des lieux qui favorise les problèmes", "number"),
    "pct_vacance_3m": ("Vacance > 3 mois", "percent"),
    "taux_rotation": ("Taux de rotation", "percent"),
    "mutations": ("Demandes de mutation", "number"),
    "refus_moyen": ("Refus moyens", "number"),
    "pct_impayes_3m": ("Impayés de plus de 3 mois", "text percent"),
    "charges_m2": ("Charges récupérables (€/m²)", "number"),
    "pct_sous40": ("Ménages sous 40 % des plafonds PLUS", "number"),
    "delai_relocation": ("Délai de relocation (en jours)", "number"),
    "PI1": ("Ancienneté des difficultés", "number"),
    "PI2": ("Projet à venir et ses risques", "number"),
    "PI3": ("Moyens et organisation de l'équipe sur le site", "number"),
    "pct_satisf_residence": ("Satisfaction résidence (%)", "number"),
    "agressions_verbales_12m": ("Agressions verbales du personnel", "number"),
    "violences_12m": ("Violences graves", "number"),
}
DEGREES = ("Pas de difficulté", "Difficulté ponctuelle", "Difficulté récurrente", "Difficulté majeure ou installée")
NOTES = {
    "0201": "Regroupements près de la chaufferie, agents accompagnés depuis mars.",
    "0108": "L'équipe ne déclare plus tout : à reprendre en réunion d'agence.",
    "0205": "La limite du quartier prioritaire traverse la résidence.",
}
OVERRIDE: tuple[Answer, ...] = (
    "0202",
    "fragile",
    "Comité de suivi",
    date(2026, 10, 20),
    "Sinistre du local vélos en octobre, trois familles relogées : le relevé ne le montre pas encore.",
)
LABELS = {
    "Collectif": "C",
    "Individuel": "I",
    "Aucune occupation": "aucune",
    "Consommation, déchets, salissures": "salissures",
    "Intimidation, entrave au passage, menaces": "intimidation",
    "Mensuel": "mensuel",
    "Quotidien": "quotidien",
}
"""Labels that the workbook shows, and the codes that the clean table holds."""
README = (
    TITLE,
    WARNING,
    "Feuille « Relevé » : une résidence par ligne ; la dernière ligne est un total, à ne pas noter.",
    "Feuille « derogations » : niveau arrêté par le comité de suivi, avec son motif.",
    "Vide, NC : non renseigné. NSP : ne sait pas. Sans objet, s.o. : la question ne se pose pas.",
    "Critères jugés : 1 pas de difficulté, 2 ponctuelle, 3 récurrente, 4 majeure ou installée.",
    "L'agence Plateau ne compte pas à la main : voir les deux fichiers d'événements.",
)


def write_workbook(path: Path) -> None:
    """The workbook as it is sent: title, notice, headers on the fourth row, marks, totals, a sheet of overrides."""
    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": TITLE, "comments": WARNING, "created": datetime(2026, 10, 31)})
    sheet = book.add_worksheet("Relevé")
    styles = {
        "title": book.add_format({"bold": True, "font_size": 14}),
        "header": book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#dde6ee"}),
        "percent": book.add_format({"num_format": "0.0%"}),
        "date": book.add_format({"num_format": "dd/mm/yyyy"}),
        "total": book.add_format({"bold": True, "top": 1}),
    }
    sheet.write_string(0, 0, TITLE, styles["title"])
    sheet.write_string(1, 0, WARNING)
    sheet.freeze_panes(4, 4)
    sheet.set_row(3, 60)
    headers = [*(header for header, _ in COLUMNS.values()), "Observations"]
    for place, header in enumerate(headers):
        sheet.write_string(3, place, header, styles["header"])
    for row, residence in enumerate(residences(), start=4):
        found = answers(residence)
        for place, name in enumerate(COLUMNS):
            _write_cell(sheet, (row, place), found[name], COLUMNS[name][1], styles)
        if residence.code in NOTES:
            sheet.write_string(row, len(COLUMNS), NOTES[residence.code])
    _write_totals(sheet, 4 + len(residences()), styles["total"])
    _write_overrides(book.add_worksheet("derogations"), styles)
    readme = book.add_worksheet("Lisez-moi")
    readme.set_column(0, 0, 110)
    for row, line in enumerate(README):
        readme.write_string(row, 0, line)
    book.close()


def _write_cell(sheet: Worksheet, at: tuple[int, int], answer: Answer, style: str, styles: dict[str, Format]) -> None:
    """One answer in the way its column is held by hand."""
    match style, answer:
        case _, None:
            return
        case _, bool():
            words = {"letter": ("O", "N"), "yes": ("Oui", "Non")}[style]
            sheet.write_string(*at, words[0] if answer else words[1])
        case _, date():
            sheet.write_datetime(*at, datetime(answer.year, answer.month, answer.day), styles["date"])
        case _, str():
            sheet.write_string(*at, answer)
        case "percent", _:
            sheet.write_number(*at, round(answer / 100, 4), styles["percent"])
        case "text percent", _:
            sheet.write_string(*at, f"{_french(answer)} %")
        case "degree", int():
            sheet.write_string(*at, DEGREES[answer - 1])
        case _:
            sheet.write_number(*at, answer)


def _write_totals(sheet: Worksheet, row: int, style: Format) -> None:
    """The last row of every table made by hand: what must not be taken for a residence."""
    names = list(COLUMNS)
    sheet.write_string(row, 0, "TOTAL", style)
    for name in ("nb_logements", "reclamations_12m", "troubles_12m", "degradations_12m"):
        known = [answers(residence)[name] for residence in residences()]
        sheet.write_number(row, names.index(name), sum(one for one in known if isinstance(one, int)), style)


def _write_overrides(sheet: Worksheet, styles: dict[str, Format]) -> None:
    for place, header in enumerate(("Code résidence", "niveau", "auteur", "date", "motif")):
        sheet.write_string(0, place, header, styles["header"])
    for place, answer in enumerate(OVERRIDE):
        _write_cell(sheet, (1, place), answer, "text", styles)


def write_table(path: Path) -> None:
    """The same table as a machine would hand it over."""
    write_rows(path, [answers(residence) for residence in residences()])


def write_rows(path: Path, found: Sequence[Mapping[str, Answer]]) -> None:
    """Residences by their answers: code first, ids of the grid, one way of writing each type."""
    names = ["code_residence", *(name for name in COLUMNS if name != "code_residence")]
    _write_csv(path, [names, *([_plain(row[name]) for name in names] for row in found)], "utf-8")


def _plain(answer: Answer) -> str:
    match answer:
        case None:
            return ""
        case bool():
            return "oui" if answer else "non"
        case date():
            return answer.strftime("%d/%m/%Y")
        case str():
            return LABELS.get(answer, answer)
        case _:
            return _french(answer)


def _french(number: float) -> str:
    return str(number).replace(".", ",")


def _write_csv(path: Path, rows: Sequence[Sequence[str]], encoding: str) -> None:
    path.write_bytes("".join(";".join(row) + "\r\n" for row in rows).encode(encoding))


def main() -> None:
    """Writes the example files where they are kept, or elsewhere."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=Path(__file__).parent)
    write_all(parser.parse_args().out)


def write_all(folder: Path) -> None:
    """Writes the example files into a folder."""
    write_workbook(folder / "parc.xlsx")
    write_table(folder / "parc.csv")
    _write_csv(folder / "incidents.csv", incidents(), "utf-8")
    _write_csv(folder / "reclamations.csv", complaints(), "cp1252")
    _write_csv(folder / "parcours.csv", walks(), "utf-8")
    _write_csv(folder / "halls.csv", halls(), "utf-8")
    _write_csv(folder / "faits-halls.csv", facts(), "utf-8")
    _write_csv(folder / "pratiques.csv", practices(), "utf-8")
    _write_csv(folder / "indicateurs.csv", indicators(), "utf-8")
    _write_csv(folder / "projets.csv", projects(), "utf-8")


if __name__ == "__main__":
    main()
