"""A grid as the rows of a workbook, and back: one row a node, so that it is written without YAML."""

from hlmdiag.authoring.cells import CellProblem
from hlmdiag.authoring.from_rows import WrittenGrid, document_of
from hlmdiag.authoring.layout import SHEETS, SheetLayout
from hlmdiag.authoring.to_rows import GridRows, rows_of
from hlmdiag.authoring.workbook import read_workbook

__all__ = ["SHEETS", "CellProblem", "GridRows", "SheetLayout", "WrittenGrid", "document_of", "read_workbook", "rows_of"]
