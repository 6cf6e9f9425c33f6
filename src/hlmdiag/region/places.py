"""The places where the answers of several results were read: the parts of all of them under numbers of their own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import polars as pl

from hlmdiag.data.dataset import InputFile, Provenance, SamePlaces, SheetShape, WrittenNote
from hlmdiag.scoring.result import Manifest

_PART, _VOICES = "source_part", "respondent_parts"
_STOCK, _HEARD = "stock", "voices"


class Places:
    """The files, the columns in them and what was written beside answers, each under the name of its organisation."""

    def __init__(self, manifests: Sequence[Manifest], names: Sequence[str]) -> None:
        self.provenance: dict[str, Mapping[str, Provenance]] = {}
        self.inputs: tuple[InputFile, ...] = ()
        self.notes: tuple[WrittenNote, ...] = ()
        self._first: list[dict[str, int]] = []
        counts = {_STOCK: 0, _HEARD: 0}
        for manifest, name in zip(manifests, names, strict=True):
            self._first.append(dict(counts))
            for kind in counts:
                for places in _parts(manifest, kind):
                    self.provenance[f"{kind}:{counts[kind]}"] = _within(places, name)
                    counts[kind] += 1
            self.inputs += tuple(replace(each, name=f"{name}/{each.name}", path=None) for each in manifest.inputs)
            self.notes += tuple(
                replace(each, unit=(name, *each.unit), file=f"{name}/{each.file}") for each in manifest.notes
            )

    def moved(self, frame: pl.DataFrame, place: int) -> pl.DataFrame:
        """The rows of one of the results, whose parts are those of all."""
        first = self._first[place]
        own = pl.col(_PART) if _PART in frame.columns else pl.lit(0, dtype=pl.UInt32)
        frame = frame.with_columns((own + first[_STOCK]).cast(pl.UInt32).alias(_PART))
        if _VOICES not in frame.columns:
            return frame
        number = pl.element().cast(pl.UInt32, strict=False) + first[_HEARD]
        return frame.with_columns(pl.col(_VOICES).list.eval(number.cast(pl.String).fill_null("")))


def _parts(manifest: Manifest, kind: str) -> list[Mapping[str, Provenance]]:
    """The places of each sheet of a stock, or of its voices, in the order of their numbers."""
    numbered = {name: places for name, places in manifest.provenance.items() if name.startswith(f"{kind}:")}
    if numbered or kind != _STOCK:
        return [numbered[name] for name in sorted(numbered, key=lambda name: int(name.partition(":")[2]))]
    return [manifest.provenance.get(_STOCK, {})]


def _within(places: Mapping[str, Provenance], name: str) -> Mapping[str, Provenance]:
    """The same places in files that have the name of their organisation before their own."""
    shape = places.shape if isinstance(places, SamePlaces) else SheetShape.of(places)
    sources = places.sources if isinstance(places, SamePlaces) else tuple(shape.sources)
    return SamePlaces(shape, tuple((f"{name}/{file}", sheet) for file, sheet in sources))
