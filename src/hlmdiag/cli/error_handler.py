"""An error becomes sentences on stderr and an exit code; a traceback is shown only to who asks for it."""

from __future__ import annotations

import errno
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from typer import Abort, TyperException

from hlmdiag.cli.usage import translate
from hlmdiag.errors import HlmdiagError, Location, Problem
from hlmdiag.report.terminal.console import plain
from hlmdiag.runs.refusals import refusal
from hlmdiag.runs.streams import leave
from hlmdiag.text import LANGUAGES, say

_OURS = 4
_SHOWN = 60
"""Characters of a name that is too long."""
_INTERRUPTED = 130
"""Exit code that shells expect of a command stopped by Ctrl-C."""


def tell(error: BaseException, arguments: Sequence[str]) -> int:
    """Say an error in the language asked for, and give the exit code of the command."""
    language = _language(arguments)
    match error:
        case KeyboardInterrupt() | Abort():
            _write([say("cli.interrompu", language)])
            return _INTERRUPTED
        case BrokenPipeError():
            return _close_pipe()
        case SystemExit() | GeneratorExit():
            raise error
        case HlmdiagError():
            return _refuse(error, language)
        case OSError(errno=errno.ENAMETOOLONG):
            return _refuse(refusal("usage.nom-trop-long", name=f"{str(error.filename)[:_SHOWN]}…"), language)
        case TyperException():
            return _refuse(translate(error), language)
        case MemoryError():
            return _refuse(HlmdiagError([Problem("memoire", Location(file="hlmdiag"))]), language)
        case _:
            return _confess(error, language, debug="--debug" in arguments)


def say_problems(problems: Iterable[Problem], language: str) -> None:
    """Problems on stderr, one by one; where several cells of a sheet have the same, the sentence is said once."""
    alike: dict[object, list[Problem]] = {}
    for place, problem in enumerate(problems):
        at = problem.location
        alike.setdefault((at.file, at.sheet, problem.sentence(language)) if at.cell else place, []).append(problem)
    _write(line for same in alike.values() for line in _together(same, language))


def _together(same: Sequence[Problem], language: str) -> Iterator[str]:
    yield same[0].say(language)
    if cells := [problem.location.cell for problem in same[1:] if problem.location.cell]:
        yield "  " + say("cli.problemes.aussi", language, places=", ".join(cells))


def _refuse(error: HlmdiagError, language: str) -> int:
    say_problems(error.problems, language)
    try:
        sys.stdout.flush()
    except (OSError, HlmdiagError):
        leave(sys.stdout)
    return error.exit_code


def _confess(error: BaseException, language: str, *, debug: bool) -> int:
    if debug:
        import traceback

        traceback.print_exception(error, file=sys.stderr)
    _write([Problem("interne", Location(file="hlmdiag"), {"kind": _kind(error)}).say(language)])
    return _OURS


def _kind(error: BaseException) -> str:
    # kind and place are enough to find the bug; the message could hold the user's data
    last = error.__traceback__
    while last is not None and last.tb_next is not None:
        last = last.tb_next
    place = f", {Path(last.tb_frame.f_code.co_filename).name}:{last.tb_lineno}" if last is not None else ""
    return f"{type(error).__name__}{place}"


def _close_pipe() -> int:
    # the reader of our output left (`| head`): not an error, and Python must not complain when it closes the stream
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except BrokenPipeError:
            leave(stream)
    return 0


def _language(arguments: Sequence[str]) -> str:
    for option, value in zip(arguments, [*arguments[1:], ""], strict=True):
        asked = value if option == "--lang" else option.removeprefix("--lang=")
        if option.startswith("--lang") and asked in LANGUAGES:
            return asked
    return LANGUAGES[0]


def _write(lines: Iterable[str]) -> None:
    try:
        for line in lines:
            print(plain(line), file=sys.stderr)
        sys.stderr.flush()
    except BrokenPipeError:
        _close_pipe()
