"""Results are prepared once, then the dossier of any unit can be drawn up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from hlmdiag.dossier.companion import Companion, codes_of
from hlmdiag.dossier.history import campaigns, past_of
from hlmdiag.dossier.model import Dossier
from hlmdiag.dossier.plan import axes, partners, plan
from hlmdiag.dossier.questions import questions
from hlmdiag.dossier.visit import visits_of, walk_of
from hlmdiag.errors import USAGE, HlmdiagError, Problem
from hlmdiag.explain import Diagnostic, Explainer
from hlmdiag.scoring.result import Result
from hlmdiag.synthesis import CrossedTable, crossed, crossed_table
from hlmdiag.wording import Wording


class Drafter:
    """Draws up dossiers from a result, earlier ones of the same grid, and the results of walks."""

    def __init__(
        self,
        result: Result,
        words: Wording,
        history: Sequence[tuple[str, Result]] = (),
        walks: Sequence[tuple[str, Result]] = (),
    ) -> None:
        """Results are given with the names of their files; every one that cannot serve is refused at once."""
        self.result, self._words = result, words
        self._explainer = Explainer(result, words)
        self._ranked = result.frame.height - result.frame["rank"].null_count()
        self._own = Companion(result, words)
        problems: list[Problem] = []
        try:
            self._past = past_of(result, history, words)
        except HlmdiagError as error:
            problems += error.problems
        try:
            self._visits = visits_of(result, walks, words)
        except HlmdiagError as error:
            problems += error.problems
        if problems:
            raise HlmdiagError(problems, USAGE)

    def units(self, rows: Iterable[int]) -> Iterator[Dossier]:
        """The dossiers of some rows of the result, in their order."""
        wanted = list(rows)
        known = codes_of(self.result)
        codes = [known[row] for row in wanted]
        present = self._explainer.units(wanted)
        before = [each.diagnostics(codes) for each in self._past]
        seen = [each.diagnostics(codes) for each in self._visits]
        voices = crossed(self.result, wanted)
        for diagnostic in present:
            past = [(each.result, next(found)) for each, found in zip(self._past, before, strict=True)]
            said = crossed_table(voices, diagnostic.row, self._words)
            yield self._dossier(diagnostic, past, said, [next(each) for each in seen])

    def _dossier(
        self,
        diagnostic: Diagnostic,
        past: Sequence[tuple[Result, Diagnostic | None]],
        said: CrossedTable | None,
        seen: Sequence[Diagnostic | None],
    ) -> Dossier:
        grid = self.result.grid
        walks = tuple(walk_of(visit, each, diagnostic.identity) for visit, each in zip(self._visits, seen, strict=True))
        found = plan(diagnostic, seen)
        return Dossier(
            grid=grid,
            manifest=self.result.manifest,
            diagnostic=diagnostic,
            ranked=self._ranked,
            history=campaigns(past, self.result, diagnostic),
            crossed=said,
            walks=walks,
            partners=partners(found),
            questions=questions(diagnostic, walks, self._words),
            plan=found,
            axes=axes(found),
            remarks=tuple(self._own.written_of(diagnostic.code)),
        )
