"""The words of a result, and what explains it in them, in French unless another language is asked for."""

from __future__ import annotations

from collections.abc import Sequence

from hlmdiag.dossier import Drafter
from hlmdiag.explain import Explainer
from hlmdiag.grid.model import Grid
from hlmdiag.scoring.result import Result
from hlmdiag.wording import Wording


def words_of(grid: Grid, language: str = "fr") -> Wording:
    return Wording(language, grid)


def explainer_of(result: Result, language: str = "fr") -> Explainer:
    return Explainer(result, words_of(result.grid, language))


def drafter_of(
    result: Result,
    history: Sequence[tuple[str, Result]] = (),
    walks: Sequence[tuple[str, Result]] = (),
    language: str = "fr",
) -> Drafter:
    return Drafter(result, words_of(result.grid, language), history, walks)
