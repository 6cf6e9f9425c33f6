"""A Word document as LibreOffice prints it; a test that needs it is skipped where there is none, and says so."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest


def pdf_of(document: bytes, folder: Path) -> bytes:
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None or not list(Path(program).resolve().parent.glob("*swlo*")):
        pytest.skip("LibreOffice Writer is not installed: the Word document was not opened")
    (folder / "d.docx").write_bytes(document)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    subprocess.run(
        [program, profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), folder / "d.docx"],
        capture_output=True, timeout=120, check=True,
    )  # fmt: skip
    return (folder / "d.pdf").read_bytes()


def page_count(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page[^s]", pdf))
