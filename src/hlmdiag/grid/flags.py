"""Reads the flags and puts them in an order where each comes after those it reads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from graphlib import CycleError, TopologicalSorter

from hlmdiag.expression import Expression
from hlmdiag.expression.names import ResultRef
from hlmdiag.grid.diagnostics import Faults
from hlmdiag.grid.document import FlagBlock, GridBlock, ThemeBlock
from hlmdiag.grid.formulas import Formulas
from hlmdiag.grid.indicators import source_of
from hlmdiag.grid.levels import check_level
from hlmdiag.grid.model import Flag, LevelRule
from hlmdiag.grid.source_map import NodePath
from hlmdiag.grid.traverse import node_blocks
from hlmdiag.text.phrase import Listed

GAP_FLAG = "ecart_regards"
"""Raised by the gap between views (design §5.12), so no flag of a grid has its name."""


_CYCLES = 20
"""Said of one grid: each of more would be looked for among all flags."""


def read_flags(document: GridBlock, formulas: Formulas) -> dict[str, Flag]:
    """The flags of a grid, in its order."""
    flags = {}
    for id, block in document.flags.items():
        path = ("flags", id)
        if id.casefold() == GAP_FLAG:
            formulas.faults.add_key("grille.nom-reserve", path, name=id)
        if block.no_better_than is not None:
            _check_floor(block.no_better_than, document, (*path, "no_better_than"), formulas.faults)
        when = formulas.judgement(block.when, (*path, "when"))
        if when is not None:
            source = source_of(block.source)
            flags[id] = Flag(id, when, block.message, block.alert, block.no_better_than, source, _public(block))
    return flags


def _public(block: FlagBlock) -> str | None:
    return (block.plain_words or block.message) if block.public else None


def _check_floor(level: str, document: GridBlock, path: NodePath, faults: Faults) -> None:
    """A flag raises the level of the whole: that of a theme is made worse by other means."""
    themes = (id for _, id, block in node_blocks(document) if isinstance(block, ThemeBlock) and level in block.levels)
    theme = next(themes, None) if level not in document.levels else None
    if theme is None:
        check_level(level, document.levels, path, faults)
    else:
        names = Listed((*document.levels,))
        faults.add("grille.plancher-de-theme", path, level=level, theme=theme, names=names)


def order_flags(flags: Mapping[str, Flag], faults: Faults) -> tuple[str, ...]:
    """The ids of the flags, each after the flags it reads; a cycle is reported once, on its first flag."""
    left = {id: flags_read_by(flag.when, flags) for id, flag in flags.items()}
    for _ in range(_CYCLES):
        try:
            return tuple(TopologicalSorter(left).static_order())
        except CycleError as fault:
            # `graphlib` gives each flag before the one that reads it, and the first again at the end
            cycle = fault.args[1][:0:-1]
            start = min(range(len(cycle)), key=lambda place: list(flags).index(cycle[place]))
            cycle = [*cycle[start:], *cycle[:start]]
            shown = " → ".join((*cycle, cycle[0]))
            faults.add("grille.drapeaux-en-boucle", ("flags", cycle[0], "when"), flags=shown)
            left = {id: [each for each in read if each not in cycle] for id, read in left.items() if id not in cycle}
    return ()


def check_level_cycle(rules: Iterable[LevelRule], flags: Mapping[str, Flag], faults: Faults) -> None:
    """A rule that gives the level may not read a flag that reads the level."""
    for rank, rule in enumerate(rules):
        waiting = flags_read_by(rule.when, flags) if rule.when is not None else []
        seen: dict[str, None] = {}
        while waiting:
            id = waiting.pop()
            if id not in seen:
                seen[id] = None
                waiting += flags_read_by(flags[id].when, flags)
        for id in seen:
            if any(isinstance(it, ResultRef) and it.kind == "level" for it in _own(flags[id].when)):
                faults.add("grille.niveau-en-boucle", ("level_rules", rank, "when"), flag=id)


def _own(expression: Expression) -> list[ResultRef]:
    """References of an expression to the results of its own grid."""
    return [it for it in expression.references if isinstance(it, ResultRef) and it.grid is None]


def flags_read_by(expression: Expression, flags: Mapping[str, Flag]) -> list[str]:
    """The flags that an expression reads; `alerts()` reads every alert."""
    found: dict[str, None] = {}
    for outcome in _own(expression):
        if outcome.kind == "alerts":
            found |= {id: None for id, flag in flags.items() if flag.alert}
        elif outcome.kind == "flag" and outcome.node is not None and outcome.node in flags:
            found[outcome.node] = None
    return list(found)
