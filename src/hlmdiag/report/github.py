"""The verdict for GitHub Actions: annotations beside the rows of the user's file, and a summary of the job.

Workflow commands and job summary as docs.github.com/actions describes them, « Workflow commands ».
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import BinaryIO

from hlmdiag import synthesis
from hlmdiag.gate import Finding, finding_count, findings, gating_lines, gating_summary
from hlmdiag.scoring.result import Result
from hlmdiag.text.markup import as_markdown, tidied
from hlmdiag.text.workflow import workflow_command
from hlmdiag.wording import Wording

_SHOWN = 10
"""Annotations of one kind (error, warning, notice) that GitHub shows for one step; it drops the others without a word.
The summary is one notice."""


def render(result: Result, out: BinaryIO, language: str, places: Mapping[str, str] | None = None) -> None:
    """Write one workflow command a finding; `places` gives the path of each file read, from the root of the job."""
    words = Wording(language, result.grid)
    found = [each for each in findings(result, words) if each.rule != "coupe"]
    shown = [
        each
        for kind, most in (("error", _SHOWN), ("warning", _SHOWN), ("note", _SHOWN - 1))
        for each in [it for it in found if it.severity == kind][:most]
    ]
    lines = [_command(each, places or {}) for each in shown]
    gating = result.manifest.gating
    if gating is not None:
        summary = gating_summary(gating, words)
        hidden = finding_count(gating) - sum(each.severity != "note" for each in shown)
        if hidden:
            summary = words.say("seuil.mots.annotations", summary=summary, count=words.integer(hidden))
        lines.append(workflow_command("notice", summary, title=words.say("seuil.mots.titre")))
    out.write("".join(f"{line}\n" for line in lines).encode())


def render_summary(result: Result, out: BinaryIO, language: str) -> None:
    """Write the summary of the job, in Markdown: the verdict, then how many units each level has."""
    words, gating = Wording(language, result.grid), result.manifest.gating
    blocks = [f"## {as_markdown(result.grid.title)}"]
    if gating is not None:
        blocks.append(f"**{as_markdown(gating_summary(gating, words))}**")
        lines = gating_lines(gating, words)
        blocks.append("\n".join(f"{'  ' * line.depth}- {as_markdown(line.text)}" for line in lines))
    blocks.append("\n".join(_levels(result, words)))
    out.write(tidied("\n\n".join(block for block in blocks if block)).encode())


def _levels(result: Result, words: Wording) -> Iterable[str]:
    distribution = synthesis.synthesise(result, top=0).distribution
    if not distribution.levels:
        return
    yield f"| {words.say('rapport.colonne.niveau')} | {words.say('rapport.colonne.nombre')} |"
    yield "|---|---:|"
    for each in distribution.levels:
        yield f"| {as_markdown(words.level(each.level))} | {words.integer(each.quantity.units)} |"


def _command(finding: Finding, places: Mapping[str, str]) -> str:
    path = places.get(finding.file, finding.file)
    row = finding.row if finding.unit is not None else None
    kind = "notice" if finding.severity == "note" else finding.severity
    return workflow_command(kind, finding.text, file=path, line=row, title=finding.title)
