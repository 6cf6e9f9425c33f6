"""A course as a small line, drawn in the page itself: its style is in its marks, for no page lets a style through."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from hlmdiag.layout.texts import Course
from hlmdiag.text.inert import inert

_WIDTH, _HEIGHT, _EDGE = 110.0, 30.0, 4.0
_INK, _SPAN = "#1f2933", "#5f6b76"


def drawn(course: Course) -> str:
    """The bands of levels, the interval of each score, then the scores; a hole where there is none."""
    size = f'width="{_WIDTH:.0f}" height="{_HEIGHT:.0f}" viewBox="0 0 {_WIDTH:.0f} {_HEIGHT:.0f}"'
    return f'<svg role="img" aria-label="{escape(inert(course))}" {size}>{"".join(_parts(course))}</svg>'


def _parts(course: Course) -> Iterator[str]:
    for band in course.bands:
        top, bottom = _up(course, band.high), _up(course, band.low)
        place = f'width="{_WIDTH:.0f}" y="{top}" height="{round(bottom - top, 1)}"'
        yield f'<rect {place} fill="{escape(band.colour)}" opacity=".35"/>'
    step = (_WIDTH - 2 * _EDGE) / max(len(course.spots) - 1, 1)
    across = [round(_EDGE + place * step, 1) for place in range(len(course.spots))]
    for x, spot in zip(across, course.spots, strict=True):
        if spot.low is not None and spot.high is not None and spot.low < spot.high:
            ends = f'x1="{x}" x2="{x}" y1="{_up(course, spot.low)}" y2="{_up(course, spot.high)}"'
            yield f'<line {ends} stroke="{_SPAN}" stroke-width="3" opacity=".45"/>'
    scores = ((x, spot.score) for x, spot in zip(across, course.spots, strict=True))
    points = [(x, _up(course, score)) for x, score in scores if score is not None]
    line = " ".join(f"{x},{y}" for x, y in points)
    yield f'<polyline points="{line}" fill="none" stroke="{_INK}" stroke-width="1.5"/>'
    for x, y in points:
        yield f'<circle cx="{x}" cy="{y}" r="2" fill="{_INK}"/>'


def _up(course: Course, score: float) -> float:
    """Height of a score in the drawing."""
    reach = (course.high - course.low) or 1.0
    share = (min(max(score, course.low), course.high) - course.low) / reach
    return round(_HEIGHT - _EDGE - share * (_HEIGHT - 2 * _EDGE), 1)
