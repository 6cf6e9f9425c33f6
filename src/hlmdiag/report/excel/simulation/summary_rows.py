"""The top of the sheet: the unit that is picked, and its score, level and coverage, today and as simulated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from hlmdiag.grid.model import ROOT
from hlmdiag.report.excel.page import check
from hlmdiag.report.excel.simulation.layout import LAST_SHOWN, PICK_ROW, Desk
from hlmdiag.report.excel.simulation.lookup_sheet import theme_score
from hlmdiag.synthesis import ink_on, level_colour

_SCORE, _LEVEL, _COVERAGE, _CHANGED = (PICK_ROW + offset for offset in (4, 5, 6, 7))
"""Rows, numbered as in Excel; the heads are above."""
_PARTS = ((0, 2), (3, 5), (6, 7), (8, LAST_SHOWN))
_INPUT = "#fffbea"
_HEIGHT = 18

LEVEL_OF_SCORE = f"$O${_LEVEL}"
"""The place of the level of the score alone, 1 being the best."""
CHANGED = f"$G${_CHANGED}"
"""Number of typed answers that count."""


@dataclass(frozen=True)
class _Cell:
    """A formula, its value at opening, its format."""

    formula: str
    value: Any
    number: str = "General"


def write_choice(desk: Desk) -> None:
    """The cell where a unit is picked, and the name of the one that is shown."""
    style, row, say = desk.page.style, PICK_ROW, desk.context.say
    unit = desk.context.grid.unit
    check(desk.page.sheet.set_row(row, _HEIGHT))
    desk.page.cell(row, 0, unit[:1].upper() + unit[1:], style(bold=True, font_size=12))
    # text, so that a code keeps its leading zeros
    picked = style(bold=True, font_size=12, bg_color=_INPUT, border=1, num_format="@", locked=False, align="left")
    desk.page.cell(row, 3, desk.reading.code, picked)
    listed = {"validate": "list", "source": f"={desk.at.units['code']}", "ignore_blank": False}
    listed |= {"input_message": say("simuler.choisir-unite"), "error_message": say("simuler.choisir-unite-erreur")}
    check(desk.page.sheet.data_validation(row, 3, row, 3, listed))
    desk.formula(row + 1, 4, desk.unit("name"), desk.at.unit_lines[0][2], style(bold=True, font_size=12, indent=1))
    same = f"EXACT({desk.at.units['code']},$D${row + 1})*{desk.at.units['order']}"
    # a code that is not in the list shows the first unit, under its own name
    desk.formula(row + 1, 11, f"MAX(1,SUMPRODUCT(MAX({same})))", 1)


def write_summary(desk: Desk, floor: str) -> None:
    """The score, the level and the coverage; `floor`: the place under which flags let no level stay, as a formula."""
    say, head = desk.context.say, desk.page.style.header(align="left", indent=1)
    for part, text in zip(
        _PARTS, ("", say("simuler.aujourdhui"), say("simuler.simule"), say("colonne.ecart-simule")), strict=True
    ):
        _spread(desk, _SCORE - 1, part, text, head)
    root, shown = desk.rows[ROOT], desk.shown
    score = theme_score(desk.context.grid.root, shown, desk.context)
    gap = None if isinstance(score, str) else 0
    signed = '+0.0;-0.0;"·"'
    cells = [_Cell(f"F{root}", score, "0.0"), _Cell(f"H{root}", score, "0.0"), _Cell(f"I{root}", gap, signed)]
    _line(desk, _SCORE, say("colonne.note"), cells)
    _keep_side(desk)
    if desk.context.grid.levels:
        _level(desk, floor)
    known = desk.at.unit_lines[0][7]
    after = f"J{root}" if desk.is_live else f"D{_COVERAGE}"
    change = f'IF(ISNUMBER(D{_COVERAGE})*ISNUMBER(G{_COVERAGE}),ROUND(G{_COVERAGE}-D{_COVERAGE},9),"")'
    cells = [_Cell(desk.unit("coverage"), known, "0.0%"), _Cell(after, known, "0.0%")]
    cells.append(_Cell(change, None if isinstance(known, str) else 0, '+0.0%;-0.0%;"·"'))
    _line(desk, _COVERAGE, say("colonne.taux"), cells)
    last = max(desk.rows.values())
    _line(desk, _CHANGED, say("simuler.comptees"), [None, _Cell(f"SUM(Q{root}:Q{last})", 0, "0"), None])


def _level(desk: Desk, floor: str) -> None:
    """Texts are in cells, so that no formula speaks a language; places of levels are in hidden columns."""
    words, last, row = desk.at.words, len(desk.context.grid.levels), _LEVEL
    today, computed, severity = (desk.at.unit_lines[0][place] for place in (3, 6, 4))
    desk.formula(row, 11, f"N({desk.unit('severity')})", severity or 0)
    desk.formula(row, 15, f"N({desk.unit('override')})", desk.at.unit_lines[0][5] or 0)
    if not desk.has_live_level:
        cells = [_Cell(desk.unit("level"), today), _Cell(f"D{row}", today), None]
        desk.formula(row, 12, f"L{row}", severity or 0)
        _line(desk, row, desk.context.say("colonne.niveau"), cells)
        return
    desk.formula(row, 13, floor, _floor_today(desk))
    desk.formula(row, 14, _place_of_score(desk), computed)
    without = f"IF(N{row}={last},{last},IF({CHANGED}=0,L{row},0))"
    final = f"IF(P{row}=1,L{row},IF(ISNUMBER(O{row}),MAX(N{row},O{row}),{without}))"
    desk.formula(row, 12, final, severity or 0)
    title = f"IF(M{row}=0,{words['concluant']},INDEX({desk.at.titles},M{row}))"
    after = f"IF((P{row}=1)+({CHANGED}=0)>0,D{row},{title})"
    moved = f"IF(M{row}=L{row},{words['pareil']},IF(M{row}<L{row},{words['mieux']},{words['pire']}))"
    same = desk.context.say("simuler.pareil") if severity else None
    cells = [_Cell(desk.unit("level"), today), _Cell(after, today), _Cell(f'IF(L{row}*M{row}=0,"",{moved})', same)]
    _line(desk, row, desk.context.say("colonne.niveau"), cells)


def _place_of_score(desk: Desk) -> str:
    """The level with the greatest bound at or under the score."""
    score, starts = f"H{desk.rows[ROOT]}", desk.at.starts
    crossed = [f"({score}>={each})" for each in starts[1:]]
    if not desk.context.grid.scale.burden:
        crossed = [f"({score}<{each})" for each in starts[:-1]]
    return f'IF(ISNUMBER({score}),{"+".join(["1", *crossed])},"")'


def _floor_today(desk: Desk) -> int:
    severity = desk.context.severity
    held = [flag for flag in desk.context.grid.flags.values() if flag.id in (desk.shown["flags"] or ())]
    return max((severity(flag.no_better_than) or 0 for flag in held), default=0)


def _line(desk: Desk, row: int, title: str, cells: Sequence[_Cell | None]) -> None:
    check(desk.page.sheet.set_row(row - 1, _HEIGHT))
    _spread(desk, row, _PARTS[0], title, desk.page.style.cell(bold=True, valign="vcenter"))
    for part, cell in zip(_PARTS[1:], cells, strict=True):
        number = cell.number if cell is not None else "General"
        look = {"bold": True, "font_size": 12, "align": "left", "indent": 1, "valign": "vcenter"}
        # the title of a level may be longer than its place: « Situation complexe (niveau certain, note non publiée) »
        style = desk.page.style.cell(**look, num_format=number, shrink=row == _LEVEL)
        _spread(desk, row, part, None, style)
        if cell is not None:
            desk.formula(row, part[0], cell.formula, cell.value, style)
    if row == _LEVEL:
        _colour(desk)


def _spread(desk: Desk, row: int, part: tuple[int, int], value: str | None, style: Any) -> None:
    check(desk.page.sheet.merge_range(row - 1, part[0], row - 1, part[1], "", style))
    desk.page.cell(row - 1, part[0], value, style)


def _keep_side(desk: Desk) -> None:
    """A score that one decimal would show past a bound shows them all."""
    if not desk.context.grid.bounds:
        return
    look = desk.page.style(num_format="0.0########")
    for first, last in _PARTS[1:3]:
        cell = f"${chr(ord('A') + first)}${_SCORE}"
        passes = (f"({cell}<{bound!r})<>(ROUND({cell},1)<{bound!r})" for bound in desk.context.grid.bounds)
        rule = {"type": "formula", "criteria": f"=AND(ISNUMBER({cell}),OR({','.join(passes)}))", "format": look}
        check(desk.page.sheet.conditional_format(_SCORE - 1, first, _SCORE - 1, last, rule))


def _colour(desk: Desk) -> None:
    """A level wears its colour beside its name, today and as simulated."""
    levels = desk.context.grid.levels
    for place, level in enumerate(levels, 1):
        fill = level_colour(level, levels)
        look = desk.page.style(bg_color=fill, font_color=ink_on(fill), bold=True, font_size=12)
        for (first, last), cell in zip(_PARTS[1:3], (f"$L${_LEVEL}", f"$M${_LEVEL}"), strict=True):
            rule = {"type": "formula", "criteria": f"={cell}={place}", "format": look}
            check(desk.page.sheet.conditional_format(_LEVEL - 1, first, _LEVEL - 1, last, rule))
