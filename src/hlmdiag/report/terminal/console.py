"""Output streams of a command, and texts made safe for a console."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.padding import Padding
    from rich.text import Text

_CONTROL = dict.fromkeys((*range(9), *range(11, 32), *range(127, 160), *range(8234, 8239), *range(8294, 8298)))
"""Characters by which a received text could command the console: no message of ours needs one."""


@dataclass(frozen=True)
class Terminal:
    """Output of a command: `out` for the result, `err` for the rest, and its verbosity."""

    out: Console
    err: Console
    language: str
    quiet: bool = False
    verbose: bool = False


def plain(text: str) -> str:
    """A text that may hold what somebody else typed, unable to command the console."""
    return text.translate(_CONTROL)


def styled(text: str, style: str = "") -> Text:
    """The same, in a style."""
    from rich.text import Text

    return Text(plain(text), style=style)


def indented(content: RenderableType, columns: int = 2) -> Padding:
    """Content set in by some columns, every wrapped line of it too, and no blank beyond it."""
    from rich.padding import Padding

    return Padding(content, (0, 0, 0, columns), expand=False)
