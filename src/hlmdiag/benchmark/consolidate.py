"""The shares of several landlords become a release: `hlmdiag.disclosure` decides what of it is published."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from hlmdiag.benchmark.publication import (
    Publication,
    PublishedCount,
    PublishedLine,
    PublishedTable,
    PublishedTheme,
    as_figure,
    published,
)
from hlmdiag.benchmark.share import LandlordShare, SharedUnit
from hlmdiag.benchmark.shared_grid import OTHERS, UNKNOWN, SharedGrid, SharedKind
from hlmdiag.disclosure.joining import publish
from hlmdiag.disclosure.quantiles import safe_quantiles
from hlmdiag.disclosure.releases import Earlier, exposing_lines
from hlmdiag.disclosure.rule import USUAL_RULE, figure
from hlmdiag.disclosure.tables import (
    HeldUnits,
    SafeRow,
    SafeTable,
    TableLayout,
    Together,
    Unpublished,
    as_published,
    weak_lines,
)

OF_UNITS = (tuple(range(5, 100, 5)), (25, 50, 75), (50,))
"""The quantiles of units that are given, the first that show nobody."""
OF_LANDLORDS = ((25, 50, 75), (33, 67), (50,))
_FIRST = 4
"""Themes that a landlord puts first: those of the labelling files of Quali'Hlm, four over some forty files."""
_KNOWN = ("known",)


@dataclass(frozen=True)
class _Sent:
    """The shares that are counted, and the releases given earlier."""

    grid: SharedGrid
    shares: Sequence[LandlordShare]
    earlier: Sequence[Publication]

    def moved_since(self, release: Publication) -> int:
        """The number of landlords that came, went or sent something else since a release."""
        then, now = Counter(release.sources), Counter(each.mark for each in self.shares)
        return max((then - now).total(), (now - then).total())


