"""Codes that changed since: units that have another one are followed, those split or merged are named, not compared."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import polars as pl

from hlmdiag.data.clean import all_seen
from hlmdiag.scoring.result import Result
from hlmdiag.scoring.unit_code import codes_seen

Reshaping = Literal["split", "merged"]
RESHAPED: tuple[Reshaping, ...] = ("split", "merged")
_MARK = "\ue000"
"""After the code of a unit that is no more: its code may be that of one of its parts, which is another unit."""


@dataclass(frozen=True)
class Reshaped:
    """Units split or merged between two campaigns, by marked code, with what they became.

    `before` and `after`: what became of a unit, and the codes on the other side.
    """

    before: Mapping[str, tuple[Reshaping, tuple[str, ...]]]
    after: Mapping[str, tuple[Reshaping, tuple[str, ...]]]


@dataclass(frozen=True)
class CodeChanges:
    """Pairs of an old and a new code, as a user gives them."""

    pairs: tuple[tuple[str, str], ...]

    def unknown(self, campaigns: Sequence[Result]) -> tuple[str, ...]:
        """The codes that no campaign on their side has: old ones in none before the last, new ones in none."""
        *earlier, last = (frozenset(codes_seen(each)) for each in campaigns)
        old, every = frozenset[str]().union(*earlier), frozenset(last).union(*earlier)
        lacking = [code for pair in self.pairs for code, there in zip(pair, (old, every), strict=True)
                   if code not in there]  # fmt: skip
        return tuple(dict.fromkeys(lacking))

    def followed(self, result: Result) -> Result:
        """An earlier campaign under the codes of the last one; codes of units split or merged are marked."""
        links = _Links(self._in_effect(frozenset(codes_seen(result))))
        key = result.grid.keys[0]
        codes = {old: old + _MARK for old in links.news if links.reshaped(old) is not None}
        codes |= {old: news[0] for old, news in links.news.items() if old not in codes}
        column = all_seen(result.frame[key].cast(pl.String)).replace(codes)
        return replace(result, frame=result.frame.with_columns(column.alias(key)))

    def reshaped(self, then: Result) -> Reshaped:
        """The units split or merged since a campaign, before its codes are followed."""
        links = _Links(self._in_effect(frozenset(codes_seen(then))))
        found = {old: how for old in links.news if (how := links.reshaped(old)) is not None}
        before = {old + _MARK: (how, links.news[old]) for old, how in found.items()}
        news = dict.fromkeys(new for old in found for new in links.news[old])
        after = {new: (links.kind(new), links.olds[new]) for new in news}
        return Reshaped(before, after)

    def _in_effect(self, present: Collection[str]) -> Iterator[tuple[str, str]]:
        """The pairs that apply to a campaign: those whose new units it does not have already."""
        for pairs in _connected(self.pairs):
            olds, news = ({pair[side] for pair in pairs} for side in (0, 1))
            left, made = olds - news, news - olds
            is_over = (left or made) and not left & set(present) and (not made or made & set(present))
            if is_over:
                continue
            yield from pairs
            # the target code existed before: the unit that had it and the one renamed to it are now one unit
            yield from ((code, code) for code in sorted(made & set(present)))


def without_mark(key: pl.Expr) -> pl.Expr:
    """Codes as they are read."""
    return key.str.strip_suffix(_MARK)


class _Links:
    """The codes that each code became, and those it comes from."""

    def __init__(self, pairs: Iterator[tuple[str, str]]) -> None:
        every = list(dict.fromkeys(pairs))
        self.news = {old: tuple(b for a, b in every if a == old) for old, _ in every}
        self.olds = {new: tuple(a for a, b in every if b == new) for _, new in every}

    def reshaped(self, old: str) -> Reshaping | None:
        """The fate of a unit that is no longer one unit."""
        news = self.news[old]
        if len(news) > 1:
            return "split"
        return "merged" if len(self.olds[news[0]]) > 1 else None

    def kind(self, new: str) -> Reshaping:
        """The origin of a unit that was not one unit before."""
        return "merged" if len(self.olds[new]) > 1 else "split"


def _connected(pairs: Sequence[tuple[str, str]]) -> list[list[tuple[str, str]]]:
    """The pairs in groups that share no code."""
    groups: list[tuple[set[str], list[tuple[str, str]]]] = []
    for pair in pairs:
        codes, joined = set(pair), [pair]
        apart = []
        for group in groups:
            if group[0] & codes:
                codes |= group[0]
                joined = [*group[1], *joined]
            else:
                apart.append(group)
        groups = [*apart, (codes, joined)]
    return [joined for _, joined in groups]
