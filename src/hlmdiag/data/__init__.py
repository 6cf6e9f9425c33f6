"""Files become a Dataset: what they hold, what it means, where it came from, and what is wrong with it."""

from hlmdiag.data.column_summary import ColumnUnderstood, SheetUnderstood
from hlmdiag.data.dataset import Dataset, DecodedTable, InputFile, Provenance
from hlmdiag.data.read import read
from hlmdiag.data.settings import Settings

__all__ = [
    "ColumnUnderstood",
    "Dataset",
    "DecodedTable",
    "InputFile",
    "Provenance",
    "Settings",
    "SheetUnderstood",
    "read",
]  # fmt: skip
