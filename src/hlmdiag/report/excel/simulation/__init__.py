"""« Simuler » and the sheet that it reads: live formulas over the answers of one unit."""

from hlmdiag.report.excel.simulation.criteria_refs import Detail
from hlmdiag.report.excel.simulation.lookup_sheet import write as write_scale
from hlmdiag.report.excel.simulation.sheet import write

__all__ = ["Detail", "write", "write_scale"]
