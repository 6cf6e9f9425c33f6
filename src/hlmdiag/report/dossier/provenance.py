"""Sources of the dossier, and its limits."""

from __future__ import annotations

from collections.abc import Iterator

from hlmdiag import explain
from hlmdiag.data.dataset import SETTINGS
from hlmdiag.dossier import Dossier
from hlmdiag.explain import SHOWN_CONTRIBUTIONS, IndicatorReading
from hlmdiag.grid.model import Grid
from hlmdiag.layout.blocks import Block, Bullets, Fields, Heading, Note, Paragraph, Table
from hlmdiag.report.dossier.words import Words, present
from hlmdiag.scoring.result import Manifest
from hlmdiag.synthesis import settings_told

_HASH = 12
"""Characters of a fingerprint: enough to tell two files apart at a meeting."""


def provenance(dossier: Dossier, words: Words) -> Iterator[Block]:
    """The whole section."""
    grid, manifest = dossier.grid, dossier.manifest
    earlier = words.joined(
        f"{words.day(each.day)} ({each.grid.id} {each.grid.version})" for each in dossier.history[:-1]
    )
    seen = words.joined(
        part for walk in dossier.walks for part in (words.grid_named(walk.grid), _files(walk.manifest, words))
    )
    yield Fields(present([
        (words("champ.grille"), words.grid_named(grid)),
        (words("champ.prolonge"), _parent(grid, words)),
        (words("champ.empreinte"), grid.hash[:_HASH]),
        (words("champ.date"), words.day(manifest.reference_date)),
        (words("champ.fichiers"), _files(manifest, words)),
        (words("champ.historique"), earlier),
        (words("champ.parcours"), seen),
        (words("champ.outil"), f"hlmdiag {manifest.tool_version}"),
    ]))  # fmt: skip
    if told := settings_told(manifest.settings, manifest.problems, words):
        yield Bullets(tuple(("", line) for line in told))
    if grid.statement:
        yield Paragraph(grid.statement)
    yield Paragraph(words("limites"))
    yield Paragraph(words.say("rapport.parc.limites"))
    yield from _origins(dossier, words)


def _parent(grid: Grid, words: Words) -> str | None:
    """The grid that this one extends, and how far it is from it; the method sheet names each difference."""
    if grid.parent is None:
        return None
    return words("prolonge", grid=words.grid_named(grid.parent), count=words.integer(len(grid.departures)))


def _files(manifest: Manifest, words: Words) -> str:
    found = dict.fromkeys((each.name, each.sha256) for each in manifest.inputs if each.table != SETTINGS)
    return words.joined(words("fichier-lu", name=words.file(name), hash=digest[:_HASH]) for name, digest in found)


def _origins(dossier: Dossier, words: Words) -> Iterator[Block]:
    """The cells of the answers that the diagnosis names."""
    found = dossier.diagnostic
    sides = (found.against, found.favour) if found.verdict.score is not None else ()
    cited = [reading for side in sides for reading in side[:SHOWN_CONTRIBUTIONS]]
    cited += [each.reading for each in found.deciding[:SHOWN_CONTRIBUTIONS]]
    named: dict[str, IndicatorReading] = {each.indicator.id: each for each in cited}
    rows = tuple(
        (words.named(each.indicator), words.answer(each), explain.places_in_words(each.answers, words),
         words.said(each.grid_place))
        for each in named.values()
    )  # fmt: skip
    if rows:
        yield Heading(words("origines"))
        yield Table(words.columns("=critere", "=reponse", "=origine", "=ligne"), rows, (27, 20, 26, 27))
        yield Note(words("trace", code=found.code))
