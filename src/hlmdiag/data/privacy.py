"""Columns that look nominative: names, telephone numbers, addresses, social security numbers. They are never kept."""

from __future__ import annotations

import re

import polars as pl

from hlmdiag.data.column_content import ColumnContent
from hlmdiag.data.normalise_text import words
from hlmdiag.data.people_names import name_people
from hlmdiag.data.trade_vocabulary import trade_vocabulary
from hlmdiag.grid.data_model import Column

CERTAIN = frozenset({"courriels"})
"""Patterns of personal data alone: withheld even from a column that the grid declares."""

_HEADERS = {
    "noms": r"(nom|prenom)s?( et prenoms?)? (du |de la |des |de l )?(locataire|titulaire|occupant|resident"
    r"|plaignant|demandeur|contact|client|habitant|victime|auteur|gardien|agent)s?|prenoms?"
    r"|nom de famille|nom prenom|nom et prenom|locataire|titulaire"
    r"( du bail)?|plaignant|patronyme",
    "telephones": r"(n |no |num |numero )?(de )?(tel|telephone|portable|mobile|gsm)( .*)?",
    "courriels": r"(adresse )?(e ?mail|mail|courriel|adresse electronique)( .*)?",
    "nir": r"nir|(n |no |num |numero )?(de )?(secu|securite sociale|ss|nss)",
    "naissance": r"(date|annee|lieu) de naissance( .*)?|ne e? le|age du (locataire|titulaire)",
}
_VALUES = {
    "courriels": r"(?i)^[\w.+-]+@[\w-]+(\.[\w-]+)+$",
    "telephones": r"^(?:\+33|0033|0)\s?[1-9](?:[\s.-]?\d{2}){4}$",
    "nir": r"^[12]\s?\d{2}\s?(?:0[1-9]|1[0-2]|[2-9]\d)\s?(?:\d{2}|2[AB])\s?\d{3}\s?\d{3}(?:\s?\d{2})?$",
}
_SHAPES = {kind: re.compile(pattern) for kind, pattern in _VALUES.items()}
_BOX = Column("", "boolean", "")
_SAMPLE = 1000
"""The rows by which a column is judged."""


def nominative_header(header: str) -> str | None:
    """The kind of personal data that a header announces.

    >>> nominative_header("Nom du locataire"), nominative_header("N° tél."), nominative_header("Nom")
    ('noms', 'telephones', None)
    """
    folded = words(header)
    return next((kind for kind, pattern in _HEADERS.items() if re.fullmatch(pattern, folded)), None)


def nominative_title(header: str, content: ColumnContent) -> str | None:
    """The kind of personal data that a title announces for what its column holds: figures are not names.

    >>> names, figures = ColumnContent.of(["EXEMPLE Anne", "MODELE Paul"]), ColumnContent.of(["1", "2"])
    >>> nominative_title("Gardien", names), nominative_title("Gardien", figures), nominative_title("Suivi", names)
    ('noms', None, None)
    """
    if (kind := nominative_header(header)) is not None:
        return kind
    if not header.strip() or not trade_vocabulary().is_person(header):
        return None
    return None if _is_counted(content) else "noms"


def nominative_column(header: str, content: ColumnContent) -> str | None:
    """The kind of personal data of a column that nobody declared, by its title or by what its first cells hold."""
    if (kind := nominative_title(header, content)) is not None:
        return kind
    if name_people(header, content):
        return "noms"
    shaped = ((kind, sum(shape.search(text) is not None for text in content.texts)) for kind, shape in _SHAPES.items())
    return next((kind for kind, count in shaped if _is_most(count, len(content.texts))), None)


def _is_counted(content: ColumnContent) -> bool:
    """Whether a column holds figures, or boxes: nobody's name."""
    return bool(content.texts) and (content.is_numeric or content.fits(_BOX, "ouinon") == 1.0)


def nominative_values(texts: pl.Series) -> str | None:
    """The kind of personal data that most filled cells of a column hold, judged on its first thousand rows."""
    sample = texts.head(_SAMPLE).str.strip_chars()
    filled = sample.filter(sample != "")
    if not len(filled):
        return None
    return next(
        (kind for kind, pattern in _VALUES.items() if _is_most(int(filled.str.contains(pattern).sum()), len(filled))),
        None,
    )


def nominative_files(texts: pl.Series, part: pl.Series) -> dict[int, str]:
    """The same of a column of many files, by the number of the file (`part`); files of which nothing is told are not
    there."""
    shaped = [pl.col("text").str.contains(pattern).alias(kind) for kind, pattern in _VALUES.items()]
    distinct = texts.str.strip_chars().unique().alias("text").to_frame().with_columns(shaped)
    if distinct.filter(pl.any_horizontal(*_VALUES)).is_empty():
        return {}
    looked = pl.DataFrame({"part": part, "text": texts.str.strip_chars()})
    looked = looked.filter((pl.int_range(pl.len()).over("part") < _SAMPLE) & (pl.col("text") != ""))
    counted = looked.join(distinct, on="text").group_by("part").agg(pl.len(), pl.col(*_VALUES).sum()).sort("part")
    kinds = {
        row["part"]: next((kind for kind in _VALUES if _is_most(row[kind], row["len"])), None)
        for row in counted.iter_rows(named=True)
    }
    return {place: kind for place, kind in kinds.items() if kind is not None}


def _is_most(found: int, filled: int) -> bool:
    return found * 2 > filled
