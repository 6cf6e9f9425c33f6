"""Whether every line of a text file has its own cells and no other's."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

from hlmdiag.errors import HlmdiagError, Location, Problem, Severity
from hlmdiag.text.phrase import Listed

_FEW = 20
"""Of so many lines, one that has too many cells is an accident; more of them, and the file is misread."""
_PLACES = 10


class Row(NamedTuple):
    """A line of a text file, or several where a cell holds a line break."""

    line: int
    cells: list[str]
    is_broken: bool
    """Whether a cell holds a line break."""


class Regular:
    """Whether every line has its own cells and no other's, block after block."""

    def __init__(self, width: int, separator: str, file: str, *, is_ended: bool) -> None:
        self.width, self.separator, self.file, self.is_ended = width, separator, file, is_ended
        self._short: list[int] = []
        self._short_count = 0
        self._last: list[Row] = []
        self._long: list[Row] = []
        self._long_count = 0
        self._count = 0
        self._cut: Row | None = None

    def kept(self, rows: list[Row]) -> list[Row]:
        """Look at the next lines and keep those without too many cells; one that swallowed others is refused."""
        self._count += len(rows)
        for row in rows:
            if row.is_broken and self.width > 1 and any(self._swallows(cell) for cell in row.cells):
                raise _refused("donnees.guillemet", self.file, line=row.line)
        long = [row for row in rows if len(row.cells) > self.width and len(trimmed(row.cells)) > self.width]
        self._long_count += len(long)
        self._long += long[: _PLACES - len(self._long)]
        short = [row.line for row in rows if 1 < len(row.cells) < self.width]
        self._short_count += len(short)
        self._short += short[: _PLACES - len(self._short)]
        if self._cut is None:
            pairs = pairwise([*self._last, *rows])
            self._cut = next((first for first, second in pairs if self._is_one(first, second)), None)
        self._last = rows[-1:]
        if not long:
            return rows
        left_out = {row.line for row in long}
        return [row for row in rows if row.line not in left_out]

    @property
    def is_sound(self) -> bool:
        """Whether no line seen so far makes the file unreadable."""
        return self._cut is None

    def end(self) -> tuple[Problem, ...]:
        """Notices on the lines left out; refuses the file if they are many, or if a line was cut in two."""
        if self._long_count * _FEW > self._count:
            raise HlmdiagError([self._irregular("donnees.lignes-irregulieres")])
        if self._cut is not None:
            count = len(self._cut.cells)
            raise _refused("donnees.ligne-coupee", self.file, line=self._cut.line, count=count, expected=self.width)
        self._check_end()
        said = (self._irregular("donnees.lignes-decalees"),) if self._long else ()
        return (*said, *self._say_short())

    def _check_end(self) -> None:
        """Refuse a file whose last line alone lacks cells, and its end: what it was cut in may be half a number."""
        last = self._last[0] if self._last else None
        if self.is_ended or last is None or self._short_count != 1 or self._short != [last.line]:
            return
        raise _refused("donnees.derniere-ligne", self.file, line=last.line, found=len(last.cells), expected=self.width)

    def _say_short(self) -> tuple[Problem, ...]:
        """Excel leaves the last separators of a line out where its last cells are blank: said, since others do not."""
        if not self._short_count:
            return ()
        lines = Listed(tuple(map(str, self._short)), more="…" if self._short_count > len(self._short) else "")
        values = {"count": self._short_count, "lines": lines, "expected": self.width}
        # one line among many that are whole has lost a separator as likely in its middle as at its end
        severity = Severity.WARNING if self._short_count * _FEW <= self._count else Severity.NOTICE
        return (Problem("donnees.lignes-courtes", Location(self.file, line=self._short[0]), values, severity),)

    def _irregular(self, code: str) -> Problem:
        named = tuple(str(row.line) for row in self._long)
        lines = Listed(named, more="…" if self._long_count > len(self._long) else "")
        first = self._long[0]
        values = {
            "count": self._long_count, "lines": lines, "found": len(trimmed(first.cells)), "expected": self.width,
        }  # fmt: skip
        return Problem(code, Location(self.file, line=first.line), values)

    def _swallows(self, cell: str) -> bool:
        return "\n" in cell and cell.count(self.separator) >= self.width - 1

    def _is_one(self, first: Row, second: Row) -> bool:
        """Excel drops trailing separators by blocks of equal width: two pieces of one line differ, or are alone."""
        a, b = len(first.cells), len(second.cells)
        return 1 < a < self.width and 1 < b < self.width and a + b - 1 == self.width and a != b and any(second.cells)


def trimmed(cells: list[str]) -> list[str]:
    """The cells without the blank ones at their end."""
    end = len(cells)
    while end and not cells[end - 1].strip():
        end -= 1
    return cells[:end]


def _refused(code: str, file: str, *, line: int | None = None, **values: object) -> HlmdiagError:
    return HlmdiagError([Problem(code, Location(file, line=line), values)])
