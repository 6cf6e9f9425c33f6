"""A workbook as LibreOffice recalculates it: every formula worked out again, none of the cached values kept."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.workbook.workbook import Workbook

PROGRAM = shutil.which("soffice") or shutil.which("libreoffice")

# 0: always recalculate; without it LibreOffice keeps the values that it finds, and nothing would be tested
_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse">
<value>0</value></prop></item>
</oor:items>
"""


def recalculated(books: Mapping[str, Workbook], folder: Path) -> dict[str, Workbook]:
    """Every workbook with the values that LibreOffice gives its formulas, all in one session."""
    assert PROGRAM is not None
    profile, given, made = folder / "profile", folder / "given", folder / "made"
    for each in (profile / "user", given, made):
        each.mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_PROFILE, encoding="utf-8")
    for name, book in books.items():
        book.save(given / f"{name}.xlsx")
    files = [str(path) for path in sorted(given.iterdir())]
    _convert(profile, "xlsx:Calc MS Excel 2007 XML", made, files)
    return {name: load_workbook(made / f"{name}.xlsx", data_only=True) for name in books}


def saved_again(path: Path, folder: Path, formats: Sequence[str]) -> list[Path]:
    """A workbook opened and saved by LibreOffice, in each of some formats."""
    for suffix in formats:
        _convert(folder / "profile", suffix, folder / suffix, [str(path)])
    return [folder / suffix / f"{path.stem}.{suffix}" for suffix in formats]


def _convert(profile: Path, kind: str, made: Path, files: Sequence[str]) -> None:
    assert PROGRAM is not None
    command = [PROGRAM, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore"]
    command += ["--convert-to", kind, "--outdir", str(made), *files]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
