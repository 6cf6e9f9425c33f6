"""Rules beyond one unit and one answer: several respondents, a wider unit, the whole stock, the parent grid."""

from __future__ import annotations

from collections.abc import Iterator

from hlmdiag.explain import condition_in_words
from hlmdiag.grid.diagnostics import show
from hlmdiag.layout.blocks import Block, Fields, Heading, Paragraph, Table
from hlmdiag.layout.texts import Code, Text
from hlmdiag.scoring.unproven import lowered
from hlmdiag.wording import Wording


def beyond_a_unit(words: Wording) -> Iterator[Block]:
    """Respondents, roll-up, alerts on the stock; nothing where a grid has none."""
    if words.grid.respondents is not None:
        yield Heading(_word("repondants", words), 2)
        how = _word(f"reunion.{words.grid.respondents.consolidate}", words)
        yield Paragraph(_word("repondants-reunis", words, column=words.grid.respondents.column, how=how))
        if words.grid.respondents.divergence is not None:
            yield Paragraph(_word("divergence", words, ranks=words.grid.respondents.divergence))
    if any(each.certainty is not None for each in words.grid.indicators):
        yield Heading(_word("certitude", words), 2)
        yield Paragraph(_word("certitudes", words))
    if any(lowered(each, words.grid) is not None for each in words.grid.indicators):
        yield Heading(_word("sans-preuve", words), 2)
        yield Paragraph(_word("sans-preuve-note", words))
    if words.grid.roll_up is not None:
        yield from _roll_up(words)
    if words.grid.stock_alerts:
        yield Heading(_word("alertes-du-parc", words), 2)
        titles = words.grid.levels.titles
        for alert in words.grid.stock_alerts:
            share = words.percent(alert.more_than)
            level = titles.get(alert.level, alert.level)
            text = _word("alerte-du-parc", words, share=share, level=level, at_least=alert.at_least)
            yield Fields([(f"{alert.id} — {alert.message}", text)])


def departures(words: Wording) -> Iterator[Block]:
    """Differences of an overlay from its parent."""
    if words.grid.parent is None:
        return
    yield Heading(_word("ecarts", words, title=words.grid.parent.title, version=words.grid.parent.version), 2)
    rows: list[list[Text]] = [[Code(it.path), show(it.parent), show(it.own)] for it in words.grid.departures]
    yield Table([_word(key, words) for key in ("ou", "grille-de-depart", "cette-grille")], rows)


def _roll_up(words: Wording) -> Iterator[Block]:
    wider = words.grid.roll_up
    assert wider is not None
    yield Heading(_word("remontee", words, unit=wider.unit), 2)
    how = _word(f"reunion.{wider.score}", words)
    weight = _word("remontee-poids", words, column=wider.weight) if wider.weight else ""
    yield Paragraph(_word("remontee-note", words, keys=", ".join(wider.key), how=how, weight=weight))
    yield Paragraph(_word(f"remontee-niveau.{wider.level}", words))
    if wider.shares:
        rows: list[list[Text]] = [
            [share.id, share.title, condition_in_words(share.when, words)] for share in wider.shares
        ]
        yield Table([_word(key, words) for key in ("id", "part-des-unites", "condition")], rows)


def _word(key: str, words: Wording, **values: object) -> str:
    return words.say(f"rapport.fiche-de-methode.{key}", **values)
