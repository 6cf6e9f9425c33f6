"""A grid beside the levels that people expected, on a console."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from hlmdiag.backtest import FEWEST, Backtest, BetterThresholds, Cut, LevelOutcome, Proportion, Visited
from hlmdiag.report.terminal.console import Terminal, indented, plain, styled
from hlmdiag.wording import Wording

if TYPE_CHECKING:
    from rich.console import RenderableType

_UNITS = 10
"""Most units named on a console, among missed ones and among false alerts."""


def show_backtest(found: Backtest, terminal: Terminal) -> None:
    """Hits, misses and false alerts, who they are, and whether other bounds would have done better."""
    words, out = Wording(terminal.language, found.grid), terminal.out
    out.print()
    out.print(styled(_say(words, "titre", column=found.column), "bold"))
    for line in _counted(found, words):
        out.print(indented(styled(line)))
    if not found.compared:
        return
    out.print(indented(_matrix(found, words)))
    for code, outcomes in (("niveau", found.at), ("ou-pire", found.beyond)):
        for each in outcomes:
            out.print(indented(styled(_outcome(code, each, words))))
    for code, units in (("manquees", found.missed), ("alertes", found.falsely_alerted)):
        out.print(styled(_say(words, code, count=words.integer(len(units))), "bold"))
        for line in _named(units, words):
            out.print(indented(styled(line)))
    if found.thresholds is not None:
        _thresholds(found.thresholds, words, terminal)


def _say(words: Wording, code: str, /, **values: object) -> str:
    return words.say(f"cli.grille.attendus.{code}", **values)


def _counted(found: Backtest, words: Wording) -> Iterator[str]:
    counts = {"blank": words.integer(found.blank), "refused": words.integer(found.refused)}
    yield _say(words, "lus", count=words.count(found.labelled), **counts)
    if found.inconclusive:
        units = words.joined(each.unit for each in found.inconclusive[:_UNITS])
        yield _say(words, "non-concluants", units=units + (" …" if len(found.inconclusive) > _UNITS else ""))
    if not found.compared:
        yield _say(words, "aucun")
        return
    near = found.near if len(found.matrix) > 2 else None
    for code, share in (("pareil", found.same), ("proche", near)):
        if share is not None:
            hits = {"hits": words.integer(share.hits), "count": words.integer(share.count)}
            yield _say(words, code, **hits, **_share(share, words))
    if found.agreement is not None:
        kappa = found.agreement
        figures = {"kappa": kappa.kappa, "low": kappa.low, "high": kappa.high}
        code = "accord" if kappa.low is not None else "accord-seul"
        yield _say(words, code, **{name: words.number(it, 2) for name, it in figures.items()})
    yield _say(words, "intervalles")


def _share(share: Proportion, words: Wording) -> dict[str, str]:
    figures = {"share": share.share, "low": share.low, "high": share.high}
    return {name: words.proportion(it) for name, it in figures.items()}


def _matrix(found: Backtest, words: Wording) -> RenderableType:
    from rich.table import Table

    titles = [plain(level.title) for level in found.grid.levels]
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column(plain(_say(words, "matrice")))
    for title in titles:
        table.add_column(title, justify="right")
    for title, row in zip(titles, found.matrix, strict=True):
        table.add_row(title, *(words.integer(count) if count else "·" for count in row))
    return table


def _outcome(code: str, each: LevelOutcome, words: Wording) -> str:
    counts = {"expected": each.hit + each.missed, "hit": each.hit, "missed": each.missed, "false": each.false}
    level = words.grid.levels.titles[each.level]
    parts = [_say(words, code, level=level, **{name: words.integer(it) for name, it in counts.items()})]
    for key, share in (("retrouves", each.caught), ("justes", each.right)):
        if share is not None:
            parts.append(_say(words, key, **_share(share, words)))
    return words.joined(parts)


def _named(units: Sequence[Visited], words: Wording) -> Iterator[str]:
    titles = [level.title for level in words.grid.levels]
    for each in units[:_UNITS]:
        name = each.unit if each.label is None else f"{each.unit} {each.label}"
        values = {"unit": name, "expected": titles[each.expected], "found": titles[each.found]}
        code = "unite" if each.score is None else "unite-note"
        yield _say(words, code, **values, score=words.score(each.score))
    if len(units) > _UNITS:
        yield _say(words, "suite", count=len(units) - _UNITS)


def _thresholds(found: BetterThresholds, words: Wording, terminal: Terminal) -> None:
    def say(code: str, /, **values: object) -> str:
        return words.say(f"cli.grille.bornes.{code}", **values)

    out, now, best, held = terminal.out, found.present, found.best, found.held_out
    out.print(styled(say("titre", count=found.units), "bold"))
    if not found.is_better:
        out.print(indented(styled(say("aussi-bien", wrong=now.wrong, apart=now.apart))))
        return
    values = {"best_wrong": best.wrong, "best_apart": best.apart}
    out.print(indented(styled(say("mieux", wrong=now.wrong, apart=now.apart, **values))))
    code = "laissees" if found.folds is None else "laissees-dixieme"
    out.print(indented(styled(say(code, wrong=held.wrong, apart=held.apart))))
    for cut in found.cuts:
        out.print(indented(styled(_cut(cut, words))))
    for code, holds in (("peu", found.rests_on_few), ("surajustees", found.is_overfitted)):
        if holds:
            out.print(indented(styled(say(code, least=FEWEST), "yellow")))


def _cut(cut: Cut, words: Wording) -> str:
    level = words.grid.levels.titles[cut.level]
    numbers = {"present": words.plain(cut.present), "proposed": words.plain(cut.proposed)}
    if cut.proposed == cut.present:
        return words.say("cli.grille.bornes.borne-gardee", level=level, **numbers)
    code = "au-dessus" if cut.high is None else "jusqu-a" if cut.low is None else "entre"
    between = words.say(f"cli.grille.bornes.{code}", low=words.plain(cut.low), high=words.plain(cut.high))
    return words.say("cli.grille.bornes.borne", level=level, range=between, **numbers)
