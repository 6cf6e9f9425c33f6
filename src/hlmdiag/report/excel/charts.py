"""Native charts over the tables of the first sheet: they follow the workbook wherever it goes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hlmdiag.report.excel.context import Context
from hlmdiag.report.excel.style import LINE, MUTED
from hlmdiag.synthesis import level_colour
from hlmdiag.text.inert import as_cell

if TYPE_CHECKING:
    from xlsxwriter.chart import Chart

_FONT = {"name": "Calibri", "size": 9, "color": MUTED}
_LONGEST = 255
"""Characters of a title that XlsxWriter takes."""
_SIZE = {"width": 540, "height": 216, "object_position": 1}


def level_chart(context: Context, sheet: str, cells: tuple[int, int]) -> Chart:
    """Units by level, one bar each in the colour of the level."""
    chart = context.book.add_chart({"type": "bar"})
    levels = [each.level for each in context.stock.distribution.levels]
    chart.add_series(
        {
            "name": context.say("colonne.nombre"),
            "categories": [sheet, cells[0], 0, cells[1], 0],
            "values": [sheet, cells[0], 1, cells[1], 1],
            "points": [{"fill": {"color": level_colour(level, context.grid.levels)}} for level in levels],
            "data_labels": {"value": True, "font": _FONT | {"bold": True}},
            "gap": 45,
        }
    )
    chart.set_legend({"none": True})
    _dress(chart, context.say("classeur.graphique-niveaux"))
    # no axis: each bar has its number as label
    chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}, "min": 0})
    return chart


def group_chart(context: Context, sheet: str, head: int, cells: tuple[int, int], levels: int) -> Chart:
    """Levels by group, as shares of each group's units."""
    chart = context.book.add_chart({"type": "bar", "subtype": "percent_stacked"})
    for place in range(levels):
        level = context.stock.distribution.levels[place].level
        chart.add_series(
            {
                "name": [sheet, head, place + 1],
                "categories": [sheet, cells[0], 0, cells[1], 0],
                "values": [sheet, cells[0], place + 1, cells[1], place + 1],
                "fill": {"color": level_colour(level, context.grid.levels)},
                "gap": 45,
            }
        )
    column = context.stock.group_column
    chart.set_legend({"position": "bottom", "font": _FONT})
    _dress(chart, context.say("classeur.graphique-groupes", group=column.label.lower() if column else ""))
    return chart


def _dress(chart: Chart, title: str) -> None:
    axis: dict[str, Any] = {"num_font": _FONT, "line": {"color": LINE}, "major_tick_mark": "none"}
    chart.set_title(
        {"name": as_cell(title, _LONGEST), "name_font": _FONT | {"size": 11, "bold": True}, "overlay": False}
    )
    chart.set_y_axis(axis | {"reverse": True, "major_gridlines": {"visible": False}})
    grid = {"visible": True, "line": {"color": LINE}}
    chart.set_x_axis(axis | {"num_format": "0%", "major_gridlines": grid, "min": 0, "label_position": "high"})
    chart.set_size(_SIZE)
    chart.set_chartarea({"border": {"none": True}})
