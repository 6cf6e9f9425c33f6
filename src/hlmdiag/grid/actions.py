"""Reads the recommended actions and which indicators trigger each."""

from __future__ import annotations

import re

from hlmdiag.expression.names import Outcome
from hlmdiag.grid.document import GridBlock
from hlmdiag.grid.faults import nearest_first
from hlmdiag.grid.formulas import Formulas
from hlmdiag.grid.model import Action
from hlmdiag.grid.walk import indicator_blocks

__all__ = ["read_actions"]

_ONE_WORD = re.compile(r"[\w-]+")


def read_actions(document: GridBlock, formulas: Formulas) -> tuple[Action, ...]:
    """The actions in the order of the grid."""
    indicators = [id for _, id, _ in indicator_blocks(document)]
    measures = (*formulas.own.nodes, *formulas.data.columns)
    actions = []
    for id, block in document.actions.items():
        when = formulas.judgement(block.when, ("actions", id, "when"))
        # a sentence is a measure in words; one word is an id, that may be mistyped
        if block.success is not None and _ONE_WORD.fullmatch(block.success) and block.success not in measures:
            names = nearest_first(block.success, measures)
            formulas.faults.add("grille.mesure-inconnue", ("actions", id, "success"), name=block.success, names=names)
        if when is None:
            continue
        read = [it.node for it in when.references if isinstance(it, Outcome) and it.kind == "score" and not it.grid]
        targets = tuple(dict.fromkeys(node for node in read if node in indicators and node is not None))
        actions.append(
            Action(
                id, block.title, block.lever, when, block.effort, block.why, block.how, block.partners, block.horizon,
                block.cost, block.feedback, block.tfpb_axis, block.success, targets,
            )
        )  # fmt: skip
    return tuple(actions)
