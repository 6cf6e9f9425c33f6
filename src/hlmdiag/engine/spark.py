"""Spark runs what was recorded: on one machine for tests, on many for what none holds."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from hlmdiag.engine.recording_frame import RecordedFrame
from hlmdiag.engine.runner import Runner
from hlmdiag.engine.spark_sql import Spark

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

_NEEDED = {
    # off: a division by zero or a text that is not a number gives null, which the grid then reports as invalid
    "spark.sql.ansi.enabled": "false",
    # off: through twenty nested queries, the constraints inferred on joins grow endlessly
    "spark.sql.constraintPropagation.enabled": "false",
    # off: the query of a grid is wide and runs once, so that compiling it takes longer than running it
    "spark.sql.codegen.wholeStage": "false",
}


def local_session() -> SparkSession:
    """A session on this machine, or the one that `spark-submit` opened."""
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.appName("hlmdiag")
    quiet = {"spark.ui.enabled": "false", "spark.ui.showConsoleProgress": "false", "spark.log.level": "ERROR"}
    for key, value in quiet.items():
        builder = builder.config(key, value)
    return builder.getOrCreate()


class SparkRunner(Runner):
    """A session that is given; its settings are put back when it is left."""

    title = "Spark"

    def __init__(self, session: SparkSession) -> None:
        super().__init__(Spark())
        self.session = session
        self._before = {key: session.conf.get(key, None) for key in _NEEDED}
        for key, value in _NEEDED.items():
            session.conf.set(key, value)

    def __exit__(self, *fault: object) -> None:
        """Put the settings back."""
        for key, value in self._before.items():
            if value is not None:
                self.session.conf.set(key, value)
        super().__exit__(*fault)

    def parquet(self, path: Path) -> str:
        """The file itself, which Spark reads by its address."""
        return f"parquet.{self.dialect.quoted(path.absolute().as_uri())}"

    def apart(self, text: str) -> str:
        """A table: its planner puts the making of keys in their place, through twenty queries, and does not end."""
        return self.kept(text)

    def keep(self, text: str, title: str) -> None:
        """Rows that stay where they were worked out, outside all plans: a cached one is sought in every other."""
        self.session.sql(text).localCheckpoint().createOrReplaceTempView(title)

    def fetch(self, text: str) -> list[tuple[Any, ...]]:
        """The rows of a query."""
        return [tuple(row) for row in self.session.sql(text).collect()]

    def frame(self, recorded: RecordedFrame) -> DataFrame:
        """The recorded computation as a Spark frame, not yet run, with the names and the order of the result."""
        return self.session.sql(self.ordered(recorded.relation, dict(recorded.nodes), recorded.order))

    def write_parts(self, frame: RecordedFrame, folder: Path, split: str | None) -> None:
        """Each task writes its own files."""
        writer = self.session.sql(self.query(frame, in_order=False)).write.mode("overwrite")
        writer = writer.option("compression", "zstd")
        (writer if split is None else writer.partitionBy(split)).parquet(folder.absolute().as_uri())

    def write(self, frame: RecordedFrame, path: Path, metadata: dict[str, str]) -> None:
        """Spark writes several files, without a word beside the rows: they become one, with its metadata."""
        parts = self.folder / "result"
        places = {f"c{place}": name for place, name in enumerate(frame.columns)}
        named = {place: frame.nodes[name] for place, name in places.items()}
        self.session.sql(self.ordered(frame.relation, named, frame.order)).write.parquet(parts.absolute().as_uri())
        types = {name: pl.String() if isinstance(dtype, pl.Enum) else dtype for name, dtype in frame.schema.items()}
        rows = pl.scan_parquet(sorted(parts.glob("*.parquet"))).select(
            pl.col(place).cast(types[name]).alias(name) for place, name in places.items()
        )
        rows.sink_parquet(path, compression_level=1, metadata=metadata)
