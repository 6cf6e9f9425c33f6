"""The table of results, the profile and the plot, written where the documentation shows them."""

from __future__ import annotations

import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from measure import Line

ROOT = Path(__file__).resolve().parent.parent
PAGES = (ROOT / "benchmarks" / "README.md", ROOT / "docs" / "performances.md")
PLOT = ROOT / "docs" / "images" / "cout.svg"
STAGES = {
    "imports": "chargement des bibliothèques et du programme",
    "grid": "lecture et vérification de la grille",
    "cut": "découpe du CSV en cellules",
    "decode": "décodage des cellules (valeurs, états, refus)",
    "rest": "reste de la lecture (titres, lignes écartées, clés, provenance, relevé de ce qui a été compris)",
    "score": "notation (points, intervalles, thèmes, niveaux, parts, rangs)",
    "write": "écriture du Parquet",
}
_WIDTH, _HEIGHT, _LEFT, _BOTTOM = 360, 240, 52, 44


@dataclass(frozen=True)
class Point:
    """What a size costs."""

    size: int
    seconds: float
    busy: float


def publish(
    lines: Sequence[Line], profile: Mapping[str, Sequence[float]], rows: Sequence[Point], criteria: Sequence[Point]
) -> None:
    """Renews the pages between their marks, and the plot."""
    parts = {"mesures": table(lines), "profil": stages(profile), "lineaire": straightness(rows, criteria)}
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        for name, part in parts.items():
            text = _between(text, name, part)
        page.write_text(text, encoding="utf-8")
    PLOT.write_text(plot(rows, criteria), encoding="utf-8")


def table(lines: Sequence[Line]) -> str:
    """One line a race."""
    machine = f"{os.cpu_count()} cœurs partagés, Python {platform.python_version()}"
    head = [
        f"{machine} ; médianes d’un même passage, rapports pris paire par paire.",
        "",
        "| course | hlmdiag | pair | rapport | rapport des processeurs | objectif | mémoire |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    return "\n".join([*head, *map(_row, lines)])


def _row(line: Line) -> str:
    goal = "–" if line.goal is None else f"{_comma(line.goal)} {'tenu' if line.ratio <= line.goal else 'manqué'}"
    return (
        f"| {line.race} | {_comma(line.ours.median)} s | {line.peer.name} {_comma(line.peer.median)} s | "
        f"{_comma(line.ratio)} | {_comma(line.work_ratio)} | {goal} | {line.ours.peak_mib:.0f} Mio |"
    )


def stages(profile: Mapping[str, Sequence[float]]) -> str:
    """Where the time goes, in seconds of processor."""
    busy = {stage: found[1] for stage, found in profile.items()}
    busy["rest"] = busy["read"] - busy["cut"] - busy["decode"]
    whole = sum(busy[stage] for stage in STAGES)
    rows = [f"| {title} | {_comma(busy[stage])} s | {busy[stage] / whole:.0%} |" for stage, title in STAGES.items()]
    return "\n".join(["| étape | processeur | part |", "|---|---:|---:|", *rows])


def straightness(rows: Sequence[Point], criteria: Sequence[Point]) -> str:
    """How far from a straight line the cost is."""
    by_rows, by_criteria = (f"{_from_a_line(points):.0%}" for points in (rows, criteria))
    return (
        f"Écart le plus grand à une droite, en temps de processeur : {by_rows} selon les résidences "
        f"({rows[0].size} à {rows[-1].size}), {by_criteria} selon les critères "
        f"({criteria[0].size} à {criteria[-1].size})."
    )


def plot(rows: Sequence[Point], criteria: Sequence[Point]) -> str:
    """Both costs side by side, each with the straight line nearest to it."""
    left = _panel(rows, "résidences (60 critères)", 0)
    right = _panel(criteria, "critères (autant de résidences)", _WIDTH + 20)
    size = f'width="{2 * _WIDTH + 20}" height="{_HEIGHT}" viewBox="0 0 {2 * _WIDTH + 20} {_HEIGHT}"'
    title = "<title>Coût d’un diagnostic, du CSV au Parquet : secondes de processeur</title>"
    style = 'font-family="sans-serif" font-size="11" fill="#1f2933"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size} {style}>{title}{left}{right}</svg>\n'


def _panel(points: Sequence[Point], name: str, shift: int) -> str:
    widest, tallest = max(point.size for point in points), max(point.busy for point in points) * 1.1

    def place(size: float, busy: float) -> tuple[float, float]:
        x = shift + _LEFT + size / widest * (_WIDTH - _LEFT - 20)
        return round(x, 1), round(_HEIGHT - _BOTTOM - busy / tallest * (_HEIGHT - _BOTTOM - 24), 1)

    slope, start = _line(points)
    (x0, y0), (x1, y1) = place(0, 0), place(widest, tallest)
    (xa, ya), (xb, yb) = place(0, start), place(widest, start + slope * widest)
    drawn = [f'<path d="M{x0} {y1}V{y0}H{x1}" fill="none" stroke="#5f6b76"/>']
    drawn.append(f'<path d="M{xa} {ya}L{xb} {yb}" stroke="#c62828" stroke-dasharray="4 3"/>')
    for point in points:
        x, y = place(point.size, point.busy)
        drawn.append(f'<circle cx="{x}" cy="{y}" r="3.5" fill="#243b53"/>')
        drawn.append(f'<text x="{x}" y="{y0 + 14}" text-anchor="middle" font-size="9">{_spelled(point.size)}</text>')
        drawn.append(f'<text x="{x - 7}" y="{y - 7}" text-anchor="end" font-size="9">{_comma(point.busy)} s</text>')
    drawn.append(f'<text x="{(x0 + x1) / 2}" y="{_HEIGHT - 8}" text-anchor="middle">{name}</text>')
    drawn.append(f'<text x="{x0}" y="{y1 - 8}">secondes de processeur</text>')
    return "".join(drawn)


def _line(points: Sequence[Point]) -> tuple[float, float]:
    """Slope and start of the straight line nearest to the points (least squares)."""
    size, busy = (sum(values) / len(points) for values in zip(*((p.size, p.busy) for p in points), strict=True))
    slope = sum((p.size - size) * (p.busy - busy) for p in points) / sum((p.size - size) ** 2 for p in points)
    return slope, busy - slope * size


def _from_a_line(points: Sequence[Point]) -> float:
    slope, start = _line(points)
    return max(abs(point.busy - start - slope * point.size) / point.busy for point in points)


def _between(text: str, name: str, part: str) -> str:
    opening, closing = f"<!-- {name} -->", f"<!-- fin {name} -->"
    before, _, rest = text.partition(opening)
    _, _, after = rest.partition(closing)
    return f"{before}{opening}\n\n{part}\n\n{closing}{after}"


def _comma(number: float) -> str:
    return f"{number:.2f}".replace(".", ",")


def _spelled(number: int) -> str:
    return f"{number:,}".replace(",", " ")
