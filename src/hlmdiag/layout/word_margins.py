"""The header and footer of a Word dossier: the unit and the date, on every page.

Both texts stand in bookmarks, so that a dossier that serves as a template does not keep the name of another unit.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import TYPE_CHECKING, Any

from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.shared import Cm, Length

from hlmdiag.text import say
from hlmdiag.text.markup import one_line

if TYPE_CHECKING:
    from docx.document import Document
    from docx.section import Section as _Section

    from hlmdiag.branding import Brand

HEADER, FOOTER = "hlmdiag_entete", "hlmdiag_pied"
"""The names of the bookmarks."""

_DRAWN = ("image/png", "image/jpeg")
"""The logos that Word draws."""


def lay(document: Document, brand: Brand, head: str, foot: str, language: str) -> None:
    """The header and the footer of our own document."""
    section = document.sections[0]
    above, below = section.header.paragraphs[0], section.footer.paragraphs[0]
    if brand.logo is not None and brand.logo.media in _DRAWN:
        above.add_run().add_picture(io.BytesIO(brand.logo.content), height=Cm(1))
        above.add_run("  ")
    if brand.organisation:
        above.add_run(f"{one_line(brand.organisation)} — ")
    _marked(above, HEADER, 1, head)
    below.paragraph_format.tab_stops.clear_all()
    below.paragraph_format.tab_stops.add_tab_stop(_line(section), WD_TAB_ALIGNMENT.RIGHT)
    _marked(below, FOOTER, 2, foot)
    below.add_run(f"\t{say('rapport.dossier.page', language)} ")
    _field(below, "PAGE")
    below.add_run(f" {say('rapport.dossier.sur', language)} ")
    _field(below, "NUMPAGES")


def _line(section: _Section) -> Length:
    """The width of the lines of our page."""
    page, left, right = section.page_width, section.left_margin, section.right_margin
    assert page is not None and left is not None and right is not None
    return Length(page - left - right)


def renew(document: Document, head: str, foot: str) -> None:
    """Write this unit and this date in the bookmarks of a template that has them."""
    texts: Mapping[str, str] = {HEADER: head, FOOTER: foot}
    for start in list(_starts(document)):
        text = texts.get(start.get(qn("w:name")))
        if text is not None:
            _rewrite(start, one_line(text))


def _starts(document: Document) -> Iterator[Any]:
    for section in document.sections:
        parts = (
            section.header, section.first_page_header, section.even_page_header,
            section.footer, section.first_page_footer, section.even_page_footer,
        )  # fmt: skip
        for part in parts:
            # reading an absent header or footer would create it
            if not part.is_linked_to_previous:
                yield from part._element.iter(qn("w:bookmarkStart"))


def _rewrite(start: Any, text: str) -> None:
    """Replace the text between a bookmark and its end, in the look of its first part."""
    looks = None
    for after in list(start.itersiblings()):
        if after.tag == qn("w:bookmarkEnd") and after.get(qn("w:id")) == start.get(qn("w:id")):
            break
        if looks is None:
            looks = after.find(qn("w:rPr"))
        after.getparent().remove(after)
    run = OxmlElement("w:r")
    if looks is not None:
        run.append(deepcopy(looks))
    run.append(_text(text))
    start.addnext(run)


def _marked(line: Any, name: str, id: int, text: str) -> None:
    start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    for mark in (start, end):
        mark.set(qn("w:id"), str(id))
    start.set(qn("w:name"), name)
    line._p.append(start)
    line.add_run(one_line(text))
    line._p.append(end)


def _field(line: Any, name: str) -> None:
    """A number that the word processor works out."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), name)
    run = OxmlElement("w:r")
    run.append(_text("1"))
    field.append(run)
    line._p.append(field)


def _text(text: str) -> Any:
    found = OxmlElement("w:t")
    found.text = text
    found.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return found
