"""Reads the recommended actions and which indicators trigger each."""

from __future__ import annotations

import re

from hlmdiag.expression import Expression
from hlmdiag.expression.names import ResultRef
from hlmdiag.grid.diagnostics import nearest_first
from hlmdiag.grid.document import GridBlock
from hlmdiag.grid.formulas import Formulas
from hlmdiag.grid.model import Action
from hlmdiag.grid.traverse import indicator_blocks

_ONE_WORD = re.compile(r"[\w-]+")


def read_actions(document: GridBlock, formulas: Formulas) -> tuple[Action, ...]:
    """The actions in the order of the grid."""
    indicators = [id for _, id, _ in indicator_blocks(document)]
    measures = (*formulas.own.nodes, *formulas.data.columns)
    actions = []
    for id, block in document.actions.items():
        when = formulas.judgement(block.when, ("actions", id, "when"))
        # `success` is a sentence or an id: a single word is an id, which may be mistyped
        if block.success is not None and _ONE_WORD.fullmatch(block.success) and block.success not in measures:
            names = nearest_first(block.success, measures)
            formulas.faults.add("grille.mesure-inconnue", ("actions", id, "success"), name=block.success, names=names)
        for rank, flag in enumerate(block.answers):
            if flag not in document.flags:
                names = nearest_first(flag, document.flags)
                formulas.faults.add(
                    "grille.drapeau-sans-regle", ("actions", id, "answers", rank), name=flag, names=names
                )
        if when is None:
            continue
        targets = tuple(node for node in _read(when, "score") if node in indicators)
        answers = tuple(dict.fromkeys((*_read(when, "flag"), *block.answers)))
        actions.append(
            Action(
                id, block.title, block.lever, when, block.effort, block.why, block.how, block.partners, block.horizon,
                block.cost, block.feedback, block.tfpb_axis, block.success, targets,
                answers, (block.plain_words or block.title) if block.public else None,
            )
        )  # fmt: skip
    return tuple(actions)


def _read(when: Expression, kind: str) -> list[str]:
    """The nodes, or the flags, of its own grid whose result of this kind a trigger reads, each once."""
    own = (it for it in when.references if isinstance(it, ResultRef) and it.kind == kind and not it.grid)
    return list(dict.fromkeys(it.node for it in own if it.node is not None))
