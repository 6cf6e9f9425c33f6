"""Sheets of one workbook read one after the other: the group that no title gives is the name of the sheet."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

from hlmdiag.data.assign import Candidate, with_column
from hlmdiag.data.doubtful_names import announces_another
from hlmdiag.data.normalise_text import words
from hlmdiag.data.read_log import ReadLog, listed
from hlmdiag.data.table_schema import TableSchema
from hlmdiag.errors import Severity

_USUAL = re.compile(r"(feuil(le)?|sheet|tab(leau|le)?|onglet|export|donnees|data|page|liste)? ?[0-9 ]*")
"""Names that programs give, or that name no group."""


def grouped_by_sheet(candidates: Sequence[Candidate], form: TableSchema, log: ReadLog) -> dict[Candidate, Candidate]:
    """Candidates without the table's only group: the name of their sheet replaces it, which is reported."""
    groups = [column for column in form.columns.values() if column.role == "group" and column.type == "text"]
    counts = Counter(candidate.sheet.file for candidate in candidates if candidate.sheet.name is not None)
    if len(groups) != 1:
        return {}
    lacking = [
        candidate for candidate in candidates
        if counts[candidate.sheet.file] > 1 and groups[0].id not in candidate.answers and not candidate.named
        and not _USUAL.fullmatch(words(candidate.sheet.name or "")) and not announces_another(candidate.sheet)
    ]  # fmt: skip
    if not lacking:
        return {}
    sheets = [candidate.sheet for candidate in lacking]
    values: dict[str, Any] = {"label": groups[0].label, "sheets": listed(sheets), "count": len(sheets)}
    log.problems.append(sheets[0].problem("donnees.groupe-de-feuille", severity=Severity.NOTICE, **values))
    return {each: with_column(each, groups[0].id, (each.sheet.name or "").strip()) for each in lacking}
