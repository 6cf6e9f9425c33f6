"""Reads the cells of returned forms with openpyxl, as a script of a few lines does: nothing is understood yet.

python benchmarks/rival_forms.py FOLDER
"""

from __future__ import annotations

import sys
from pathlib import Path

from openpyxl import load_workbook


def cells_of(folder: Path) -> int:
    """How many cells the visible sheets of all forms hold."""
    count = 0
    for path in sorted(folder.glob("*.xlsx")):
        book = load_workbook(path, read_only=True, data_only=True)
        for sheet in book.worksheets:
            if sheet.sheet_state == "visible":
                count += sum(value is not None for row in sheet.iter_rows(values_only=True) for value in row)
        book.close()
    return count


if __name__ == "__main__":
    print(cells_of(Path(sys.argv[1])))
