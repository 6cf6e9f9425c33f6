"""Finds the codes that bear the name of another unit than before: codes moved, or were sorted without their rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import polars as pl

from hlmdiag.data.normalise_text import words


def names_moved(units: pl.DataFrame) -> list[tuple[str, str, str]]:
    """The codes of both campaigns whose name was that of another code, which no longer bears it: code, before, after.

    A unit that is renamed is left out, and so is a name that several units have.
    """
    then, now = _names(units, "then"), _names(units, "now")
    owners = _owners(then)
    once = _owners(now)
    stayed = units.filter(pl.col("here:then") & pl.col("here:now"))["key"].to_list()
    return [
        (key, then[key], now[key]) for key in stayed
        if key in then and key in now and (folded := words(now[key])) != words(then[key])
        and owners.get(folded, key) != key and once.get(folded) == key
    ]  # fmt: skip


def _names(units: pl.DataFrame, end: str) -> dict[str, str]:
    named = units.filter(pl.col(f"here:{end}") & pl.col(f"label:{end}").is_not_null())
    return dict(named.select("key", f"label:{end}").iter_rows())


def _owners(names: Mapping[str, str]) -> dict[str, str]:
    """The code of each name that one code alone bears."""
    counts = Counter(map(words, names.values()))
    return {folded: key for key, name in names.items() if counts[folded := words(name)] == 1 and folded}
