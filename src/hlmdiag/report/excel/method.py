"""The sheet of the method: the grid in words, so that a figure can be discussed without the tool."""

from __future__ import annotations

from collections.abc import Iterator

from hlmdiag.explain import condition_in_words, nominal_weights, rule_in_words
from hlmdiag.report.excel.context import COUNT, PERCENT, WIDE, Context
from hlmdiag.report.excel.page import Page, SheetColumn
from hlmdiag.report.excel.style import Styled
from hlmdiag.synthesis import settings_told

_LAST = 6


def write(context: Context) -> None:
    """Write the sheet."""
    page = context.page("methode")
    page.widths([22, 40, 24, 10, 60, 36, 24])
    page.title(context.say("feuille.methode"), context.grid.title)
    _principles(page, context)
    if context.grid.levels:
        _levels(page, context)
    _criteria(page, context)
    if context.grid.flags:
        _flags(page, context)
    _files(page, context)
    page.finish()


def _principles(page: Page, context: Context) -> None:
    grid, say = context.grid, context.say
    if grid.statement:
        page.paragraph(grid.statement, _LAST, 15 * (1 + len(grid.statement) // 190))
    scale = say("methode.sans-echelle")
    if grid.scale.low is not None and grid.scale.high is not None:
        ends = (context.words.plain(end) for end in (grid.scale.low, grid.scale.high))
        scale = say("methode.echelle", **dict(zip(("low", "high"), ends, strict=True)))
    minimum = say("methode.minimum", minimum=context.words.percent(grid.root.min_coverage))
    lines = [f"{say(f'methode.sens-{grid.polarity}')} {scale} {minimum}"]
    lines += [
        say(f"methode.{each}", open=context.words.left_open)
        for each in ("etats", "intervalle", "contributions", "ordre-actions")
    ]
    lines += [say("parc.limites")]
    for line in lines:
        page.paragraph(line, _LAST)
    page.row += 1


def _levels(page: Page, context: Context) -> None:
    grid, say = context.grid, context.say
    page.heading(say("methode.niveaux"))
    columns = [
        SheetColumn(say("colonne.niveau"), 22),
        SheetColumn(say("colonne.bornes"), 40),
        SheetColumn(say("colonne.suivi"), 24),
    ]
    lines = [
        [
            Styled(level.title, context.level(level)),
            context.words.level_bounds(level),
            level.follow_up,
        ]
        for level in grid.levels
    ]
    page.table(columns, lines)
    page.paragraph(say("methode.niveau-borne"), _LAST, italic=True)
    page.row += 1


def _criteria(page: Page, context: Context) -> None:
    say = context.say
    page.heading(say("methode.criteres"))
    columns = [
        SheetColumn(say("colonne.critere"), 22),
        SheetColumn(say("colonne.libelle"), 40, WIDE),
        SheetColumn(say("colonne.theme"), 24, WIDE),
        SheetColumn(say("colonne.poids"), 10, PERCENT),
        SheetColumn(say("colonne.regle"), 60, WIDE),
        SheetColumn(say("colonne.pourquoi"), 36, WIDE),
        SheetColumn(say("colonne.source"), 24, WIDE),
    ]
    page.table(columns, _criterion_lines(context))
    page.row += 1


def _criterion_lines(context: Context) -> Iterator[list[object]]:
    weights = nominal_weights(context.grid)
    for each in context.stock.states:
        leaf = each.indicator
        rule = rule_in_words(leaf, context.words)
        yield [
            leaf.id,
            leaf.title,
            each.theme.title,
            weights.get(leaf.id, 0.0),
            rule,
            leaf.why,
            context.words.source(leaf.source),
        ]


def _flags(page: Page, context: Context) -> None:
    say, grid = context.say, context.grid
    page.heading(say("methode.drapeaux"))
    titles = grid.levels.titles
    columns = [
        SheetColumn(say("colonne.drapeau"), 22, WIDE),
        SheetColumn(say("colonne.message"), 40, WIDE),
        SheetColumn(say("colonne.effet"), 24, WIDE),
        SheetColumn(say("colonne.alerte"), 10),
        SheetColumn(say("colonne.regle"), 60, WIDE),
    ]
    lines = []
    for flag in grid.flags.values():
        floor = titles.get(flag.no_better_than or "")
        effect = say("fiche.drapeau-effet", level=floor) if floor else None
        rule = condition_in_words(flag.when, context.words)
        lines.append([flag.id, flag.message, effect, say("oui") if flag.alert else None, rule])
    page.table(columns, lines)
    page.row += 1


def _files(page: Page, context: Context) -> None:
    say, grid, manifest = context.say, context.grid, context.result.manifest
    page.heading(say("methode.fichiers"))
    columns = [
        SheetColumn(say("colonne.table"), 22),
        SheetColumn(say("colonne.fichier"), 40),
        SheetColumn(say("colonne.feuille"), 24),
        SheetColumn(say("colonne.lignes"), 10, COUNT),
        SheetColumn(say("colonne.empreinte"), 60),
    ]
    page.table(
        columns,
        ([file.table, context.words.file(file.name), file.sheet, file.rows, file.sha256] for file in manifest.inputs),
    )
    page.row += 1
    lines = [
        say("parc.grille", title=grid.title, version=grid.version),
        say("methode.editeur", publisher=grid.publisher) if grid.publisher else "",
        say("methode.licence", licence=grid.licence) if grid.licence else "",
        say("methode.empreinte", hash=grid.hash),
        *settings_told(manifest.settings, manifest.problems, context.words),
        say("methode.outil", version=manifest.tool_version, schema=manifest.schema_version),
    ]
    for line in filter(None, lines):
        page.paragraph(line, _LAST)
