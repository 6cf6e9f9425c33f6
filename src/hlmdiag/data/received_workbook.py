"""A received workbook opened whole, by openpyxl: to keep what is around its cells, or to find what marks them."""

from __future__ import annotations

import warnings
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import TYPE_CHECKING, Any

from hlmdiag.data.workbook_scan import can_be_taken_apart
from hlmdiag.errors import HlmdiagError, Problem

if TYPE_CHECKING:
    from openpyxl import Workbook

_RAISED = (
    ArithmeticError, AttributeError, EOFError, LookupError, NotImplementedError, OSError, RecursionError, SyntaxError,
    TypeError, ValueError, zipfile.BadZipFile, zlib.error,
)  # fmt: skip
"""Exceptions of openpyxl on a broken part, which it does not check; broken XML is a `SyntaxError`."""


@contextmanager
def refusing(problem: Problem) -> Iterator[None]:
    """Whatever openpyxl raises on a part that it cannot read or keep becomes this refusal."""
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        yield
    except (InvalidFileException, *_RAISED):
        raise HlmdiagError([problem]) from None


def opened_whole(data: bytes, problem: Problem, **options: Any) -> Workbook:
    """The workbook, opened with these options of openpyxl.

    Raises `problem` where a part is broken or would unfold beyond measure, and the reader's own refusals.
    """
    from openpyxl import load_workbook

    with refusing(problem):
        if not can_be_taken_apart(data):
            raise ValueError("more to unfold than memory holds")
        with warnings.catch_warnings():
            # openpyxl warns of what it will not write back: the copy says so in our words, and reading loses nothing
            warnings.simplefilter("ignore")
            return load_workbook(BytesIO(data), **options)
