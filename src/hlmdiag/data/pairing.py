"""Pairs titles and columns one to one with the greatest total score (the assignment problem)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

Gains = Mapping[tuple[int, str], float]
"""Worth of each pair of a title and a column; absent pairs are impossible."""


def best_pairs(gains: Gains) -> dict[int, str]:
    """The pairs of the greatest sum, found by the method of potentials in each group of titles that share columns.

    >>> best_pairs({(0, "a"): 2.0, (0, "b"): 1.9, (1, "a"): 1.8})
    {0: 'b', 1: 'a'}
    """
    found: dict[int, str] = {}
    for titles, columns in _groups(gains):
        found |= _assigned(titles, columns, gains)
    return dict(sorted(found.items()))


def _groups(gains: Gains) -> Iterator[tuple[list[int], list[str]]]:
    """The titles and the columns that hang together."""
    by_title: dict[int, list[str]] = defaultdict(list)
    by_column: dict[str, list[int]] = defaultdict(list)
    for title, column in gains:
        by_title[title].append(column)
        by_column[column].append(title)
    seen: set[int] = set()
    for start in by_title:
        if start in seen:
            continue
        titles, columns, waiting = {start}, dict.fromkeys(by_title[start]), list(by_title[start])
        while waiting:
            for title in by_column[waiting.pop()]:
                if title not in titles:
                    titles.add(title)
                    waiting += [each for each in by_title[title] if each not in columns]
                    columns |= dict.fromkeys(by_title[title])
        seen |= titles
        yield sorted(titles), sorted(columns)


def _assigned(titles: list[int], columns: list[str], gains: Gains) -> dict[int, str]:
    """The best assignment of some columns: rows are columns, each with a place of its own for no title at all."""
    width = len(titles) + len(columns)
    costs = [
        [-gains.get((title, column), 0.0) for title in titles] + [0.0] * len(columns)
        for column in columns
    ]  # fmt: skip
    row_of, potentials, row_potentials = [-1] * width, [0.0] * width, [0.0] * len(columns)
    for row in range(len(columns)):
        _augment(row, costs, row_of, potentials, row_potentials)
    pairs = ((titles[place], columns[row]) for place, row in enumerate(row_of[: len(titles)]) if row >= 0)
    return {title: column for title, column in pairs if (title, column) in gains}


def _augment(
    row: int, costs: list[list[float]], row_of: list[int], potentials: list[float], row_potentials: list[float]
) -> None:
    """One row more, along the shortest way through the rows that have a place already."""
    width = len(row_of)
    shortest, before = [float("inf")] * width, [-1] * width
    done = [False] * width
    place, current = -1, row
    while current >= 0:
        if place >= 0:
            done[place] = True
        base = 0.0 if place < 0 else shortest[place]
        nearest, step = -1, float("inf")
        for other in range(width):
            if done[other]:
                continue
            length = base + costs[current][other] - row_potentials[current] - potentials[other]
            if length < shortest[other]:
                shortest[other], before[other] = length, place
            if shortest[other] < step:
                nearest, step = other, shortest[other]
        place, current = nearest, row_of[nearest]
    total = shortest[place]
    for other in range(width):
        if done[other]:
            row_potentials[row_of[other]] += total - shortest[other]
            potentials[other] -= total - shortest[other]
    row_potentials[row] += total
    while place >= 0:
        row_of[place] = row if before[place] < 0 else row_of[before[place]]
        place = before[place]
