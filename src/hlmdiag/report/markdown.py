"""The result as Markdown: one report for the stock, one sheet per unit; received text never becomes markup."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from functools import cache, partial
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, BinaryIO

from hlmdiag import explain, gate, synthesis
from hlmdiag.branding import Brand, OwnTemplate, environment, faults_said
from hlmdiag.document import names, spellings
from hlmdiag.explain import Diagnostic, Explainer
from hlmdiag.scoring.order import list_order
from hlmdiag.scoring.result import Result
from hlmdiag.synthesis import PriorityUnit
from hlmdiag.text.locale import Locale
from hlmdiag.text.markup import Markdown, escaped, one_line, tidied
from hlmdiag.text.slug import file_slug, free_name
from hlmdiag.wording import Wording

if TYPE_CHECKING:
    from jinja2 import Environment

INDEX = "index.md"
"""The page that lists all the sheets; no sheet takes its name."""


_SHOWN_CONCERNS = 10
_SHOWN_LINES = 20
_SHOWN_EXAMPLES = 3
_LONGEST = 80
"""Letters of the name of a file."""


def render(
    result: Result,
    out: BinaryIO,
    language: str,
    sheets: dict[int, str] | None = None,
    brand: Brand | None = None,
) -> None:
    """Write the report of the stock; `sheets` gives the file of each row's sheet, where there are some to link to."""
    brand, words = brand or Brand(), Wording(language, result.grid)
    summary = synthesis.synthesise(result, _SHOWN_CONCERNS)
    shown = synthesis.priority_units(result, summary.unsettled[:_SHOWN_LINES])
    explainer = Explainer.shared(result, words)
    with faults_said(brand.templates):
        text = (
            _environment(language, brand.templates)
            .get_template("stock.md.j2")
            .render(
                names(words),
                result=result,
                grid=result.grid,
                brand=brand,
                s=summary,
                unsettled=list(zip(shown, explainer.units(concern.row for concern in shown), strict=True)),
                unsettled_count=len(summary.unsettled),
                sheets=sheets or {},
                **_verdict(result, words),
                wider=synthesis.rolled_up_table(result, words),
                divergences=synthesis.divergences(result),
                collection=synthesis.collection(result),
                firmness=synthesis.stability_of(result),
                variant=synthesis.variant(result, summary.order),
                selection=synthesis.selection_told(result, words),
                lines=_SHOWN_LINES,
                examples=_SHOWN_EXAMPLES,
            )
        )
    out.write(tidied(text).encode())


def render_sheet(
    diagnostic: Diagnostic, result: Result, out: BinaryIO, language: str, brand: Brand | None = None
) -> None:
    """Write the sheet of one unit."""
    brand, words = brand or Brand(), Wording(language, result.grid)
    with faults_said(brand.templates):
        text = (
            _environment(language, brand.templates)
            .get_template("sheet.md.j2")
            .render(
                names(words),
                d=diagnostic,
                v=diagnostic.verdict,
                result=result,
                grid=result.grid,
                brand=brand,
                ranked=result.ranked,
                remarks=synthesis.findings_of(result, diagnostic.code),
                shown_actions=explain.SHOWN_ACTIONS,
                shown_contributions=explain.SHOWN_CONTRIBUTIONS,
                lines=_SHOWN_LINES,
            )
        )
    out.write(tidied(text).encode())


def _verdict(result: Result, words: Wording) -> dict[str, Any]:
    """Verdict of the user's limits, if some were set."""
    gating = result.manifest.gating
    if gating is None:
        return {"gating_lines": (), "gating_summary": ""}
    lines = gate.gating_lines(gating, words)
    return {"gating_lines": lines, "gating_summary": gate.gating_summary(gating, words)}


def render_index(
    result: Result, sheets: Mapping[int, str], failed: Collection[int], out: BinaryIO, language: str
) -> None:
    """Write the list of all the sheets, the first concerns first, then the sheets that could not be written."""
    words = Wording(language, result.grid)
    order, _ = list_order(result.frame, result.grid)
    listed = synthesis.priority_units(result, order)
    heads = [_sentence(words, f"colonne.{each}") for each in ("code", "nom", "niveau", "note", "taux")]
    looked = any(each.first_look is not None and each.first_look.score is not None for each in listed)
    heads += [Markdown(escaped(synthesis.first_look_head(words)))] if looked else []
    lines = [f"# {_sentence(words, 'index.titre', title=result.grid.title)}", ""]
    lines += [_sentence(words, "index.intro", count=words.integer(len(sheets) - len(failed))), ""]
    lines += [f"| {' | '.join(heads)} |", f"|---|---|---|---:|---:|{'---|' if looked else ''}"]
    lines += [_indexed(each, sheets[each.row], looked, words) for each in listed if each.row not in failed]
    if failed:
        lines += ["", f"## {_sentence(words, 'index.manquantes')}", ""]
        lines += [f"- {escaped(each.code)}" for each in listed if each.row in failed]
    out.write(tidied("\n".join(lines)).encode())


def _indexed(concern: PriorityUnit, file: str, looked: bool, words: Wording) -> str:
    link = f"[{escaped(concern.code)}]({PurePosixPath(file).name})"
    cells = [link, escaped(concern.label), escaped(synthesis.level_text(concern, words))]
    cells += [words.score(concern.score), words.percent(concern.coverage)]
    cells += [escaped(synthesis.first_look_text(concern.first_look, words, named=False))] if looked else []
    return f"| {' | '.join(cells)} |"


def sheet_names(result: Result) -> dict[int, str]:
    """A file name for the sheet of each row: the code made safe for Windows, numbered where two would be the same."""
    import polars as pl

    codes = result.frame.select(pl.concat_str(pl.col(list(result.grid.keys)), separator="-")).to_series()
    taken = {INDEX.removesuffix(".md")}
    names = {}
    for row, code in enumerate(codes.to_list()):
        name = free_name(file_slug(code or "", _LONGEST, "sans-code"), taken)
        names[row] = f"{name}.md"
    return names


@cache
def _environment(language: str, templates: tuple[OwnTemplate, ...]) -> Environment:
    """The templates, compiled once for all the sheets of a run."""
    found = environment("hlmdiag.report", templates, autoescape=False, finalize=escaped)
    found.filters |= _filters(language)
    found.globals |= {"t": partial(_sentence, Locale(language)), "raw": Markdown, "code": _code}
    return found


def _filters(language: str) -> dict[str, Callable[..., str]]:
    spelled = spellings(language)
    kinds = {"as_count": "integer", "as_score": "number", "as_coverage": "percent", "as_share": "proportion"}
    return spelled | {name: spelled[spelling] for name, spelling in kinds.items()}


def _sentence(words: Locale, code: str, /, **values: Any) -> Markdown:
    """A sentence of the catalogue, what fills its blanks being made inert."""
    return Markdown(words.say(f"rapport.{code}", **{key: escaped(value) for key, value in values.items()}))


def _code(value: str) -> Markdown:
    """An expression, as code."""
    text = one_line(value).replace("|", r"\|")
    return Markdown(escaped(value) if "`" in text else f"`{text}`")
