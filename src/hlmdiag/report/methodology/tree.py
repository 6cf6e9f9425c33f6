"""Themes and criteria, one by one: how each is made into points, what an unknown answer becomes, from which source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from hlmdiag.explain import level_bounds, rule_in_words
from hlmdiag.grid.model import ROOT, Grid, Indicator, Theme
from hlmdiag.method import theme_shares
from hlmdiag.report.methodology.blocks import Block, Code, Heading, Items, Paragraph, Table, Text
from hlmdiag.rules.normalise import Choices, Matrix
from hlmdiag.text import say
from hlmdiag.text.figures import percent, plain, proportion

_DEEPEST = 5


def themes(grid: Grid, language: str) -> Iterator[Block]:
    """Every theme with its criteria, in the order of the grid."""
    shares = theme_shares(grid)
    if grid.root.children:
        yield Heading(2, _word("criteres", language))
    yield from _under(grid.root, grid, shares, 3, language)


def words_of(node: Theme, language: str) -> Iterator[str]:
    """How the scores of the children become one, and what an unknown one brings."""
    for key, figures in node.aggregation.words():
        yield _word(key, language, **{name: plain(figure, language) for name, figure in figures.items()})
    if node.adjust is not None:
        yield _word("ajustement", language, expression=node.adjust.text)
    if isinstance(node.missing, str):
        yield _word(f"inconnue.{node.missing}", language)
    else:
        yield _word("inconnue.points", language, points=plain(node.missing, language))
    yield say("rapport.methode.minimum", language, minimum=percent(node.min_coverage, language))


def _word(key: str, language: str, **values: object) -> str:
    return say(f"rapport.fiche-de-methode.{key}", language, **values)


def _under(
    node: Theme, grid: Grid, shares: Mapping[str, float], depth: int, language: str
) -> Iterator[Block]:  # fmt: skip
    for child in node.children:
        if isinstance(child, Theme):
            yield from _theme(child, grid, shares, depth, language)
        else:
            yield from _indicator(child, grid, shares, depth, language)


def _theme(theme: Theme, grid: Grid, shares: Mapping[str, float], depth: int, language: str) -> Iterator[Block]:
    yield Heading(min(depth, _DEEPEST), f"{theme.title} ({theme.id})")
    yield from (Paragraph(text) for text in (theme.help, theme.why) if text)
    rows: list[tuple[str, Text]] = [(_word("poids", language), _weight(theme, shares, language))]
    rows += [(_word("calcul", language), text) for text in words_of(theme, language)]
    if theme.levels and theme.levels != grid.root.levels:
        for level in theme.levels:
            bounds = level_bounds(level, theme.levels, language)
            rows.append((_word("niveau", language), f"{level.title} ({level.id}) : {bounds}"))
    source = source_in_words(_block(grid, theme.id).get("source"))
    rows += [(_word("source", language), source)] if source else []
    yield Items(rows)
    yield from _under(theme, grid, shares, depth + 1, language)


def _indicator(leaf: Indicator, grid: Grid, shares: Mapping[str, float], depth: int, language: str) -> Iterator[Block]:
    yield Heading(min(depth, _DEEPEST), f"{leaf.id} — {leaf.title}")
    source = source_in_words(_block(grid, leaf.id).get("source"))
    texts: dict[str, Text | None] = {
        "nature": _word(f"nature-{leaf.kind}", language),
        "valeur": Code(leaf.value.text) if leaf.value is not None else _crossing(leaf),
        "unite": leaf.unit,
        "poids": _weight(leaf, shares, language),
        "regle": rule_in_words(leaf, grid, language),
        "a-demander": ", ".join(grid.roles[id].title for id in leaf.asked),
        "aide": leaf.help,
        "pourquoi": leaf.why,
        "etiquettes": ", ".join(leaf.tags),
        "source": source,
    }
    yield Items([(_word(key, language), text) for key, text in texts.items() if text])
    if isinstance(leaf.rule, Choices) and any(choice.descriptor for choice in leaf.rule.choices.values()):
        yield _answers(leaf.rule, language)
    if isinstance(leaf.rule, Matrix):
        yield _cells(leaf.rule, grid, language)


def _weight(node: Theme | Indicator, shares: Mapping[str, float], language: str) -> str:
    weight = plain(node.weight, language)
    if node.id not in shares:
        return weight
    return _word("poids-et-part", language, weight=weight, share=proportion(shares[node.id], language, 1))


def _crossing(leaf: Indicator) -> Code | None:
    return Code(f"{leaf.rule.matrix.rows} × {leaf.rule.matrix.columns}") if isinstance(leaf.rule, Matrix) else None


def _answers(rule: Choices, language: str) -> Table:
    rows = []
    for code, choice in rule.choices.items():
        evidence = _word(f"preuve-{choice.evidence}", language) if choice.evidence else ""
        rows.append([code, choice.label or "", choice.descriptor or "", plain(choice.points, language), evidence])
    keys = ("code", "reponse", "descripteur", "points", "preuve")
    kept = keys if any(row[-1] for row in rows) else keys[:-1]
    return Table([_word(key, language) for key in kept], [row[: len(kept)] for row in rows])


def _cells(rule: Matrix, grid: Grid, language: str) -> Table:
    rows, columns = (grid.columns[name].choices for name in (rule.matrix.rows, rule.matrix.columns))
    headers = [grid.columns[rule.matrix.rows].label, *(columns.get(code, code) for code in rule.column_codes)]
    lines = [
        [rows.get(code, code), *(plain(cells[it], language) for it in rule.column_codes)]
        for code, cells in rule.matrix.points.items()
    ]
    return Table(headers, lines)


def source_in_words(source: Any) -> str:
    """A source on one line."""
    if not isinstance(source, Mapping):
        return ""
    return ". ".join(str(source[key]).rstrip(".") for key in ("title", "note", "date", "url") if source.get(key))


def _block(grid: Grid, node: str) -> Mapping[str, Any]:
    """What the document says of a theme or an indicator."""

    def find(block: Mapping[str, Any]) -> Mapping[str, Any] | None:
        for kind in ("themes", "indicators"):
            for id, child in (block.get(kind) or {}).items():
                if id == node:
                    return dict(child)
                below = find(child) if kind == "themes" else None
                if below is not None:
                    return below
        return None

    return (find(grid.document) or {}) if node != ROOT else grid.document
