"""What to collect, in words: who to ask for which answers, and how many units they make conclusive."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from hlmdiag.grid.data_model import AskedRole, Column
from hlmdiag.grid.model import Grid, Indicator
from hlmdiag.grid.plural import count_of
from hlmdiag.rules.normalise import Choices
from hlmdiag.scoring.collectable import answers_of, facts
from hlmdiag.scoring.reads import columns_read, tables_read
from hlmdiag.synthesis.collecting import Ask, Collection
from hlmdiag.text import say
from hlmdiag.text.figures import integer


def collection_told(
    found: Collection | None, grid: Grid, language: str = "fr", *, named: bool = False
) -> tuple[str, ...]:
    """The answers to ask first and what they do, then all of them, then the units that none is sure to serve.

    `named`: with the indicators of the first ones, where no table lists them.
    """
    if found is None:
        return (_say("regles", language),)
    if not found.open:
        return (_say("etabli", language),)
    if not found.asks:
        return (_say("aucune", language, open=count_of(found.open, grid, language)),)
    return tuple(_told(found, grid, language, named))


def _told(found: Collection, grid: Grid, language: str, named: bool) -> Iterator[str]:
    first, whole = found.asks[: found.first], found.asks
    yield _sentence(first, found, grid, language)
    if named:
        leaves = indicators_text((each.indicators[0] for each in first), language)
        yield _say("lesquelles-d-abord", language, answers=leaves)
    yield _say("moins" if found.is_fewest[0] else "proche", language, count=len(first))
    if len(first) < len(whole):
        yield _say("toutes", language, count=len(whole), done=count_of(found.reachable, grid, language))
        if found.is_fewest[0] and not found.is_fewest[1]:
            yield _say("proche", language, count=len(whole))
    rest = found.open - found.reachable
    if rest:
        yield _say("reste", language, units=count_of(rest, grid, language))
    yield _say("valables", language)


def _sentence(asks: tuple[Ask, ...], found: Collection, grid: Grid, language: str) -> str:
    parts = [
        _say("a-qui", language, role=role.title, count=integer(count, language)) for role, count in _fewest_roles(asks)
    ]
    values = {
        "count": len(asks),
        "done": integer(asks[-1].conclusive, language),
        "open": count_of(found.open, grid, language),
        "asked": say("rapport.joint", language).join(parts),
    }
    return _say("phrase-roles" if parts else "phrase", language, **values)


def _fewest_roles(asks: Sequence[Ask]) -> list[tuple[AskedRole, int]]:
    """Whom to ask so that few people are: each time the role that may give most of the answers left, and how many."""
    left, found = [each.roles for each in asks if each.roles], list[tuple[AskedRole, int]]()
    while left:
        counts = Counter(role for roles in left for role in roles)
        role, count = counts.most_common(1)[0]
        found.append((role, count))
        left = [roles for roles in left if role not in roles]
    return found


def roles_text(ask: Ask, language: str = "fr") -> str:
    """Who may be asked; nothing where the grid names nobody."""
    return say("rapport.ou", language).join(role.title for role in ask.roles)


def indicators_text(indicators: Iterable[Indicator], language: str = "fr") -> str:
    """Indicators in a list, by id and title."""
    return say("rapport.joint", language).join(f"{leaf.id} {leaf.title}" for leaf in indicators)


def accepted_text(leaf: Indicator, grid: Grid, language: str = "fr") -> str:
    """What may be answered: the labels of its answers, or the columns that give its value, with their unit."""
    if isinstance(leaf.rule, Choices):
        return say("rapport.joint", language).join(
            _of_choice(code, choice.label, language) for code, choice in leaf.rule.choices.items()
        )
    read = answers_of(leaf, facts(grid))
    texts = [_of_column(grid.columns[name], language) for name in columns_read(leaf) if name in read]
    texts += [grid.tables[event.table].title or event.table for event in tables_read(leaf)]
    either = leaf.value is not None and "coalesce" in leaf.value.text
    return say("rapport.ou" if either else "rapport.joint", language).join(dict.fromkeys(texts))


def _of_choice(code: str, label: str | None, language: str) -> str:
    if code in ("true", "false"):
        return label or say("rapport.oui" if code == "true" else "rapport.non", language)
    return _say("code", language, code=code, label=label) if label not in (None, code) else code


def _of_column(column: Column, language: str) -> str:
    answers = list(column.choices.values())
    if column.type == "boolean":
        answers = answers or [say(f"rapport.{each}", language) for each in ("oui", "non")]
    labels = say("rapport.joint", language).join(answers)
    told = labels or column.said_unit
    return _say("colonne", language, label=column.label, told=told) if told else column.label


def _say(code: str, language: str, /, **values: object) -> str:
    return say(f"rapport.recueil.{code}", language, **values)
