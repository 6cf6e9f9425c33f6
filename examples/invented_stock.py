"""The landlord of the examples: residences, communes and difficulties, every one of them invented.

A line is a residence: code, name, commune, dwellings, year built, year renovated, halls, lifts, share of the residence
in a priority district (%), then its profile (see PROFILES); GIVEN, SHARE_BLANK and OCCUPATION set some apart.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

LANDLORD = "Virande Habitat (organisme inventé)"

AGENCIES = {
    "Virande-Ville": "Agence Centre",
    "Faubourg-de-Virande": "Agence Centre",
    "Orcelles-le-Haut": "Agence Nord",
    "Saint-Elme-sur-Virande": "Agence Nord",
    "Pont-Virande": "Agence Rives",
    "Les Essarts-en-Virandois": "Agence Rives",
    "Mirelonde": "Agence Plateau",
    "Hautes-Mirelles": "Agence Plateau",
}
"""Invented communes, each followed by one of four agencies."""

THEMES = ("QS", "CV", "TR", "SP", "BT", "OC", "PI")

PROFILES: Mapping[str, tuple[float, ...]] = MappingProxyType(
    {
        # How hard each theme is, from 0 (no difficulty) to 3 (major), in the order of THEMES.
        "paisible": (0.3, 0.3, 0.2, 0.0, 0.3, 0.3, 0.1),
        "ordinaire": (0.6, 0.6, 0.5, 0.2, 0.8, 0.6, 0.4),
        "vieillissante": (1.0, 0.8, 0.6, 0.2, 2.1, 1.4, 0.9),
        "negligee": (1.6, 1.7, 0.9, 0.3, 1.1, 1.1, 1.0),
        "agitee": (0.9, 1.2, 1.9, 1.1, 0.9, 1.2, 1.2),
        "fragile": (1.7, 1.7, 1.8, 1.1, 1.6, 1.7, 1.6),
        "complexe": (2.3, 2.4, 2.4, 2.2, 2.1, 2.2, 2.4),
        "cachee": (0.7, 0.8, 0.0, 0.4, 1.2, 0.8, 1.9),
    }
)


@dataclass(frozen=True)
class Residence:
    """A residence and the profile that its answers are drawn from."""

    code: str
    name: str
    commune: str
    dwellings: int
    built: int
    renovated: int | None
    halls: int
    lifts: int
    district_share: int
    profile: str

    @property
    def agency(self) -> str:
        """The agency that follows the commune."""
        return AGENCIES[self.commune]

    @property
    def severity(self) -> Mapping[str, float]:
        """How hard each theme is here."""
        return dict(zip(THEMES, PROFILES[self.profile], strict=True))


STOCK = """
0101 | Les Glycines | Virande-Ville | 24 | 2009 | | 2 | 1 | 0 | paisible
0102 | La Tannerie | Virande-Ville | 48 | 1986 | 2012 | 4 | 2 | 0 | ordinaire
0103 | Le Clos-Vert | Virande-Ville | 36 | 1994 | | 3 | 0 | 0 | ordinaire
0104 | Les Cordeliers | Virande-Ville | 18 | 1931 | 1988 | 1 | 0 | 0 | vieillissante
0105 | L'Orangerie | Virande-Ville | 62 | 2015 | | 4 | 4 | 0 | paisible
0106 | La Petite-Cour | Virande-Ville | 6 | 1978 | 2004 | 1 | 0 | 0 | ordinaire
0107 | Tour des Érables | Faubourg-de-Virande | 180 | 1971 | 1996 | 1 | 3 | 100 | fragile
0108 | Le Square-des-Arts | Faubourg-de-Virande | 74 | 1982 | 2003 | 4 | 4 | 0 | cachee
0109 | La Croix-Bleue | Faubourg-de-Virande | 90 | 1968 | 1999 | 6 | 0 | 0 | negligee
0110 | Les Tilleuls | Faubourg-de-Virande | 54 | 1974 | 2008 | 3 | 3 | 0 | ordinaire
0111 | Le Verger | Faubourg-de-Virande | 30 | 2002 | | 2 | 2 | 0 | paisible
0112 | La Pépinière | Virande-Ville | 27 | 2018 | | 2 | 1 | 0 | paisible
0113 | Le Passage-du-Puits | Virande-Ville | 15 | 1924 | | 1 | 0 | 0 | vieillissante
0114 | Les Remparts | Virande-Ville | 42 | 1963 | 1991 | 3 | 0 | 0 | vieillissante
0115 | La Halle-aux-Toiles | Virande-Ville | 33 | 1999 | | 2 | 2 | 0 | ordinaire
0201 | Les Hauts-de-Virande | Orcelles-le-Haut | 603 | 1966 | 1994 | 22 | 12 | 100 | fragile
0202 | Le Bois-Joli | Orcelles-le-Haut | 84 | 1976 | 2001 | 6 | 0 | 0 | agitee
0203 | Les Alouettes | Orcelles-le-Haut | 40 | 1988 | 2014 | 4 | 0 | 0 | ordinaire
0204 | La Briqueterie | Orcelles-le-Haut | 120 | 1969 | 1990 | 8 | 4 | 100 | complexe
0205 | Les Terrasses | Orcelles-le-Haut | 96 | 1979 | 2005 | 6 | 6 | 45 | agitee
0206 | Le Grand-Pré | Orcelles-le-Haut | 22 | 2006 | | 2 | 0 | 0 | paisible
0207 | Les Coquelicots | Saint-Elme-sur-Virande | 28 | 1997 | | 3 | 0 | 0 | paisible
0208 | Le Lavoir | Saint-Elme-sur-Virande | 16 | 1990 | | 2 | 0 | 0 | ordinaire
0209 | Le Hameau-des-Vignes | Saint-Elme-sur-Virande | 19 | 2001 | | 0 | 0 | 0 | paisible
0210 | Les Peupliers | Saint-Elme-sur-Virande | 60 | 1972 | 1998 | 5 | 0 | 0 | negligee
0211 | La Fontaine-aux-Loups | Saint-Elme-sur-Virande | 34 | 1984 | 2010 | 3 | 0 | 0 | ordinaire
0212 | Le Belvédère | Orcelles-le-Haut | 110 | 1975 | 2000 | 5 | 5 | 100 | fragile
0213 | Les Quatre-Vents | Orcelles-le-Haut | 66 | 1981 | | 4 | 4 | 0 | vieillissante
0214 | Le Pré-aux-Oies | Saint-Elme-sur-Virande | 12 | 2011 | | 1 | 0 | 0 | paisible
0215 | La Chênaie | Saint-Elme-sur-Virande | 44 | 1985 | | 4 | 0 | 0 | ordinaire
0301 | Le Quai-aux-Sables | Pont-Virande | 52 | 1992 | 2016 | 4 | 2 | 0 | ordinaire
0302 | Les Marronniers | Pont-Virande | 70 | 1967 | 1995 | 5 | 0 | 0 | vieillissante
0303 | Le Moulin-Neuf | Pont-Virande | 31 | 2004 | | 2 | 2 | 0 | paisible
0304 | Les Capucines | Pont-Virande | 26 | 2013 | | 2 | 1 | 0 | paisible
0305 | L'Écluse | Pont-Virande | 88 | 1973 | 1997 | 4 | 4 | 0 | agitee
0306 | Les Bateliers | Pont-Virande | 140 | 1970 | 1993 | 7 | 7 | 100 | complexe
0307 | La Grève | Pont-Virande | 38 | 1987 | | 3 | 0 | 0 | ordinaire
0308 | Les Saules | Pont-Virande | 58 | 1977 | 2009 | 4 | 2 | 0 | ordinaire
0309 | Le Clos-des-Essarts | Les Essarts-en-Virandois | 14 | 2008 | | 0 | 0 | 0 | paisible
0310 | Les Fougères | Les Essarts-en-Virandois | 20 | 1996 | | 2 | 0 | 0 | ordinaire
0311 | La Charmille | Les Essarts-en-Virandois | 25 | 2020 | | 2 | 1 | 0 | paisible
0312 | Le Four-à-Chaux | Les Essarts-en-Virandois | 32 | 1980 | 2006 | 3 | 0 | 0 | vieillissante
0313 | Les Roseaux | Pont-Virande | 46 | 1983 | | 3 | 0 | 0 | negligee
0314 | La Passerelle | Pont-Virande | 78 | 1978 | 2002 | 4 | 4 | 0 | ordinaire
0315 | Les Vanneaux | Pont-Virande | 17 | 2016 | | 1 | 1 | 0 | paisible
0401 | Le Plateau-Nord | Mirelonde | 160 | 1968 | 1992 | 8 | 8 | 100 | complexe
0402 | Les Genêts | Mirelonde | 64 | 1975 | 2007 | 4 | 0 | 0 | ordinaire
0403 | La Bergerie | Mirelonde | 29 | 1998 | | 2 | 0 | 0 | paisible
0404 | Les Mésanges | Mirelonde | 50 | 1989 | 2018 | 4 | 2 | 0 | ordinaire
0405 | Le Champ-du-Loup | Mirelonde | 86 | 1973 | 1998 | 6 | 0 | 60 | fragile
0406 | Les Bruyères | Mirelonde | 41 | 1984 | | 3 | 0 | 0 | vieillissante
0407 | L'Airelle | Mirelonde | 23 | 2012 | | 2 | 1 | 0 | paisible
0408 | La Sablonnière | Mirelonde | 72 | 1970 | 2000 | 5 | 0 | 0 | agitee
0409 | Les Sorbiers | Hautes-Mirelles | 21 | 2003 | | 2 | 0 | 0 | paisible
0410 | La Combe | Hautes-Mirelles | 13 | 1995 | | 1 | 0 | 0 | ordinaire
0411 | Le Clos-Mirelle | Hautes-Mirelles | 10 | 2017 | | 0 | 0 | 0 | paisible
0412 | Les Myrtilles | Hautes-Mirelles | 35 | 1991 | | 3 | 0 | 0 | ordinaire
0413 | Le Col-Vert | Hautes-Mirelles | 56 | 1976 | 2004 | 4 | 2 | 0 | negligee
0414 | La Scierie | Hautes-Mirelles | 39 | 1981 | | 3 | 0 | 0 | ordinaire
0415 | Les Aubépines | Mirelonde | 45 | 1993 | | 3 | 1 | 0 | ordinaire
"""

GIVEN: Mapping[str, Mapping[str, float | int | bool]] = MappingProxyType(
    {
        # Answers that make a residence what it is, whatever is drawn for its profile.
        "0101": {"n_satisf": 17},
        "0106": {"pct_vacance_3m": 16.7},
        "0107": {"dispo_ascenseur_pct": 91.0, "pct_satisf_bailleur": 58, "n_satisf": 40},
        "0108": {"TR5": 4, "TR6": 4},
        "0113": {"arrete_police": True},
        "0201": {"npnru": True},
    }
)
OCCUPATION = MappingProxyType({"0108": 2, "0201": 3})
"""How occupied the common parts are, from 0 to 3, where the profile does not say it."""
SHARE_BLANK = MappingProxyType({"0101": 0, "0106": 0, "0215": 87, "0314": 62, "0414": 60})
"""Residences answered in full, and residences hardly answered (share of blanks, %)."""


def residences() -> list[Residence]:
    """The sixty residences, in the order of their codes."""
    return [_residence([part.strip() for part in line.split("|")]) for line in STOCK.strip().splitlines()]


def _residence(parts: list[str]) -> Residence:
    code, name, commune, dwellings, built, renovated, halls, lifts, share, profile = parts
    return Residence(
        code,
        name,
        commune,
        int(dwellings),
        int(built),
        int(renovated) if renovated else None,
        int(halls),
        int(lifts),
        int(share),
        profile,
    )
