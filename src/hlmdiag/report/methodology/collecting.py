"""What goes beyond one unit and one answer: several respondents, a wider unit, the whole stock, the parent grid."""

from __future__ import annotations

from collections.abc import Iterator

from hlmdiag.grid.diagnostics import show
from hlmdiag.grid.model import Grid
from hlmdiag.report.methodology.blocks import Block, Code, Heading, Items, Paragraph, Table, Text
from hlmdiag.text import say
from hlmdiag.text.figures import percent


def beyond_a_unit(grid: Grid, language: str) -> Iterator[Block]:
    """Respondents, roll-up, alerts on the stock; nothing where a grid has none."""
    if grid.respondents is not None:
        yield Heading(2, _word("repondants", language))
        how = _word(f"reunion.{grid.respondents.consolidate}", language)
        yield Paragraph(_word("repondants-reunis", language, column=grid.respondents.column, how=how))
        if grid.respondents.divergence is not None:
            yield Paragraph(_word("divergence", language, ranks=grid.respondents.divergence))
    if grid.roll_up is not None:
        yield from _roll_up(grid, language)
    if grid.stock_alerts:
        yield Heading(2, _word("alertes-du-parc", language))
        titles = grid.levels.titles
        for alert in grid.stock_alerts:
            share = percent(alert.more_than, language)
            level = titles.get(alert.level, alert.level)
            text = _word("alerte-du-parc", language, share=share, level=level, at_least=alert.at_least)
            yield Items([(f"{alert.id} — {alert.message}", text)])


def departures(grid: Grid, language: str) -> Iterator[Block]:
    """What an overlay says otherwise than its parent."""
    if grid.parent is None:
        return
    yield Heading(2, _word("ecarts", language, title=grid.parent.title, version=grid.parent.version))
    rows: list[list[Text]] = [[Code(it.path), show(it.parent), show(it.own)] for it in grid.departures]
    yield Table([_word(key, language) for key in ("ou", "grille-de-depart", "cette-grille")], rows)


def _roll_up(grid: Grid, language: str) -> Iterator[Block]:
    wider = grid.roll_up
    assert wider is not None
    yield Heading(2, _word("remontee", language, unit=wider.unit))
    how = _word(f"reunion.{wider.score}", language)
    weight = _word("remontee-poids", language, column=wider.weight) if wider.weight else ""
    yield Paragraph(_word("remontee-note", language, keys=", ".join(wider.key), how=how, weight=weight))
    yield Paragraph(_word(f"remontee-niveau.{wider.level}", language))
    if wider.shares:
        rows: list[list[Text]] = [[share.id, share.title, Code(share.when.text)] for share in wider.shares]
        yield Table([_word(key, language) for key in ("id", "part-des-unites", "condition")], rows)


def _word(key: str, language: str, **values: object) -> str:
    return say(f"rapport.fiche-de-methode.{key}", language, **values)
