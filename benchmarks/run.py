"""Measures hlmdiag against its peers, in turn, in one run; writes the table of results and the plot of its cost.

    python benchmarks/run.py [--rows 200000] [--times 5] [--only RACE …] [--write]

Data are generated in benchmarks/data (ignored by git). Ratios compare pairs of one run: a busy machine slows both.
`--write` renews `benchmarks/README.md`, `docs/performances.md` and the plot.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from criteria import MAKINGS
from make_many_files import write_files
from make_rivals import write as write_rivals
from measure import Contender, Line, race, report
from results import Point, publish

from robustness import robustness

HERE = Path(__file__).resolve().parent
DATA = HERE / "data"
DATE = "2026-10-31"
_SMALL = 500
_SHEETS = 10_000
_FILES = 10_000
_FORMS = 1_000
_LARGE = 10
"""How many times larger the national stock is."""


def _stock(rows: int, criteria: int = 60, making: str = MAKINGS[0]) -> tuple[Path, Path]:
    """A stock of that size and its grid; another process makes them, whose memory would count as ours."""
    asked = ["--rows", str(rows), "--criteria", str(criteria), "--making", making, "--out", str(DATA)]
    made = subprocess.run(
        [sys.executable, str(HERE / "make_stock.py"), *asked], check=True, capture_output=True, text=True
    )
    stock, grid = made.stdout.split()
    return Path(stock), Path(grid)


def _as(stock: Path, suffix: str) -> Path:
    path = stock.with_suffix(suffix)
    subprocess.run([sys.executable, str(HERE / "make_workbook.py"), str(stock), str(path)], check=True)
    return path


def _ours(name: str, stock: Path, grid: Path, *outputs: str) -> Contender:
    """hlmdiag from a file to others, as typed."""
    written = [word for output in outputs for word in ("-o", str(DATA / output))]
    command = [sys.executable, "-m", "hlmdiag", "score", str(stock), "-g", str(grid), *written]
    # the limits that the generator raises stand beside the data, and are not followed unless named
    return Contender(name, [*command, "--force", "--quiet", "--date", DATE, "--config", str(DATA / "hlmdiag.toml")])


def _script(name: str, script: str, *words: str | Path, prints_seconds: bool = False) -> Contender:
    return Contender(name, [sys.executable, "-W", "ignore", str(HERE / script), *map(str, words)], prints_seconds)


def start(_: int, times: int) -> list[Line]:
    """The command line that only says how to use it, against the same commands with empty bodies."""
    rivals = write_rivals(DATA)
    ours = Contender("hlmdiag --help", [sys.executable, "-m", "hlmdiag", "--help"])
    plain, rich = (
        Contender(f"typer, mêmes commandes vides ({name})", [sys.executable, str(rivals[key]), "--help"])
        for key, name in (("plain", "aide sans rich"), ("rich", "tel quel, avec rich"))
    )
    race([ours, plain, rich], max(times, 9))
    report("Démarrage", [ours, plain, rich])
    return [Line("`--help`", ours, plain, 1.15), Line("`--help`", ours, rich)]


def score(rows: int, times: int) -> list[Line]:
    """From a CSV file to a Parquet file, the whole process; then to a CSV, and from an older encoding."""
    stock, grid = _stock(rows)
    old = _as(stock, ".cp1252.csv")
    ours = _ours("hlmdiag, CSV → Parquet", stock, grid, "hlmdiag.parquet")
    to_csv = _ours("hlmdiag, CSV → CSV", stock, grid, "hlmdiag.csv")
    from_old = _ours("hlmdiag, CSV cp1252 → Parquet", old, grid, "hlmdiag-cp1252.parquet")
    full = _script("pandas (valeurs, états, points, parts)", "rival_pandas.py", stock, DATA / "pandas.parquet")
    lean = _script("pandas (points, parts)", "rival_pandas.py", stock, DATA / "lean.parquet", "--columns", "lean")
    race([ours, full, lean, to_csv, from_old], times)
    report(f"{rows} résidences, 60 critères", [ours, full, lean, to_csv, from_old])
    command = [sys.executable, str(HERE / "compare.py"), str(DATA / "hlmdiag.parquet"), str(DATA / "pandas.parquet")]
    subprocess.run(command, check=True)
    return [
        Line(f"CSV {_spelled(rows)} × 65 → Parquet", ours, full, 0.70),
        Line(f"CSV {_spelled(rows)} × 65 → Parquet", ours, lean),
        Line("CSV → CSV, au lieu de Parquet", to_csv, ours, 1.6),
        Line("CSV cp1252, au lieu d’UTF-8", from_old, ours, 1.1),
    ]


def makings(rows: int, times: int) -> list[Line]:
    """Stocks made otherwise: half points and quoted blanks; a fifth of the criteria by anchors."""
    lines = []
    for making in MAKINGS[1:]:
        stock, grid = _stock(rows, making=making)
        output, theirs = f"hlmdiag-{making}.parquet", DATA / f"pandas-{making}.parquet"
        ours = _ours(f"hlmdiag, {making}", stock, grid, output)
        full = _script(f"pandas, {making}", "rival_pandas.py", stock, theirs, "--making", making)
        race([ours, full], times)
        report(f"{rows} résidences, {making}", [ours, full])
        subprocess.run([sys.executable, str(HERE / "compare.py"), str(DATA / output), str(theirs)], check=True)
        lines.append(Line(f"CSV {_spelled(rows)} × 65 ({_MADE[making]}) → Parquet", ours, full, 0.70))
    return lines


_MADE = {"marked": "demi-points, marques, vides entre guillemets", "judged": "un cinquième de repères"}


def memory(rows: int, times: int) -> list[Line]:
    """Scoring alone against the decoding of the cells alone, each in a run of its own."""
    stock, grid = _stock(rows)
    scoring, decoding = (
        _script(name, "stages.py", stock, grid, DATA / "stages.parquet", stage, prints_seconds=True)
        for name, stage in (("hlmdiag, notation", "score"), ("hlmdiag, décodage", "decode"))
    )
    race([scoring, decoding], times)
    report("En mémoire", [scoring, decoding])
    return [Line("notation en mémoire, au lieu du décodage", scoring, decoding, 1.0)]


def workbook(_: int, times: int) -> list[Line]:
    """A landlord's workbook to a workbook and a page; then the writing alone of a larger one."""
    stock, grid = _stock(_SMALL)
    received = _as(stock, ".xlsx")
    ours = _ours("hlmdiag, classeur → Excel et Markdown", received, grid, "hlmdiag.xlsx", "hlmdiag.md")
    peer = _script("pandas + openpyxl", "rival_workbook.py", received, DATA / "pandas.xlsx", DATA / "pandas.md")
    race([ours, peer], times)
    report(f"Classeur de {_SMALL} résidences", [ours, peer])
    larger, grid = _stock(_SHEETS)
    saved = DATA / "sheets.parquet"
    subprocess.run(_ours("", larger, grid, saved.name).command, check=True)
    writing, openpyxl = (
        _script(f"{name}", "write_sheets.py", name, saved, DATA / "sheets.xlsx", prints_seconds=True)
        for name in ("hlmdiag", "openpyxl")
    )
    race([writing, openpyxl], max(2, times // 2))
    report(f"Écriture d’une feuille de {_SHEETS} × 80", [writing, openpyxl])
    return [
        Line(f"classeur de {_SMALL} × 65 → Excel et Markdown", ours, peer, 0.40),
        Line(f"écriture d’une feuille de {_spelled(_SHEETS)} × 80", writing, openpyxl, 0.40),
    ]


def reading(rows: int, times: int) -> list[Line]:
    """A workbook and a CSV of older encoding, understood, face to the same cells as mere lists or texts."""
    stock, _ = _stock(rows // 2)
    lines = []
    for suffix, rival, title, goal in (
        (".xlsx", "calamine", "python-calamine, listes Python", 1.6),
        (".cp1252.csv", "polars", "polars, codage donné, textes seuls", None),
    ):
        path = _as(stock, suffix)
        ours = _script("hlmdiag (valeurs, états, provenance)", "read_file.py", "hlmdiag", path)
        peer = _script(title, "read_file.py", rival, path)
        race([ours, peer], max(2, times // 2))
        report(f"Lecture de {path.name}", [ours, peer])
        lines.append(Line(f"lecture de {path.name}", ours, peer, goal))
    return lines


def large(rows: int, times: int) -> list[Line]:
    """Ten times as many residences: time and memory."""
    stock, grid = _stock(rows)
    national, _ = _stock(rows * _LARGE)
    usual = _ours(f"hlmdiag, {_spelled(rows)}", stock, grid, "hlmdiag.parquet")
    whole = _ours(f"hlmdiag, {_spelled(rows * _LARGE)}", national, grid, "national.parquet")
    race([whole, usual], max(1, times // 4), warm=False)
    report("Parc national", [whole, usual])
    return [Line(f"{_spelled(rows * _LARGE)} résidences, au lieu de {_spelled(rows)}", whole, usual, 12.0)]


def engines(rows: int, times: int) -> list[Line]:
    """A stock that was kept, scored by DuckDB to one file and to a folder, against polars."""
    stock, grid = _stock(rows)
    kept = DATA / f"kept-{rows}.parquet"
    words = ["inspect", str(stock), "-g", str(grid), "--write", str(kept), "--force", "--quiet", "--date", DATE]
    subprocess.run([sys.executable, "-m", "hlmdiag", *words], check=True)
    usual = _ours("hlmdiag, polars", kept, grid, "polars.parquet")
    one, parts = (
        Contender(f"hlmdiag, DuckDB, {name}", [*_ours("", kept, grid, output).command, "--engine", "duckdb"])
        for name, output in (("un fichier", "duckdb.parquet"), ("un dossier", "duckdb-parts/"))
    )
    race([one, parts, usual], max(1, times // 2))
    report(f"{_spelled(rows)} résidences par DuckDB", [one, parts, usual])
    title = f"{_spelled(rows)} résidences par DuckDB, au lieu de polars"
    return [Line(f"{title}, vers un fichier", one, usual, 2.0), Line(f"{title}, vers un dossier", parts, usual)]


def many(_: int, times: int) -> list[Line]:
    """Ten thousand files of two residences, against one file of the same rows."""
    stock, grid = _stock(2 * _FILES)
    folder = DATA / f"{_FILES}-files"
    if not folder.exists():
        write_files(stock, folder, _FILES)
    files = _ours(f"hlmdiag, {_spelled(_FILES)} fichiers", folder, grid, "many.parquet")
    one = _ours("hlmdiag, un fichier", stock, grid, "one.parquet")
    race([files, one], max(1, times // 4), warm=False)
    report(f"{_spelled(_FILES)} fichiers de deux résidences", [files, one])
    return [Line(f"{_spelled(_FILES)} fichiers de deux résidences, au lieu d’un seul", files, one)]


def forms(_: int, times: int) -> list[Line]:
    """Returned forms scored beside their stock, against openpyxl that hands over their cells."""
    folder = DATA / f"{_FORMS}-forms"
    if not folder.exists():
        asked = [str(folder), "--forms", str(_FORMS)]
        subprocess.run([sys.executable, str(HERE / "make_forms.py"), *asked], check=True)
    command = [sys.executable, "-m", "hlmdiag", "score", str(folder / "parc.csv"), str(folder / "retour")]
    output = ["-o", str(DATA / "forms.parquet"), "--force", "--quiet", "--date", DATE]
    ours = Contender(f"hlmdiag, {_spelled(_FORMS)} formulaires", [*command, *output])
    cells = _script("openpyxl, les cellules", "rival_forms.py", folder / "retour")
    race([ours, cells], max(1, times // 4), warm=False)
    report(f"{_spelled(_FORMS)} formulaires revenus", [ours, cells])
    return [Line(f"{_spelled(_FORMS)} formulaires lus et notés, au lieu de leurs cellules par openpyxl", ours, cells)]


def campaigns(rows: int, times: int) -> list[Line]:
    """Five campaigns compared, against the scoring of one: design-2 §17 asks for less than each three times."""
    stock, grid = _stock(rows)
    years, results = DATA / f"years-{rows}", DATA / f"campaigns-{rows}"
    subprocess.run([sys.executable, str(HERE / "make_years.py"), str(stock), str(years)], check=True)
    results.mkdir(exist_ok=True)
    for place, path in enumerate(sorted(years.glob("*.csv"))):
        output = f"{results.name}/{place}.parquet"
        subprocess.run([*_ours("", path, grid, output).command, "--date", f"{2022 + place}-06-30"], check=True)
    one = _ours("hlmdiag score, une campagne", years / "4.csv", grid, "one-year.parquet")
    words = ["compare", str(results), "-o", str(DATA / "follow-up.parquet"), "--force", "--quiet"]
    compared = Contender("hlmdiag compare, cinq campagnes", [sys.executable, "-m", "hlmdiag", *words])
    race([compared, one], max(1, times // 4), warm=False)
    report(f"Suivi de {_spelled(rows)} résidences sur cinq campagnes", [compared, one])
    return [Line("cinq campagnes comparées, au lieu d’une notée", compared, one, 15.0)]


def weights(rows: int, times: int) -> list[Line]:
    """Other weights tried, measured inside this process: it comes last, since what it loads weighs on the others."""
    robustness(rows, times)
    return []


RACES: dict[str, Callable[[int, int], list[Line]]] = {
    "start": start, "score": score, "makings": makings, "memory": memory, "workbook": workbook, "reading": reading,
    "large": large,
    "many": many, "engines": engines,
    "forms": forms,
    "campaigns": campaigns,
    "robustness": weights,
}  # fmt: skip


def profile(rows: int) -> dict[str, list[float]]:
    """What each stage takes, by its processor time: the best of three."""
    stock, grid = _stock(rows)
    command = [sys.executable, str(HERE / "stages.py"), str(stock), str(grid), str(DATA / "stages.parquet")]
    runs = [json.loads(subprocess.run(command, check=True, capture_output=True).stdout) for _ in range(3)]
    return {stage: min((run[stage] for run in runs), key=lambda found: found[1]) for stage in runs[0]}


def cost(rows: int) -> tuple[list[Point], list[Point]]:
    """Time and processor time against residences, then against criteria: the best of three."""
    by_rows = [(rows * part // 8, 60) for part in (1, 2, 4, 6, 8)]
    by_criteria = [(rows // 4, count) for count in (15, 30, 60, 90, 120)]
    return [_point(each, 0) for each in by_rows], [_point(each, 1) for each in by_criteria]


def _point(size: tuple[int, int], which: int) -> Point:
    stock, grid = _stock(*size)
    ours = _ours("", stock, grid, "cost.parquet")
    race([ours], 3)
    return Point(size[which], min(ours.seconds), min(ours.busy))


def _spelled(number: int) -> str:
    return f"{number:,}".replace(",", " ")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--only", choices=RACES, nargs="+", help="quelques courses seulement")
    parser.add_argument("--write", action="store_true", help="renouvelle les tableaux et le graphique")
    arguments = parser.parse_args()
    DATA.mkdir(exist_ok=True)
    print(f"Python {sys.version.split()[0]}, {os.cpu_count()} cœurs, {arguments.times} passages")
    lines: list[Line] = []
    for name in arguments.only or RACES:
        lines += RACES[name](arguments.rows, arguments.times)
    print()
    for line in lines:
        goal = "" if line.goal is None else f" (objectif {line.goal:g})"
        print(f"{line.race} : {line.ratio:.2f}, processeur {line.work_ratio:.2f}{goal}")
    if arguments.write:
        by_rows, by_criteria = cost(arguments.rows)
        publish(lines, profile(arguments.rows), by_rows, by_criteria)


if __name__ == "__main__":
    main()
