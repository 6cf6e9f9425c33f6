"""The sentences of a comparison: what was lost, what is worse and why, what cannot be told, who came and left."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import assert_never

from hlmdiag.campaign.naming import SHOWN, VerdictLine, level_title, listed, unit_name
from hlmdiag.expression import ResultRef
from hlmdiag.grid.model import Grid
from hlmdiag.scoring.gate_results import BaselineComparison, Doubt, GridChange, Loss, WorseIndicator, Worsening
from hlmdiag.scoring.open_ends import left_open_by
from hlmdiag.text.figures import decimals_moved
from hlmdiag.text.phrase import in_quotes
from hlmdiag.wording import Wording

_WORDS = "reference.mots"
_ANSWERS = 8
"""Answers that are named for one unit."""


def compared_in_brief(found: BaselineComparison, words: Wording) -> Iterator[str]:
    """The comparison in a few words, for a summary."""
    if found.is_empty:
        yield words.say(f"{_WORDS}.premiere")
        return
    yield words.say(f"{_WORDS}.{'aggravations' if found.new else 'aucune'}", count=words.integer(found.new))
    if found.undecided:
        yield words.say(f"{_WORDS}.indecis-bref", count=words.integer(found.undecided))


def lines_of_losses(found: BaselineComparison, words: Wording) -> Iterator[VerdictLine]:
    """Sentences on what the baseline had and the result has lost, and on what becomes of the baseline."""
    for loss in found.losses:
        text = loss_text(loss, words)
        yield VerdictLine(0, text[:1].upper() + text[1:])
    if found.losses:
        yield VerdictLine(1, words.say(f"{_WORDS}.{'perte-acceptee' if found.losses_accepted else 'perte-refusee'}"))


def lines_of_comparison(found: BaselineComparison, words: Wording) -> Iterator[VerdictLine]:
    """Sentences on what changed since the baseline."""
    if found.is_empty:
        yield VerdictLine(0, words.say(f"{_WORDS}.vide", name=found.name))
        return
    yield VerdictLine(0, _counts(found, words))
    if found.day and found.day < found.date:
        yield VerdictLine(1, words.say(f"{_WORDS}.posterieure"))
    yield from (VerdictLine(1 + (place > 0), text) for place, text in enumerate(grid_lines(found, words)))
    yield from _few((change_text(each, words) for each in found.changes[:SHOWN]), found.new, "suite", words)
    better = (change_text(each, words, better=True) for each in found.improvements[:SHOWN])
    yield from _few(better, found.resolved if found.improvements else 0, "suite-mieux", words)
    if found.undecided:
        units = words.count(found.doubtful)
        yield VerdictLine(
            1, words.say(f"{_WORDS}.indecis", open=words.left_open, count=words.integer(found.undecided), units=units)
        )
        texts = (doubt_text(each, words) for each in found.doubts[:SHOWN])
        yield from (VerdictLine(2, line.text) for line in _few(texts, found.doubtful, "suite-indecis", words))
    if found.still_open:
        yield VerdictLine(1, words.say(f"{_WORDS}.toujours", count=words.integer(found.still_open)))
    yield from (VerdictLine(1, text) for text in units_lines(found, words))


def _few(texts: Iterator[str], count: int, more: str, words: Wording) -> Iterator[VerdictLine]:
    yield from (VerdictLine(1, text) for text in texts)
    if count > SHOWN:
        yield VerdictLine(1, words.say(f"{_WORDS}.{more}", count=words.integer(count - SHOWN)))


def _counts(found: BaselineComparison, words: Wording) -> str:
    counts = {name: words.integer(getattr(found, name)) for name in ("new", "known", "resolved", "undecided")}
    then = words.day(date.fromisoformat(found.date))
    now = words.day(date.fromisoformat(found.day)) if found.day else ""
    code = "bilan" if found.day else "bilan-sans-jour"
    return words.say(f"{_WORDS}.{code}", name=found.name, then=then, now=now, **counts)


def units_lines(found: BaselineComparison, words: Wording) -> Iterator[str]:
    """The units that are in one of the two only."""
    for kind, count, names in (
        ("apparues", found.appeared, found.appeared_units),
        ("disparues", found.vanished, found.vanished_units),
    ):
        if count:
            yield listed(f"{_WORDS}.{kind}", words.count(count), names, count, words)


def grid_lines(found: BaselineComparison, words: Wording) -> Iterator[str]:
    """That the grid changed, then its first changes."""
    if found.same_grid:
        return
    values = {"then": found.grid_version, "now": words.grid.version, "count": words.integer(found.grid_change_count)}
    yield words.say(f"{_WORDS}.autre-empreinte", **values)
    for change in found.grid_changes:
        yield _grid_change(change, words)
    if found.grid_change_count > len(found.grid_changes):
        rest = words.integer(found.grid_change_count - len(found.grid_changes))
        yield words.say(f"{_WORDS}.grille-suite", count=rest)


def _grid_change(change: GridChange, words: Wording) -> str:
    code = "retrait" if change.after is None else "apport" if change.before is None else "passage"
    kind = words.say(f"cli.grille.ecart.nature.{change.kind}")
    values = {"path": change.path, "kind": kind, "before": change.before or "", "after": change.after or ""}
    return words.say(f"{_WORDS}.grille-{code}", **values)


def loss_text(loss: Loss, words: Wording) -> str:
    """One thing that was lost."""
    match loss.kind:
        case "stock":
            before, after = words.count(loss.before or 0), words.integer(loss.after or 0)
            return words.say(f"{_WORDS}.perte-parc", before=before, after=after)
        case "table":
            before = words.integer(loss.before or 0)
            return words.say(f"{_WORDS}.perte-table", title=_table(loss.id, words), before=before)
        case "column" if loss.before is None or loss.after is None:
            return words.say(f"{_WORDS}.perte-colonne-seule", title=_column(loss.id, words))
        case "column" | "answers":
            code = "perte-colonne" if loss.kind == "column" else "perte-reponses"
            before, after = (words.integer(each or 0) for each in (loss.before, loss.after))
            return words.say(f"{_WORDS}.{code}", title=_column(loss.id, words), before=before, after=after)
        case _:
            assert_never(loss.kind)


def change_text(change: Worsening, words: Wording, *, better: bool = False) -> str:
    """A sentence on what got worse of a unit, or better, and why."""
    values = {"name": unit_name(change.unit, words)}
    match change.about:
        case "level":
            values |= {"before": level_title(change.before, words.grid), "after": level_title(change.after, words.grid)}
        case "score":
            values |= _scores(change, words)
        case "flag":
            values["message"] = _flag(change.id, words)
        case _:
            assert_never(change.about)
    code = "drapeau-fini" if better and change.about == "flag" else change.about
    text = words.say(f"{_WORDS}.{code}", **values)
    why = why_text(change, words, better=better)
    return words.say(f"{_WORDS}.causes", change=text, causes=why) if why else text


def why_text(change: Worsening, words: Wording, *, better: bool = False) -> str:
    """Why it did: the criteria whose points moved, else a decision, a flag, the grid, other answers."""
    sense = "-mieux" if better else ""
    causes = [_cause(each, words) for each in change.causes]
    match change.reason:
        case "points":
            pass
        case "flag":
            causes.insert(0, words.say(f"{_WORDS}.cause-drapeau{sense}", message=_flag(change.reason_id, words)))
        case "answers" if change.about == "flag":
            pass
        case "override" | "grid":
            causes = [words.say(f"{_WORDS}.cause-{change.reason}")]
        case "answers" | "other":
            causes = [words.say(f"{_WORDS}.cause-{change.reason}{sense}")]
        case _:
            assert_never(change.reason)
    return words.joined(causes)


def _cause(cause: WorseIndicator, words: Wording) -> str:
    title = next((leaf.title for leaf in words.grid.indicators if leaf.id == cause.indicator), cause.indicator)
    decimals = decimals_moved(cause.before, cause.after, decimals=3)
    before, after = words.plain(cause.before, decimals), words.plain(cause.after, decimals)
    code = "cause-bareme" if cause.is_rule else "cause"
    return words.say(f"{_WORDS}.{code}", title=title, before=before, after=after)


def doubt_text(doubt: Doubt, words: Wording) -> str:
    """A sentence on what cannot be told of a unit, and on the answers that are missing for it."""
    parts = [*(_undecided(each, doubt, words) for each in doubt.about), *missing_texts(doubt, words)]
    return words.say(f"{_WORDS}.doute", name=unit_name(doubt.unit, words), what=words.joined(parts))


def missing_texts(doubt: Doubt, words: Wording) -> Iterator[str]:
    """Why a unit is undecided: the answers known on one side only, and whatever else leaves the finding open."""
    for code, names in (("perdues", doubt.lost), ("nouvelles", doubt.gained)):
        if names:
            yield words.say(f"{_WORDS}.reponses-{code}", names=_answers(names, words))
    moving = words.grid.indicators if any(_moves(each, words.grid) for each in doubt.about) else ()
    if not (doubt.lost or doubt.gained) or any(each.may_be_other for each in moving):
        yield words.say(f"{_WORDS}.reponses-absentes", open=words.said(left_open_by(moving)))


def _moves(about: str, grid: Grid) -> bool:
    """Whether the finding depends on scores: margins and unsure answers do not move a flag on columns."""
    kind, _, id = about.partition(":")
    flag = grid.flags.get(id)
    return kind != "flag" or flag is None or any(isinstance(each, ResultRef) for each in flag.when.references)


def _undecided(about: str, doubt: Doubt, words: Wording) -> str:
    kind, _, flag = about.partition(":")
    if kind == "flag":
        return words.say(f"{_WORDS}.doute-drapeau", message=_flag(flag, words))
    if kind == "score":
        return words.say(f"{_WORDS}.doute-note")
    possible = words.say(f"{_WORDS}.ou").join(
        words.said(in_quotes(level_title(each, words.grid))) for each in doubt.possible
    )
    before = level_title(doubt.before, words.grid)
    code = "doute-niveau" if before else "doute-niveau-inconnu"
    return words.say(f"{_WORDS}.{code}", before=before, possible=possible)


def _answers(names: Sequence[str], words: Wording) -> str:
    titles = [_column(name, words) for name in names[:_ANSWERS]]
    if len(names) > _ANSWERS:
        titles.append(words.say(f"{_WORDS}.reponses-suite", count=words.integer(len(names) - _ANSWERS)))
    return words.say(f"{_WORDS}.virgule").join(titles)


def _column(name: str, words: Wording) -> str:
    if name in words.grid.columns:
        return words.grid.columns[name].label
    table, _, column = name.partition(".")
    if not column:
        return _table(table, words)
    own = words.grid.tables[table].columns if table in words.grid.tables else {}
    label = own[column].label if column in own else column
    return words.say(f"{_WORDS}.colonne-de", title=label, table=_table(table, words))


def _table(table: str, words: Wording) -> str:
    if table in words.grid.tables:
        return words.grid.tables[table].title or table
    return words.say(f"{_WORDS}.derogations") if table == "overrides" else table


def _flag(flag: str, words: Wording) -> str:
    return words.grid.flags[flag].message if flag in words.grid.flags else words.say(f"{_WORDS}.ecart")


def _scores(change: Worsening, words: Wording) -> dict[str, str]:
    before, after = (None if value is None else float(value) for value in (change.before, change.after))
    decimals = 1 if before is None or after is None else decimals_moved(before, after, words.grid.bounds)
    none = words.say(f"{_WORDS}.sans-note")
    return {
        name: none if score is None else words.score(score, decimals)
        for name, score in (("before", before), ("after", after))
    }
