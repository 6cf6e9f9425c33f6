"""The result as Markdown: one report for the stock, one sheet per unit; received text never becomes markup."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Mapping
from functools import cache, partial
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, BinaryIO

from hlmdiag import explain, gate, synthesis
from hlmdiag.branding import Brand, OwnTemplate, environment, faults_said
from hlmdiag.explain import Diagnostic, Explainer
from hlmdiag.grid.model import Grid
from hlmdiag.scoring.order import list_order
from hlmdiag.scoring.result import Result
from hlmdiag.synthesis import Concern
from hlmdiag.text import say
from hlmdiag.text.figures import integer, number, percent, proportion, spellings
from hlmdiag.text.markup import Markdown, escaped, one_line, tidied

if TYPE_CHECKING:
    from jinja2 import Environment

INDEX = "index.md"
"""The page that lists all the sheets; no sheet takes its name."""


_SHOWN_CONCERNS = 10
_SHOWN_LINES = 20
_SHOWN_EXAMPLES = 3
_RESERVED = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)$")


def render(
    result: Result,
    out: BinaryIO,
    language: str = "fr",
    sheets: dict[int, str] | None = None,
    brand: Brand | None = None,
) -> None:
    """Write the report of the stock; `sheets` gives the file of each row's sheet, where there are some to link to."""
    brand = brand or Brand()
    summary = synthesis.synthesise(result, _SHOWN_CONCERNS)
    shown = synthesis.concerns(result, summary.unsettled[:_SHOWN_LINES])
    explainer = Explainer(result, language)
    with faults_said(brand.templates):
        text = (
            _environment(language, brand.templates)
            .get_template("stock.md.j2")
            .render(
                _words(result.grid, language),
                result=result,
                grid=result.grid,
                brand=brand,
                s=summary,
                unsettled=list(zip(shown, explainer.units(concern.row for concern in shown), strict=True)),
                unsettled_count=len(summary.unsettled),
                sheets=sheets or {},
                **_verdict(result, language),
                wider=synthesis.wider(result, language),
                divergences=synthesis.divergences(result),
                collection=synthesis.collection(result),
                firmness=synthesis.firmness(result),
                variant=synthesis.variant(result, summary.order),
                selection=synthesis.selection_told(result, language),
                lines=_SHOWN_LINES,
                examples=_SHOWN_EXAMPLES,
            )
        )
    out.write(tidied(text).encode())


def render_sheet(
    diagnostic: Diagnostic, result: Result, out: BinaryIO, language: str = "fr", brand: Brand | None = None
) -> None:
    """Write the sheet of one unit."""
    brand = brand or Brand()
    with faults_said(brand.templates):
        text = (
            _environment(language, brand.templates)
            .get_template("sheet.md.j2")
            .render(
                _words(result.grid, language),
                d=diagnostic,
                v=diagnostic.verdict,
                result=result,
                grid=result.grid,
                brand=brand,
                ranked=result.ranked,
                shown_actions=explain.SHOWN_ACTIONS,
                shown_contributions=explain.SHOWN_CONTRIBUTIONS,
                lines=_SHOWN_LINES,
            )
        )
    out.write(tidied(text).encode())


def _verdict(result: Result, language: str) -> dict[str, Any]:
    """What the limits of the user say, where some were set."""
    gating = result.manifest.gating
    if gating is None:
        return {"gating_lines": (), "gating_summary": ""}
    lines = gate.gating_lines(gating, result.grid, language)
    return {"gating_lines": lines, "gating_summary": gate.gating_summary(gating, result.grid, language)}


def render_index(
    result: Result, sheets: Mapping[int, str], failed: Collection[int], out: BinaryIO, language: str = "fr"
) -> None:
    """Write the list of all the sheets, the first concerns first, then of those that could not be written."""
    order, _ = list_order(result.frame, result.grid)
    listed = synthesis.concerns(result, order)
    heads = [_sentence(language, f"colonne.{each}") for each in ("code", "nom", "niveau", "note", "taux")]
    looked = any(each.first_look is not None and each.first_look.score is not None for each in listed)
    heads += [Markdown(escaped(synthesis.first_look_head(result.grid, language)))] if looked else []
    lines = [f"# {_sentence(language, 'index.titre', title=result.grid.title)}", ""]
    lines += [_sentence(language, "index.intro", count=integer(len(sheets) - len(failed), language)), ""]
    lines += [f"| {' | '.join(heads)} |", f"|---|---|---|---:|---:|{'---|' if looked else ''}"]
    lines += [
        _indexed(each, sheets[each.row], result.grid, looked, language) for each in listed if each.row not in failed
    ]
    if failed:
        lines += ["", f"## {_sentence(language, 'index.manquantes')}", ""]
        lines += [f"- {escaped(each.code)}" for each in listed if each.row in failed]
    out.write(tidied("\n".join(lines)).encode())


def _indexed(concern: Concern, file: str, grid: Grid, looked: bool, language: str) -> str:
    score = "" if concern.score is None else number(concern.score, language, bounds=grid.bounds)
    coverage = "" if concern.coverage is None else percent(concern.coverage, language)
    link = f"[{escaped(concern.code)}]({PurePosixPath(file).name})"
    cells = [link, escaped(concern.label), escaped(synthesis.level_text(concern, language)), score, coverage]
    cells += [escaped(synthesis.first_look_text(concern.first_look, grid, language, named=False))] if looked else []
    return f"| {' | '.join(cells)} |"


