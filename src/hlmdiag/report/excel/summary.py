"""The first sheet: the stock at a glance, with its charts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from hlmdiag.report.excel.charts import group_chart, level_chart
from hlmdiag.report.excel.context import COUNT, PERCENT, SCORE, WIDE, Context
from hlmdiag.report.excel.page import Page, SheetColumn, check
from hlmdiag.report.excel.style import MUTED, Styled
from hlmdiag.synthesis import (
    LevelCount,
    cause_text,
    first_look_text,
    head_told,
    reasons_text,
    selection_told,
    stability_of,
    stability_told,
    standing_told,
)

if TYPE_CHECKING:
    from xlsxwriter.format import Format

_COLUMNS = 14
_FIRST_WIDTH = 26
_WIDTH = 12.5
_CHART_COLUMN = 8
_LINE = 130
"""Signs that fit a line of the whole width."""
# height of a chart in rows, beside its table
_CHART_ROWS = 10


def write(context: Context) -> None:
    """Write the sheet."""
    page = context.page("synthese")
    page.widths([_FIRST_WIDTH, *[_WIDTH] * (_COLUMNS - 1)])
    date = context.words.day(context.result.manifest.reference_date)
    grid = context.say("parc.grille", title=context.grid.id, version=context.grid.version)
    told = [context.organisation, context.say("parc.sous-titre", date=date), grid]
    page.title(context.grid.title, " · ".join(part for part in told if part))
    selection = selection_told(context.result, context.words)
    if selection is not None:
        page.paragraph(selection, _COLUMNS - 1, 30, bold=True)
    for sentence in head_told(context.stock, context.words):
        page.paragraph(sentence, _COLUMNS - 1, 15 * (1 + len(sentence) // _LINE))
    for line in standing_told(context.stock.standing, context.words):
        page.paragraph(line, _COLUMNS - 1, bold=True)
    page.row += 1
    _key_figures(page, context)
    if context.stock.distribution.levels:
        _distribution(page, context)
        _groups(page, context)
    _concerns(page, context)
    _flags(page, context)
    _firmness(page, context)
    page.paragraph(context.say("parc.limites"), _COLUMNS - 1, 18, font_color=MUTED, italic=True)
    if context.embeds:
        page.paragraph(context.say("classeur.porte-le-resultat"), _COLUMNS - 1, 30, bold=True)
    page.finish()


def _key_figures(page: Page, context: Context) -> None:
    stock, words, say = context.stock, context.words, context.say
    worst = stock.distribution.levels[-2] if len(stock.distribution.levels) > 1 else None
    units = words.count(stock.units).split(" ", 1)[-1]
    figures: list[tuple[float, str, str]] = [(stock.units, "#,##0", units)]
    if stock.size is not None:
        title = context.size_title.lower()
        if stock.distribution.size_unknown:
            title = say("classeur.taille-au-moins", size_unit=title)
        figures.append((stock.size, "#,##0", title))
    if worst is not None and worst.level is not None:
        share = words.proportion(worst.quantity.share)
        filled = {"level": worst.level.title, "share": share, "open": words.integer(worst.open)}
        code = "classeur.pire-possible" if worst.open else "classeur.pire"
        figures.append((worst.quantity.units, "#,##0", say(code, **filled)))
    figures.append((stock.distribution.conclusive, "#,##0", say("colonne.concluants").lower()))
    if stock.median_coverage is not None:
        figures.append((stock.median_coverage, "0.0%", say("classeur.taux-median")))
    check(page.sheet.set_row(page.row, 30))
    for place, (figure, format, meaning) in enumerate(figures):
        column = 0 if place == 0 else 2 * place - 1
        page.cell(page.row, column, figure, context.styles(bold=True, font_size=20, num_format=format, align="left"))
        below = context.styles(font_color=MUTED, text_wrap=True, valign="top")
        if place:
            check(page.sheet.merge_range(page.row + 1, column, page.row + 1, column + 1, "", below))
        page.cell(page.row + 1, column, meaning, below)
    check(page.sheet.set_row(page.row + 1, 30))
    page.row += 3


def _distribution(page: Page, context: Context) -> None:
    say, stock = context.say, context.stock
    page.heading(say("parc.repartition"))
    top = page.row
    columns = [
        SheetColumn(say("colonne.niveau"), 26, WIDE),
        SheetColumn(say("colonne.nombre"), _WIDTH, COUNT),
        SheetColumn(say("colonne.part"), _WIDTH, PERCENT),
    ]
    if stock.size is not None:
        columns += [
            SheetColumn(context.size_title, _WIDTH, COUNT),
            SheetColumn(say("colonne.part-taille", size_unit=context.size_title.lower()), _WIDTH, PERCENT),
        ]
    columns += [
        SheetColumn(say("colonne.certains"), _WIDTH, COUNT),
        SheetColumn(say("colonne.possible"), _WIDTH, COUNT),
    ]
    cells = page.table(columns, (_level_line(each, context) for each in stock.distribution.levels))
    whole = stock.distribution.whole
    bold = context.styles.cell(bold=True)
    count = context.styles.cell(bold=True, **COUNT)
    page.cell(page.row, 0, say("mot.ensemble"), bold)
    page.cell(page.row, 1, whole.units, count)
    if whole.size is not None:
        page.cell(page.row, 3, whole.size, count)
    page.row += 1
    if stock.distribution.size_unknown:
        count_text = context.words.integer(stock.distribution.size_unknown)
        units = context.words.integer(stock.units)
        text = say("parc.taille-inconnue", count=count_text, units=units, size_unit=context.size_title.lower())
        page.cell(page.row, 0, text, context.styles(font_color=MUTED, italic=True))
        page.row += 1
    check(page.sheet.insert_chart(top, _CHART_COLUMN, level_chart(context, page.name, cells)))
    page.row = max(page.row, top + _CHART_ROWS) + 1


def _level_line(each: LevelCount, context: Context) -> list[object]:
    quantity = each.quantity
    line: list[object] = [Styled(context.words.level(each.level), context.level(each.level))]
    line += [quantity.units, quantity.share]
    if context.stock.size is not None:
        line += [quantity.size, quantity.size_share]
    return [*line, *((each.certain, each.possible) if each.level is not None else (None, None))]


def _groups(page: Page, context: Context) -> None:
    stock, say = context.stock, context.say
    if not stock.groups or stock.group_column is None:
        return
    page.heading(say("parc.par-groupe", group=stock.group_column.label.lower()))
    top = page.row
    levels = [context.words.level(each.level) for each in stock.distribution.levels]
    columns = [
        SheetColumn(stock.group_column.label, 26, WIDE),
        *(SheetColumn(title, _WIDTH, COUNT) for title in levels),
        SheetColumn(say("colonne.total"), _WIDTH, COUNT | {"bold": True}),
    ]
    lines = [
        [group.name or say("mot.sans-groupe"), *(each.quantity.units for each in group.distribution.levels),
         group.distribution.whole.units]
        for group in stock.groups
    ]  # fmt: skip
    cells = page.table(columns, lines)
    chart = group_chart(context, page.name, top, cells, len(levels))
    check(page.sheet.insert_chart(top, _CHART_COLUMN, chart))
    page.row = max(page.row, top + _CHART_ROWS) + 1


def _concerns(page: Page, context: Context) -> None:
    say = context.say
    page.heading(say("parc.complexes"))
    spans = (1, 2, 2, 1, 1, 1, 2, 4)
    codes = ("code", "nom", "niveau", "note", "mini", "maxi", "origine-niveau", "raisons")
    right = context.styles.header(align="right")
    heads: list[object] = [say(f"colonne.{code}") for code in codes]
    heads[3:6] = [Styled(head, right) for head in heads[3:6]]
    _spread(page, spans, heads, context.styles.header(align="left", indent=1))
    for concern in context.stock.concerns:
        values: list[object] = [concern.code, concern.label, Styled(*context.verdict(concern))]
        values += [concern.score, *context.ends(concern)]
        looked = first_look_text(concern.first_look, context.words)
        reasons = reasons_text(concern, context.words) or f"{looked[:1].upper()}{looked[1:]}"
        values += [cause_text(concern, context.words), reasons]
        _spread(page, spans, values, context.styles.cell(**WIDE), context.styles.cell(**SCORE))
    page.row += 1


def _flags(page: Page, context: Context) -> None:
    say, stock = context.say, context.stock
    raised = [each for each in stock.flags if each.raised]
    page.heading(say("parc.drapeaux"))
    if context.grid.view_gap is not None and len(context.grid.views) > 1:
        count, known = (context.words.integer(each) for each in (stock.gaps, stock.gaps_known))
        code = "parc.ecarts" if stock.gaps_known else "parc.ecarts-inconnus"
        text = say(code, views=context.words.views, count=count, known=known)
        page.cell(page.row, 0, text, context.styles())
        page.row += 1
    if not raised:
        page.cell(page.row, 0, say("parc.drapeaux-aucun"), context.styles())
        page.row += 2
        return
    spans = (5, 1, 1, 1)
    heads: list[object] = [say(f"colonne.{code}") for code in ("drapeau", "alerte", "leves", "a-verifier")]
    right = context.styles.header(align="right")
    heads[2:] = [Styled(head, right) for head in heads[2:]]
    _spread(page, spans, heads, context.styles.header(align="left", indent=1))
    for each in raised:
        alert = say("oui") if each.flag.alert else None
        values: list[object] = [each.flag.message, alert, each.holds.units, each.to_check]
        _spread(page, spans, values, context.styles.cell(**WIDE), context.styles.cell(**COUNT))
    page.row += 1


def _firmness(page: Page, context: Context) -> None:
    found = stability_of(context.result)
    if found is None:
        return
    page.heading(context.say("robustesse.titre"))
    for line in stability_told(found, context.words):
        page.paragraph(line, _COLUMNS - 1)
    page.row += 1


def _spread(
    page: Page, spans: tuple[int, ...], values: Sequence[object], text: Format, figure: Format | None = None
) -> None:
    """Write a row whose cells go over several columns each."""
    column = 0
    for span, value in zip(spans, values, strict=True):
        style = figure if figure is not None and isinstance(value, int | float) else text
        style = value.style if isinstance(value, Styled) else style
        if span > 1:
            check(page.sheet.merge_range(page.row, column, page.row, column + span - 1, "", style))
        page.cell(page.row, column, value, style)
        column += span
    page.fit(values, [_FIRST_WIDTH if span == 1 and not place else span * _WIDTH for place, span in enumerate(spans)])
    page.row += 1
