"""Outputs are written beside their name, then renamed: a file is there whole or not at all."""

from __future__ import annotations

import errno
import os
import re
import shutil
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from hlmdiag.runs import temporary
from hlmdiag.runs.refusals import refusal
from hlmdiag.runs.streams import stdout_refused

if TYPE_CHECKING:
    from hlmdiag.errors import HlmdiagError


@contextmanager
def opened(path: Path | None) -> Iterator[BinaryIO]:
    """A stream whose content takes the name `path` once complete; None is standard output.

    A file that is replaced gives its permissions to the new one; a link is replaced, what it leads to is not touched.
    """
    if path is None:
        with _refusals_told(None, sys.stdout.buffer):
            yield sys.stdout.buffer
        return
    _make_folder(path.parent)
    mode = _mode_of(path)
    temporary.sweep(path.parent)
    beside, created = _create(path)
    try:
        with created as stream, _refusals_told(path, stream):
            yield stream
        if mode is not None:
            with suppress(OSError):
                beside.chmod(mode)
        _rename(beside, path)
    finally:
        beside.unlink(missing_ok=True)


@contextmanager
def opened_folder(path: Path) -> Iterator[Path]:
    """A new folder that takes the name `path` once complete: of nothing, or of a folder that it replaces whole."""
    _make_folder(path.parent)
    beside = path.parent / f".hlmdiag-{temporary.mark()}-{path.name}.tmp"
    shutil.rmtree(beside, ignore_errors=True)
    try:
        beside.mkdir()
        yield beside
        _take_the_place(beside, path)
    except OSError as error:
        raise _failure(path, error.errno or errno.EIO) from error
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _take_the_place(beside: Path, path: Path) -> None:
    """Give a folder the name of another, which is only removed once that is done."""
    if not path.is_dir():
        _rename(beside, path)
        return
    before = beside.with_name(f"{beside.name}.before")
    _rename(path, before)
    try:
        _rename(beside, path)
    except BaseException:
        before.replace(path)
        raise
    shutil.rmtree(before, ignore_errors=True)


@contextmanager
def _refusals_told(path: Path | None, stream: BinaryIO) -> Iterator[None]:
    """Turn a refusal of the system into a sentence; a reader that left (`| head`) is no failure."""
    try:
        yield
        stream.flush()
    except Exception as error:
        number = _number(error, stream)
        if number is None:
            raise
        if path is None:
            raise stdout_refused(OSError(number, "")) from error
        # closing flushes the buffer, which fails again: the first failure is the one reported
        with suppress(OSError):
            stream.close()
        raise _failure(path, number) from error


def _number(error: Exception, stream: BinaryIO) -> int | None:
    """The system's number of a refusal, if that is what an error is."""
    if isinstance(error, OSError) and error.errno is not None:
        return error.errno
    if told := re.search(r"\[Errno (\d+)\]|\(os error (\d+)\)", str(error)):
        return int(told[1] or told[2])
    return _refusal_of(stream) if type(error).__module__.startswith("polars") else None


def _refusal_of(stream: BinaryIO) -> int | None:
    """Refusal of the system for one more byte: polars writes by itself, and may fail without a reason."""
    try:
        os.write(stream.fileno(), b"\n")
    except OSError as error:
        return error.errno
    return None


def _failure(path: Path, number: int) -> HlmdiagError:
    match number:
        case errno.ENOSPC | errno.EDQUOT:
            return refusal("sortie.disque-plein", path=path)
        case errno.ENAMETOOLONG | errno.EINVAL | errno.ENOENT:
            return refusal("sortie.nom-impossible", path=path)
        case errno.EROFS:
            return refusal("sortie.droits", path=path)
        case _:
            return refusal("sortie.disque", path=path, number=number)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except PermissionError as error:
        raise refusal("sortie.droits", path=folder) from error
    except (FileExistsError, NotADirectoryError) as error:
        raise refusal("sortie.est-un-fichier", path=folder) from error
    except OSError as error:
        raise _failure(folder, error.errno or errno.EIO) from error


def _mode_of(path: Path) -> int | None:
    """The permissions of the file that will be replaced, if there is one; what is no file is never replaced."""
    try:
        found = path.lstat()
        if stat.S_ISLNK(found.st_mode):
            found, is_link = path.stat(), True
        else:
            is_link = False
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise _failure(path, error.errno or errno.EIO) from error
    if stat.S_ISDIR(found.st_mode):
        raise refusal("sortie.est-un-dossier", path=path)
    if not stat.S_ISREG(found.st_mode):
        raise refusal("sortie.pas-un-fichier", path=path)
    return None if is_link else stat.S_IMODE(found.st_mode) & 0o777


def _create(path: Path) -> tuple[Path, BinaryIO]:
    try:
        return temporary.create(path.parent)
    except PermissionError as error:
        raise refusal("sortie.droits", path=path) from error
    except OSError as error:
        raise _failure(path, error.errno or errno.EIO) from error


def _rename(beside: Path, path: Path) -> None:
    try:
        beside.replace(path)
    except PermissionError as error:
        # on Windows, a file open in Excel cannot be replaced
        raise refusal("sortie.verrouille", path=path) from error
    except OSError as error:
        raise _failure(path, error.errno or errno.EIO) from error