def sheet_names(result: Result) -> dict[int, str]:
    """A file name for the sheet of each row: the code made safe for Windows, numbered where two would be the same."""
    import polars as pl

    codes = result.frame.select(pl.concat_str(pl.col(list(result.grid.keys)), separator="-")).to_series()
    taken = {INDEX.removesuffix(".md")}
    names = {}
    for row, code in enumerate(codes.to_list()):
        slug = _slug(code or "")
        name, number = slug, 2
        while name in taken:
            name, number = f"{slug}-{number}", number + 1
        taken.add(name)
        names[row] = f"{name}.md"
    return names


def _slug(code: str) -> str:
    folded = unicodedata.normalize("NFKD", code).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", folded).strip("-")[:80] or "sans-code"
    return f"{slug}-" if _RESERVED.match(slug) else slug


@cache
def _environment(language: str, templates: tuple[OwnTemplate, ...]) -> Environment:
    """The templates, compiled once for all the sheets of a run."""
    found = environment("hlmdiag.report", templates, autoescape=False, finalize=escaped)
    found.filters |= _filters(language)
    found.globals |= {"t": partial(_sentence, language), "raw": Markdown, "code": _code}
    found.globals |= {"joint": say("rapport.joint", language), "colon": say("rapport.deux-points", language)}
    return found


def _words(grid: Grid, language: str) -> dict[str, Any]:
    """What templates say of a grid's levels, counts and rules."""
    return {
        "count": lambda count: synthesis.count_of(count, grid, language),
        "interval": lambda found, why=False: synthesis.interval_text(found, grid, language, why=why),
        "score": lambda value, least=1: "" if value is None else number(value, language, least, grid.bounds),
        "adding": lambda diagnostic: explain.sum_decimals(diagnostic, grid),
        "gap_decimals": lambda diagnostic: explain.gap_shown(diagnostic, grid)[0],
        "gap": lambda diagnostic: explain.gap_in_words(diagnostic, grid, language),
        "headline": lambda verdict: explain.headline(verdict, grid, language),
        "bounds": lambda level: explain.level_bounds(level, grid.levels, language),
        "points": lambda value: explain.points(value, language, 2),
        "nearest_told": lambda verdict: explain.nearest_told(verdict, grid, language),
        "level_text": lambda concern: synthesis.level_text(concern, language),
        "cause_text": lambda concern: synthesis.origin_text(concern, grid, language),
        "collection_told": lambda found: synthesis.collection_told(found, grid, language),
        "accepted": lambda leaf: synthesis.accepted_text(leaf, grid, language),
        "indicators_text": lambda leaves: synthesis.indicators_text(leaves, language),
        "roles_text": lambda ask: synthesis.roles_text(ask, language),
        "first_look_head": synthesis.first_look_head(grid, language),
        "first_look": lambda concern: synthesis.first_look_text(concern.first_look, grid, language, named=False),
        "first_look_told": lambda found: synthesis.first_look_told(found, grid, language),
        "standing_told": lambda found: synthesis.standing_told(found, grid, language),
        "reasons_text": lambda concern: synthesis.reasons_text(concern, language),
        "ranks_in_order": synthesis.ranks_in_order,
        "places": lambda answers: explain.places_in_words(answers, language),
        "gaps": lambda diagnostic: explain.gaps_in_words(diagnostic, grid, language),
        "head_told": lambda stock: synthesis.head_told(stock, grid, language),
        "variant_told": lambda found, units: synthesis.variant_told(found, grid, units, language),
        "wider_told": lambda found: synthesis.wider_told(found, grid, language),
        "settings_told": lambda file, problems: synthesis.settings_told(file, problems, language),
        "divergences_told": lambda found: synthesis.divergences_told(found, grid, language),
        "firmness_told": lambda found: synthesis.firmness_told(found, grid, language),
        "better_told": lambda diagnostic: explain.better_told(diagnostic, grid, language),
        "nothing_missing_told": lambda diagnostic: explain.nothing_missing_told(diagnostic, language),
        "settling_told": lambda diagnostic: explain.settling_told(diagnostic, language),
        "opinions": lambda reading: explain.opinions_in_words(reading, language),
        "views": synthesis.views_text(grid, language),
        "alerts_text": lambda group: synthesis.alerts_text(group, language),
        "titles": lambda levels: synthesis.titles(levels, language),
    }


def _filters(language: str) -> dict[str, Callable[..., str]]:
    kinds: dict[str, Callable[..., str]] = {
        "as_count": integer,
        "as_score": number,
        "as_coverage": percent,
        "as_share": proportion,
    }
    return spellings(language, size=synthesis.size_of, **kinds) | {
        "place": lambda place: place.say(language),
        "said": lambda problem: problem.say(language),
    }


def _sentence(language: str, code: str, /, **values: Any) -> Markdown:
    """A sentence of the catalogue, what fills its blanks being made inert."""
    return Markdown(say(f"rapport.{code}", language, **{key: escaped(value) for key, value in values.items()}))


def _code(value: str) -> Markdown:
    """An expression, as code."""
    text = one_line(value).replace("|", r"\|")
    return Markdown(escaped(value) if "`" in text else f"`{text}`")
