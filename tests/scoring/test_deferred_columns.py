"""Steps planned once for many small frames: what is asked of a frame, and what is computed on it."""

import polars as pl

from hlmdiag.scoring.deferred_columns import DeferredColumns

A, B, C = (pl.col(name) for name in "abc")


def test_only_what_leads_to_the_columns_is_computed_and_read() -> None:
    steps = (
        DeferredColumns().with_columns([(A + 1).alias("b"), pl.col("z").alias("y")]).with_columns([(B * 2).alias("c")])
    )
    plan = steps.giving([C])
    assert plan.read == {"a"}
    assert [[column.meta.output_name() for column in step] for step in plan.steps] == [["b"], ["c"]]
    assert plan.of(pl.DataFrame({"a": [1], "z": [7]})).to_dicts() == [{"c": 4}]


def test_a_column_that_is_written_over_is_computed_once() -> None:
    """A later step that gives the same name leaves nothing to what was there before it."""
    steps = DeferredColumns().with_columns([(A + 1).alias("b")]).with_columns([(A * 10).alias("b")])
    plan = steps.giving([B])
    assert [len(step) for step in plan.steps] == [1]
    assert plan.of(pl.DataFrame({"a": [1], "b": [0]})).to_dicts() == [{"b": 10}]


def test_a_step_may_read_the_column_that_it_replaces() -> None:
    plan = DeferredColumns().with_columns([(A + 1).alias("a")]).with_columns([(A * 2).alias("b")]).giving([B])
    assert plan.read == {"a"}
    assert plan.of(pl.DataFrame({"a": [1]})).to_dicts() == [{"b": 4}]
