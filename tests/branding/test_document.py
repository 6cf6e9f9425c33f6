"""A Word document given as a template: what is read, what is refused."""

from __future__ import annotations

import zipfile
from pathlib import Path

import docx
import pytest

from hlmdiag.branding import read_document
from hlmdiag.errors import HlmdiagError, Location


def refused(path: Path, place: Location | None = None) -> tuple[str, str | None, int | None]:
    with pytest.raises(HlmdiagError) as caught:
        read_document(path, place)
    (problem,) = caught.value.problems
    assert caught.value.exit_code == 2
    return problem.code, problem.location.file, problem.location.line


def test_a_document_is_read_with_its_name(tmp_path: Path) -> None:
    path = tmp_path / "modele.docx"
    docx.Document().save(str(path))
    found = read_document(path)
    assert (found.name, found.content) == ("modele.docx", path.read_bytes())


def test_another_file_is_refused_under_its_name_or_at_the_line_that_names_it(tmp_path: Path) -> None:
    path = tmp_path / "modele.docx"
    path.write_text("du texte", encoding="utf-8")
    assert refused(path) == ("dossier.modele", "modele.docx", None)
    assert refused(path, Location("hlmdiag.toml", line=2)) == ("dossier.modele", "hlmdiag.toml", 2)
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("[Content_Types].xml", "<Types/>")
    assert refused(path) == ("dossier.modele", "modele.docx", None)
    assert refused(tmp_path / "absent.docx") == ("dossier.modele-absent", None, None)
    assert refused(tmp_path) == ("dossier.modele-absent", None, None)


def test_a_document_that_swells_is_refused_unopened(tmp_path: Path) -> None:
    path = tmp_path / "modele.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", b" " * 50_000_001)
    assert path.stat().st_size < 100_000
    assert refused(path) == ("dossier.modele-taille", "modele.docx", None)
