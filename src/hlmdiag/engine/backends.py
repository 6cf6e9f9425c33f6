"""Opens an engine by its name, or says what the machine lacks for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from hlmdiag.errors import USAGE, HlmdiagError, Location, Problem

if TYPE_CHECKING:
    from hlmdiag.engine.runner import Runner

ENGINES = ("duckdb", "spark")
"""The engines besides polars, as options name them; each is an extra of the package."""

_LIBRARY = {"duckdb": "duckdb", "spark": "pyspark"}
"""Package to install for each engine."""
_POLARS = "2"
"""The version of polars whose expressions are read here: their written form may change with the next."""


def open_backend(engine: str) -> Runner:
    """The runner of an engine; `HlmdiagError` (exit code 2) where the machine lacks something for it."""
    if pl.__version__.partition(".")[0] != _POLARS:
        raise _lacking("usage.moteur-polars", version=pl.__version__, expected=_POLARS)
    try:
        if engine == "duckdb":
            from hlmdiag.engine.duckdb import DuckDbRunner

            return DuckDbRunner()
        from pyspark.errors import PySparkRuntimeError

        from hlmdiag.engine.spark import SparkRunner, local_session
    except ModuleNotFoundError as missing:
        raise _lacking("usage.moteur-absent", engine=engine, library=_LIBRARY[engine]) from missing
    try:
        return SparkRunner(local_session())
    except (PySparkRuntimeError, OSError) as fault:
        raise _lacking("usage.moteur-java") from fault


def failures(engine: str) -> tuple[type[Exception], ...]:
    """Exceptions that an engine raises when it gives up a computation."""
    if engine == "duckdb":
        import duckdb

        return (duckdb.Error,)
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException

    return (PySparkException, Py4JError)


def _lacking(code: str, **values: str) -> HlmdiagError:
    return HlmdiagError([Problem(code, Location("hlmdiag"), values)], exit_code=USAGE)
