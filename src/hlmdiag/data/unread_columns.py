"""Says which columns that nothing reads may tell that a row does not count, or counts for several."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import polars as pl

from hlmdiag.data.header import Header
from hlmdiag.data.match import Match
from hlmdiag.data.normalise_text import header as fold
from hlmdiag.data.normalise_text import words
from hlmdiag.data.sheet import Sheet
from hlmdiag.data.table_schema import TableSchema
from hlmdiag.data.table_schemas import OVERRIDES, STOCK
from hlmdiag.errors import Problem, Severity
from hlmdiag.text.phrase import first_of

_SHOWN, _ROWS = 3, 10
_STATUS = re.compile(r"\b(?:statut|status|etat|situation|validite|phase|position|devenir)\b")
"""Titles of a word or two by row; a free text is not quoted."""
_ENDED = re.compile(
    r"(?:annul|doublon|rejet|supprim|vendue?s?\b|cedee?s?\b|demolie?s?\b|sortie?s? (?:du|de|le|en)\b|sortie?s?$|inacti"
    r"|archiv|desaffect|hors (?:patrimoine|service|gestion|parc)|a supprimer|ne pas (?:compter|prendre)"
    r"|erreur de saisie|obsolete)"
)
_ACTIVE = re.compile(r"(?:actif|active|en (?:service|gestion|exploitation)|valide|au patrimoine|dans le parc)\b")
_NO = frozenset({"non", "n", "0", "faux", "false", "no"})
_EXIT = re.compile(
    r"\bdates? (?:de |d |du )?(?:la )?(?:sortie|vente|cession|demolition|fin de gestion|fin d exploitation"
    r"|desaffectation|radiation|annulation|suppression)\b"
)
_TIMES = re.compile(
    r"(?:nb|nbre|nbr|nombre|quantites?|qte|total|occurrences?|effectif|count|cumul)"
    r"(?: (?:de |d )?(?:faits?|incidents?|evenements?|signalements?|troubles?|reclamations?|cas|occurrences?|demandes?"
    r"|interventions?|plaintes?|agressions?|degradations?|depots?|sinistres?|pannes?|total))?"
)
_COUNT = r"^[0-9]+(?:[.,]0+)?$"


def hangs_on_rows(match: Match) -> bool:
    """Whether the title of a column that nothing reads may say that some of its rows count otherwise."""
    if match.column is not None or match.is_settled:
        return False
    title = fold(match.header)
    return any(each.search(title) for each in (_STATUS, _EXIT)) or any(
        each.fullmatch(title) for each in (_ACTIVE, _TIMES)
    )


def about_unread(
    sheet: Sheet, header: Header, matches: Sequence[Match], cells: pl.DataFrame, rows: pl.Series, form: TableSchema
) -> Iterator[Problem]:
    """The warnings on them; `cells` and `rows` are those that are read, with their numbers."""
    for match in matches:
        if form.id == OVERRIDES or not hangs_on_rows(match):
            continue
        texts = cells[str(match.index)].str.strip_chars()
        title = fold(match.header)
        if form.id != STOCK and _TIMES.fullmatch(title):
            yield from _several(sheet, header, match, texts, rows)
        elif _TIMES.fullmatch(title) is None and (ended := _tell_end(title, texts, form)) is not None:
            yield from _ended(sheet, header, match, texts.filter(ended), rows.filter(ended))


def _tell_end(title: str, texts: pl.Series, form: TableSchema) -> pl.Series | None:
    """Which rows a column says to be over: sold, cancelled, entered twice, or with the day of it.

    None for the day on which the unit of an event was left: the event took place.
    """
    if _EXIT.search(title):
        is_of_the_row = form.id == STOCK or "annul" in title or "suppr" in title
        return texts.str.contains("[0-9]") if is_of_the_row else None
    different = texts.unique()
    is_active = _ACTIVE.fullmatch(title) is not None
    ended = [
        text for text in different
        if text and (words(text) in _NO if is_active else _ENDED.match(words(text)) is not None)
    ]  # fmt: skip
    return texts.is_in(pl.Series(ended, dtype=pl.String).implode())


def _ended(sheet: Sheet, header: Header, match: Match, texts: pl.Series, rows: pl.Series) -> Iterator[Problem]:
    if texts.is_empty():
        return
    said = first_of(texts.unique(maintain_order=True).head(_SHOWN + 1).to_list(), _SHOWN, quoted=True)
    yield sheet.problem(
        "donnees.statut-non-lu", row=sheet.row(header.last), column=match.index, header=match.header,
        severity=Severity.WARNING, title=match.header, count=len(texts), values=said, rows=_numbers(sheet, rows),
    )  # fmt: skip


def _several(sheet: Sheet, header: Header, match: Match, texts: pl.Series, rows: pl.Series) -> Iterator[Problem]:
    """Rows that say to be several facts, where each counts for one."""
    counts = texts.str.contains(_COUNT)
    others = counts & ~texts.str.contains(r"^0*1(?:[.,]0+)?$")
    if int(counts.sum()) * 2 > int((texts != "").sum()) and others.any():
        yield sheet.problem(
            "donnees.nombre-non-lu", row=sheet.row(header.last), column=match.index, header=match.header,
            severity=Severity.WARNING, title=match.header, count=int(others.sum()),
            rows=_numbers(sheet, rows.filter(others)), value=texts.filter(others)[0],
        )  # fmt: skip


def _numbers(sheet: Sheet, rows: pl.Series) -> object:
    return first_of(rows.head(_ROWS + 1).to_list(), _ROWS, sheet.row_name)
