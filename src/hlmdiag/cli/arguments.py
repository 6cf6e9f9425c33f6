"""Converts typed arguments to the values that other rooms expect: dates, numbers, languages, named results."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from hlmdiag.runs.inputs import STDIN, existing
from hlmdiag.runs.refusals import chosen, refusal

if TYPE_CHECKING:
    from hlmdiag.robustness import WeightTrial
    from hlmdiag.runs.request import ReadRequest


def row_number(option: str, typed: str | None) -> int | None:
    """A row of a sheet, counted from 1."""
    if typed is None:
        return None
    if not re.fullmatch(r"[0-9]{1,7}", typed) or int(typed) < 1:
        raise refusal("usage.nombre", option=option, value=typed)
    return int(typed)


def separator_of(typed: str | None) -> str | None:
    """The sign between the columns of a CSV file; a tab is typed by its name, which a console can hold."""
    if typed is None:
        return None
    names = {"tab": "\t", "\\t": "\t", "\t": "\t", ";": ";", ",": ","}
    return names[chosen("--separator", typed, names)]


def language_of(typed: str) -> str:
    """A language that we speak."""
    from hlmdiag.text import LANGUAGES

    return chosen("--lang", typed, LANGUAGES)


def named(uses: Sequence[str]) -> dict[str, Path]:
    """Results given by `--uses name=RESULT`, by their local name."""
    found = {}
    for use in uses:
        name, separator, path = use.partition("=")
        if not separator or not name or not path:
            raise refusal("usage.uses", value=use)
        found[name] = existing(path)
    return found


def trial_of(draws: str | None, spread: str | None, seed: str | None) -> WeightTrial | None:
    """The other weights to try: none without a number of draws, which the other two options go with."""
    if draws is None:
        if spread is not None or seed is not None:
            raise refusal("usage.sans-robustesse", option="--spread" if spread is not None else "--seed")
        return None
    number = row_number("--robustness", draws)
    start = row_number("--seed", seed)
    share = _share("--spread", spread)
    from hlmdiag.runs.weight_trials import weight_trial

    assert number is not None
    return weight_trial(number, 0.25 if share is None else share, 1 if start is None else start)


def group_size(option: str, typed: str | None) -> int:
    """The number of values under which a group is not given."""
    if typed is None:
        return 5
    if not re.fullmatch(r"[0-9]{1,7}", typed):
        raise refusal("usage.effectif", option=option, value=typed)
    from hlmdiag.runs import references

    return references.group_size(option, int(typed))


def _share(option: str, typed: str | None) -> float | None:
    """A share between 0 and 1, both left out: `0.25`, `0,25` or `25 %`."""
    if typed is None:
        return None
    written = re.fullmatch(r"(\d{1,3}(?:[.,]\d{1,9})?)\s*(%?)", typed.strip())
    share = float(written[1].replace(",", ".")) * (0.01 if written[2] else 1) if written else 0.0
    if not 0 < share < 1:
        raise refusal("usage.ecart", option=option, value=typed)
    return round(share, 9)


def result_file(typed: str) -> Path:
    """A saved result, or `-` for the one that another command gives."""
    return STDIN if typed == str(STDIN) else existing(typed)


def reading_of(encoding: str | None, separator: str | None, sheet: str | None, header_row: str | None) -> ReadRequest:
    """Shared options on the reading of files; each impossible one is refused."""
    from hlmdiag.runs.request import ReadRequest

    return ReadRequest(encoding, separator_of(separator), sheet, row_number("--header-row", header_row))


def optional_file(typed: str | None) -> Path | None:
    """A file that is there, if one was typed."""
    return existing(typed) if typed is not None else None


def percentage(option: str, typed: str) -> float:
    """The share that a percentage is, typed as « 25 », « 25 % » or « 12,5 »."""
    try:
        percent = float(typed.replace("%", "").replace(",", ".").strip())
    except ValueError:
        percent = 0.0
    if not 0 < percent <= 100:
        raise refusal("usage.part", option=option, value=typed)
    return percent / 100


def amount(typed: str | None) -> float | None:
    """An amount in euros as people write it: « 120 000 », « 1500,50 »."""
    if typed is None:
        return None
    written = re.fullmatch(r"\d+([.,]\d+)?", re.sub(r"[\s\u00a0\u202f]|€$", "", typed))
    if written is None:
        raise refusal("plan.budget-valeur", value=typed)
    return float(written[0].replace(",", "."))
