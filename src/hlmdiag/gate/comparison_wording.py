"""The sentences of a comparison: what was lost, what is worse and why, what cannot be told, who came and left."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import assert_never

from hlmdiag.gate.naming import SHOWN, VerdictLine, level_title, listed, unit_name
from hlmdiag.grid.model import Grid
from hlmdiag.grid.plural import count_of
from hlmdiag.scoring.gate_results import BaselineComparison, Doubt, GridChange, Loss, WorseIndicator, Worsening
from hlmdiag.text import say
from hlmdiag.text.figures import day, decimals_moved, integer, number, plain

_WORDS = "reference.mots"
_ANSWERS = 8
"""Answers that are named for one unit."""


def compared_in_brief(found: BaselineComparison, language: str) -> Iterator[str]:
    """The comparison in a few words, for a summary."""
    if found.is_empty:
        yield say(f"{_WORDS}.premiere", language)
        return
    yield say(f"{_WORDS}.{'aggravations' if found.new else 'aucune'}", language, count=integer(found.new, language))
    if found.undecided:
        yield say(f"{_WORDS}.indecis-bref", language, count=integer(found.undecided, language))


def lines_of_losses(found: BaselineComparison, grid: Grid, language: str) -> Iterator[VerdictLine]:
    """What the baseline had and the result no longer has, and what becomes of the baseline."""
    for loss in found.losses:
        text = loss_text(loss, grid, language)
        yield VerdictLine(0, text[:1].upper() + text[1:])
    if found.losses:
        yield VerdictLine(
            1, say(f"{_WORDS}.{'perte-acceptee' if found.losses_accepted else 'perte-refusee'}", language)
        )


def lines_of_comparison(found: BaselineComparison, grid: Grid, language: str) -> Iterator[VerdictLine]:
    """What changed since the baseline."""
    if found.is_empty:
        yield VerdictLine(0, say(f"{_WORDS}.vide", language, name=found.name))
        return
    yield VerdictLine(0, _counts(found, language))
    if found.day and found.day < found.date:
        yield VerdictLine(1, say(f"{_WORDS}.posterieure", language))
    yield from (VerdictLine(1 + (place > 0), text) for place, text in enumerate(grid_lines(found, grid, language)))
    yield from _few((change_text(each, grid, language) for each in found.changes[:SHOWN]), found.new, "suite", language)
    if found.undecided:
        units = count_of(found.doubtful, grid, language)
        yield VerdictLine(1, say(f"{_WORDS}.indecis", language, count=integer(found.undecided, language), units=units))
        texts = (doubt_text(each, grid, language) for each in found.doubts[:SHOWN])
        yield from (VerdictLine(2, line.text) for line in _few(texts, found.doubtful, "suite-indecis", language))
    if found.still_open:
        yield VerdictLine(1, say(f"{_WORDS}.toujours", language, count=integer(found.still_open, language)))
    yield from (VerdictLine(1, text) for text in units_lines(found, grid, language))


def _few(texts: Iterator[str], count: int, more: str, language: str) -> Iterator[VerdictLine]:
    yield from (VerdictLine(1, text) for text in texts)
    if count > SHOWN:
        yield VerdictLine(1, say(f"{_WORDS}.{more}", language, count=integer(count - SHOWN, language)))


def _counts(found: BaselineComparison, language: str) -> str:
    counts = {name: integer(getattr(found, name), language) for name in ("new", "known", "resolved", "undecided")}
    then = day(date.fromisoformat(found.date), language)
    now = day(date.fromisoformat(found.day), language) if found.day else ""
    code = "bilan" if found.day else "bilan-sans-jour"
    return say(f"{_WORDS}.{code}", language, name=found.name, then=then, now=now, **counts)


def units_lines(found: BaselineComparison, grid: Grid, language: str) -> Iterator[str]:
    """The units that are in one of the two only."""
    for kind, count, names in (
        ("apparues", found.appeared, found.appeared_units),
        ("disparues", found.vanished, found.vanished_units),
    ):
        if count:
            yield listed(f"{_WORDS}.{kind}", count_of(count, grid, language), names, count, language)


def grid_lines(found: BaselineComparison, grid: Grid, language: str) -> Iterator[str]:
    """That the grid changed, then its first changes."""
    if found.same_grid:
        return
    values = {"then": found.grid_version, "now": grid.version, "count": integer(found.grid_change_count, language)}
    yield say(f"{_WORDS}.autre-empreinte", language, **values)
    for change in found.grid_changes:
        yield _grid_change(change, language)
    if found.grid_change_count > len(found.grid_changes):
        rest = integer(found.grid_change_count - len(found.grid_changes), language)
        yield say(f"{_WORDS}.grille-suite", language, count=rest)


def _grid_change(change: GridChange, language: str) -> str:
    code = "retrait" if change.after is None else "apport" if change.before is None else "passage"
    kind = say(f"cli.grille.ecart.nature.{change.kind}", language)
    values = {"path": change.path, "kind": kind, "before": change.before or "", "after": change.after or ""}
    return say(f"{_WORDS}.grille-{code}", language, **values)


def loss_text(loss: Loss, grid: Grid, language: str = "fr") -> str:
    """One thing that was lost."""
    match loss.kind:
        case "stock":
            before, after = count_of(loss.before or 0, grid, language), integer(loss.after or 0, language)
            return say(f"{_WORDS}.perte-parc", language, before=before, after=after)
        case "table":
            before = integer(loss.before or 0, language)
            return say(f"{_WORDS}.perte-table", language, title=_table(loss.id, grid, language), before=before)
        case "column" if loss.before is None or loss.after is None:
            return say(f"{_WORDS}.perte-colonne-seule", language, title=_column(loss.id, grid, language))
        case "column" | "answers":
            code = "perte-colonne" if loss.kind == "column" else "perte-reponses"
            before, after = (integer(each or 0, language) for each in (loss.before, loss.after))
            return say(f"{_WORDS}.{code}", language, title=_column(loss.id, grid, language), before=before, after=after)
        case _:
            assert_never(loss.kind)


def change_text(change: Worsening, grid: Grid, language: str = "fr") -> str:
    """What got worse of a unit, and why."""
    values = {"name": unit_name(change.unit, language)}
    match change.about:
        case "level":
            values |= {"before": level_title(change.before, grid), "after": level_title(change.after, grid)}
        case "score":
            values |= _scores(change, grid, language)
        case "flag":
            values["message"] = _flag(change.id, grid, language)
        case _:
            assert_never(change.about)
    text = say(f"{_WORDS}.{change.about}", language, **values)
    why = _why(change, grid, language)
    return say(f"{_WORDS}.causes", language, change=text, causes=why) if why else text


def _why(change: Worsening, grid: Grid, language: str) -> str:
    causes = [_cause(each, grid, language) for each in change.causes]
    match change.reason:
        case "points":
            pass
        case "flag":
            causes.insert(0, say(f"{_WORDS}.cause-drapeau", language, message=_flag(change.reason_id, grid, language)))
        case "answers" if change.about == "flag":
            pass
        case "override" | "grid" | "answers" | "other":
            causes = [say(f"{_WORDS}.cause-{change.reason}", language)]
        case _:
            assert_never(change.reason)
    return say("rapport.joint", language).join(causes)


def _cause(cause: WorseIndicator, grid: Grid, language: str) -> str:
    title = next((leaf.title for leaf in grid.indicators if leaf.id == cause.indicator), cause.indicator)
    decimals = decimals_moved(cause.before, cause.after, decimals=3)
    before, after = plain(cause.before, language, decimals), plain(cause.after, language, decimals)
    code = "cause-bareme" if cause.is_rule else "cause"
    return say(f"{_WORDS}.{code}", language, title=title, before=before, after=after)


def doubt_text(doubt: Doubt, grid: Grid, language: str = "fr") -> str:
    """What cannot be told of a unit, and which answers are missing for it."""
    joint = say("rapport.joint", language)
    parts = [_undecided(each, doubt, grid, language) for each in doubt.about]
    for code, names in (("perdues", doubt.lost), ("nouvelles", doubt.gained)):
        if names:
            parts.append(say(f"{_WORDS}.reponses-{code}", language, names=_answers(names, grid, language)))
    if not doubt.lost and not doubt.gained:
        parts.append(say(f"{_WORDS}.reponses-absentes", language))
    return say(f"{_WORDS}.doute", language, name=unit_name(doubt.unit, language), what=joint.join(parts))


def _undecided(about: str, doubt: Doubt, grid: Grid, language: str) -> str:
    kind, _, flag = about.partition(":")
    if kind == "flag":
        return say(f"{_WORDS}.doute-drapeau", language, message=_flag(flag, grid, language))
    if kind == "score":
        return say(f"{_WORDS}.doute-note", language)
    possible = say(f"{_WORDS}.ou", language).join(f"« {level_title(each, grid)} »" for each in doubt.possible)
    before = level_title(doubt.before, grid)
    code = "doute-niveau" if before else "doute-niveau-inconnu"
    return say(f"{_WORDS}.{code}", language, before=before, possible=possible)


def _answers(names: Sequence[str], grid: Grid, language: str) -> str:
    titles = [_column(name, grid, language) for name in names[:_ANSWERS]]
    if len(names) > _ANSWERS:
        titles.append(say(f"{_WORDS}.reponses-suite", language, count=integer(len(names) - _ANSWERS, language)))
    return say(f"{_WORDS}.virgule", language).join(titles)


def _column(name: str, grid: Grid, language: str) -> str:
    if name in grid.columns:
        return grid.columns[name].label
    table, _, column = name.partition(".")
    if not column:
        return _table(table, grid, language)
    own = grid.tables[table].columns if table in grid.tables else {}
    label = own[column].label if column in own else column
    return say(f"{_WORDS}.colonne-de", language, title=label, table=_table(table, grid, language))


def _table(table: str, grid: Grid, language: str) -> str:
    if table in grid.tables:
        return grid.tables[table].title or table
    return say(f"{_WORDS}.derogations", language) if table == "overrides" else table


def _flag(flag: str, grid: Grid, language: str) -> str:
    return grid.flags[flag].message if flag in grid.flags else say(f"{_WORDS}.ecart", language)


def _scores(change: Worsening, grid: Grid, language: str) -> dict[str, str]:
    before, after = (None if value is None else float(value) for value in (change.before, change.after))
    decimals = 1 if before is None or after is None else decimals_moved(before, after, grid.bounds)
    none = say(f"{_WORDS}.sans-note", language)
    return {
        name: none if score is None else number(score, language, decimals, grid.bounds)
        for name, score in (("before", before), ("after", after))
    }
