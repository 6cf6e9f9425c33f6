"""The pictures of the page and of the dossier: the demonstration as a browser shows it, and as it goes to paper.

    python docs/renew.py page       # docs/images/page-*.png
    python docs/renew.py dossier    # docs/images/dossier-*.png

Needs Chromium and playwright, which the tests of the page use too; for the dossier, LibreOffice Writer and poppler.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from contextlib import chdir, redirect_stdout
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hlmdiag.cli.app import run

IMAGES = Path(__file__).parent / "images"
WIDTH, HEIGHT = 1100, 1000
A4 = 794, 1123
"""An A4 sheet at 96 dots an inch."""
MARGIN = 45


def renew() -> None:
    """Write the pictures anew."""
    from playwright.sync_api import sync_playwright

    program = shutil.which("chromium") or shutil.which("google-chrome")
    if program is None:
        sys.exit("Chromium is needed to take these pictures.")
    with TemporaryDirectory() as folder, sync_playwright() as tool:
        with chdir(folder), redirect_stdout(StringIO()):
            run(["demo", "--quiet"])
        browser = tool.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(bypass_csp=True, viewport={"width": WIDTH, "height": HEIGHT})
        page.goto((Path(folder) / "demo" / "diagnostic.html").as_uri())
        _take(page, "page-parc.png")
        page.locator("#carte").evaluate("each => each.scrollIntoView()")
        _take(page, "page-carte.png")
        page.locator("#f1").evaluate("each => each.scrollIntoView()")
        page.wait_for_timeout(300)
        page.locator("#f1").evaluate("each => each.scrollIntoView()")
        _take(page, "page-fiche.png", height=1250)
        page.set_viewport_size({"width": A4[0], "height": A4[1]})
        page.emulate_media(media="print")
        # what follows starts another sheet of paper
        page.add_style_tag(content=f"body {{ padding: {MARGIN}px }} #bref ~ *, footer {{ display: none !important }}")
        page.evaluate("scrollTo(0, 0)")
        _take(page, "page-imprimee.png", height=A4[1])
        browser.close()


def renew_dossier() -> None:
    """Write the pictures of the Word document anew: its first page, and the one where the follow-up begins."""
    examples = IMAGES.parent.parent / "examples"
    files = [str(examples / name) for name in ("parc.xlsx", "incidents.csv", "reclamations.csv", "parcours.csv")]
    earlier = [str(examples / "parc.csv"), files[1], "--date", "2026-04-30", "-o", "avril.json"]
    walk = [files[3], "-g", "diagnostic-en-marchant", "--date", "2026-10-31", "-o", "visite.json"]
    with TemporaryDirectory() as folder, chdir(folder):
        for typed in ([*files[:3], "--date", "2026-10-31", "-o", "parc.json"], earlier, walk):
            run(["score", *typed, "--quiet"])
        run(["dossier", "parc.json", "0204", "--history", "avril.json", "--walk", "visite.json", "-o", "d.docx", "-q"])
        subprocess.run(["soffice", "--headless", "--convert-to", "pdf", "d.docx"], check=True, capture_output=True)
        pages = subprocess.run(["pdftotext", "d.pdf", "-"], check=True, capture_output=True).stdout.decode().split("\f")
        follow_up = next(number for number, text in enumerate(pages, 1) if text.count("Responsable") > 0)
        for name, number in (("dossier-mission", 1), ("dossier-suivi", follow_up)):
            chosen = ["-f", str(number), "-l", str(number), "-singlefile", "-r", "72", "-png"]
            subprocess.run(["pdftoppm", *chosen, "d.pdf", IMAGES / name], check=True)


def _take(page: Any, name: str, height: int = HEIGHT) -> None:
    page.set_viewport_size(page.viewport_size | {"height": height})
    page.wait_for_timeout(300)
    page.screenshot(path=IMAGES / name)