def consolidate(shares: Sequence[LandlordShare], earlier: Sequence[Publication] = ()) -> Publication:
    """The release of shares of one grid, each of another landlord; `earlier`: those that readers may still have."""
    grid = _whole_grid(shares)
    sent = _Sent(grid, shares, earlier)
    detailed = [each for each in shares if each.rows is not None]
    first = min(_FIRST, len(grid.themes) // 2)
    tables = tuple(_table(sent, kind) for kind in grid.kinds) if grid.levels else ()
    return Publication(
        grid=_without_names(grid, tables), date=max(each.date for each in shares), landlords=len(shares),
        detailed=len(detailed), first=first,
        sources=tuple(sorted(each.mark for each in shares)),
        tables=tables,
        themes=_themes(sent, first),
    )  # fmt: skip


def _whole_grid(shares: Sequence[LandlordShare]) -> SharedGrid:
    """The grid of the latest version, with every family that a share names, and that of the units that name none."""
    grid = max((each.grid for each in shares), key=lambda it: it.version)
    return grid.model_copy(update={"kinds": tuple(_whole_kind(kind, shares) for kind in grid.kinds)})


def _whole_kind(kind: SharedKind, shares: Sequence[LandlordShare]) -> SharedKind:
    named = {each.id: each for each in kind.families}
    for share in shares:
        own = next((each.families for each in share.grid.kinds if each.id == kind.id), ())
        named |= {each.id: each for each in own if each.id not in named}
    if any(UNKNOWN in share.figures.get(kind.id, {}) for share in shares):
        unknown = type(kind.families[0])(id=UNKNOWN) if kind.families else None
        named |= {UNKNOWN: unknown} if unknown else {}
    return kind.model_copy(update={"families": tuple(named.values())})


def _table(sent: _Sent, kind: SharedKind) -> PublishedTable:
    held = _held(sent, kind)
    earlier = [
        Earlier(_named_lines(table.safe), sent.moved_since(release))
        for release in sent.earlier
        for table in release.tables
        if table.kind == kind.id and table.safe is not None
    ]
    found = _best(publish(held, earlier=earlier, lines=lines) for lines in _starts(held))
    if isinstance(found, Unpublished):
        return PublishedTable(kind=kind.id, because=found.because)
    return _with_lines(sent, kind, found)


def _named_lines(table: SafeTable) -> SafeTable:
    """The lines of which a release says the families, and the total."""
    return replace(table, rows=tuple(row for row in table.rows if OTHERS not in row.families))


def _without_names(grid: SharedGrid, tables: Sequence[PublishedTable]) -> SharedGrid:
    """The grid without the families that units name and that no line gives by itself: they are of too few landlords."""
    said = {table.kind: {id for line in table.lines for id in line.families} for table in tables}
    kinds = tuple(
        kind.model_copy(update={"families": tuple(it for it in kind.families if it.id in said.get(kind.id, ()))})
        if kind.named
        else kind
        for kind in grid.kinds
    )
    return grid.model_copy(update={"kinds": kinds})


def _starts(held: HeldUnits) -> Iterator[tuple[Together, ...]]:
    """Every family apart; then those without one with the last: they are few, and would join the levels of all."""
    yield tuple((each,) for each in held.families)
    if UNKNOWN in held.families and len(held.families) > 1:
        yield (*((each,) for each in held.families[:-2]), held.families[-2:])


def _best(tables: Iterable[SafeTable | Unpublished]) -> SafeTable | Unpublished:
    """The first of the tables that keep most levels apart."""
    return max(tables, key=lambda it: len(it.levels) if isinstance(it, SafeTable) else 0)


def _held(sent: _Sent, kind: SharedKind) -> HeldUnits:
    counts: dict[tuple[str, str], dict[str, int]] = {}
    for share in sent.shares:
        for family, figures in share.figures.get(kind.id, {}).items():
            for level, units in figures.levels.items():
                counts.setdefault((family, level), {})[share.organisation] = units
    return HeldUnits(tuple(it.id for it in kind.families), sent.grid.level_ids, counts, kind.ordered)


def _with_lines(sent: _Sent, kind: SharedKind, table: SafeTable) -> PublishedTable:
    undecided = _undecided(sent, kind, table)
    alone = {row.families[0] for row in table.rows if len(row.families) == 1}

    def line(row: SafeRow) -> PublishedLine:
        families = row.families
        if kind.named and not alone.issuperset(families):
            families = (*(it for it in families if it in alone), OTHERS)
        update = {"undecided": undecided.get(row.families), "families": families}
        return _line(sent, kind, table, row).model_copy(update=update)

    return PublishedTable(
        kind=kind.id, levels=table.levels, lines=tuple(map(line, table.rows)), total=line(table.total)
    )  # fmt: skip


def _line(sent: _Sent, kind: SharedKind, table: SafeTable, row: SafeRow) -> PublishedLine:
    units = {share.organisation: _units(share, kind, row.families) for share in sent.shares}
    scores = {name: [it.score for it in found if it.score is not None] for name, found in units.items()}
    coverage = {name: [it.coverage for it in found if it.coverage is not None] for name, found in units.items()}
    standings = [standing_of(share, kind.id, row.families, table.levels[-1]) for share in sent.shares]
    named = {share.organisation: it for share, it in zip(sent.shares, standings, strict=True)}
    medians = {name: [it.median] for name, it in named.items() if it.counts and it.median is not None}
    worst = {name: [it.worst] for name, it in named.items() if it.counts and it.worst is not None}
    return PublishedLine(
        families=row.families, cells=tuple(map(published, row.cells)), whole=published(row.whole),
        scores=_rounded(safe_quantiles(_held_by(scores), OF_UNITS)),
        coverage=_rounded(safe_quantiles(_held_by(coverage), OF_UNITS)),
        medians=_rounded(safe_quantiles(medians, OF_LANDLORDS)),
        worst=_rounded(safe_quantiles(worst, OF_LANDLORDS)),
    )  # fmt: skip


def _rounded(quantiles: Mapping[int, float]) -> dict[int, float]:
    return {place: round(value, 4) for place, value in quantiles.items()}


def _held_by(values: Mapping[str, Sequence[float]]) -> dict[str, Sequence[float]]:
    return {name: held for name, held in values.items() if held}


def _units(share: LandlordShare, kind: SharedKind, families: Together) -> list[SharedUnit]:
    return [row for row in share.rows or () if row.families[kind.id] in families]


@dataclass(frozen=True)
class OwnFigures:
    """Figures of a landlord in a line: its units with a level, its median score, its share at the worst levels."""

    units: int
    median: float | None
    worst: float | None

    @property
    def counts(self) -> bool:
        """Whether it has enough units for its median not to be that of one of them."""
        return self.units >= USUAL_RULE.others


def standing_of(share: LandlordShare, kind: str, families: Together, worst: Together) -> OwnFigures:
    """The figures of a landlord in some families. A median over several asks for rows: medians do not add up."""
    held = [figures for family, figures in share.figures.get(kind, {}).items() if family in families]
    units = sum(sum(each.levels.values()) for each in held)
    bad = sum(each.levels.get(level, 0) for each in held for level in worst)
    scored = [each for each in held if each.scored]
    median = scored[0].median if len(scored) == 1 else None
    if len(scored) > 1 and share.rows is not None:
        median = _middle([it.score for it in share.rows if it.families[kind] in families and it.score is not None])
    return OwnFigures(units, median, bad / units if units else None)


def _middle(values: Iterable[float]) -> float:
    from statistics import median

    return round(median(values), 2)


def _undecided(sent: _Sent, kind: SharedKind, table: SafeTable) -> dict[Together, PublishedCount]:
    """The units without a level of each line and of all; of all alone where a line shows someone; else nothing."""
    counts: dict[tuple[str, str], dict[str, int]] = {}
    for share in sent.shares:
        for family, figures in share.figures.get(kind.id, {}).items():
            counts.setdefault((family, UNKNOWN), {})[share.organisation] = figures.undecided
            counts.setdefault((family, _KNOWN[0]), {})[share.organisation] = sum(figures.levels.values())
    held = HeldUnits(tuple(it.id for it in kind.families), (*_KNOWN, UNKNOWN), counts, kind.ordered)
    whole = (held.families,)
    for families in (tuple(row.families for row in table.rows), whole):
        layout = TableLayout(families, (_KNOWN, (UNKNOWN,)))
        found = as_published(held, layout)
        if not weak_lines(held, layout) and not exposing_lines(found, _undecided_then(sent, kind)):
            return {row.families: published(row.cells[1]) for row in (*found.rows, found.total)}
    return {}


def _undecided_then(sent: _Sent, kind: SharedKind) -> list[Earlier]:
    """The units with and without a level that earlier releases gave of all families."""
    found = []
    for release in sent.earlier:
        for table in release.tables:
            total = table.total
            if table.kind != kind.id or total is None or total.undecided is None:
                continue
            cells = (as_figure(total.whole), as_figure(total.undecided))
            row = SafeRow(total.families, cells, figure({"": total.whole.units + total.undecided.units}))
            found.append(Earlier(SafeTable((_KNOWN, (UNKNOWN,)), (row,), row), sent.moved_since(release)))
    return found


def _themes(sent: _Sent, first: int) -> tuple[PublishedTheme, ...]:
    """Each theme, and in how many landlords it is among the first; two counts at least are left out, or none."""
    counts = Counter(theme for share in sent.shares for theme in first_themes(share, first))
    given = {theme: count for theme, count in counts.items() if count >= USUAL_RULE.landlords}
    if len(sent.grid.themes) - len(given) == 1 and given:
        del given[min(given, key=lambda theme: (given[theme], theme))]
    found = []
    for each in sent.grid.themes:
        values = {share.organisation: _theme_scores(share, each.id) for share in sent.shares}
        scores = _rounded(safe_quantiles(_held_by(values), OF_UNITS))
        found.append(PublishedTheme(id=each.id, scores=scores, first_of=given.get(each.id)))
    return tuple(found)


def _theme_scores(share: LandlordShare, theme: str) -> list[float]:
    return [row.themes[theme] for row in share.rows or () if theme in row.themes]


def first_themes(share: LandlordShare, count: int) -> list[str]:
    """The themes that come first in a landlord: those of the worst medians."""
    known = [(each.id, share.themes[each.id].median) for each in share.grid.themes if each.id in share.themes]
    sign = -1 if share.grid.higher_is_worse else 1
    ordered = sorted((sign * median, place, id) for place, (id, median) in enumerate(known) if median is not None)
    return [id for _, _, id in ordered[:count]]
