"""A result beside the presented one: an earlier one, or that of a walk."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hlmdiag.data.written_findings import WrittenFinding
from hlmdiag.explain import Diagnostic, Explainer
from hlmdiag.scoring.result import Result
from hlmdiag.scoring.unit_code import codes_seen
from hlmdiag.synthesis import findings_of
from hlmdiag.wording import Wording


class Companion:
    """A result whose units are asked for by the codes of another one."""

    def __init__(self, result: Result, words: Wording, file: str = "") -> None:
        self.result, self.file = result, file
        self._explainer = Explainer(result, words.of(result.grid))
        self._rows = {code.lower(): row for row, code in enumerate(codes_of(result))}

    def diagnostics(self, codes: Sequence[str]) -> Iterator[Diagnostic | None]:
        """The diagnostic of each code in order, None where it is not there; they are worked out together."""
        rows = [self._rows.get(code.lower()) for code in codes]
        found = self._explainer.units(row for row in rows if row is not None)
        for row in rows:
            yield next(found) if row is not None else None

    def written_of(self, code: str) -> Sequence[WrittenFinding]:
        """Notes about a unit, row by row."""
        return findings_of(self.result, code)


def codes_of(result: Result) -> list[str]:
    """The code of each unit, keys joined by `/` where there are several."""
    return codes_seen(result).to_list()
