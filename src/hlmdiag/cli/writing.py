"""Outputs are written beside their name, then renamed: a file is there whole or not at all."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from hlmdiag.cli.usage import refusal

if TYPE_CHECKING:
    from hlmdiag.errors import HlmdiagError

__all__ = ["opened"]


@contextmanager
def opened(path: Path | None) -> Iterator[BinaryIO]:
    """A stream whose content takes the name `path` once complete; None is standard output."""
    if path is None:
        with _told_when_nobody_reads():
            yield sys.stdout.buffer
            sys.stdout.buffer.flush()
        return
    _make_folder(path.parent)
    beside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with _create(beside, path) as stream:
            yield stream
        _rename(beside, path)
    except OSError as error:
        raise _failure(path, error) from error
    finally:
        beside.unlink(missing_ok=True)


@contextmanager
def _told_when_nobody_reads() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        # polars gives the system's refusal as text: a reader that left (`| head`) is then told by its number alone.
        if error.errno == errno.EPIPE or f"os error {errno.EPIPE}" in str(error):
            raise BrokenPipeError from error
        raise


def _failure(path: Path, error: OSError) -> HlmdiagError:
    match error.errno:
        case errno.ENOSPC | errno.EDQUOT:
            return refusal("sortie.disque-plein", path=path)
        case errno.ENAMETOOLONG | errno.EINVAL | errno.ENOENT:
            return refusal("sortie.nom-impossible", path=path)
        case errno.EROFS:
            return refusal("sortie.droits", path=path)
        case _:
            return refusal("sortie.disque", path=path, number=error.errno)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except PermissionError as error:
        raise refusal("sortie.droits", path=folder) from error
    except (FileExistsError, NotADirectoryError) as error:
        raise refusal("sortie.est-un-fichier", path=folder) from error
    except OSError as error:
        raise _failure(folder, error) from error


def _create(beside: Path, path: Path) -> BinaryIO:
    try:
        return beside.open("wb")
    except PermissionError as error:
        raise refusal("sortie.droits", path=path) from error


def _rename(beside: Path, path: Path) -> None:
    try:
        beside.replace(path)
    except PermissionError as error:
        # Windows refuses to replace a file that Excel holds open.
        raise refusal("sortie.verrouille", path=path) from error
