"""Outputs are written beside their name, then renamed: a file is there whole or not at all."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from hlmdiag.cli.usage import refusal

__all__ = ["opened"]


@contextmanager
def opened(path: Path | None) -> Iterator[BinaryIO]:
    """A stream whose content takes the name `path` once complete; None is standard output."""
    if path is None:
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
        raise refusal("sortie.disque", path=path, reason=error.strerror or error) from error
    finally:
        beside.unlink(missing_ok=True)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except PermissionError as error:
        raise refusal("sortie.droits", path=folder) from error
    except (FileExistsError, NotADirectoryError) as error:
        raise refusal("sortie.est-un-fichier", path=folder) from error
    except OSError as error:
        raise refusal("sortie.disque", path=folder, reason=error.strerror or error) from error


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
