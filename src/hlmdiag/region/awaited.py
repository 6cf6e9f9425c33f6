"""The organisations that were to send files, beside those that did."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from hlmdiag.grid.identifiers import fold
from hlmdiag.region.model import Expected, ReceivedFile


def awaited(names: Iterable[str], files: Sequence[ReceivedFile]) -> tuple[Expected, ...]:
    """Each organisation of a list, by its name as it is compared: case, accents and signs do not matter."""
    sent = {fold(each.organisation) for each in files if each.organisation is not None}
    came = {fold(each.organisation) for each in files if each.is_counted and each.organisation is not None}
    return tuple(Expected(name, fold(name) in came, fold(name) in sent) for name in names)
