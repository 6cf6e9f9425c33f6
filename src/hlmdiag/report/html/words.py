"""What the templates say and measure: the catalogue, the figures of a language, the words of synthesis and explain."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hlmdiag import explain, synthesis
from hlmdiag.errors import Location
from hlmdiag.explain import Diagnostic, IndicatorReading, ThemeReading
from hlmdiag.grid.model import Grid, Indicator
from hlmdiag.report.html import drawing
from hlmdiag.report.html.view import View
from hlmdiag.rules.normalise import Choices
from hlmdiag.text import say
from hlmdiag.text.figures import integer, number, percent, proportion, spellings
from hlmdiag.text.quantities import unit_words

_KINDS: dict[str, Callable[..., str]] = {"count": integer, "score": number, "coverage": percent, "share": proportion}


_ON_PAPER, _FEW_ON_PAPER = 15, 6
"""Lines of the ranking and of the map, then of lesser lists, that fit on the four sheets taken to a meeting."""


def filters(language: str) -> dict[str, Callable[..., Any]]:
    """How values are spelled; what is absent is spelled by nothing."""
    return spellings(language, size=synthesis.size_of) | {
        "spelled": lambda value, kind: "" if value is None else _KINDS[kind](value, language),
        "place": lambda place: place.say(language),
        "said": lambda problem: problem.say(language),
    }


def words(view: View, language: str) -> dict[str, Any]:
    """What is said of this result."""
    return (
        _sentences(view, language)
        | _looks(view, language)
        | _readings(view, language)
        | _drawings(view)
        | _measures(view, language)
    )


def _sentences(view: View, language: str) -> dict[str, Any]:
    grid = view.grid
    return {
        "t": lambda code, /, **values: say(f"rapport.{code}", language, **values),
        "joint": say("rapport.joint", language),
        "colon": say("rapport.deux-points", language),
        "count": lambda count: synthesis.count_of(count, grid, language),
        "interval": lambda found, why=False: synthesis.interval_text(found, grid, language, why=why),
        "score": lambda value, least=1: "" if value is None else number(value, language, least, grid.bounds),
        "adding": lambda diagnostic: explain.sum_decimals(diagnostic, grid),
        "gap_decimals": lambda diagnostic: explain.gap_shown(diagnostic, grid)[0],
        "gap": lambda diagnostic: explain.gap_in_words(diagnostic, grid, language),
        "headline": lambda verdict: explain.headline(verdict, grid, language),
        "flag_rule": {flag.id: explain.condition_in_words(flag.when, grid, language) for flag in grid.flags.values()},
        "bounds": lambda level: explain.level_bounds(level, grid.levels, language),
        "points": lambda value: explain.points(value, language, 2),
        "nearest_told": lambda verdict: explain.nearest_told(verdict, grid, language),
        "rule": lambda leaf: explain.rule_in_words(leaf, grid, language),
        "level_text": lambda concern: synthesis.level_text(concern, language),
        "cause_text": lambda concern: synthesis.origin_text(concern, grid, language),
        "selection_told": synthesis.selection_told(view.result, language),
        "head_told": synthesis.head_told(view.stock, grid, language),
        "variant_told": lambda found: synthesis.variant_told(found, grid, view.stock.units, language),
        "wider_told": lambda found: synthesis.wider_told(found, grid, language),
        "settings_told": lambda file, problems: synthesis.settings_told(file, problems, language),
        "divergences_told": lambda found: synthesis.divergences_told(found, grid, language),
        "firmness_told": lambda found: synthesis.firmness_told(found, grid, language),
        "better_told": lambda diagnostic: explain.better_told(diagnostic, grid, language, brief=True),
        "nothing_missing_told": lambda diagnostic: explain.nothing_missing_told(diagnostic, language),
        "settling_told": lambda diagnostic: explain.settling_told(diagnostic, language, brief=True),
        "opinions": lambda reading: explain.opinions_in_words(reading, language),
        "views": synthesis.views_text(grid, language),
        "alerts_text": lambda group: synthesis.alerts_text(group, language),
        "titles": lambda levels: synthesis.titles(levels, language),
        "columns": lambda leaf: explain.columns_in_words(leaf, view.result, language),
        "elsewhere": lambda answers: explain.cells_elsewhere(answers, view.result, language),
    }


def _readings(view: View, language: str) -> dict[str, Any]:
    """The values of indicators and of themes, as the sheets and the table of indicators spell them."""
    grid = view.grid
    return {
        "bare": lambda reading: _bare(reading, grid, language),
        "labels": _labels,
        "unit_of": lambda leaf: explain.unit_of(leaf, grid),
        "units": lambda leaf: _units(leaf, grid, language),
        "gaps": lambda diagnostic: explain.gaps_in_words(diagnostic, grid, language),
        "theme_score": lambda theme: _theme_score(theme, grid, language),
        "answered": lambda theme: _answered(theme, language),
        "by_lever": lambda diagnostic: _by_lever(diagnostic, language),
    }


def _looks(view: View, language: str) -> dict[str, Any]:
    """How many units have a level, and what one view alone says of the others."""
    grid = view.grid
    return {
        "first_look_head": synthesis.first_look_head(grid, language),
        "first_look": lambda concern: synthesis.first_look_text(concern.first_look, grid, language, named=False),
        "first_look_told": lambda found: synthesis.first_look_told(found, grid, language),
        "collection_told": synthesis.collection_told(view.collection, grid, language),
        "accepted": lambda leaf: synthesis.accepted_text(leaf, grid, language),
        "indicators_text": lambda leaves: synthesis.indicators_text(leaves, language),
        "roles_text": lambda ask: synthesis.roles_text(ask, language),
        "standing_told": synthesis.standing_told(view.stock.standing, grid, language),
    }


def _drawings(view: View) -> dict[str, Any]:
    scale = view.grid.scale
    return {
        "at": lambda value: drawing.on_scale(value, scale),
        "tint": lambda value: drawing.tint(value, scale),
        "tints": drawing.TINTS,
        "mark": lambda place: drawing.mark(place, len(view.grid.levels)),
        "segments": drawing.segments,
        "width": lambda low, high: drawing.coordinate(high - low),
        "share": lambda value: drawing.hundredth(value, scale),
        "bar": drawing.bar_width,
        "bands": drawing.bands(view.grid),
    }


def _measures(view: View, language: str) -> dict[str, Any]:
    column, group = view.stock.size_column, view.stock.group_column
    unit = (column.unit or column.label) if column is not None else ""
    home = "" if view.home is None else Location(file=view.home.file, sheet=view.home.sheet).say(language)
    return {
        "size_unit": unit,
        "size_title": unit[:1].upper() + unit[1:],
        "group_title": group.label if group is not None else "",
        "home": home,
        "ranked": integer(view.result.ranked, language),
        "shown_actions": explain.SHOWN_ACTIONS,
        "shown_contributions": explain.SHOWN_CONTRIBUTIONS,
        "lines": 20,
        "few": 3,
        "several": 5,
        "examples": 3,
        "shown_moved": synthesis.shown_units(len(view.variant.units) if view.variant is not None else 0),
        "paper": _ON_PAPER,
        "paper_few": _FEW_ON_PAPER,
        "wider_lines": synthesis.shown_units(len(view.wider.rows) if view.wider is not None else 0),
    }


def _theme_score(theme: ThemeReading, grid: Grid, language: str) -> str:
    if theme.score is not None:
        return number(theme.score, language, bounds=grid.bounds)
    return say("rapport.classeur.sans-objet" if theme.coverage is None else "rapport.classeur.non-publie", language)


def _answered(theme: ThemeReading, language: str) -> str:
    """The answers of a theme out of those that apply; their share of the weight too, unless it is all of it."""
    counts = f"{theme.answered}/{theme.applicable}"
    if theme.coverage is None or theme.answered == theme.applicable:
        return counts
    return f"{percent(theme.coverage, language)} ({counts})"


def _bare(reading: IndicatorReading, grid: Grid, language: str) -> str:
    """A value alone, on one line: its unit and the label of its code stand once, in the table of indicators."""
    value = reading.value
    if isinstance(value, int | float) and not isinstance(value, bool):
        text: str | None = explain.shown_number(value, reading.indicator, grid, language)
    else:
        text = value if isinstance(value, str) and isinstance(reading.indicator.rule, Choices) else reading.text
    parts = [text, None if reading.state == "scored" else reading.state_text]
    return " ".join(" — ".join(part for part in parts if part).split())


def _units(leaf: Indicator, grid: Grid, language: str) -> str:
    """What follows a value of an indicator, from two on, then under two where that is written otherwise."""
    unit = explain.unit_of(leaf, grid)
    several, one = unit_words(unit, 2, language), unit_words(unit, 1, language)
    return several if several == one else f"{several}|{one}"


def _labels(leaf: Indicator) -> str:
    """The labels of an indicator's codes, as the script of the page reads them."""
    if not isinstance(leaf.rule, Choices):
        return ""
    return "|".join(f"{code}={choice.label}" for code, choice in leaf.rule.choices.items() if choice.label)


def _by_lever(diagnostic: Diagnostic, language: str) -> list[tuple[str, list[tuple[int, Any]]]]:
    """The actions shown, each with its place in the order, under their lever: those of the first action come first."""
    found: dict[str, list[tuple[int, Any]]] = {}
    for place, proposed in enumerate(diagnostic.actions[: explain.SHOWN_ACTIONS], 1):
        lever = proposed.action.lever
        name = say(f"rapport.levier.{lever}" if lever else "rapport.page.sans-levier", language)
        found.setdefault(name, []).append((place, proposed))
    return list(found.items())
