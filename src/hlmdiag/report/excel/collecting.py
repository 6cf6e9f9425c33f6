"""The answers to collect: a sheet of sentences, then one line per answer to ask for, to filter and send."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hlmdiag.report.excel.context import COUNT, WIDE, Context
from hlmdiag.report.excel.page import Page, SheetColumn
from hlmdiag.synthesis import Collection, accepted_text, collection, collection_told, indicators_text, roles_text

_LINES = 5000
"""Answers that one sheet lists: more would not be sent at once."""
_WIDTHS = (9, 12, 46, 44, 30, 11, 14)


def write(context: Context) -> None:
    """Write both sheets; the second one only where there is something to ask for."""
    if not context.grid.indicators:
        return
    found = collection(context.result)
    page = context.page("recueil")
    page.widths(_WIDTHS)
    page.title(context.say("recueil.titre"))
    for line in collection_told(found, context.words):
        page.paragraph(line, len(_WIDTHS) - 1)
    page.row += 1
    if isinstance(found, Collection) and found.asks:
        _asks(page, found, context)
        _by_unit(page, found, context)
    page.finish()
    if isinstance(found, Collection) and found.asks:
        _to_send(found, context)


def _asks(page: Page, found: Collection, context: Context) -> None:
    say, words = context.say, context.words
    heads: tuple[tuple[str, dict[str, Any]], ...] = (
        ("recueil.ordre", COUNT), ("colonne.critere", {}), ("colonne.libelle", WIDE), ("recueil.admises", WIDE),
        ("recueil.a-demander", WIDE), ("recueil.pour", COUNT), ("recueil.cumul", COUNT),
    )  # fmt: skip
    columns = [SheetColumn(say(code), width, look) for (code, look), width in zip(heads, _WIDTHS, strict=True)]
    lines = []
    for place, each in enumerate(found.asks, 1):
        ids, names = zip(*((leaf.id, leaf.title) for leaf in each.indicators), strict=True)
        accepted = accepted_text(each.indicators[0], words)
        told = (say("joint").join(ids), say("joint").join(names), accepted, roles_text(each, words))
        lines.append([place, *told, len(each.rows), each.conclusive])
    page.table(columns, lines)
    page.row += 1


def _by_unit(page: Page, found: Collection, context: Context) -> None:
    """For each unit alone, as few answers as it needs."""
    say = context.say
    listed = [each for each in context.concerns if each.row in found.by_unit]
    if not listed:
        return
    page.heading(say("recueil.par-unite"))
    page.paragraph(say("recueil.par-unite-intro"), len(_WIDTHS) - 1)
    columns = [
        SheetColumn(say("recueil.nombre"), _WIDTHS[0], COUNT),
        SheetColumn(say("colonne.code"), _WIDTHS[1]),
        SheetColumn(say("colonne.nom"), _WIDTHS[2], WIDE),
        SheetColumn(say("recueil.lesquelles"), _WIDTHS[3], WIDE),
    ]
    lines = (
        [len(found.by_unit[each.row]), each.code, each.label,
         indicators_text(found.by_unit[each.row], context.words)]
        for each in listed
    )  # fmt: skip
    page.table(columns, lines)


def _to_send(found: Collection, context: Context) -> None:
    say, group = context.say, context.stock.group_column
    columns = [
        SheetColumn(say("colonne.code"), 12),
        SheetColumn(say("colonne.nom"), 26, WIDE),
        *([SheetColumn(group.label, 18, WIDE)] if group is not None else []),
        *([SheetColumn(say("recueil.a-demander"), 26, WIDE)] if context.grid.roles else []),
        SheetColumn(say("colonne.critere"), 9),
        SheetColumn(say("colonne.libelle"), 36, WIDE),
        SheetColumn(say("recueil.admises"), 44, WIDE),
        SheetColumn(say("recueil.reponse"), 26, WIDE),
    ]
    page = context.page("envoi")
    page.widths([column.width for column in columns])
    lines = list(_lines(found, context))
    told = say("recueil.envoi", sheet=say("feuille.recueil"))
    if len(lines) > _LINES:
        shown, total = (context.words.integer(count) for count in (_LINES, len(lines)))
        told += " " + say("recueil.suite", shown=shown, total=total)
    page.title(say("feuille.envoi"), told)
    head = page.row
    cells = page.table(columns, lines[:_LINES])
    page.finish(head, cells, frozen_columns=2)


def _lines(found: Collection, context: Context) -> Iterator[list[object]]:
    """The answers of each unit, in the order of lists, then in that in which they are asked for."""
    words = context.words
    told = [
        [
            *([roles_text(each, words)] if context.grid.roles else []),
            each.indicators[0].id,
            each.indicators[0].title,
            accepted_text(each.indicators[0], words),
            None,
        ]
        for each in found.asks
    ]
    needed = [frozenset(each.rows) for each in found.asks]
    for concern in context.concerns:
        named = [concern.code, concern.label, *([concern.group] if context.stock.group_column is not None else [])]
        for asked, rows in zip(told, needed, strict=True):
            if concern.row in rows:
                yield [*named, *asked]
