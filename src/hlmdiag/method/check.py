"""Everything that can be said of a grid without any data: its structure first, then its method."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from hlmdiag.errors import USAGE, HlmdiagError, Problem, Severity
from hlmdiag.grid import load_found, load_grid
from hlmdiag.grid.lookup import FoundFile
from hlmdiag.grid.model import Grid
from hlmdiag.method.answer_checks import check_answers
from hlmdiag.method.condition_checks import check_conditions
from hlmdiag.method.double_counts import check_double_counts
from hlmdiag.method.findings import CheckOptions, Findings
from hlmdiag.method.flag_checks import check_flags
from hlmdiag.method.identity_checks import check_identity
from hlmdiag.method.level_checks import check_levels, check_weights
from hlmdiag.method.lock_checks import check_locks
from hlmdiag.method.quantity_checks import check_quantities
from hlmdiag.method.rule_checks import check_rules
from hlmdiag.method.use_checks import check_uses
from hlmdiag.method.value_ranges import ValueRanges
from hlmdiag.method.version_comparison import check_version
from hlmdiag.method.wording_checks import check_words

_UNREADABLE = frozenset({
    "grille.classeur", "grille.dossier", "grille.fichier-illisible", "grille.pas-une-grille", "grille.vide",
})  # fmt: skip
_STILL_READ = frozenset({"grille.yaml.doublon", "grille.yaml.etiquette", "grille.yaml.fusion", "grille.yaml.cle"})
"""Faults of YAML that do not keep the rest of the file from being read."""


@dataclass(frozen=True)
class Examined:
    """A grid once examined. `grid` is None when its structure is at fault; `readable` is false when it is no YAML."""

    name: str
    problems: tuple[Problem, ...]
    grid: Grid | None = None
    readable: bool = True

    def count(self, severity: Severity) -> int:
        """Number of problems of a severity."""
        return sum(problem.severity is severity for problem in self.problems)


def examine(
    asked: str | Path | FoundFile,
    limits: CheckOptions | None = None,
    against: Grid | None = None,
    same: Collection[str] = (),
) -> Examined:
    """The faults of structure of a grid, or of method if it has none; raises if there is no such grid.

    `limits` win over those that the grid asks for itself.
    `against` is an older version, since which the declared version should have been raised; `same`: ids that mean the
    same thing in both, whatever was rewritten.
    """
    name = asked.name if isinstance(asked, FoundFile) else str(asked)
    try:
        grid = load_found(asked) if isinstance(asked, FoundFile) else load_grid(asked)
    except HlmdiagError as refusal:
        if refusal.exit_code == USAGE:
            raise
        lost = any(it.code in _UNREADABLE or _stops_reading(it.code) for it in refusal.problems)
        return Examined(name, refusal.problems, readable=not lost)
    return Examined(name, check_method(grid, limits, against, same), grid)


def check_method(
    grid: Grid, limits: CheckOptions | None = None, against: Grid | None = None, same: Collection[str] = ()
) -> tuple[Problem, ...]:
    """The faults of method of a grid that loads, in the order of its file."""
    findings, world = Findings(grid), ValueRanges(grid)
    check_words(grid, findings)
    check_rules(world, findings)
    check_conditions(world, findings)
    check_weights(world, findings, limits or CheckOptions.of(grid))
    check_levels(world, findings)
    check_answers(grid, findings)
    check_quantities(grid, findings)
    check_double_counts(world, findings)
    check_flags(world, findings)
    check_identity(grid, findings)
    check_uses(grid, findings)
    check_locks(grid, findings)
    if against is not None:
        check_version(against, findings, same)
    return findings.in_order()


def _stops_reading(code: str) -> bool:
    return code.startswith("grille.yaml.") and code not in _STILL_READ
