"""Campaigns compared as one page: no script, nothing fetched, small lines drawn in the page itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from typing import BinaryIO

from hlmdiag.branding import Brand
from hlmdiag.document.sections import DocumentPart, PartedDocument, SectionTable, Spot, TableCell
from hlmdiag.grid.model import Grid
from hlmdiag.layout.html import closed_page, paper
from hlmdiag.report.html.drawing import bands, level_styles
from hlmdiag.text.inert import inert
from hlmdiag.wording import Wording

_WIDTH, _HEIGHT, _EDGE = 110.0, 30.0, 4.0
_LONG = 33
"""Characters from which a column holds sentences."""
_PAGE_STYLE = """
body{font:15px/1.5 system-ui,sans-serif;max-width:90rem;margin:2rem auto;padding:0 1rem;color:#1f2933}
h1,h2{line-height:1.25;color:var(--headings);break-after:avoid}h2{border-bottom:1px solid #d5dbe1;margin-top:2.2rem}
.f-head p{font-size:1.05rem;margin:.35rem 0}nav ul{columns:2;padding-left:1.2rem}
@media print{body{font-size:9pt;margin:0;max-width:none}nav a{color:inherit;text-decoration:none}}
"""
_STYLE = """
.f-wide{overflow-x:auto}.f-wide table{border-collapse:collapse;margin:.8rem 0;font-size:.86rem}
.f-wide th,.f-wide td{border-bottom:1px solid #d5dbe1;padding:.3rem .4rem;text-align:left;vertical-align:top}
.f-wide th{background:#eef1f4;color:#1f2933}.f-wide tr{break-inside:avoid}.f-t{min-width:15rem}
.f-wide .f-n{text-align:right;white-space:nowrap}.f-wide th.f-n{white-space:normal}
.f-wide td.f-l{border-left:.5rem solid #9aa5b1;padding-left:.4rem}
.f-wide .f-s1{background:#e3edf5}.f-wide .f-s2{background:#bcd4e6}.f-wide .f-s3{background:#8fb6d3}
.f-wide .f-s4{background:#5f94bb}.f-wide svg{display:block}.f-line{fill:none;stroke:#1f2933;stroke-width:1.5}
.f-dot{fill:#1f2933}.f-span{stroke:#5f6b76;stroke-width:3;opacity:.45}
@media print{.f-wide{overflow:visible}.f-wide thead{display:table-header-group}
:is(h2,h3)+p,p:has(+.f-wide){break-after:avoid}
.f-wide table:not(:has(tbody tr:nth-child(9))){break-inside:avoid}}
"""


def render(told: PartedDocument, words: Wording, out: BinaryIO, brand: Brand | None = None) -> None:
    """Write the page: the same campaigns give the same bytes."""
    headings = (brand or Brand()).headings or "#243b53"
    sheet = paper(told.title, words.language, "A4 landscape")
    style = f":root{{--headings:{headings}}}{_PAGE_STYLE}{sheet}{style_of(words.grid)}"
    links = "".join(f'<li><a href="#suivi-{each.id}">{_text(each.title)}</a></li>' for each in told.sections)
    body = (
        f"<main>\n<h1>{_text(told.title)}</h1>\n{_head(told)}\n"
        f"<nav><ul>{links}</ul></nav>\n{_sections(told, words.grid, 2)}\n</main>"
    )
    out.write(closed_page(told.title, body, style, words.language).encode())


def inside(told: PartedDocument, words: Wording, title: str, name: str) -> str:
    """The same, as a part of the page of a result; `name`: that of its links."""
    parts = f"{_head(told)}\n{_sections(told, words.grid, 3, name)}"
    head = f'<section id="{name}" aria-labelledby="t-{name}">\n<h2 id="t-{name}">{_text(title)}</h2>'
    return f"{head}\n{parts}\n</section>"


def style_of(grid: Grid) -> str:
    """Styles of these tables and lines; their names are not used by the page of a result."""
    colours = (
        f".f-wide td.f-l{place}{{border-left-color:{fill}}}.f-b{place}{{fill:{fill};opacity:.35}}"
        for place, (fill, _) in enumerate(level_styles(grid))
    )
    return _STYLE + "\n".join(colours)


def _head(told: PartedDocument) -> str:
    return f'<div class="f-head">{"".join(f"<p>{_text(text)}</p>" for text in told.head)}</div>'


def _sections(told: PartedDocument, grid: Grid, depth: int, name: str = "suivi") -> str:
    return "\n".join(_section(each, grid, depth, name) for each in told.sections)


def _section(section: DocumentPart, grid: Grid, depth: int, name: str) -> str:
    parts = [f'<section id="{name}-{section.id}">\n<h{depth}>{_text(section.title)}</h{depth}>']
    parts += [f"<p>{_text(text)}</p>" for text in section.paragraphs]
    for table in section.tables:
        parts.append(_table(table, grid))
        parts += [f"<p>{_text(table.more)}</p>"] if table.more else []
    return "\n".join([*parts, "</section>"])


def _table(table: SectionTable, grid: Grid) -> str:
    sides = ['class="f-n"' if each.is_number else 'class="f-t"' if each.width > _LONG else "" for each in table.columns]
    heads = zip(table.columns, sides, strict=True)
    head = "".join(f'<th scope="col" {side}>{_text(each.title)}</th>' for each, side in heads)
    body = "\n".join(
        "<tr>" + "".join(_cell(cell, side, grid) for cell, side in zip(row, sides, strict=True)) + "</tr>"
        for row in table.rows
    )
    return f'<div class="f-wide"><table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table></div>'


def _cell(cell: TableCell, side: str, grid: Grid) -> str:
    if cell.spots:
        return f"<td>{_line(cell.spots, cell.text, grid)}</td>"
    if cell.level is not None:
        return f'<td class="f-l f-l{cell.level}">{_text(cell.text)}</td>'
    if cell.shade > 0:
        return f'<td class="f-n f-s{min(4, 1 + int(cell.shade * 4))}">{_text(cell.text)}</td>'
    return f"<td {side}>{_text(cell.text)}</td>".replace("<td >", "<td>")


def _line(spots: Sequence[Spot], text: str, grid: Grid) -> str:
    """A unit over the campaigns: bands of levels, its interval, its score; a hole where it has none."""
    low, high = grid.scale.low, grid.scale.high
    if low is None or high is None:
        known = [each for spot in spots for each in (spot.score, spot.low, spot.high) if each is not None]
        low, high = (min(known), max(known)) if known else (0.0, 1.0)
    reach = (high - low) or 1.0

    def up(score: float) -> float:
        return round(_HEIGHT - _EDGE - (min(max(score, low), high) - low) / reach * (_HEIGHT - 2 * _EDGE), 1)

    step = (_WIDTH - 2 * _EDGE) / max(len(spots) - 1, 1)
    across = [round(_EDGE + place * step, 1) for place in range(len(spots))]
    parts = list(_bands(grid))
    for x, spot in zip(across, spots, strict=True):
        if spot.low is not None and spot.high is not None and spot.low < spot.high:
            parts.append(f'<line class="f-span" x1="{x}" x2="{x}" y1="{up(spot.low)}" y2="{up(spot.high)}"/>')
    points = [(x, up(spot.score)) for x, spot in zip(across, spots, strict=True) if spot.score is not None]
    parts.append(f'<polyline class="f-line" points="{" ".join(f"{x},{y}" for x, y in points)}"/>')
    parts += [f'<circle class="f-dot" cx="{x}" cy="{y}" r="2"/>' for x, y in points]
    size = f'width="{_WIDTH:.0f}" height="{_HEIGHT:.0f}" viewBox="0 0 {_WIDTH:.0f} {_HEIGHT:.0f}"'
    return f'<svg role="img" aria-label="{_text(text)}" {size}>{"".join(parts)}</svg>'


def _bands(grid: Grid) -> Iterator[str]:
    """The levels behind the line, each on its scores (`bands` gives hundredths of the scale)."""
    for place, start, width, _ in bands(grid):
        bottom = _HEIGHT - _EDGE - float(start) / 100 * (_HEIGHT - 2 * _EDGE)
        tall = float(width) / 100 * (_HEIGHT - 2 * _EDGE)
        yield f'<rect class="f-b{place}" x="0" width="{_WIDTH:.0f}" y="{bottom - tall:.1f}" height="{tall:.1f}"/>'


def _text(text: str) -> str:
    return escape(inert(" ".join(text.split("\n"))))
