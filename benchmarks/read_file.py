"""Reads one file with one reader, in a process of its own: what `run.py` measures.

    python benchmarks/read_file.py hlmdiag|calamine|pandas|polars FILE

hlmdiag goes as far as values and states by the grid; the others hand over what they found, to be understood still.
"""

from __future__ import annotations

import sys
from pathlib import Path


def with_hlmdiag(path: Path) -> int:
    """The whole reading: encoding, titles, types, states, provenance, faults."""
    import hlmdiag

    grid = hlmdiag.load_grid(Path(__file__).parent / "data" / "banc-d-essai.yaml")
    return hlmdiag.read(path, grid).stock.frame.height


def with_calamine(path: Path) -> int:
    """The cells of the first sheet as Python lists."""
    from python_calamine import CalamineWorkbook

    return len(CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()) - 1


def with_pandas(path: Path) -> int:
    """The lines with guessed types, where encoding and decimal mark are told."""
    import pandas

    return len(pandas.read_csv(path, sep=";", encoding="cp1252", decimal=",", dtype={0: str}, low_memory=False))


def with_polars(path: Path) -> int:
    """The lines as texts, where the encoding is told."""
    import polars as pl

    return pl.read_csv(path, separator=";", encoding="cp1252", infer_schema=False).height


if __name__ == "__main__":
    readers = {"hlmdiag": with_hlmdiag, "calamine": with_calamine, "pandas": with_pandas, "polars": with_polars}
    print(readers[sys.argv[1]](Path(sys.argv[2])))
