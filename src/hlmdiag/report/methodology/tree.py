"""Themes and criteria, one by one: how each is made into points, what an unknown answer becomes, from which source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from hlmdiag.explain import formula_in_words, limits_in_words, rule_in_words, table_of, table_rows
from hlmdiag.grid.model import Indicator, Theme
from hlmdiag.layout.blocks import Block, Fields, Heading, Paragraph, Table
from hlmdiag.layout.texts import Text
from hlmdiag.method import theme_shares
from hlmdiag.rules.normalise import Choices, Matrix
from hlmdiag.rules.thresholds import GoalTable, StepTable
from hlmdiag.wording import Wording

_DEEPEST = 5


def themes(words: Wording) -> Iterator[Block]:
    """Every theme with its criteria, in the order of the grid."""
    shares = theme_shares(words.grid)
    if words.grid.root.children:
        yield Heading(_word("criteres", words), 2)
    yield from _under(words.grid.root, shares, 3, words)


def words_of(node: Theme, words: Wording) -> Iterator[str]:
    """Aggregation of the children's scores, and the effect of an unknown one."""
    for key, figures in node.aggregation.words():
        yield _word(key, words, **{name: words.plain(figure) for name, figure in figures.items()})
    if node.adjust is not None:
        yield _word("ajustement", words, expression=formula_in_words(node.adjust, words))
    if isinstance(node.missing, str):
        yield _word(f"inconnue.{node.missing}", words)
    else:
        yield _word("inconnue.points", words, points=words.plain(node.missing))
    yield words.say("rapport.methode.minimum", minimum=words.percent(node.min_coverage))


def _word(key: str, words: Wording, **values: object) -> str:
    return words.say(f"rapport.fiche-de-methode.{key}", **values)


def _under(
    node: Theme, shares: Mapping[str, float], depth: int, words: Wording
) -> Iterator[Block]:  # fmt: skip
    for child in node.children:
        if isinstance(child, Theme):
            yield from _theme(child, shares, depth, words)
        else:
            yield from _indicator(child, shares, depth, words)


def _theme(theme: Theme, shares: Mapping[str, float], depth: int, words: Wording) -> Iterator[Block]:
    yield Heading(f"{theme.title} ({theme.id})", min(depth, _DEEPEST))
    yield from (Paragraph(text) for text in (theme.help, theme.why) if text)
    rows: list[tuple[str, Text]] = [(_word("poids", words), _weight(theme, shares, words))]
    own = [text for text in words_of(theme, words) if text not in set(words_of(words.grid.root, words))]
    rows += [(_word("calcul", words), " ".join(own))] if own else []
    if theme.levels and theme.levels != words.grid.root.levels:
        for level in theme.levels:
            bounds = words.level_bounds(level, theme.levels)
            rows.append((_word("niveau", words), words.labelled(f"{level.title} ({level.id})", bounds)))
    source = words.source(theme.source)
    rows += [(_word("source", words), source)] if source else []
    yield Fields(rows)
    yield from _under(theme, shares, depth + 1, words)


def _indicator(leaf: Indicator, shares: Mapping[str, float], depth: int, words: Wording) -> Iterator[Block]:
    yield Heading(f"{leaf.id} — {leaf.title}", min(depth, _DEEPEST))
    texts: dict[str, Text | None] = {
        "nature": _nature(leaf, shares, words),
        "question": leaf.question,
        "valeur": _value(leaf, words),
        "regle": words.joined(limits_in_words(leaf, words)) if _is_tabled(leaf) else rule_in_words(leaf, words),
        "aide": leaf.help,
        "pourquoi": leaf.why,
        "etiquettes": ", ".join(leaf.tags),
        "source": words.source(leaf.source),
    }
    yield Fields([(_word(key, words), text) for key, text in texts.items() if text])
    if isinstance(leaf.rule, Choices) and _is_tabled(leaf):
        yield _answers(leaf.rule, words)
    if isinstance(leaf.rule, Matrix):
        yield _cells(leaf.rule, words)
    table = table_of(leaf)
    if table is not None:
        yield from _thresholds(table, words)


def _is_tabled(leaf: Indicator) -> bool:
    """Whether a table of its own shows the points of each answer."""
    answers = leaf.rule.choices.values() if isinstance(leaf.rule, Choices) else ()
    return isinstance(leaf.rule, Matrix) or any(answer.descriptor for answer in answers)


def _nature(leaf: Indicator, shares: Mapping[str, float], words: Wording) -> str:
    """Kind of an indicator, its weight, and the roles asked."""
    told = [_word(f"nature-{leaf.kind}", words), f"{_word('poids', words)} {_weight(leaf, shares, words)}"]
    asked = ", ".join(words.grid.roles[id].title for id in leaf.asked)
    told += [_word("demande-a", words, roles=asked)] if asked else []
    return words.joined(told)


def _weight(node: Theme | Indicator, shares: Mapping[str, float], words: Wording) -> str:
    weight = words.plain(node.weight)
    if node.id not in shares:
        return weight
    return _word("poids-et-part", words, weight=weight, share=words.proportion(shares[node.id], 1))


def _value(leaf: Indicator, words: Wording) -> str:
    """The scored value in words, with its unit; for a matrix, its two answers."""
    if isinstance(leaf.rule, Matrix):
        crossed = (words.grid.columns[name].label for name in (leaf.rule.matrix.rows, leaf.rule.matrix.columns))
        return " × ".join(words.say("rapport.condition.cite", text=label) for label in crossed)
    told = formula_in_words(leaf.value, words) if leaf.value is not None else ""
    return _word("valeur-en", words, value=told, unit=leaf.unit) if told and leaf.unit else told or leaf.unit or ""


def _answers(rule: Choices, words: Wording) -> Table:
    rows = []
    for code, choice in rule.choices.items():
        evidence = _word(f"preuve-{choice.evidence}", words) if choice.evidence else ""
        rows.append([code, choice.label or "", choice.descriptor or "", words.plain(choice.points), evidence])
    keys = ("code", "reponse", "descripteur", "points", "preuve")
    kept = keys if any(row[-1] for row in rows) else keys[:-1]
    return Table([_word(key, words) for key in kept], [row[: len(kept)] for row in rows])


def _cells(rule: Matrix, words: Wording) -> Table:
    rows, columns = (words.grid.columns[name].choices for name in (rule.matrix.rows, rule.matrix.columns))
    headers = [words.grid.columns[rule.matrix.rows].label, *(columns.get(code, code) for code in rule.column_codes)]
    lines = [
        [rows.get(code, code), *(words.plain(cells[it]) for it in rule.column_codes)]
        for code, cells in rule.matrix.points.items()
    ]
    return Table(headers, lines)


def _thresholds(table: GoalTable | StepTable, words: Wording) -> Iterator[Block]:
    """Which threshold holds for whom, and from when; a source of its own beneath."""
    is_dated = any(day is not None for _, day, _ in table_rows(table, words))
    keys = ["seuil"] + (["depuis"] if is_dated else [])
    rows = []
    for group, day, figures in table_rows(table, words):
        since = words.day(day) if day is not None else ""
        rows.append([*([group] if table.by is not None else []), figures, *([since] if is_dated else [])])
    by = [words.grid.columns[table.by].label] if table.by is not None else []
    yield Table([*by, *(_word(key, words) for key in keys)], rows)
    if table.source is not None:
        yield Paragraph(words.labelled(_word("source", words), words.source(table.source)))
