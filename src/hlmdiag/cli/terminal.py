"""The two streams of a terminal: stdout carries the result, stderr everything else.

A pipe is data: nothing is cut or wrapped there. A console that knows few characters (cp1252) gets near ones instead
of failing.
"""

from __future__ import annotations

import codecs
import io
import os
import sys
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING, TextIO

from hlmdiag.report.terminal.console import Terminal
from hlmdiag.runs.progress import Listener
from hlmdiag.runs.streams import leave, stdout_refused

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress, TaskID

    from hlmdiag.errors import Problem

_UNBOUNDED = 100_000
"""Width of a pipe in characters: wide enough that no line of ours is ever wrapped."""

_NEAR = {
    "\u202f": "\u00a0", "\u2009": " ", "\u2011": "-", "\u2212": "-", "→": "->", "←": "<-", "≥": ">=", "≤": "<=",
    "≠": "<>", "█": "#", "▇": "#", "░": "-", "●": "*", "■": "#", "▲": "!", "✓": "v", "…": "...", "’": "'", "œ": "oe",
    "«": '"', "»": '"',
}  # fmt: skip

_OFTEN = 0.2
"""Seconds between two figures of a step that counts: one could not read more."""

_DELAY = 1.0
"""Seconds before a progress bar shows itself: shorter work needs none."""


@dataclass
class ProgressSteps:
    """The steps of a long command, shown as a bar on a terminal, as nothing elsewhere."""

    language: str
    progress: Progress | None = None
    task: TaskID | None = None
    done: list[str] = field(default_factory=list)
    err: Console | None = None
    """Where warnings are printed, if they are to be heard."""
    _since: float = 0.0
    _shown: float = 0.0

    def begin(self, title: str) -> None:
        """Say which step begins; the one before it is done."""
        self.done.append(title)
        self._since = monotonic()
        if self.progress is not None and self.task is not None:
            self.progress.update(self.task, description=title, completed=len(self.done) - 1, units="")

    def units(self, done: int, total: int) -> None:
        """Say how much of a long step is done, how fast it goes and how long it still takes."""
        now = monotonic()
        if self.progress is None or self.task is None or not done or now - self._shown < _OFTEN:
            return
        self._shown = now
        seconds = max(now - self._since, _OFTEN)
        step = min(len(self.done) - 1 + done / total, len(self.done))
        self.progress.update(self.task, completed=step, units=pace(done, total, seconds, self.language))

    def warn(self, problem: Problem) -> None:
        """Print a notice at once, above the bar."""
        if self.err is not None:
            self.err.print(problem.say(self.language))


def pace(done: int, total: int, seconds: float, language: str) -> str:
    """Progress of a step in words: part done, rate, time left.

    >>> pace(1500, 10000, 60, "fr")
    '1\u202f500 sur 10\u202f000, 25 par seconde, encore 5 min 40 s'
    """
    from hlmdiag.text import say
    from hlmdiag.text.figures import integer

    rate = done / seconds
    left = round((total - done) / rate)
    minutes, rest = divmod(left, 60)
    hours, minutes = divmod(minutes, 60)
    parts = [f"{hours} h", f"{minutes} min"] if hours else [f"{minutes} min", f"{rest} s"] if minutes else [f"{rest} s"]
    values = {"done": integer(done, language), "total": integer(total, language), "left": " ".join(parts)}
    return say("cli.avancee", language, rate=integer(max(round(rate), 1), language), **values)


class _Out(io.TextIOWrapper):
    """Standard output: what the system refuses to write there is a sentence, whichever library was writing."""

    def write(self, text: str, /) -> int:
        try:
            return super().write(text)
        except OSError as error:
            raise stdout_refused(error) from error

    def flush(self) -> None:
        try:
            super().flush()
        except OSError as error:
            raise stdout_refused(error) from error


class _Err(io.TextIOWrapper):
    """Standard error: what cannot be said there changes nothing of what a command does."""

    def write(self, text: str, /) -> int:
        with suppress(OSError):
            return super().write(text)
        return len(text)

    def flush(self) -> None:
        try:
            super().flush()
        except OSError:
            leave(self)


def make_streams_safe() -> None:
    """Let neither a character nor a full or closed stream stop a command without a sentence.

    A character that a console does not have is replaced by what is nearest.
    """
    codecs.register_error("hlmdiag-console", _nearest)
    sys.stdout, sys.stderr = _safe(sys.stdout, _Out), _safe(sys.stderr, _Err)


def _safe(stream: TextIO | None, kind: type[_Out | _Err]) -> TextIO:
    """The same stream; in place of one that was closed, one that refuses to be written, as the closed one would."""
    if stream is None:
        refusing = io.FileIO(os.open(os.devnull, os.O_RDONLY), "w")
        return kind(refusing, encoding="utf-8", write_through=True)
    if type(stream) is io.TextIOWrapper:
        encoding, by_line, at_once = stream.encoding, stream.line_buffering, stream.write_through
        return kind(stream.detach(), encoding, "hlmdiag-console", line_buffering=by_line, write_through=at_once)
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(errors="hlmdiag-console")
    return stream


def open_terminal(language: str, *, quiet: bool = False, verbose: bool = False) -> Terminal:
    """The consoles of this process."""
    return Terminal(_console(sys.stdout), _console(sys.stderr), language, quiet, verbose)


def steps_on(terminal: Terminal) -> Listener:
    """A bar for a run of some steps."""
    return partial(steps, terminal)


@contextmanager
def steps(terminal: Terminal, total: int) -> Iterator[ProgressSteps]:
    """A bar of `total` steps on stderr, if a person is watching and the work lasts over a second."""
    heard = None if terminal.quiet else terminal.err
    if terminal.quiet or not terminal.err.is_terminal or not terminal.err.file.isatty():
        yield ProgressSteps(terminal.language, err=heard)
        return
    from threading import Timer

    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    # the usual spinner is made of braille characters, which a console without Unicode cannot show
    spinner = SpinnerColumn("dots" if terminal.err.encoding.startswith("utf") else "line")
    words = (TextColumn("{task.description}", markup=False), TextColumn("{task.fields[units]}", markup=False))
    columns = (spinner, words[0], BarColumn(), TimeElapsedColumn(), words[1])
    progress = Progress(*columns, console=terminal.err, transient=True)
    task = progress.add_task("", total=total, units="")
    timer = Timer(_DELAY, progress.start)
    timer.daemon = True
    timer.start()
    try:
        yield ProgressSteps(terminal.language, progress, task, err=heard)
    finally:
        timer.cancel()
        timer.join()
        progress.stop()


def _console(stream: TextIO) -> Console:
    from rich.console import Console

    class Listened(Console):
        """A console whose reader may leave (`| head`): that is no failure of the command, as rich would have it."""

        def on_broken_pipe(self) -> None:
            """Leave the verdict to the command line, which ends without complaint."""
            raise BrokenPipeError

    width = None if stream.isatty() else _UNBOUNDED
    return Listened(file=stream, width=width, markup=False, highlight=False, emoji=False)


def _nearest(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeEncodeError)
    refused = error.object[error.start : error.end]
    return "".join(_near(character, error.encoding) for character in refused), error.end


def _near(character: str, encoding: str) -> str:
    for candidate in (_NEAR.get(character, ""), unicodedata.normalize("NFKD", character)):
        plain = "".join(part for part in candidate if not unicodedata.combining(part))
        if plain and _fits(plain, encoding):
            return plain
    return "?"


def _fits(text: str, encoding: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True
