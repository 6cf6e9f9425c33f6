"""The verdict as SARIF 2.1.0, the format of code scanning, where each residence is a line of the user's file.

Format: OASIS, Static Analysis Results Interchange Format 2.1.0, with the properties that docs.github.com asks for in
« SARIF support for code scanning ».
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, BinaryIO
from urllib.parse import quote

from hlmdiag.gate import Finding, findings
from hlmdiag.scoring.result import Result
from hlmdiag.text.inert import harmless_json
from hlmdiag.wording import Wording

_VERSION = "2.1.0"
_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"

_FINGERPRINT = "primaryLocationLineHash"
"""The only fingerprint that GitHub reads; without it, it makes one of the text of the line."""


def render(result: Result, out: BinaryIO, language: str, places: Mapping[str, str] | None = None) -> None:
    """Write one result a finding; `places` gives the path of each file read, from the root of the repository."""
    found = findings(result, Wording(language, result.grid))
    titles = {each.rule: each.title for each in found}
    driver = {
        "name": "hlmdiag",
        "version": result.manifest.tool_version,
        "rules": [{"id": rule, "shortDescription": {"text": title}} for rule, title in titles.items()],
    }
    run = {"tool": {"driver": driver}, "results": [_result(each, places or {}) for each in found]}
    document = {"$schema": _SCHEMA, "version": _VERSION, "runs": [run]}
    out.write(harmless_json(document))


def _result(finding: Finding, places: Mapping[str, str]) -> dict[str, Any]:
    path = places.get(finding.file, finding.file)
    place = {"artifactLocation": {"uri": quote(path, errors="surrogateescape")}, "region": {"startLine": finding.row}}
    return {
        "ruleId": finding.rule,
        "level": finding.severity,
        "message": {"text": finding.text},
        "locations": [{"physicalLocation": place}],
        "partialFingerprints": {_FINGERPRINT: finding.fingerprint},
    }
