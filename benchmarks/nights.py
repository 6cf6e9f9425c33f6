"""Five nights of a large stock beside its baseline: the real command each night, and what each format says first.

    python benchmarks/nights.py                    # 20 000 residences, in a folder of its own
    python benchmarks/nights.py --units 500 --lines 3

Night by night: the cache is lost and a first reference made; some residences get worse, others better, some come and
some go, and some lose answers; a column is lost; the grid changes; the cache is lost again.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import polars as pl
from make_stock import grid_text, write_stock

FORMATS = {"markdown": "verdict.md", "json": "verdict.json", "sarif": "verdict.sarif", "junit": "verdict.xml",
           "gitlab": "verdict.gitlab.json", "github": "verdict.txt"}  # fmt: skip
LIMITS = ("share(level >= fragile) > 0.6", "median(score) > 60", "count(level == complexe) > 400")
COMPARED = ("new", "known", "resolved", "undecided", "still_open", "appeared", "vanished", "is_empty", "losses",
            "same_grid", "grid_changes")  # fmt: skip
Change = Callable[[pl.DataFrame], pl.DataFrame]


@dataclass(frozen=True)
class Night:
    """What happens to the files before the command runs."""

    title: str
    change: Change = lambda stock: stock
    replaced: tuple[str, str] = ("", "")
    """A text of the grid, and what takes its place that night."""
    loses_cache: bool = False


def _news(stock: pl.DataFrame) -> pl.DataFrame:
    """One residence in a hundred gets worse, as many better; as many lose three answers; as many go, and some come."""
    place = pl.int_range(pl.len()) % 100
    yes_or_no = [
        name for name in stock.columns if stock[name].is_in(["oui", "O", "Oui", "non", "N", "Non"]).mean() > 0.5
    ]
    moved = [
        pl.when(place == 1).then(pl.lit("oui")).when(place == 2).then(pl.lit("non")).otherwise(pl.col(name)).alias(name)
        for name in yes_or_no
    ]
    lost = [pl.when(place == 3).then(None).otherwise(pl.col(name)).alias(name) for name in ("c1_1", "c2_1", "c3_1")]
    changed = stock.with_columns(moved).with_columns(lost).filter(place != 4)
    come = changed.head(max(1, stock.height // 200)).with_columns(code_residence="N" + pl.col("code_residence"))
    return pl.concat([changed, come])


NIGHTS = (
    Night("first night, no cache", loses_cache=True),
    Night("worse, better, new, gone, answers lost", _news),
    Night("a column lost", lambda stock: _news(stock).drop("c1_5")),
    Night("a grid changed", _news, ("complexe: {title: Complexe, from: 65}", "complexe: {title: Complexe, from: 63}")),
    Night("the cache lost", _news, loses_cache=True),
)


def _run(night: Night, folder: Path, stock: pl.DataFrame, lines: int) -> None:
    baseline = folder / "reference.parquet"
    if night.loses_cache:
        baseline.unlink(missing_ok=True)
    before, after = night.replaced
    text = grid_text()
    if before not in text:
        raise ValueError(f"the grid does not hold {before!r}")
    (folder / "grille.yaml").write_text(text.replace(before, after) if before else text, encoding="utf-8")
    night.change(stock).write_csv(folder / "parc.csv", separator=";")
    outputs = [word for name, file in FORMATS.items() for word in ("-o", f"{name}={file}")]
    limits = [word for limit in LIMITS for word in ("--fail-if", limit)]
    watched = ["--baseline", baseline.name, "--update-baseline", *limits]
    read = ["score", "parc.csv", "--grid", "grille.yaml", "--date", "2026-11-01", "--no-config", "--quiet", "--force"]
    command = [sys.executable, "-m", "hlmdiag", *read, *watched, *outputs]
    start = time.perf_counter()
    done = subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8", check=False)
    print(f"\n== {night.title}: exit code {done.returncode}, {time.perf_counter() - start:.1f} s")
    _show("terminal (-q)", done.stderr, lines)
    for name, file in FORMATS.items():
        found = (folder / file).read_text(encoding="utf-8") if (folder / file).exists() else "(none)"
        _show(name, _of_verdict(name, found), lines)
        (folder / file).unlink(missing_ok=True)


def _of_verdict(name: str, text: str) -> str:
    """The part of an output that is the verdict, a finding a line where it is a list of them."""
    match name:
        case "markdown":
            return text.partition("Seuils et référence\n")[2]
        case "json":
            return "\n".join(f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in _figures(text))
        case "sarif":
            return "\n".join(
                f"{it['level']}: {it['message']['text']!r}" for it in json.loads(text)["runs"][0]["results"]
            )
        case "gitlab":
            return "\n".join(f"{it['severity']}: {it['description']!r}" for it in json.loads(text))
        case _:
            return text


def _figures(text: str) -> list[tuple[str, object]]:
    """The figures of the verdict in a result, without the units that it names."""
    gating = json.loads(text)["gating"]
    gates = [(each["condition"], [each["status"], each["count"]]) for each in gating["gates"]]
    compared = gating["comparison"]
    return [("fails", gating["fails"]), *gates, *((key, compared[key]) for key in COMPARED)]


def _show(name: str, text: str, lines: int) -> None:
    print(f"-- {name}")
    for line in [line for line in text.splitlines() if line.strip()][:lines] or ["(nothing)"]:
        print("   " + line[:200])


def main() -> None:
    """Make the stock, and run the nights one after the other."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--units", type=int, default=20_000)
    parser.add_argument("--lines", type=int, default=8, help="lines shown of each format")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_stock(folder / "parc.csv", options.units)
        stock = pl.read_csv(folder / "parc.csv", separator=";", infer_schema=False)
        for night in NIGHTS:
            _run(night, folder, stock, options.lines)


if __name__ == "__main__":
    main()
