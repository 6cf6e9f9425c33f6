"""Gathers the faults of method of one grid, each with its severity and line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from hlmdiag.errors import Location, Problem, Severity
from hlmdiag.grid.model import Grid
from hlmdiag.grid.source_map import NodePath

_ERROR, _WARNING = Severity.ERROR, Severity.WARNING

SEVERITIES: Mapping[str, Severity] = {
    "methode.a-completer": _WARNING,
    "methode.action-jamais-declenchee": _ERROR,
    "methode.aide-absente": _WARNING,
    "methode.alias-ambigu": _ERROR,
    "methode.alias-repete": _WARNING,
    "methode.cle-de-table": _ERROR,
    "methode.colonne-inutilisee": _WARNING,
    "methode.couverture-nulle": _WARNING,
    "methode.critere-sans-effet": _WARNING,
    "methode.date-impossible": _WARNING,
    "methode.descripteur-absent": _ERROR,
    "methode.donnees-base": _WARNING,
    "methode.donnees-contre-theme": _WARNING,
    "methode.donnees-desaccord": _WARNING,
    "methode.donnees-niveau-de-tous": _WARNING,
    "methode.donnees-niveau-vide": _WARNING,
    "methode.donnees-palier-vide": _WARNING,
    "methode.donnees-sans-cent": _WARNING,
    "methode.donnees-un-palier": _WARNING,
    "methode.double-compte": _WARNING,
    "methode.drapeau-hors-champ": _WARNING,
    "methode.drapeau-inclus": _WARNING,
    "methode.drapeau-sans-effet": _WARNING,
    "methode.fiche-incomplete": _WARNING,
    "methode.intervalle-ouvert": Severity.NOTICE,
    "methode.jamais-vraie": _ERROR,
    "methode.journal-incomplet": _WARNING,
    "methode.marque-double": _ERROR,
    "methode.niveau-entre-valeurs": _WARNING,
    "methode.niveau-inatteignable": _ERROR,
    "methode.palier-inatteignable": _WARNING,
    "methode.paliers-incomplets": _ERROR,
    "methode.plafond": _WARNING,
    "methode.poids-excessif": _WARNING,
    "methode.points-en-creux": _WARNING,
    "methode.pourcentage-en-fraction": _ERROR,
    "methode.regle-extremites": _WARNING,
    "methode.regle-masquee": _ERROR,
    "methode.reponses-jumelles": _ERROR,
    "methode.reponses-voisines": _WARNING,
    "methode.sens-a-confirmer": _WARNING,
    "methode.seuil-sans-source": _WARNING,
    "methode.seuils-incomplets": _WARNING,
    "methode.source-absente": _WARNING,
    "methode.titres-jumeaux": _WARNING,
    "methode.toujours-vraie": _WARNING,
    "methode.unite-differente": _ERROR,
    "methode.verrou-contourne": _WARNING,
    "methode.version-anterieure": _ERROR,
    "methode.version-sans-nombres": _WARNING,
    "methode.version-sans-ordre": _ERROR,
    "methode.version-trop-basse": _ERROR,
}
"""An error keeps the grid from doing what it says; a warning is to be justified or repaired."""


@dataclass(frozen=True)
class CheckOptions:
    """Limits of a grid. `heaviest`: largest share of the whole for one indicator."""

    heaviest: float = 0.25

    @classmethod
    def of(cls, grid: Grid) -> CheckOptions:
        """The limits that a grid sets, completed by the usual ones."""
        asked = grid.document.get("check") or {}
        return cls(**({"heaviest": asked["max_weight"]} if "max_weight" in asked else {}))


class Findings:
    """The faults found so far."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self.paths = node_paths(grid.document)
        self.problems: list[Problem] = []

    def add(self, code: str, path: NodePath, /, **values: Any) -> None:
        """A fault of the block at a path of the document."""
        self.problems.append(Problem(code, place_of(self.grid, path), values, SEVERITIES[code]))

    def of_node(self, code: str, node: str, under: NodePath = (), /, **values: Any) -> None:
        """A fault of a theme or an indicator, or of something that it holds."""
        self.add(code, (*self.paths.get(node, ()), *under), **values)

    def in_order(self) -> tuple[Problem, ...]:
        """The findings in the order of the file; those in another file (a parent) come last."""
        return tuple(
            sorted(self.problems, key=lambda it: (it.location.file != self.grid.path, it.location.line or 0, it.code))
        )


def place_of(grid: Grid, path: NodePath) -> Location:
    """File and line of a block, or of its nearest written ancestor; else of the id."""
    for length in range(len(path), 0, -1):
        written = ".".join(map(str, path[:length]))
        if written in grid.lines:
            return Location(grid.file_of(written), grid.lines[written])
    return Location(grid.file_of("id"), grid.lines.get("id"))


def block_at(grid: Grid, path: NodePath) -> Mapping[str, Any]:
    """The block of the document of a grid that a path leads to."""
    block: Any = grid.document
    for part in path:
        block = block[part]
    return cast("Mapping[str, Any]", block)


def node_paths(document: Mapping[str, Any], above: NodePath = ()) -> dict[str, NodePath]:
    """Paths of themes and indicators in a document."""
    found: dict[str, NodePath] = {}
    for kind in ("themes", "indicators"):
        for id, block in (document.get(kind) or {}).items():
            found[id] = (*above, kind, id)
            if kind == "themes" and isinstance(block, Mapping):
                found |= node_paths(block, found[id])
    return found
