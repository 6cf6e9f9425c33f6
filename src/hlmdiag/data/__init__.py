"""Files become a Dataset: what they hold, what it means, where it came from, and what is wrong with it."""

from hlmdiag.data.dataset import Dataset, InputFile, Provenance, Table
from hlmdiag.data.read import read
from hlmdiag.data.settings import Settings
from hlmdiag.data.understanding import ColumnUnderstood, SheetUnderstood

__all__ = [
    "ColumnUnderstood", "Dataset", "InputFile", "Provenance", "Settings", "SheetUnderstood", "Table", "read",
]  # fmt: skip
