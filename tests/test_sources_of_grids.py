"""What the grids take from published articles is traced to them in the method sheets."""

from __future__ import annotations

import pytest

import hlmdiag
from hlmdiag.report.methodology import SUFFIXES, render

BRITTANY = "Groupe métier Qualité de service, ARO Hlm Bretagne"
CHARTER = "Un engagement commun (charte qualité de service de Champagne-Ardenne)"
PARIS = "Du locataire au partenaire dans le logement social parisien (29 mars 2016)"
LEVERS = "Quels leviers pour la qualité de service et le cadre de vie ? (Actualités Habitat n° 1089, 15 novembre 2018)"
MARSEILLE = "Un audit sur la tranquillité résidentielle à Saint-Just Bellevue (Marseille 13e)"

CAUSES = {
    "qualite-de-service": "la qualité de service", "gestion-urbaine": "la gestion urbaine de proximité",
    "tranquillite": "la tranquillité résidentielle", "securite-publique": "la sécurité publique",
}  # fmt: skip

# grid, themes that take one item each, the article, what its sources say first, the items
ITEMS = [
    ("residence-complexe", BRITTANY, "Une des quatre causes", CAUSES),
    ("reperage-rapide", BRITTANY, "Une des quatre causes", CAUSES),
    (
        "pratiques-qualite-service", CHARTER, "Un des huit engagements",
        {"competences-metiers": "compétences métiers", "entree-dans-les-lieux": "l’entrée dans les lieux",
         "proprete": "propreté des parties communes", "equipements": "fonctionnement des équipements",
         "demandes-intervention": "demandes d’intervention", "partenariat": "développant le partenariat",
         "communication": "communication aux locataires", "fournisseurs": "relation avec les fournisseurs"},
    ),
    (
        "indicateurs-suivi", PARIS, "Une des six familles",
        {"satisfaction": "la satisfaction des locataires", "reclamations-suivi": "la réponse aux réclamations",
         "ascenseurs": "la disponibilité des ascenseurs",
         "charges-consommations": "la maîtrise des charges et des consommations",
         "relocation": "le délai de relocation", "gardiens": "la présence des gardiens"},
    ),
]  # fmt: skip
WHOLE = {
    "residence-complexe": (
        BRITTANY,
        MARSEILLE,
        "trois leviers des actions (opérationnel, organisationnel, structurel)",
    ),
    "reperage-rapide": (BRITTANY, MARSEILLE, "trois leviers des actions (opérationnel, organisationnel, structurel)"),
    "tranquillite-residentielle": (MARSEILLE, "trois leviers des actions (opérationnel, organisationnel, structurel)"),
    "diagnostic-en-marchant": (MARSEILLE, PARIS, "diagnostic partagé avec les locataires"),
    "pratiques-qualite-service": (CHARTER, LEVERS, "management, réclamations, propreté, communication"),
    "indicateurs-suivi": (PARIS, "Les six familles"),
    "typologie-gestion": (LEVERS, "Les trois classes (gestion de projet, gestion renforcée, droit commun)"),
}


def read_aloud(grid: str, suffix: str) -> str:
    text = render(hlmdiag.load_grid(grid), suffix, "fr").replace("\\", "").replace("&#39;", "'").replace("&#x27;", "'")
    return " ".join(text.split())


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize(("grid", "article", "first", "items"), ITEMS, ids=[each[0] for each in ITEMS])
def test_each_theme_taken_from_an_article_says_so(
    grid: str, article: str, first: str, items: dict[str, str], suffix: str
) -> None:
    text = read_aloud(grid, suffix)
    assert text.count(first) == len(items)
    for theme, words in items.items():
        after = text.partition(f"({theme})")[2]
        source = after[after.index(article) :][:400]
        assert source.startswith(f"{article}. {first}") and words in source, theme


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("grid", WHOLE)
def test_each_grid_says_what_its_whole_is_taken_from(grid: str, suffix: str) -> None:
    head = read_aloud(grid, suffix).partition("Principes" if suffix == ".md" else "</dl>")[0]
    assert [words for words in WHOLE[grid] if words not in head] == []


def test_a_technical_mark_reads_after_its_number() -> None:
    grid = hlmdiag.load_grid("residence-complexe")
    mark = next(each for each in grid.indicators if each.id == "BT1")
    assert (mark.unit, grid.columns["note_technique"].unit) == ("sur 4", "sur 4")
