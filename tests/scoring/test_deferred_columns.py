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


STEPS = (
    DeferredColumns()
    .with_columns([(A + 1).alias("b"), (pl.col("z") * 2).alias("y")])
    .with_columns([(B * 2).alias("c"), (pl.col("y") + 1).alias("w")])
    .with_columns([(pl.col("w") * 10).alias("w"), (C + pl.col("y")).alias("d")])
)


def test_a_part_of_a_plan_computes_what_depends_on_some_columns_and_reads_the_rest() -> None:
    plan = STEPS.giving([(pl.col("d") + pl.col("w")).alias("e")])
    frame = pl.DataFrame({"a": [1], "z": [7]})
    held = frame.hstack(plan.on_the_way(frame))
    part = plan.depending_on({"b"})
    assert part.read == {"a", "y", "w"}
    assert [[column.meta.output_name() for column in step] for step in part.steps] == [["b"], ["c"], ["d"]]
    other = held.with_columns(a=pl.lit(5))
    assert part.of(other).to_dicts() == plan.of(other.select("a", "z")).to_dicts()


def test_a_column_that_two_steps_compute_is_computed_whole_or_read() -> None:
    """The frame holds what the last one gives: nothing may read there what an earlier one gave."""
    plan = STEPS.giving([(pl.col("d") + pl.col("w")).alias("e")])
    assert [len(step) for step in plan.depending_on({"y"}).steps] == [1, 1, 2]
    early = STEPS.with_columns([(pl.col("w") + pl.col("d")).alias("d"), pl.lit(0).alias("w")]).giving([pl.col("d")])
    frame = pl.DataFrame({"a": [1], "z": [7]})
    held = frame.hstack(early.on_the_way(frame)).with_columns(a=pl.lit(5))
    assert early.depending_on({"b"}).of(held).to_dicts() == early.of(held.select("a", "z")).to_dicts()


def test_nothing_is_computed_on_the_way_where_nothing_changes() -> None:
    plan = STEPS.giving([pl.col("d")])
    assert plan.depending_on(set()).steps == ()
    assert plan.depending_on(set()).read == {"d"}
