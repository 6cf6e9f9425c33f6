"""Turns the system's refusal to write to a stream of the process into a sentence."""

from __future__ import annotations

import errno
import os
from contextlib import suppress
from typing import TYPE_CHECKING, TextIO

from hlmdiag.runs.refusals import refusal

if TYPE_CHECKING:
    from hlmdiag.errors import HlmdiagError


def stdout_refused(error: OSError) -> BrokenPipeError | HlmdiagError:
    """Error for a failed standard output; a reader that left (`| head`) is no failure."""
    if error.errno == errno.EPIPE:
        return BrokenPipeError()
    if error.errno == errno.EBADF:
        return refusal("sortie.standard-fermee")
    return refusal("sortie.standard-refusee", number=error.errno)


def leave(stream: TextIO) -> None:
    """Write nothing more there, what waits included: Python would try again, and complain, as it closes the stream."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
