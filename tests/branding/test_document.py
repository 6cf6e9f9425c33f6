"""A Word document given as a template: what is read, what is refused."""

from __future__ import annotations

import zipfile
from pathlib import Path

import docx
import pytest
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement

from hlmdiag.branding import read_document
from hlmdiag.errors import HlmdiagError, Location
from hlmdiag.layout.word import forget_its_own_template


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


ATTACHED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"
RELATIONSHIP = (
    '<Relationship xmlns="http://schemas.openxmlformats.org/package/2006/relationships" Id="rId99" TargetMode="{mode}"'
    ' Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" Target="{target}"/>'
)
PIECES = "".join(
    f'<w:r xmlns:w="{qn("w:r")[1:].partition("}")[0]}">{piece}</w:r>'
    for piece in (
        '<w:fldChar w:fldCharType="begin"/>', "<w:instrText>PAGE INCLUDE</w:instrText>",
        '<w:fldChar w:fldCharType="begin"/>', "<w:instrText> INCLUDE</w:instrText>", "<w:instrText>PICTURE \"http://a.invalid\"</w:instrText>",
        '<w:fldChar w:fldCharType="end"/>', '<w:fldChar w:fldCharType="end"/>',
    )
)  # fmt: skip
"""A field inside another one, its code cut in two."""


def holding(path: Path, part: str, before: str, added: str) -> Path:
    """A document in one part of which something is added before the last of these words."""
    plain = path.with_name("vierge.docx")
    docx.Document().save(str(plain))
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(path, "w") as target:
        for name in source.namelist():
            content = source.read(name).decode("utf-8") if name == part else ""
            target.writestr(name, (added + before).join(content.rsplit(before, 1)) if content else source.read(name))
    return path


@pytest.mark.parametrize(
    ("kind", "mode", "target", "is_refused"),
    [
        ("attachedTemplate", "External", "https://a.invalid/m.dotm", True),
        ("attachedTemplate", "External", "file:///\\\\a.invalid\\m.dotm", True),
        ("attachedTemplate", "External", "\\\\a.invalid\\m.dotm", True),
        ("attachedTemplate", "External", "file:///C:\\Users\\m.dotm", False),
        ("attachedTemplate", "External", "Normal.dotm", False),
        ("image", "External", "https://a.invalid/logo.png", True),
        ("image", "Internal", "https://a.invalid/logo.png", True),
        ("oleObject", "Internal", "embeddings/oleObject1.bin", True),
        ("vbaProject", "Internal", "vbaProject.bin", True),
        ("aFChunk", "Internal", "a.html", True),
        ("hyperlink", "External", "https://exemple.invalid", False),
        ("hyperlink", "External", "file:///C:/a.exe", True),
    ],
)
def test_what_runs_or_is_fetched_is_refused(
    tmp_path: Path, kind: str, mode: str, target: str, is_refused: bool
) -> None:
    added = RELATIONSHIP.format(kind=kind, mode=mode, target=target)
    path = holding(tmp_path / "modele.docx", "word/_rels/document.xml.rels", "</Relationships>", added)
    if is_refused:
        assert refused(path) == ("dossier.modele-actif", "modele.docx", None)
    else:
        assert read_document(path).name == "modele.docx"


def test_a_field_that_includes_a_file_is_refused_even_in_pieces(tmp_path: Path) -> None:
    path = holding(tmp_path / "modele.docx", "word/document.xml", "<w:sectPr", f"<w:p>{PIECES}</w:p>")
    assert refused(path) == ("dossier.modele-actif", "modele.docx", None)
    with pytest.raises(HlmdiagError, match=r"« word/document.xml » : INCLUDEPICTURE"):
        read_document(path)


def test_the_template_of_a_template_is_left_out(tmp_path: Path) -> None:
    document, path = docx.Document(), tmp_path / "modele.docx"
    assert document.settings is not None
    settings = document.part.part_related_by(RELATIONSHIP_TYPE.SETTINGS)
    id = settings.rels.get_or_add_ext_rel(ATTACHED, "file:///C:/Users/Anne/m.dotm")
    named = OxmlElement("w:attachedTemplate")
    named.set(qn("r:id"), id)
    document.settings.element.append(named)
    document.save(str(path))
    assert _holds(path, "Anne") and read_document(path).name == "modele.docx"
    forget_its_own_template(again := docx.Document(str(path)))
    again.save(str(path))
    assert not _holds(path, "Anne") and not _holds(path, "attachedTemplate")


def _holds(path: Path, word: str) -> bool:
    with zipfile.ZipFile(path) as parts:
        return any(word in parts.read(name).decode("utf-8", "replace") for name in parts.namelist())
