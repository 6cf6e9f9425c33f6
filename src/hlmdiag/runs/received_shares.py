"""The shares sent to be consolidated, or a collected result; and those that do not count, with the reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias, assert_never

from hlmdiag.benchmark.share import LandlordShare, read_share, shares_of
from hlmdiag.errors import HlmdiagError, Location, Problem
from hlmdiag.grid.organisation import is_of_organisations
from hlmdiag.region.choice import Sending, set_aside
from hlmdiag.runs.given_results import name_of
from hlmdiag.runs.saved_results import is_result, load
from hlmdiag.scoring.result import Result

GivenShares: TypeAlias = LandlordShare | Result
"""Shares that no file holds: one, or those of a collected result."""
_JSON = ".json"


@dataclass(frozen=True)
class ReceivedShares:
    """The shares that count, in the order of their landlords' names, and why others do not."""

    shares: Sequence[LandlordShare]
    problems: Sequence[Problem]


@dataclass(frozen=True)
class _Received:
    name: str
    share: LandlordShare


def receive(given: Iterable[Path | GivenShares]) -> ReceivedShares:
    """Read every file; what cannot count is set aside with its reason, the others are kept."""
    found, said = list[_Received](), list[Problem]()
    for each in _one_by_one(given):
        try:
            name = each.organisation if isinstance(each, LandlordShare) else name_of(each)
            found += [_Received(name, share) for share in _with_units(_shares(each), name)]
        except HlmdiagError as refused:
            said += refused.problems
    kept, others = _of_one_grid(found)
    kept, again = _once(kept)
    shares = sorted((each.share for each in kept), key=lambda share: share.organisation)
    return ReceivedShares(shares, [*said, *others, *again])


def _one_by_one(given: Iterable[Path | GivenShares]) -> Iterator[Path | GivenShares]:
    for each in given:
        if isinstance(each, Path) and each.is_dir():
            yield from sorted(file for file in each.iterdir() if file.suffix.lower() in (_JSON, ".parquet"))
        else:
            yield each


def _shares(given: Path | GivenShares) -> list[LandlordShare]:
    """A share, or those that a collected result gives."""
    match given:
        case LandlordShare():
            return [given]
        case Path():
            return _read(given)
        case Result():
            return _collected(given, name_of(given))
        case _:
            assert_never(given)


def _with_units(shares: list[LandlordShare], name: str) -> list[LandlordShare]:
    """The same shares: one without a unit would make one landlord more among those that hold a figure."""
    if not shares or not all(each.units for each in shares):
        raise HlmdiagError([Problem("envoi.sans-unite", Location(name))])
    return shares


def _read(path: Path) -> list[LandlordShare]:
    if path.suffix.lower() == _JSON:
        try:
            return [read_share(path.read_bytes(), path.name)]
        except HlmdiagError as refused:
            if refused.problems[0].code != "envoi.pas-un-envoi":
                raise
            result = _result_or(path, refused)
    elif is_result(path):
        result = load(path)
    else:
        raise HlmdiagError([Problem("envoi.pas-un-envoi", Location(path.name))])
    return _collected(result, path.name)


def _collected(result: Result, name: str) -> list[LandlordShare]:
    if not is_of_organisations(result.grid):
        raise HlmdiagError([Problem("consolidation.un-seul", Location(name))])
    return shares_of(result)


def _result_or(path: Path, refused: HlmdiagError) -> Result:
    """The saved result of a file that is no share; where it is none either, why it is no share."""
    try:
        return load(path)
    except HlmdiagError:
        raise refused from None


def _of_one_grid(found: Sequence[_Received]) -> tuple[list[_Received], list[Problem]]:
    """The shares of the grid and the major version that most have, all counted by the same levels and families."""
    kept, aside = list(found), list[Problem]()
    for code, of in (("autre-grille", _grid), ("autre-version", _major), ("autres-niveaux", _counted_by)):
        usual = _usual([of(each.share) for each in kept])
        for each in [it for it in kept if of(it.share) != usual]:
            kept.remove(each)
            said = {"found": of(each.share)[-1], "expected": (usual or ("",))[-1]} if code != "autres-niveaux" else {}
            aside.append(Problem(f"consolidation.{code}", Location(each.name), said))
    return kept, aside


def _usual(found: Sequence[tuple[str, ...]]) -> tuple[str, ...] | None:
    """The value that most have; of equals, the first by its words, the latest version."""
    counts = Counter(found)
    return max(counts, key=lambda each: (counts[each], each)) if counts else None


def _grid(share: LandlordShare) -> tuple[str, ...]:
    return (share.grid.id,)


def _major(share: LandlordShare) -> tuple[str, ...]:
    return (share.grid.major,)


def _counted_by(share: LandlordShare) -> tuple[str, ...]:
    """Levels, themes, and families that have steps; groups are whatever each landlord names."""
    grid = share.grid
    steps = (family.id for kind in grid.kinds if kind.ordered for family in kind.families)
    return (*grid.level_ids, "", *(each.id for each in grid.themes), "", *(each.id for each in grid.kinds), "", *steps)


def _once(found: Sequence[_Received]) -> tuple[list[_Received], list[Problem]]:
    """Each landlord once: its latest; of two for one date, neither."""
    sendings = [
        Sending((each.name,), each.share.organisation, each.share.organisation_id, each.share.date, each.share.digest)
        for each in found
    ]
    aside = set_aside(sendings)
    return [each for place, each in enumerate(found) if place not in aside], [*aside.values()]
