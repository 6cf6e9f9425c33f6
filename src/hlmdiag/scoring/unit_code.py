"""The code of a unit as readers write it: its keys, joined where there are several."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from hlmdiag.errors import USAGE, HlmdiagError, Problem
from hlmdiag.text.characters import seen
from hlmdiag.text.phrase import Listed

if TYPE_CHECKING:
    import polars as pl

    from hlmdiag.scoring.result import Result

JOINT = "/"
_SHOWN = 3
_ZEROS = re.compile(r"(?<!\d)0+(?=\d)")


def unit_code(values: Mapping[str, Any], keys: Sequence[str]) -> str:
    """The code of one row.

    >>> unit_code({"site": "A", "hall": 2}, ("site", "hall"))
    'A/2'
    """
    return JOINT.join(str(values[key]) for key in keys)


def unit_codes(keys: Sequence[str]) -> pl.Expr:
    """The code of every row of a result."""
    import polars as pl

    return pl.concat_str([pl.col(key).cast(pl.String) for key in keys], separator=JOINT)


def codes_seen(result: Result) -> pl.Series:
    """The code of each unit of a result as codes are compared: whatever cannot be seen in them is left out."""
    from hlmdiag.data.clean import all_seen

    return all_seen(result.frame.select(unit_codes(result.grid.keys).alias("key")).to_series())


def find(result: Result, code: str) -> int:
    """The row of a unit, blind to case and to what cannot be seen; an unknown code is refused with those like it."""
    codes = codes_seen(result)
    for spelled in dict.fromkeys([seen(code), JOINT.join(seen(part) for part in code.split(JOINT))]):
        exact = (codes == spelled).arg_true()
        alike = exact if len(exact) else (codes.str.to_lowercase() == spelled.lower()).arg_true()
        if len(alike) == 1:
            return int(alike[0])
    close = _like(seen(code), codes.to_list())
    problem = "rapport.code-inconnu-proche" if close else "rapport.code-inconnu"
    raise HlmdiagError([Problem(problem, values={"code": code, "close": Listed((*close,))})], exit_code=USAGE)


def _like(code: str, codes: list[str]) -> list[str]:
    """The codes that may be meant: first those that only the zeros of a number tell apart, which Excel takes away."""
    same = [each for each in codes if _short(each) == _short(code)]
    return list(dict.fromkeys([*same, *get_close_matches(code, codes, n=_SHOWN, cutoff=0.6)]))[:_SHOWN]


def _short(code: str) -> str:
    return _ZEROS.sub("", code.lower())


def rows_of_codes(result: Result, codes: Sequence[str]) -> list[int]:
    """The rows of units, each once; every unknown code is said."""
    found, problems = [], list[Problem]()
    for code in codes:
        try:
            found.append(find(result, code))
        except HlmdiagError as error:
            problems += error.problems
    if problems:
        raise HlmdiagError(problems, exit_code=USAGE)
    return list(dict.fromkeys(found))
