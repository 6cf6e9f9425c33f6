"""Names and filters of the templates: the catalogue, figures of a language, words of synthesis and explain."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hlmdiag import explain, synthesis
from hlmdiag.document import names, spellings
from hlmdiag.errors import Location
from hlmdiag.explain import Diagnostic, IndicatorReading, ThemeReading
from hlmdiag.grid.model import Grid, Indicator
from hlmdiag.report.html import drawing
from hlmdiag.report.html.view import PageView
from hlmdiag.rules.normalise import Choices
from hlmdiag.synthesis import Synthesis
from hlmdiag.wording import Wording

_KINDS = {"count": "integer", "score": "number", "coverage": "percent", "share": "proportion"}


ON_PAPER, FEW_ON_PAPER = 11, 5
"""Lines of the ranking and of the map, then of lesser lists, that fit on the four sheets taken to a meeting."""


def filters(language: str) -> dict[str, Callable[..., str]]:
    """Filters that spell values; an absent value gives an empty text."""
    spelled = spellings(language)
    return spelled | {"spelled": lambda value, kind: spelled[_KINDS[kind]](value)}


def sayings(view: PageView, words: Wording) -> dict[str, Any]:
    """Names that the templates of this result call."""
    drawn = chart_names(view.stock, view.grid, words) | _drawings(view)
    return names(words) | drawn | _of_stock(view, words) | _readings(view, words) | _measures(view, words)


def _of_stock(view: PageView, words: Wording) -> dict[str, Any]:
    """Names computed once for the whole stock; a sheet gives only a short version of what would change its level."""
    result, stock = view.result, view.stock
    return {
        "selection_told": synthesis.selection_told(result, words),
        "head_told": synthesis.head_told(stock, words),
        "standing_told": synthesis.standing_told(stock.standing, words),
        "variant_told": lambda found: synthesis.variant_told(found, stock.units, words),
        "collection_told": synthesis.collection_told(view.collection, words),
        "better_told": lambda diagnostic: explain.better_told(diagnostic, words, brief=True),
        "settling_told": lambda diagnostic: explain.settling_told(diagnostic, words, brief=True),
        "flag_rule": {flag.id: explain.condition_in_words(flag.when, words) for flag in view.grid.flags.values()},
        "columns": lambda leaf: explain.columns_in_words(leaf, result, words),
        "elsewhere": lambda answers: explain.cells_elsewhere(answers, result, words),
    }


def _readings(view: PageView, words: Wording) -> dict[str, Any]:
    """The values of indicators and of themes, as the sheets and the table of indicators spell them."""
    return {
        "bare": lambda reading: _bare(reading, words),
        "labels": _labels,
        "unit_of": words.unit_of,
        "units": lambda leaf: _units(leaf, words),
        "source": words.source,
        "theme_score": lambda theme: _theme_score(theme, words),
        "answered": lambda theme: _answered(theme, words),
        "crossed_heads": synthesis.crossed_headers(view.crossed.roles, words) if view.crossed is not None else (),
        "crossed_line": lambda line: synthesis.crossed_cells(line, view.crossed.roles if view.crossed else (), words),
        "crossed_said": lambda diagnostic: synthesis.crossed_table(view.crossed, diagnostic.row, words),
        "by_lever": lambda diagnostic: _by_lever(diagnostic, words),
    }


def chart_names(stock: Synthesis, grid: Grid, words: Wording) -> dict[str, Any]:
    """Names needed to draw and describe the pictures of a stock, alone or on the page."""
    column, group = stock.size_column, stock.group_column
    return {
        "t": lambda code, /, **values: words.say(f"rapport.{code}", **values),
        "mark": lambda place: drawing.mark(place, len(grid.levels)),
        "segments": drawing.segments,
        "bar": drawing.bar_width,
        "bands": drawing.bands(grid),
        "size_unit": (column.unit or column.label) if column is not None else "",
        "group_title": group.label if group is not None else "",
    }


def _drawings(view: PageView) -> dict[str, Any]:
    scale = view.grid.scale
    return {
        "at": lambda value: drawing.on_scale(value, scale),
        "tint": lambda value: drawing.tint(value, scale),
        "tints": drawing.TINTS,
        "width": lambda low, high: drawing.coordinate(high - low),
        "share": lambda value: drawing.hundredth(value, scale),
    }


def _measures(view: PageView, words: Wording) -> dict[str, Any]:
    column = view.stock.size_column
    unit = (column.unit or column.label) if column is not None else ""
    home = "" if view.home is None else Location(file=view.home.file, sheet=view.home.sheet).say(words.language)
    return {
        "size_title": unit[:1].upper() + unit[1:],
        "home": home,
        "ranked": words.integer(view.result.ranked),
        "shown_actions": explain.SHOWN_ACTIONS,
        "shown_contributions": explain.SHOWN_CONTRIBUTIONS,
        "lines": 20,
        "few": 3,
        "several": 5,
        "examples": 3,
        "shown_moved": synthesis.shown_units(len(view.variant.units) if view.variant is not None else 0),
        "paper": ON_PAPER,
        "paper_few": FEW_ON_PAPER,
        "wider_lines": synthesis.shown_units(len(view.wider.rows) if view.wider is not None else 0),
    }


def _theme_score(theme: ThemeReading, words: Wording) -> str:
    if theme.score is not None:
        return words.score(theme.score)
    return words.say("rapport.classeur.sans-objet" if theme.coverage is None else "rapport.classeur.non-publie")


def _answered(theme: ThemeReading, words: Wording) -> str:
    """Answers of a theme out of the applicable ones, with their share of the weight unless it is all of it."""
    counts = f"{theme.answered}/{theme.applicable}"
    if theme.coverage is None or theme.answered == theme.applicable:
        return counts
    return f"{words.percent(theme.coverage)} ({counts})"


def _bare(reading: IndicatorReading, words: Wording) -> str:
    """A value alone, on one line: its unit and label are shown once, in the table of indicators."""
    value = reading.value
    if isinstance(value, int | float) and not isinstance(value, bool):
        text: str | None = words.shown_number(value, reading.indicator)
    else:
        text = value if isinstance(value, str) and isinstance(reading.indicator.rule, Choices) else reading.text
    parts = [text, None if reading.state == "scored" else reading.state_text]
    return " ".join(" — ".join(part for part in parts if part).split())


def _units(leaf: Indicator, words: Wording) -> str:
    """Unit of an indicator's values, from two on, then under two if it is spelled otherwise."""
    unit = words.unit_of(leaf)
    several, one = words.unit_words(unit, 2), words.unit_words(unit, 1)
    return several if several == one else f"{several}|{one}"


def _labels(leaf: Indicator) -> str:
    """The labels of an indicator's codes, as the script of the page reads them."""
    if not isinstance(leaf.rule, Choices):
        return ""
    return "|".join(f"{code}={choice.label}" for code, choice in leaf.rule.choices.items() if choice.label)


def _by_lever(diagnostic: Diagnostic, words: Wording) -> list[tuple[str, list[tuple[int, Any]]]]:
    """The actions shown, each with its rank, by lever; levers come in the order of their first action."""
    found: dict[str, list[tuple[int, Any]]] = {}
    for place, proposed in enumerate(diagnostic.actions[: explain.SHOWN_ACTIONS], 1):
        lever = proposed.action.lever
        name = words.say(f"rapport.levier.{lever}" if lever else "rapport.page.sans-levier")
        found.setdefault(name, []).append((place, proposed))
    return list(found.items())
