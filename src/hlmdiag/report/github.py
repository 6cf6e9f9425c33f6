"""The verdict for GitHub Actions: annotations beside the rows of the user's file, and a summary of the job.

Workflow commands and job summary as docs.github.com/actions describes them, « Workflow commands ».
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import BinaryIO

from hlmdiag import synthesis
from hlmdiag.gate import Finding, finding_count, findings, gating_lines, gating_summary
from hlmdiag.scoring.result import Result
from hlmdiag.text import say
from hlmdiag.text.figures import integer
from hlmdiag.text.markup import as_markdown, tidied
from hlmdiag.text.workflow import workflow_command

_SHOWN = 10
"""Annotations of one kind (error, warning, notice) that GitHub shows for one step; it drops the others without a word.
The summary is one notice."""


def render(result: Result, out: BinaryIO, language: str = "fr", places: Mapping[str, str] | None = None) -> None:
    """Write one workflow command a finding; `places` gives the path of each file read, from the root of the job."""
    found = [each for each in findings(result, language) if each.rule != "coupe"]
    shown = [
        each
        for kind, most in (("error", _SHOWN), ("warning", _SHOWN), ("note", _SHOWN - 1))
        for each in [it for it in found if it.severity == kind][:most]
    ]
    lines = [_command(each, places or {}) for each in shown]
    gating = result.manifest.gating
    if gating is not None:
        summary = gating_summary(gating, result.grid, language)
        hidden = finding_count(gating) - sum(each.severity != "note" for each in shown)
        if hidden:
            summary = say("seuil.mots.annotations", language, summary=summary, count=integer(hidden, language))
        lines.append(workflow_command("notice", summary, title=say("seuil.mots.titre", language)))
    out.write("".join(f"{line}\n" for line in lines).encode())


def render_summary(result: Result, out: BinaryIO, language: str = "fr") -> None:
    """Write the summary of the job, in Markdown: the verdict, then how many units each level has."""
    grid, gating = result.grid, result.manifest.gating
    blocks = [f"## {as_markdown(grid.title)}"]
    if gating is not None:
        blocks.append(f"**{as_markdown(gating_summary(gating, grid, language))}**")
        lines = gating_lines(gating, grid, language)
        blocks.append("\n".join(f"{'  ' * line.depth}- {as_markdown(line.text)}" for line in lines))
    blocks.append("\n".join(_levels(result, language)))
    out.write(tidied("\n\n".join(block for block in blocks if block)).encode())


def _levels(result: Result, language: str) -> Iterable[str]:
    distribution = synthesis.synthesise(result, top=0).distribution
    if not distribution.levels:
        return
    yield f"| {say('rapport.colonne.niveau', language)} | {say('rapport.colonne.nombre', language)} |"
    yield "|---|---:|"
    for each in distribution.levels:
        title = each.level.title if each.level is not None else say("rapport.mot.non-concluant", language)
        yield f"| {as_markdown(title)} | {integer(each.quantity.units, language)} |"


def _command(finding: Finding, places: Mapping[str, str]) -> str:
    path = places.get(finding.file, finding.file)
    row = finding.row if finding.unit is not None else None
    kind = "notice" if finding.severity == "note" else finding.severity
    return workflow_command(kind, finding.text, file=path, line=row, title=finding.title)
