"""A page as a real Chromium shows it: opened from a file, every request and every complaint written down."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from hlmdiag.scoring import Result
from report.pages import rendered

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_QUIET = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync",
)  # fmt: skip
_A4 = (595, 842)
_PAPER = "window.print = () => { window.printed = document.documentElement.className }"
"""Chromium without a window has nobody to print for: what would go to paper is kept instead."""


@contextmanager
def chromium() -> Iterator[Any]:
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: no browser is tried")
    program = next(filter(None, map(shutil.which, _NAMES)), None)
    if program is None:
        pytest.skip(f"no Chromium here (looked for {', '.join(_NAMES)}): the page is not tried in a browser")
    with playwright.sync_playwright() as tool:
        browser = tool.chromium.launch(executable_path=program, args=list(_QUIET))
        yield browser
        browser.close()


class Reader:
    """Opens pages, each in a session of its own."""

    def __init__(self, browser: Any, folder: Path) -> None:
        self._browser, self._folder = browser, folder

    @contextmanager
    def open(self, result: Result, *, width: int = 1280, **session: Any) -> Iterator[Visit]:
        """A visit of the page of a result."""
        path = self._folder / f"{id(result)}.html"
        if not path.exists():
            path.write_bytes(rendered(result))
        with self.visit(path, width=width, **session) as visit:
            yield visit

    @contextmanager
    def visit(self, path: Path, *, width: int = 1280, **session: Any) -> Iterator[Visit]:
        """A visit; at its end the page must have asked for nothing but itself, and complained of nothing."""
        context = self._browser.new_context(viewport={"width": width, "height": 900}, **session)
        context.set_default_timeout(5000)
        visit = Visit(context.new_page(), path)
        yield visit
        assert visit.requests == [path.as_uri()]
        assert visit.complaints == []
        context.close()


class Visit:
    """One page, as its reader meets it."""

    def __init__(self, page: Any, path: Path) -> None:
        self.page, self.requests, self.complaints = page, [], []
        page.on("request", lambda each: self.requests.append(each.url))
        page.on("console", lambda each: self.complaints.append(each.text))
        page.on("pageerror", lambda each: self.complaints.append(str(each)))
        page.add_init_script(_PAPER)
        self._tool = page.context.new_cdp_session(page)
        self._tool.send("Performance.enable")
        page.goto(path.as_uri())

    def laid_out(self) -> int:
        """How many things the page has been given a place for so far: what opening it costs, on any machine."""
        found = self._tool.send("Performance.getMetrics")["metrics"]
        return next(int(each["value"]) for each in found if each["name"] == "LayoutObjects")

    def codes(self, rows: str) -> list[str]:
        """The codes in the rows shown, in their order."""
        found = self.page.locator(f"{rows} > tbody > tr:visible > th > a").all_inner_texts()
        return [text.strip() for text in found]

    def column(self, table: str, title: str) -> list[str]:
        """The cells shown under a title."""
        read = """([table, title]) => {
          const found = document.querySelector(table);
          const column = [...found.tHead.rows[0].cells].findIndex(each => each.innerText.includes(title));
          const rows = [...found.tBodies[0].rows].filter(row => row.offsetParent !== null);
          return rows.map(row => row.cells[column].innerText.trim()); }"""
        return list(self.page.evaluate(read, [table, title]))

    def sheets(self) -> int:
        """How many sheets are shown."""
        return int(self.page.evaluate("document.querySelectorAll('article:not([hidden])').length"))

    def focused(self) -> str:
        """What the keyboard acts on: its text, or the name of a field."""
        return str(
            self.page.evaluate("(({tagName, name, innerText}) => name || innerText.trim())(document.activeElement)")
        )

    def printed(self, part: str = "") -> int:
        """The number of A4 sheets of paper, of the whole or of a part chosen by its button."""
        if part:
            self.page.evaluate("part => document.documentElement.classList.add(part)", part)
        pdf = self.page.pdf(prefer_css_page_size=True)
        if part:
            self.page.evaluate("part => document.documentElement.classList.remove(part)", part)
        boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf)
        assert boxes and all((round(float(wide)), round(float(high))) == _A4 for wide, high in boxes)
        return len(re.findall(rb"/Type\s*/Page\b", pdf))

    def faults(self, within: str | None = None) -> list[str]:
        """The rules of WCAG 2.1 A and AA that are broken, as axe-core finds them, with where."""
        from axe_playwright_python.sync_playwright import Axe

        rules = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"], "resultTypes": ["violations"]}
        found = Axe().run(self.page, context=within, options=rules).response["violations"]
        return [f"{rule['id']} : {node['html'][:100]}" for rule in found for node in rule["nodes"]]
