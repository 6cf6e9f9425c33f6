"""The sheet that « Simuler » looks up: rules as thresholds and points, levels, words, and the listed units."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from hlmdiag.explain import nominal_weights
from hlmdiag.expression.names import ColumnRef as Reference
from hlmdiag.grid.model import Theme
from hlmdiag.report.excel.context import COUNT, PERCENT, SCORE, WIDE, Context
from hlmdiag.report.excel.page import Page, SheetColumn
from hlmdiag.report.excel.simulation.rules import RuleCells, rule_lines
from hlmdiag.scoring.result_columns import answer_column, answer_state_column, coverage_column, score_column
from hlmdiag.synthesis import level_text

WORDS = ("mieux", "pareil", "pire", "concluant", "etat-note", "etat-absent", "refuse", "leve", "non", "doute",
         "absent", "non-publie")  # fmt: skip
_COMPARED = ("integer", "number", "percent", "boolean")
_HEAD = 4
_UNITS_COLUMN = 9
_RULES = (9, 44, 12, 44, 12)


@dataclass
class Addresses:
    """Addresses of all that the formulas read, as references that name the sheet."""

    sheet: str
    words: dict[str, str] = field(default_factory=dict)
    titles: str = ""
    starts: tuple[str, ...] = ()
    rules: dict[str, RuleCells] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)
    """The column of each thing that is known of the units, by its name; `order` counts them."""
    lines: list[tuple[Any, ...]] = field(default_factory=list)
    """The lines of the rules as they are written: criterion, title, weight, answer, points."""
    unit_lines: list[list[Any]] = field(default_factory=list)


def plan(context: Context, rows: Sequence[Mapping[str, Any]]) -> Addresses:
    """Work out what the sheet holds and where; `rows` are the units shown, in their order."""
    at = Addresses(context.say("feuille.bareme"))
    _levels(at, context)
    _rules(at, context)
    _units(at, context, rows)
    return at


def _cell(at: Addresses, row: int, column: int) -> str:
    from xlsxwriter.utility import xl_rowcol_to_cell

    return f"'{at.sheet}'!{xl_rowcol_to_cell(row, column, row_abs=True, col_abs=True)}"


def _range(at: Addresses, first: int, last: int, column: int) -> str:
    from xlsxwriter.utility import xl_range_abs

    return f"'{at.sheet}'!{xl_range_abs(first, column, last, column)}"


def _levels(at: Addresses, context: Context) -> None:
    """Levels from the best to the worst, then the words that formulas show, one a row under the head."""
    first, levels = _HEAD + 1, context.grid.levels
    at.titles = _range(at, first, first + max(len(levels), 1) - 1, 1)
    at.starts = tuple(_cell(at, first + place, 2) for place in range(len(levels)))
    top = first + max(len(levels), 1) + 2
    at.words = {word: _cell(at, top + place, 1) for place, word in enumerate(WORDS)}


def _first_rule(context: Context) -> int:
    return _HEAD + 1 + max(len(context.grid.levels), 1) + 2 + len(WORDS) + 3


def _rules(at: Addresses, context: Context) -> None:
    row = _first_rule(context)
    weights = nominal_weights(context.grid)
    outcomes = tuple(context.say(f"simuler.objectif-{name}") for name in ("atteint", "approche", "manque"))
    for leaf in context.grid.indicators:
        lines = rule_lines(leaf, outcomes, context.words)  # type: ignore[arg-type]  # three of them
        last = row + len(lines) - 1
        if lines:
            pairs = tuple((_cell(at, each, 3), _cell(at, each, 4)) for each in range(row, last + 1))
            at.rules[leaf.id] = RuleCells(_range(at, row, last, 3), _range(at, row, last, 4), pairs)
        else:
            at.rules[leaf.id] = RuleCells("", "", ())
        for place, (answer, points) in enumerate(lines or [("", None)]):
            head = (leaf.id, leaf.title, weights.get(leaf.id)) if place == 0 else (None, None, None)
            at.lines.append((*head, answer, points))
        row += max(len(lines), 1)


def _units(at: Addresses, context: Context, rows: Sequence[Mapping[str, Any]]) -> None:
    grid = context.grid
    themes = [node for node in grid.root.walk() if isinstance(node, Theme)]
    columns = columns_of_flags(context)
    for concern, values in zip(context.concerns, rows, strict=True):
        level = values["level"]
        line: list[Any] = [len(at.unit_lines) + 1, concern.code, _named(concern.code, concern.label)]
        line += [level_text(concern, context.words), context.severity(level), values["override"] and 1]
        line += [context.severity(values["level_computed"]), _or_absent(values["coverage"], context)]
        line += [theme_score(theme, values, context) for theme in themes]
        line += [_holds(flag, values) for flag in grid.flags]
        line += [_answered(column, values, context) for column in columns]
        at.unit_lines.append(line)
    names = ["order", "code", "name", "level", "severity", "override", "computed", "coverage"]
    names += [f"score:{theme.id}" for theme in themes] + [f"flag:{flag}" for flag in grid.flags]
    names += [answer_column(column) for column in columns]
    last = _HEAD + max(len(at.unit_lines), 1)
    at.units = {name: _range(at, _HEAD + 1, last, _UNITS_COLUMN + place) for place, name in enumerate(names)}


def _named(code: str, label: str | None) -> str:
    return f"{code} — {label}" if label else code


def theme_score(theme: Theme, values: Mapping[str, Any], context: Context) -> Any:
    """The published score of a theme, or the word that says that there is none."""
    score = values[score_column(theme.id)]
    if score is not None:
        return score
    absent = values[coverage_column(theme.id)] is None
    return context.say("classeur.sans-objet" if absent else "classeur.non-publie")


def _or_absent(value: Any, context: Context) -> Any:
    return context.say("classeur.sans-objet") if value is None else value


def columns_of_flags(context: Context) -> tuple[str, ...]:
    """The columns that flags read and that a formula can compare: numbers, yes or no."""
    read = [each for flag in context.grid.flags.values() for each in flag.when.references]
    names = dict.fromkeys(each.name for each in read if isinstance(each, Reference))
    frame, declared = context.result.frame.columns, context.grid.columns
    return tuple(name for name in names if answer_column(name) in frame and declared[name].type in _COMPARED)


def _answered(column: str, values: Mapping[str, Any], context: Context) -> Any:
    """The answer as a formula reads it: a text where there is none."""
    value = values[answer_column(column)]
    if value is None:
        absent = values[answer_state_column(column)] == "not_applicable"
        return context.say("classeur.sans-objet" if absent else "classeur.non-publie")
    return float(value)


def _holds(flag: str, values: Mapping[str, Any]) -> float:
    return 1.0 if flag in (values["flags"] or ()) else 0.5 if flag in (values["flags_to_check"] or ()) else 0.0


def write(context: Context, at: Addresses) -> None:
    """Write the sheet, as planned."""
    say = context.say
    page = context.page("bareme")
    page.widths([*_RULES, 3, 3, 3, 3])
    page.title(say("feuille.bareme"), say("simuler.bareme-intro"))
    page.row = _HEAD
    levels = [(place, level.title, level.start) for place, level in enumerate(context.grid.levels, 1)]
    page.table(_columns(context, ("ordre", "niveau", "a-partir-de")), levels or [(None, None, None)])
    page.row += 1
    page.table(_columns(context, (None, "mots")), [(None, _word(word, context)) for word in WORDS])
    page.row += 2
    assert page.row == _first_rule(context) - 1
    page.table(_columns(context, ("critere", "libelle", "poids", "reponse-ou-seuil", "points")), at.lines)
    printed = page.row - 1
    _write_units(page, context, at)
    page.row = printed + 1
    page.finish()
    page.sheet.print_area(0, 0, printed, len(_RULES) - 1)
    page.sheet.protect("", {"format_columns": True, "format_rows": True, "select_locked_cells": True})


def _word(word: str, context: Context) -> str:
    codes = {"concluant": "mot.non-concluant", "etat-note": "etat.scored", "etat-absent": "etat.not_applicable"}
    codes |= {"absent": "classeur.sans-objet", "non-publie": "classeur.non-publie"}
    codes |= {"leve": "fiche.leve", "doute": "fiche.a-verifier", "refuse": "etat.invalid"}
    return context.say(codes.get(word, f"simuler.{word}"))


def _columns(context: Context, names: Sequence[str | None]) -> list[SheetColumn]:
    looks: dict[str | None, dict[str, Any]] = {"ordre": COUNT, "poids": PERCENT, "points": SCORE, "libelle": WIDE}
    looks |= {"a-partir-de": SCORE, "reponse-ou-seuil": WIDE}
    widths = zip(names, _RULES, strict=False)
    return [
        SheetColumn(context.say(f"colonne.{name}") if name else "", width, looks.get(name, {}))
        for name, width in widths
    ]


def _write_units(page: Page, context: Context, at: Addresses) -> None:
    style = page.style(font_color="#5f6b76")
    page.row = _HEAD
    page.cell(_HEAD - 1, _UNITS_COLUMN, context.say("simuler.unites"), style)
    for place, name in enumerate(at.units):
        page.cell(_HEAD, _UNITS_COLUMN + place, name, style)
    for row, line in enumerate(at.unit_lines, _HEAD + 1):
        for place, value in enumerate(line):
            if value is not None:
                page.cell(row, _UNITS_COLUMN + place, value, style)
