"""Lists of cells as a CSV for a spreadsheet: what is wrong with data, what finds no place; never a formula in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, BinaryIO

from hlmdiag.errors import Severity
from hlmdiag.text import say
from hlmdiag.text.inert import FORMULA, inert

if TYPE_CHECKING:
    import polars as pl

    from hlmdiag.migration import Orphan

_ORPHAN = ("fichier", "feuille", "cellule", "unite", "titre", "valeur", "raison")


def render(listing: Iterable[pl.DataFrame], out: BinaryIO, language: str) -> None:
    """Write the list with its titles in words."""
    import polars as pl

    severities = {each.value: say(f"cli.gravite.{each.value}", language) for each in Severity}
    for place, some in enumerate(listing):
        shown = some.with_columns(pl.col("severity").replace(severities))
        titles = {name: say(f"rapport.anomalies.{name}", language) for name in shown.columns}
        _write(shown.rename(titles), out, begins=place == 0)


def render_orphans(orphans: Sequence[Orphan], out: BinaryIO, language: str) -> None:
    """Write the answers for which a new version of a grid has no place, with their cell and the reason."""
    import polars as pl

    rows = [
        (
            each.location.file, each.location.sheet or "", each.location.cell or str(each.location.line or ""),
            each.unit, each.title, each.value, say(f"rapport.orphelines.raison.{each.reason}", language),
        )
        for each in orphans
    ]  # fmt: skip
    titles = [say(f"rapport.orphelines.{name}", language) for name in _ORPHAN]
    _write(pl.DataFrame(rows, schema=dict.fromkeys(titles, pl.String), orient="row"), out)


def _write(texts: pl.DataFrame, out: BinaryIO, *, begins: bool = True) -> None:
    """Write a table of texts as a French Excel opens it; `begins`: whether its titles come first."""
    _disarmed(texts).write_csv(out, separator=";", include_bom=begins, include_header=begins, line_terminator="\r\n")


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
