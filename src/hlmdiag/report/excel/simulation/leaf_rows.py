"""The row of a criterion: the answer of today, the one that is typed, the points of both."""

from __future__ import annotations

from typing import Any

from hlmdiag.explain import IndicatorReading
from hlmdiag.grid.model import Indicator, Theme
from hlmdiag.report.excel.page import check
from hlmdiag.report.excel.simulation.layout import PLACE, TYPED, WIDTHS, Desk
from hlmdiag.report.excel.simulation.rules import bounds, is_list, points_formula
from hlmdiag.report.excel.simulation.tree import instead_of_leaf
from hlmdiag.report.excel.style import MUTED
from hlmdiag.text.inert import as_cell

_INPUT = "#fffbea"
# Excel's limits for the input message of a cell and its title
_LONGEST_NOTE, _LONGEST_TITLE = 255, 32
_NO_BOUND = 1e15


def write(desk: Desk, leaf: Indicator, theme: Theme, row: int, place: int) -> None:
    """Write it; `row` as Excel counts, `place` of the criterion in the grid from 1."""
    cell = desk.page.style.cell
    reading = next(each for each in desk.reading.indicators if each.indicator.id == leaf.id)
    desk.page.cell(row - 1, 0, leaf.id, cell(font_color=MUTED))
    unit = desk.context.words.unit_of(leaf)
    title = f"{leaf.title} ({unit})" if unit and not is_list(leaf) else leaf.title
    desk.page.cell(row - 1, 1, title, cell(text_wrap=True))
    desk.page.fit([title, reading.text], [WIDTHS[1], WIDTHS[3]])
    desk.page.cell(row - 1, 2, leaf.weight, cell(num_format="General", align="right"))
    _today(desk, reading, row, place)
    _typed(desk, leaf, row)
    _simulated(desk, leaf, theme, reading, row)


def _today(desk: Desk, reading: IndicatorReading, row: int, place: int) -> None:
    cell, detail = desk.page.style.cell, desk.detail
    count = len(desk.context.grid.indicators)
    desk.formula(row, 11, f"MATCH(({PLACE}-1)*{count}+{place},{detail.number},0)", place)
    desk.formula(row, 3, f'{desk.line(detail.reply, row)}&""', reading.text, cell(text_wrap=True))
    desk.formula(row, 4, f'{desk.line(detail.state, row)}&""', reading.state_text, cell())
    points = desk.line(detail.points, row)
    desk.formula(row, 5, f'IF(ISNUMBER({points}),{points},"")', reading.points, _points(desk))


def _points(desk: Desk) -> Any:
    return desk.page.style.cell(num_format="0.0_)", align="right")


def _typed(desk: Desk, leaf: Indicator, row: int) -> None:
    unit = desk.context.words.unit_of(leaf)
    if leaf.id not in desk.answerable:
        desk.page.cell(row - 1, TYPED, None, desk.page.style.cell())
        return
    # Excel reads a typed « 12 % » as 0.12: the format shows the unit, so that nobody types it
    look = {"num_format": "@"} if is_list(leaf) else {"num_format": 'General" %"' if unit == "%" else "General"}
    style = desk.page.style.cell(bg_color=_INPUT, locked=False, text_wrap=True, **look)
    desk.page.cell(row - 1, TYPED, None, style)
    check(desk.page.sheet.data_validation(row - 1, TYPED, row - 1, TYPED, _asked(desk, leaf)))


def _asked(desk: Desk, leaf: Indicator) -> dict[str, Any]:
    """Answers that the cell accepts, with a tooltip."""
    say, words = desk.context.say, desk.context.words
    shown = {"input_title": leaf.id[:_LONGEST_TITLE], "error_title": leaf.id[:_LONGEST_TITLE]}
    if is_list(leaf):
        source = f"={desk.at.rules[leaf.id].answers}"
        texts = {"input_message": say("simuler.choisir"), "error_message": say("simuler.choisir-erreur")}
        return {"validate": "list", "source": source, **shown, **texts}
    low, high = bounds(leaf, desk.context.grid)
    code = {(False, False): "libre", (True, False): "au-moins", (False, True): "au-plus", (True, True): "entre"}
    ends = {name: words.plain(end) for name, end in (("low", low), ("high", high)) if end is not None}
    allowed = say(f"simuler.{code[low is not None, high is not None]}", **ends)
    unit = words.unit_of(leaf)
    note = say("simuler.saisir-unite" if unit else "simuler.saisir", unit=unit, allowed=allowed)
    limits = {"minimum": -_NO_BOUND if low is None else low, "maximum": _NO_BOUND if high is None else high}
    texts = dict.fromkeys(("input_message", "error_message"), as_cell(note, _LONGEST_NOTE))
    return {"validate": "decimal", "criteria": "between", **limits, **shown, **texts}


def _simulated(desk: Desk, leaf: Indicator, theme: Theme, reading: IndicatorReading, row: int) -> None:
    cell, words = desk.page.style.cell, desk.at.words
    typed, hindrance = f"G{row}", desk.line(desk.detail.hindrance, row)
    is_open = leaf.id in desk.answerable
    points = "" if not is_open else points_formula(leaf, desk.at.rules[leaf.id], typed, _goal(desk, row))
    active = f'IF({typed}="",0,IF(ISTEXT({hindrance}),0,1))' if is_open else "0"
    desk.formula(row, 16, active, 0)
    desk.formula(row, 12, f'IF($Q{row}=1,{points},"")' if is_open else '""', None)
    applies, scored = reading.state != "not_applicable", reading.state == "scored"
    desk.formula(row, 13, f"IF($Q{row}=1,1,IF(E{row}={words['etat-absent']},0,1))", int(applies))
    kept = f"IF(E{row}={words['etat-note']},1,0)"
    desk.formula(row, 14, f"IF($Q{row}=1,IF(ISNUMBER(M{row}),1,0),{kept})", int(scored))
    desk.formula(row, 15, f"H{row}", reading.points)
    instead = instead_of_leaf(leaf, theme.missing, desk.context.grid)
    refused = '""' if instead is None else repr(instead)
    simulated = f"IF($Q{row}=1,IF(ISNUMBER(M{row}),M{row},{refused}),F{row})"
    desk.formula(row, 7, simulated, reading.points, cell(num_format="0.0_)", align="right", bold=True))
    gap = None if reading.points is None else 0
    change = f'IF(ISNUMBER(F{row})*ISNUMBER(H{row}),ROUND(H{row}-F{row},9),"")'
    desk.formula(row, 8, change, gap, cell(num_format='+0.0_);-0.0_);"·"_)', align="right"))
    desk.page.cell(row - 1, 9, None, cell())
    remark = f'IF($Q{row}=0,{hindrance},IF(ISNUMBER(M{row}),"",{words["refuse"]}))' if is_open else '""'
    desk.formula(row, 10, f'IF({typed}="","",{remark})', None, cell(font_color=MUTED, italic=True, text_wrap=True))


def _goal(desk: Desk, row: int) -> str:
    return desk.line(desk.detail.goal, row) if desk.detail.goal is not None else '""'
