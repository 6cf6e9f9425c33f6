"""Everything that is wrong with the data as a CSV for a spreadsheet, one line a cell; never a formula in it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, BinaryIO

from hlmdiag.errors import Severity
from hlmdiag.text import say
from hlmdiag.text.inert import FORMULA, inert

if TYPE_CHECKING:
    import polars as pl


def render(listing: Iterable[pl.DataFrame], out: BinaryIO, language: str) -> None:
    """Write the list with its titles in words, as a French Excel opens it (semicolons, byte order mark)."""
    import polars as pl

    severities = {each.value: say(f"cli.gravite.{each.value}", language) for each in Severity}
    for place, some in enumerate(listing):
        shown = some.with_columns(pl.col("severity").replace(severities))
        titles = {name: say(f"rapport.anomalies.{name}", language) for name in shown.columns}
        _disarmed(shown).rename(titles).write_csv(
            out, separator=";", include_bom=place == 0, include_header=place == 0, line_terminator="\r\n"
        )


def _disarmed(frame: pl.DataFrame) -> pl.DataFrame:
    """No text that a spreadsheet would take for a formula, and nothing in it that a reader cannot see."""
    import polars as pl

    texts = pl.all().map_batches(_inert, return_dtype=pl.String)
    armed = texts.str.contains(FORMULA)
    return frame.with_columns(pl.when(armed).then(pl.lit("'") + texts).otherwise(texts).name.keep())


def _inert(texts: pl.Series) -> pl.Series:
    """Texts without what nobody sees, each distinct one looked at once."""
    distinct = texts.drop_nulls().unique()
    changed = {text: shown for text in distinct if (shown := inert(text)) != text}
    return texts.replace(changed) if changed else texts
