"""The verdict for GitLab: a Code Quality report, shown in merge requests beside the rows of the user's file.

Format: docs.gitlab.com/ci/testing/code_quality, « Code Quality report format ».
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, BinaryIO

from hlmdiag.gate import Finding, findings
from hlmdiag.scoring.result import Result
from hlmdiag.text.inert import harmless_json
from hlmdiag.wording import Wording

_OF_RULE = {"perte": "blocker", "level": "critical", "score": "major", "flag": "critical"}
"""Severities: a unit that got worse is graver than one of many behind a crossed limit, which stops the job itself."""
_OF_SEVERITY = {"error": "major", "warning": "minor", "note": "info"}


def render(result: Result, out: BinaryIO, language: str, places: Mapping[str, str] | None = None) -> None:
    """Write one entry a finding; `places` gives the path of each file read, from the root of the repository."""
    document = [_entry(each, places or {}) for each in findings(result, Wording(language, result.grid))]
    out.write(harmless_json(document))


def _entry(finding: Finding, places: Mapping[str, str]) -> dict[str, Any]:
    return {
        "description": finding.text,
        "check_name": f"hlmdiag.{finding.rule}",
        "fingerprint": finding.fingerprint,
        "severity": _severity(finding),
        "location": {"path": places.get(finding.file, finding.file), "lines": {"begin": finding.row}},
    }


def _severity(finding: Finding) -> str:
    if finding.severity != "error":
        return _OF_SEVERITY[finding.severity]
    return "blocker" if finding.unit is None else _OF_RULE.get(finding.rule, _OF_SEVERITY["error"])
