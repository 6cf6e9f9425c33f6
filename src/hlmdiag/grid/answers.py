"""The answers of a column: their labels, and the other words by which files give them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hlmdiag.grid.data_document import AnswerBlock
from hlmdiag.grid.data_model import Column
from hlmdiag.grid.diagnostics import Faults
from hlmdiag.grid.source_map import NodePath
from hlmdiag.rules.normalise import Choices, Rule


def declared_labels(choices: Mapping[str, str | AnswerBlock]) -> dict[str, str]:
    """The label of each answer of a declared column: its code where none is written."""
    return {code: it if isinstance(it, str) else it.label or code for code, it in choices.items()}


def declared_aliases(choices: Mapping[str, str | AnswerBlock]) -> dict[str, tuple[str, ...]]:
    """The other words for each answer of a declared column that has some."""
    return {code: it.aliases for code, it in choices.items() if isinstance(it, AnswerBlock) and it.aliases}


def judged_labels(choices: Mapping[str, Any]) -> dict[str, str]:
    """The same for the answers of a judgement, as its rule writes them."""
    labels = {code: it.get("label") if isinstance(it, dict) else None for code, it in choices.items()}
    return {code: label if isinstance(label, str) else code for code, label in labels.items()}


def judged_aliases(choices: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """The other words for the answers of a judgement; what is no list of texts is refused with its rule."""
    written = {code: it.get("aliases") for code, it in choices.items() if isinstance(it, dict)}
    return {
        code: tuple(it)
        for code, it in written.items()
        if isinstance(it, list) and it and all(isinstance(each, str) for each in it)
    }


def check_aliases(column: Column, path: NodePath, faults: Faults) -> None:
    """No word means two answers of a column; `path` is that of its choices."""
    known: dict[str, str] = {}
    for code, label in column.choices.items():
        for name in (code, label):
            known.setdefault(name.strip().casefold(), code)
    for code, aliases in column.choice_aliases.items():
        for rank, alias in enumerate(aliases):
            other = known.setdefault(alias.strip().casefold(), code)
            if other != code:
                faults.add("grille.alias-de-reponse", (*path, code, "aliases", rank), alias=alias, other=other)


def check_where_aliases_stand(rule: Rule, column: Column, path: NodePath, faults: Faults) -> None:
    """A declared column says how its answers are read: what its rule would say besides would be lost."""
    if isinstance(rule, Choices) and column.declared:
        for code, choice in rule.choices.items():
            if choice.aliases:
                place = (*path, "choices", code, "aliases")
                faults.add_key("grille.alias-ailleurs", place, name=column.id, choice=code)
