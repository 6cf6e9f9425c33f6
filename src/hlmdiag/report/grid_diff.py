"""Changes between two versions of a grid, and the units they move, as one JSON document."""

from __future__ import annotations

from typing import Any

from hlmdiag.method import VersionChange, VersionComparison
from hlmdiag.method.impact import Impact

_SCHEMA_VERSION = 1


def as_document(found: VersionComparison, impact: Impact | None) -> dict[str, Any]:
    """The document of `grid diff -f json`."""
    from hlmdiag import __version__

    return {
        "schema_version": _SCHEMA_VERSION, "tool_version": __version__,
        "old": {"id": found.old.id, "version": found.old.version, "hash": found.old.hash},
        "new": {"id": found.new.id, "version": found.new.version, "hash": found.new.hash},
        "size": None if found.size is None else found.size.name.lower(),
        "asked": list(dict.fromkeys(each.subject for each in found.changes if each.asked)),
        "version_needed": found.needed, "version_is_enough": found.is_declared,
        "changes": [_change(each) for each in found.changes],
        "replaces": [
            {
                "column": each.column, "replaces": each.block, "unmatched": list(each.unmatched),
                "certain": each.is_certain,
            }
            for each in found.replacements
        ],
        "impact": None if impact is None else _effects(impact),
    }  # fmt: skip


def _change(change: VersionChange) -> dict[str, Any]:
    return {
        "kind": str(change.kind), "size": change.size.name.lower(), "path": change.path, "before": change.before,
        "after": change.after, "asked": change.asked, "file": change.location.file, "line": change.location.line,
    }  # fmt: skip


def _effects(impact: Impact) -> dict[str, Any]:
    return {
        "units": impact.units, "scores_changed": impact.scores, "levels_changed": impact.levels,
        "flags_changed": impact.flags,
        "largest_shift": impact.largest,
        "passages": [{"before": old, "after": new, "units": n} for (old, new), n in impact.passages.items()],
        "moved": [
            {
                "unit": each.unit, "score_before": each.score_before, "score_after": each.score_after,
                "shift": each.shift, "level_before": each.level_before, "level_after": each.level_after,
                "flags_before": list(each.flags_before), "flags_after": list(each.flags_after),
            }
            for each in impact.moved
        ],
        "only_old": list(impact.only_old), "only_new": list(impact.only_new),
    }  # fmt: skip
