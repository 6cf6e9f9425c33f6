"""The engines, each in one session for all its tests."""

import shutil
from collections.abc import Iterator

import pytest

from hlmdiag.engine.runner import Runner


@pytest.fixture
def duckdb_runner() -> Iterator[Runner]:
    """A database of its own for each test, in one thread: of a few rows, the others only wait for their turn.

    Generated grids are tried with the threads that DuckDB takes by itself.
    """
    from hlmdiag.engine.duckdb import DuckDbRunner

    with DuckDbRunner() as runner:
        runner.connection.execute("SET threads = 1")
        yield runner


@pytest.fixture(scope="session")
def spark_session() -> Iterator[object]:
    """One thread, one partition, a compiler that does not try hard: the tests run each query once."""
    sql = pytest.importorskip(
        "pyspark.sql", reason="pyspark is not installed (`make spark` does it): nothing is tried on Spark"
    )
    if shutil.which("java") is None:
        pytest.skip("Java is not installed: nothing is tried on Spark")
    settings = {
        "spark.ui.enabled": "false", "spark.ui.showConsoleProgress": "false", "spark.log.level": "ERROR",
        "spark.sql.shuffle.partitions": "1", "spark.driver.host": "127.0.0.1",
        "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
    }  # fmt: skip
    builder = sql.SparkSession.builder.master("local[1]")
    for key, value in settings.items():
        builder = builder.config(key, value)
    session = builder.getOrCreate()
    yield session
    session.stop()


@pytest.fixture
def spark_runner(spark_session: object) -> Iterator[Runner]:
    """The session, its settings put back after each test."""
    from hlmdiag.engine.spark import SparkRunner

    with SparkRunner(spark_session) as runner:  # type: ignore[arg-type]
        yield runner
