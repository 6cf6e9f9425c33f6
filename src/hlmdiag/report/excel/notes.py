"""The sheet of what people wrote beside their answers: one row a question or a finding, with who wrote it."""

from __future__ import annotations

from collections.abc import Mapping

from hlmdiag import synthesis
from hlmdiag.data.written_findings import written_findings
from hlmdiag.report.excel.context import WIDE, Context
from hlmdiag.report.excel.page import SheetColumn
from hlmdiag.scoring.unit_code import JOINT

_WIDTHS: Mapping[str, int] = {"comment": 44, "date": 12, "evidence": 20, "deadline": 16}
_ALWAYS = ("comment", "evidence", "date")


def write(context: Context) -> None:
    """Write the sheet, where something was written."""
    findings = written_findings(context.result.manifest.notes)
    if not findings:
        return
    say = context.say
    kinds = synthesis.kinds_written(findings, _ALWAYS)
    if "deadline" in kinds:
        findings = synthesis.by_deadline(findings, context.result.manifest.reference_date)
    columns = [
        SheetColumn(say("colonne.code"), 12),
        SheetColumn(say("colonne.nom"), 24, WIDE),
        SheetColumn(say("formulaire.colonne.question"), 30, WIDE),
        *(SheetColumn(say(f"remarques.sorte.{kind}"), _WIDTHS.get(kind, 24), WIDE) for kind in kinds),
        SheetColumn(say("remarques.qui"), 26, WIDE),
        SheetColumn(say("colonne.adresse"), 30, WIDE),
    ]
    page = context.page("remarques")
    page.widths([column.width for column in columns])
    page.title(say("feuille.remarques"), say("remarques.intro"))
    head = page.row
    lines = []
    for found in findings:
        each = found.first
        code = JOINT.join(each.unit)
        title = synthesis.question_told(each, context.words) or None
        who = synthesis.writer_told(each, context.words)
        place = ", ".join(text for text in (each.file, each.sheet, each.cell) if text)
        lines.append([code, context.labels.get(code), title, *(found.texts.get(kind) for kind in kinds), who, place])
    page.finish(head, page.table(columns, lines))
