"""The peer: the same diagnosis by a careful pandas script, as a good analyst would write it for this one grid.

    python benchmarks/rival_pandas.py STOCK OUT.parquet [--columns full|lean] [--making usual|marked|judged]

It uses what pandas does best: the inferred (parallel) CSV read, each column decoded through its distinct values, rules
in numpy, one pass per theme. It knows neither intervals, nor possible levels, nor the place of a cell, nor three-valued
flags, and names no faulty cell. `full` writes value, state, points and contribution of each criterion; `lean` points
and contribution alone.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from criteria import COUNT, LEVELS, MAKINGS, MIN_COVERAGE, POINTS, THEME_WEIGHTS, Criterion, criteria

KNOWN, MISSING, UNKNOWN, NOT_APPLICABLE, INVALID = range(5)
STATES = ["scored", "missing", "unknown", "not_applicable", "invalid"]
MISSING_MARKS = {"", "nc", "nr", "nd", "n.c.", "na", "-", "#n/a", "à compléter"}
UNKNOWN_MARKS = {"nsp", "ne sait pas", "?"}
NOT_APPLICABLE_MARKS = {"sans objet", "s.o.", "so"}
YES, NO = {"oui", "o", "x", "1", "vrai", "true"}, {"non", "n", "0", "faux", "false"}

Floats = np.ndarray[Any, np.dtype[np.float64]]
Codes = np.ndarray[Any, np.dtype[np.int8]]


def read(stock: Path) -> pd.DataFrame:
    """The stock, by the fast path of pandas: types guessed, read in parallel."""
    return pd.read_csv(stock, sep=";", dtype={"code_residence": str})


def diagnose(raw: pd.DataFrame, known: list[Criterion], full: bool) -> pd.DataFrame:
    """The stock with its scores, ready to write."""
    identity = ["code_residence", "nom_residence", "agence", "nb_logements"]
    out: dict[str, Any] = {name: raw[name] for name in identity}
    themes = [_theme(raw, [one for one in known if one.theme == n], out, full) for n in range(len(THEME_WEIGHTS))]
    scores = np.column_stack([score for score, _, _ in themes])
    coverages = np.column_stack([coverage for _, coverage, _ in themes])
    weights = np.array(THEME_WEIGHTS)
    has_score = ~np.isnan(scores)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = has_score * weights / (has_score * weights).sum(axis=1, keepdims=True)
        score = np.nansum(share * np.nan_to_num(scores), axis=1)
        applicable = ~np.isnan(coverages)
        coverage = (np.nan_to_num(coverages) * weights).sum(axis=1) / (applicable * weights).sum(axis=1)
    conclusive = np.round(coverage, 9) >= MIN_COVERAGE
    kept = np.where(conclusive[:, None], share, np.nan)
    for number, (_, _, parts) in enumerate(themes):
        for name, part in parts.items():
            out[f"contribution:{name}"] = part * kept[:, number]
    score = np.where(conclusive & has_score.any(axis=1), np.round(score, 9), np.nan)
    return pd.DataFrame(out | _verdict(score, coverage, conclusive, raw, known))


def _theme(
    raw: pd.DataFrame, members: list[Criterion], out: dict[str, Any], full: bool
) -> tuple[Floats, Floats, dict[str, Floats]]:
    """Score and coverage of a theme, and what each criterion brings to it; fills `out` with its columns."""
    weights = np.array([one.weight for one in members])
    points = np.empty((len(raw), len(members)))
    states = np.empty((len(raw), len(members)), dtype=np.int8)
    for place, one in enumerate(members):
        value, states[:, place] = _decode(raw[one.id], one)
        points[:, place] = _points(value, one)
        out[f"score:{one.id}"] = points[:, place]
        if full:
            out[f"value:{one.id}"] = value
            out[f"state:{one.id}"] = pd.Categorical.from_codes(states[:, place], STATES)
    known = states == KNOWN
    with np.errstate(invalid="ignore", divide="ignore"):
        effective = known * weights / (known * weights).sum(axis=1, keepdims=True)
        coverage = (known * weights).sum(axis=1) / ((states != NOT_APPLICABLE) * weights).sum(axis=1)
    parts = effective * np.where(known, points, 0.0)
    score = np.where(known.any(axis=1), parts.sum(axis=1), np.nan)
    theme = members[0].theme + 1
    published = np.round(coverage, 9) >= MIN_COVERAGE
    out[f"score:theme-{theme}"] = np.where(published, np.round(score, 9), np.nan)
    out[f"coverage:theme-{theme}"] = np.round(coverage, 9)
    names = [one.id for one in members]
    return score, coverage, {name: np.where(known[:, i], parts[:, i], np.nan) for i, name in enumerate(names)}


def _decode(column: pd.Series[Any], criterion: Criterion) -> tuple[Floats, Codes]:
    """The values of a column and their states, each distinct text being understood once."""
    codes, texts = pd.factorize(column, use_na_sentinel=True)
    understood = [_understand(text, criterion) for text in texts]
    values = np.array([value for value, _ in understood] + [np.nan])
    states = np.array([state for _, state in understood] + [MISSING], dtype=np.int8)
    return values[codes], states[codes]


def _understand(text: object, criterion: Criterion) -> tuple[float, int]:
    if isinstance(text, int | float):
        return float(text), KNOWN
    folded = str(text).strip().lower()
    if folded in MISSING_MARKS:
        return np.nan, MISSING
    if folded in UNKNOWN_MARKS:
        return np.nan, UNKNOWN
    if folded in NOT_APPLICABLE_MARKS:
        return np.nan, NOT_APPLICABLE
    if criterion.cells == "yes":
        return (1.0, KNOWN) if folded in YES else (0.0, KNOWN) if folded in NO else (np.nan, INVALID)
    try:
        return float(folded.rstrip("% \u00a0\u202f").replace("\u00a0", "").replace(" ", "").replace(",", ".")), KNOWN
    except ValueError:
        return np.nan, INVALID


def _points(value: Floats, criterion: Criterion) -> Floats:
    """The points of a column of values under the rule of its criterion."""
    points = np.array(POINTS)
    known = ~np.isnan(value)
    filled = np.where(known, np.round(value, 9), 0.0)
    match criterion.rule, criterion.cells:
        case "steps", _:
            found = points[np.searchsorted(np.array(criterion.bounds), filled, side="right") - 1]
        case "anchors", _:
            found = np.interp(filled, np.array(criterion.bounds), points)
        case "linear", _:
            best, worst = criterion.bounds
            found = np.clip((filled - best) * (100.0 / (worst - best)), 0.0, 100.0)
        case _, "mark":
            found = points[np.clip(filled, 1, 4).astype(np.int8) - 1]
        case _:
            found = filled * 100.0
    return np.where(known, found, np.nan)


def _verdict(
    score: Floats, coverage: Floats, conclusive: Any, raw: pd.DataFrame, asked: list[Criterion]
) -> dict[str, Any]:
    """Level, rank and percentile of the whole, and the two flags of the grid."""
    known = ~np.isnan(score)
    level = np.searchsorted(np.array([start for _, start in LEVELS]), np.where(known, score, 0.0), side="right") - 1
    percents = next(one for one in asked if one.cells == "percent")
    yes = next(one for one in asked if one.cells == "yes")
    rate, agreed = _decode(raw[percents.id], percents)[0], _decode(raw[yes.id], yes)[0]
    forced = (agreed == 1.0) & (rate > 70)
    final = np.where(known, np.where(forced, np.maximum(level, 2), level), -1)
    published = pd.Series(score)
    smaller, equal = published.rank(method="min") - 1, published.groupby(published).transform("size")
    return {
        "score": score,
        "coverage": np.round(coverage, 9),
        "conclusive": conclusive & known,
        "level": pd.Categorical.from_codes(final, [name for name, _ in LEVELS]),
        "level_computed": pd.Categorical.from_codes(np.where(known, level, -1), [name for name, _ in LEVELS]),
        "rank": published.rank(method="min", ascending=False),
        "percentile": 100.0 * (smaller + equal / 2) / max(int(known.sum()), 1),
        "flag:alerte": rate > 80,
        "flag:forcage": forced,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("stock", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--columns", choices=("full", "lean"), default="full")
    parser.add_argument("--making", choices=MAKINGS, default=MAKINGS[0])
    arguments = parser.parse_args()
    known = criteria(COUNT, arguments.making)
    diagnose(read(arguments.stock), known, arguments.columns == "full").to_parquet(arguments.out, index=False)


if __name__ == "__main__":
    main()
