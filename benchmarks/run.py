"""Measures hlmdiag against its peers, in turn, in one run: scoring, reading, and the start of the command line.

    python benchmarks/run.py [--rows 200000] [--times 5] [--only start|score|workbook|cp1252]

Data are generated in benchmarks/data (ignored by git). Ratios compare medians of one run: a busy machine slows both.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from robustness import robustness

HERE = Path(__file__).resolve().parent
DATE = "2026-10-31"


@dataclass
class Contender:
    """A command, and what each of its runs took."""

    name: str
    command: Sequence[str]
    seconds: list[float] = field(default_factory=list)
    busy: list[float] = field(default_factory=list)
    """Seconds of processor, all cores together: what a busy machine moves least."""
    peak_mib: float = 0.0

    def run(self) -> None:
        """One fresh process, its output thrown away; a failure stops the measure."""
        start = time.perf_counter()
        process = subprocess.Popen(self.command, stdout=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        self.seconds.append(time.perf_counter() - start)
        self.busy.append(usage.ru_utime + usage.ru_stime)
        self.peak_mib = max(self.peak_mib, usage.ru_maxrss / 1024)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            sys.exit(f"{self.name} : échec (statut {process.returncode})")

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)


def race(contenders: Sequence[Contender], times: int) -> None:
    """Runs each once to warm the page cache, then `times` times in turn."""
    for contender in contenders:
        contender.run()
        contender.seconds.clear()
        contender.busy.clear()
    for _ in range(times):
        for contender in contenders:
            contender.run()


def report(title: str, contenders: Sequence[Contender]) -> None:
    """The medians, and the ratio of the first contender to each other."""
    ours = contenders[0]
    print(f"\n{title}")
    print(f"  {'':<40}{'médiane':>10}{'min':>10}{'rapport':>9}{'processeur':>13}{'rapport':>9}{'mémoire':>11}")
    for one in contenders:
        ratio = "" if one is ours else f"{ours.median / one.median:.2f}"
        busy, ours_busy = statistics.median(one.busy), statistics.median(ours.busy)
        busy_ratio = "" if one is ours else f"{ours_busy / busy:.2f}"
        print(
            f"  {one.name:<40}{one.median:>8.3f} s{min(one.seconds):>8.3f} s{ratio:>9}"
            f"{busy:>11.3f} s{busy_ratio:>9}{one.peak_mib:>7.0f} Mio"
        )


def disagreements(ours: Path, theirs: Path) -> list[str]:
    """The columns on which both results differ: a fast wrong answer is not worth measuring.

    polars is imported here, after the races: a process starts with the memory peak of its parent.
    """
    import polars as pl

    left, right = pl.read_parquet(ours), pl.read_parquet(theirs)
    common = len(set(left.columns) & set(right.columns))
    print(f"  colonnes écrites : hlmdiag {left.width}, pandas {right.width}, communes {common}")
    differing = []
    for name in left.columns:
        if name not in right.columns or name in ("code_residence", "nom_residence", "agence", "nb_logements"):
            continue
        a, b = left[name], right[name].cast(pl.String) if right[name].dtype == pl.Categorical else right[name]
        if a.dtype.is_float() or b.dtype.is_float():
            b = b.cast(pl.Float64).fill_nan(None)
            same = ((a.cast(pl.Float64) - b).abs() < 1e-6).fill_null(False) | (a.is_null() & b.is_null())
        else:
            same = a.cast(pl.String).eq_missing(b.cast(pl.String))
        if not same.all():
            differing.append(f"{name} ({(~same).sum()} lignes)")
    return differing


def score(rows: int, times: int) -> None:
    """From a CSV file to a Parquet file, the whole process."""
    data = HERE / "data"
    stock, grid = data / f"stock-{rows}.csv", data / "banc-d-essai.yaml"
    subprocess.run([sys.executable, str(HERE / "make_stock.py"), "--rows", str(rows), "--out", str(data)], check=True)
    out, full, lean = data / "hlmdiag.parquet", data / "pandas-full.parquet", data / "pandas-lean.parquet"
    ours = [sys.executable, "-m", "hlmdiag", "score", str(stock), "-g", str(grid), "-o", str(out)]
    rival = [sys.executable, str(HERE / "rival_pandas.py"), str(stock)]
    contenders = [
        Contender("hlmdiag score", [*ours, "--force", "--quiet", "--date", DATE]),
        Contender("pandas (valeurs, états, points, parts)", [*rival, str(full), "--columns", "full"]),
        Contender("pandas (points et parts seulement)", [*rival, str(lean), "--columns", "lean"]),
    ]
    race(contenders, times)
    report(f"{rows} résidences, 60 critères, CSV vers Parquet ({stock.stat().st_size / 1e6:.0f} Mo lus)", contenders)
    differing = disagreements(out, full)
    print(f"  désaccords : {', '.join(differing) or 'aucun'}")


def workbook(rows: int, times: int) -> None:
    """A workbook of half as many rows, understood, face to the same cells as mere Python lists."""
    _reading(rows // 2, times, "xlsx", {"calamine": "python-calamine (listes Python)"})


def cp1252(rows: int, times: int) -> None:
    """A CSV as Excel writes it in French, face to a reader that is told encoding and decimal mark."""
    _reading(
        rows,
        times,
        "cp1252.csv",
        {"pandas": "pandas (codage et virgule donnés)", "polars": "polars (codage donné, textes)"},
    )


def _reading(rows: int, times: int, suffix: str, rivals: Mapping[str, str]) -> None:
    data = HERE / "data"
    stock, path = data / f"stock-{rows}.csv", data / f"stock-{rows}.{suffix}"
    subprocess.run([sys.executable, str(HERE / "make_stock.py"), "--rows", str(rows), "--out", str(data)], check=True)
    subprocess.run([sys.executable, str(HERE / "make_workbook.py"), str(stock), str(path)], check=True)
    reader = [sys.executable, str(HERE / "read_file.py")]
    contenders = [
        Contender("hlmdiag (valeurs, états, provenance)", [*reader, "hlmdiag", str(path)]),
        *[Contender(title, [*reader, rival, str(path)]) for rival, title in rivals.items()],
    ]
    race(contenders, times)
    report(f"{rows} × 65, lecture de {path.name} ({path.stat().st_size / 1e6:.0f} Mo)", contenders)


def start(_: int, times: int) -> None:
    """The command line that only says how to use it."""
    contenders = [
        Contender("hlmdiag --help", [sys.executable, "-m", "hlmdiag", "--help"]),
        Contender('python -c "import typer"', [sys.executable, "-c", "import typer"]),
        Contender('python -c "import typer, rich.console"', [sys.executable, "-c", "import typer, rich.console"]),
        Contender("python -c pass", [sys.executable, "-c", "pass"]),
    ]
    race(contenders, max(times, 9))
    report("Démarrage", contenders)


RACES = {"start": start, "score": score, "workbook": workbook, "cp1252": cp1252, "robustness": robustness}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--only", choices=RACES, help="une seule course")
    arguments = parser.parse_args()
    print(f"Python {sys.version.split()[0]}, {os.cpu_count()} cœurs, {arguments.times} passages")
    for name, run in RACES.items():
        if arguments.only in (None, name):
            run(arguments.rows, arguments.times)


if __name__ == "__main__":
    main()
