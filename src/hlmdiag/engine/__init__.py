"""Beyond one machine: the computations that scoring writes for polars, run by DuckDB or Spark."""

from hlmdiag.engine.score import diagnose, recorded, write, write_parts

__all__ = ["diagnose", "recorded", "write", "write_parts"]
