"""A worksheet that writes long tables as the file holds them, instead of keeping each cell until the end.

XlsxWriter looks at a cell three times: when it is given, when the width of its row is worked out, when it is written.
The answers of a stock are hundreds of thousands of cells that differ by their value alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import isfinite

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from hlmdiag.report.excel.style import Styled


class FastSheet(Worksheet):  # type: ignore[misc]  # xlsxwriter ships no types
    """A sheet of XlsxWriter that accepts rows already written as XML.

    Other cells of these rows stand to their right, and no chart may show them; a row after them is written in the usual
    way.
    """

    dim_rowmin: int
    dim_rowmax: int

    def __init__(self) -> None:
        super().__init__()
        self._ready: dict[int, tuple[str, int]] = {}

    def write_ready(self, row: int, cells: str, width: int) -> None:
        """Keep the first cells of a row, made by `RowCells`, which comes under those kept before."""
        self._ready[row] = cells, width

    def _write_rows(self) -> None:
        """Called by XlsxWriter to write what the sheet holds: it goes on writing the rows between those kept."""
        first, last = self.dim_rowmin, self.dim_rowmax
        following = first
        for row, (cells, width) in self._ready.items():
            beside = sorted(self.table.get(row, {}).items())
            if beside and beside[0][0] < width:
                raise RuntimeError(f"xlsxwriter: {self.name}, {row}")
            if following < row:
                self.dim_rowmin, self.dim_rowmax = following, row - 1
                super()._write_rows()
            self._write_row(row, None, self.row_info.get(row))
            self.fh.write(cells)
            for column, cell in beside:
                self._write_cell(row, column, cell)
            self._xml_end_tag("row")
            following = row + 1
        self.dim_rowmin, self.dim_rowmax = following, last
        super()._write_rows()
        self.dim_rowmin = first


class RowCells:
    """Writes the rows of a table that starts in the first column; `shown` gives the text of a cell.

    The cells are those of XlsxWriter: an absent value is a blank, a text is the number of one that the sheets share.
    """

    def __init__(self, sheet: FastSheet, looks: Sequence[Format], shown: Callable[[str], str]) -> None:
        self._letters = [xl_col_to_name(place) for place in range(len(looks))]
        self._styles = [_number(look) for look in looks]
        self._strings = sheet.str_table
        self._shown = shown

    def of(self, row: int, line: Sequence[object]) -> str:
        """The cells of a row (from 0), without their row."""
        parts, number = [], row + 1
        for given, letters, look in zip(line, self._letters, self._styles, strict=True):
            value, style = (given.value, _number(given.style)) if isinstance(given, Styled) else (given, look)
            # texts first: most cells are
            if type(value) is str and value:
                text = self._strings._get_shared_string_index(self._shown(value))
                parts.append(f'<c r="{letters}{number}" s="{style}" t="s"><v>{text}</v></c>')
            elif value is None or value == "":
                parts.append(f'<c r="{letters}{number}" s="{style}"/>')
            elif isinstance(value, (int, float)) and not isinstance(value, bool):
                if not isfinite(value):
                    raise RuntimeError(f"xlsxwriter: {letters}{number}, {value}")
                parts.append(f'<c r="{letters}{number}" s="{style}"><v>{value:.16G}</v></c>')
            else:
                text = self._strings._get_shared_string_index(self._shown(str(value)))
                parts.append(f'<c r="{letters}{number}" s="{style}" t="s"><v>{text}</v></c>')
        return "".join(parts)


def _number(look: Format) -> int:
    return int(look._get_xf_index())
