"""Reads the levels of a node, from best to worst, and the rules that may give them instead of a score."""

from __future__ import annotations

from collections.abc import Mapping

from hlmdiag.grid.diagnostics import Faults, nearest_first, show
from hlmdiag.grid.document import LevelBlock, LevelRuleBlock
from hlmdiag.grid.formulas import Formulas
from hlmdiag.grid.identifiers import is_identifier
from hlmdiag.grid.level import Level, Levels
from hlmdiag.grid.model import LevelRule
from hlmdiag.grid.source_map import NodePath
from hlmdiag.rules.scale import Scale


def read_levels(
    blocks: Mapping[str, LevelBlock], path: NodePath, scale: Scale, by_rules: bool, faults: Faults
) -> Levels:
    """The levels of a node; their `from` goes from the good end to the bad one."""
    before: float | None = None
    seen: set[str] = set()
    for id, block in blocks.items():
        here = (*path, id)
        if not is_identifier(id):
            faults.add_key("grille.identifiant", here, id=id)
        if id.casefold() in seen:
            faults.add_key("grille.identifiant-double", here, id=id, other=id.casefold())
        seen.add(id.casefold())
        if block.start is None:
            if not by_rules:
                faults.add_key("grille.niveau-sans-borne", here, id=id)
            continue
        if before is not None and (block.start <= before if scale.burden else block.start >= before):
            code = "grille.niveaux-montants" if scale.burden else "grille.niveaux-descendants"
            faults.add(code, (*here, "from"), id=id, value=show(block.start), before=show(before))
        before = block.start
    levels = (
        Level(id, block.title, block.start, block.colour, block.follow_up, block.description or block.help)
        for id, block in blocks.items()
    )
    return Levels(tuple(levels), scale)


def check_level(level: str, levels: Mapping[str, LevelBlock], path: NodePath, faults: Faults) -> None:
    """A level that is named has to be one of the grid's."""
    if level not in levels:
        faults.add("grille.niveau-inconnu", path, level=level, names=nearest_first(level, levels))


def read_level_rules(
    blocks: tuple[LevelRuleBlock, ...], levels: Mapping[str, LevelBlock], formulas: Formulas
) -> tuple[LevelRule, ...]:
    """The rules in their order; the last one, and it alone, has no condition."""
    rules = []
    for rank, block in enumerate(blocks):
        path: NodePath = ("level_rules", rank)
        check_level(block.level, levels, (*path, "level"), formulas.faults)
        last = rank == len(blocks) - 1
        if last and block.when is not None:
            formulas.faults.add_key("grille.regle-finale", (*path, "when"))
        if not last and block.when is None:
            formulas.faults.add_key("grille.regle-sans-condition", path)
        when = formulas.level_rule(block.when, (*path, "when")) if block.when is not None else None
        rules.append(LevelRule(block.level, when))
    return tuple(rules)
