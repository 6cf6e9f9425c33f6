"""The place of a saved result among those of a release that was sent back to its landlord."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from hlmdiag.runs.refusals import refusal
from hlmdiag.text.phrase import BETWEEN_SENTENCES, Listed

if TYPE_CHECKING:
    from hlmdiag.document.sections import PartedDocument
    from hlmdiag.scoring.result import Result


def standing(result: Result, among: Path, language: str) -> PartedDocument:
    """The position of the landlord of a result, by what the release publishes."""
    from hlmdiag.benchmark.publication import read_publication
    from hlmdiag.benchmark.share import share_of
    from hlmdiag.document.position import position_document
    from hlmdiag.text import say

    selection = result.manifest.selection
    if selection is not None:
        raise refusal("consolidation.partiel", conditions=Listed((*selection.conditions,), joint=BETWEEN_SENTENCES))
    release = read_publication(among.read_bytes(), among.name)
    named = result.manifest.whose or say("rapport.consolidation.position.sans-nom", language)
    share = share_of(result, named)
    if (share.grid.id, share.grid.major) != (release.grid.id, release.grid.major):
        values = {
            "found": f"{release.grid.id} {release.grid.version}",
            "expected": f"{share.grid.id} {share.grid.version}",
        }
        raise refusal("consolidation.pas-de-cette-grille", path=among, **values)
    return position_document(share, release, language)
