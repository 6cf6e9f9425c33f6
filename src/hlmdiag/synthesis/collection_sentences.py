"""Sentences on the answers to collect: whom to ask, and how many units become conclusive."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from hlmdiag.grid.data_model import AskedRole, Column
from hlmdiag.grid.model import Indicator
from hlmdiag.rules.normalise import Choices
from hlmdiag.scoring.collectable import answers_of, facts
from hlmdiag.scoring.reads import columns_read, tables_read
from hlmdiag.synthesis.collection import Ask, Collection
from hlmdiag.synthesis.rule_answers import RuleAnswers
from hlmdiag.wording import Wording


def collection_told(found: Collection | RuleAnswers, words: Wording, *, named: bool = False) -> tuple[str, ...]:
    """The answers to ask first and what they do, then all of them, then the units that none is sure to serve.

    `named`: with the indicators of the first ones, where no table lists them.
    """
    if not found.open:
        return (_say("etabli", words),)
    if isinstance(found, RuleAnswers):
        return tuple(_by_rules(found, words))
    if not found.asks:
        return (_say("aucune", words, open=words.count(found.open)),)
    return tuple(_told(found, words, named))


def _told(found: Collection, words: Wording, named: bool) -> Iterator[str]:
    first, whole = found.asks[: found.first], found.asks
    yield _sentence(first, found, words)
    if named:
        leaves = indicators_text((each.indicators[0] for each in first), words)
        yield _say("lesquelles-d-abord", words, answers=leaves)
    yield _say("moins" if found.is_fewest[0] else "proche", words, count=len(first))
    if len(first) < len(whole):
        yield _say("toutes", words, count=len(whole), done=words.count(found.reachable))
        if found.is_fewest[0] and not found.is_fewest[1]:
            yield _say("proche", words, count=len(whole))
    rest = found.open - found.reachable
    if rest:
        yield _say("reste", words, units=words.count(rest))
    yield _say("valables", words)


def _by_rules(found: RuleAnswers, words: Wording) -> Iterator[str]:
    if found.lacking:
        named = words.joined(_say("colonne-manque", words, label=each.label, count=words.integer(units))
                             for each, units in found.lacking)  # fmt: skip
        yield _say("regles-lisent", words, units=words.count(found.open), columns=named)
    yield _say("regles", words)


def _sentence(asks: tuple[Ask, ...], found: Collection, words: Wording) -> str:
    parts = [_say("a-qui", words, role=role.title, count=words.integer(count)) for role, count in _fewest_roles(asks)]
    values = {
        "count": len(asks),
        "done": words.integer(asks[-1].conclusive),
        "open": words.count(found.open),
        "asked": words.joined(parts),
    }
    return _say("phrase-roles" if parts else "phrase", words, **values)


def _fewest_roles(asks: Sequence[Ask]) -> list[tuple[AskedRole, int]]:
    """The fewest roles to ask: each time the role that may give most of the remaining answers, and their number."""
    left, found = [each.roles for each in asks if each.roles], list[tuple[AskedRole, int]]()
    while left:
        counts = Counter(role for roles in left for role in roles)
        role, count = counts.most_common(1)[0]
        found.append((role, count))
        left = [roles for roles in left if role not in roles]
    return found


def roles_text(ask: Ask, words: Wording) -> str:
    """The roles that may be asked; empty where the grid names none."""
    return words.either(role.title for role in ask.roles)


def indicators_text(indicators: Iterable[Indicator], words: Wording) -> str:
    """Indicators in a list, by id and title."""
    return words.joined(words.named(leaf) for leaf in indicators)


def accepted_text(leaf: Indicator, words: Wording) -> str:
    """The possible answers: labels of the choices, or the columns that give the value, with their unit."""
    if isinstance(leaf.rule, Choices):
        return words.joined(_of_choice(code, choice.label, words) for code, choice in leaf.rule.choices.items())
    read = answers_of(leaf, facts(words.grid))
    texts = [_of_column(words.grid.columns[name], words) for name in columns_read(leaf) if name in read]
    texts += [words.grid.tables[event.table].title or event.table for event in tables_read(leaf)]
    either = leaf.value is not None and "coalesce" in leaf.value.text
    return (words.either if either else words.joined)(dict.fromkeys(texts))


def _of_choice(code: str, label: str | None, words: Wording) -> str:
    if code in ("true", "false"):
        return label or words.say("rapport.oui" if code == "true" else "rapport.non")
    return _say("code", words, code=code, label=label) if label not in (None, code) else code


def _of_column(column: Column, words: Wording) -> str:
    answers = list(column.choices.values())
    if column.type == "boolean":
        answers = answers or [words.say(f"rapport.{each}") for each in ("oui", "non")]
    labels = words.joined(answers)
    told = labels or column.said_unit
    return _say("colonne", words, label=column.label, told=told) if told else column.label


def _say(code: str, words: Wording, /, **values: object) -> str:
    return words.say(f"rapport.recueil.{code}", **values)
