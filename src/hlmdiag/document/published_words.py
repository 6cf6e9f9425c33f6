"""The words of what several landlords have in common: families, levels joined, counts and percentiles."""

from __future__ import annotations

from dataclasses import dataclass

from hlmdiag.benchmark.outline import outline
from hlmdiag.benchmark.publication import Publication, PublishedCount, PublishedLine, PublishedTable
from hlmdiag.benchmark.shared_grid import OTHERS, UNKNOWN, WHOLE, SharedFamily, SharedKind
from hlmdiag.disclosure.percentages import whole_percentages
from hlmdiag.disclosure.tables import Together
from hlmdiag.document.sections import SectionColumn, TableCell
from hlmdiag.layout.texts import Shaded
from hlmdiag.wording import Wording

WORDS = "rapport.consolidation"
_NAMED = 3
"""Families of a line that are named beside « autres »."""


@dataclass(frozen=True)
class PublishedWords:
    """The words of a release in a language."""

    release: Publication
    words: Wording

    @classmethod
    def of(cls, release: Publication, language: str) -> PublishedWords:
        """In that language."""
        return cls(release, Wording(language, outline(release.grid)))

    def say(self, code: str, **values: object) -> str:
        """A sentence of releases."""
        return self.words.say(f"{WORDS}.{code}", **values)

    def kind(self, id: str) -> SharedKind:
        """The kind of families of that id."""
        return next(each for each in self.release.grid.kinds if each.id == id)

    def line(self, kind: SharedKind, line: PublishedLine, table: PublishedTable) -> str:
        """The families of a line."""
        if line is table.total and (len(table.lines) > 1 or kind.id == WHOLE):
            return self.say("toutes")
        if OTHERS in line.families:
            return self.say("autres-sans-nom")
        if len(line.families) == len(kind.families) and len(kind.families) > 1:
            return self.say("toutes")
        named = {each.id: each for each in kind.families}
        known = [named[id] for id in line.families if id != UNKNOWN]
        parts = [self._steps(kind, known)] if kind.ordered and known else [self._family(each) for each in known]
        if not kind.ordered and len(parts) > _NAMED:
            parts = [self.say("autres", count=len(parts))]
        parts += [self.say("non-renseigne")] if UNKNOWN in line.families else []
        return self.words.either(parts)

    def title(self, kind: SharedKind) -> str:
        """The title of what is said by a kind of families."""
        return self.say("section-ensemble") if kind.id == WHOLE else self.say("section", kind=kind.title)

    def _steps(self, kind: SharedKind, known: list[SharedFamily]) -> str:
        low, high = (self._step(kind, end) for end in (known[0].low, known[-1].high))
        if low is None and high is None:
            return self.say("toutes")
        if low is None:
            return self.say("moins-de", high=high)
        if high is None:
            return self.say("au-moins", low=low)
        return self.say("de-a", low=low, high=high)

    def _step(self, kind: SharedKind, end: float | None) -> str | None:
        if end is None:
            return None
        return f"{end:.0f}" if kind.years else self.words.plain(end)

    def _family(self, family: SharedFamily) -> str:
        if family.title is None and family.id in ("true", "false"):
            return self.say("oui" if family.id == "true" else "non")
        return family.title or family.id

    def levels(self, levels: Together) -> str:
        """Levels counted together: they are joined from the worst end."""
        title = next(each.title for each in self.release.grid.levels if each.id == levels[0])
        return title if len(levels) == 1 else self.say("ou-pire", level=title)

    def shares(self, line: PublishedLine) -> list[TableCell]:
        """The share of each level of a line, rounded together with the others."""
        found = whole_percentages([each.units for each in line.cells])
        return [self._shaded(share / 100) for share in found]

    def _shaded(self, share: float) -> TableCell:
        text = self.words.proportion(share)
        return TableCell(Shaded(text, share) if share else text, share)

    def units(self, count: PublishedCount | None) -> TableCell:
        """A count by itself; what is not published is said."""
        if count is None:
            return TableCell(self.say("non-publie"))
        if count.mostly_one:
            return TableCell(f"{self.words.integer(count.units)} *", count.units)
        return TableCell(self.words.integer(count.units), count.units)

    def landlords(self, count: PublishedCount) -> TableCell:
        """The number of landlords of a line."""
        if count.landlords is None:
            return TableCell(self.say("trois-au-moins"))
        return TableCell(self.words.integer(count.landlords), count.landlords)

    def score(self, value: float | None) -> TableCell:
        """A score; what is not published is said."""
        return TableCell(self.say("non-publie")) if value is None else TableCell(self.words.score(value), value)

    def share(self, value: float | None) -> TableCell:
        """A share of one."""
        return TableCell(self.say("non-publie")) if value is None else TableCell(self.words.proportion(value), value)

    def column(self, code: str, width: int, *, number: bool = True) -> SectionColumn:
        """A column by the code of its title."""
        return SectionColumn(self.say(f"colonne.{code}"), width, is_number=number)
