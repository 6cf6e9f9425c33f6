"""The contents of a Word document: its titles, each a link, with a reference to the page where it stands.

Only the program that lays a document out knows its pages. LibreOffice works these references out when it opens the
document, Word when its fields are updated (Ctrl+A, F9). Until then a line shows its title alone, and no wrong number.
A field of Word for the whole table would show no number in LibreOffice, which takes what stands in it as text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement

from hlmdiag.text.markup import one_line

if TYPE_CHECKING:
    from docx.text.paragraph import Paragraph

_FIRST_ID = 100
"""The number of the first bookmark: those of the header and the footer come before."""


def mark(title: Paragraph, place: int) -> None:
    """Put a title between the ends of a bookmark; `place`: its place among the titles."""
    start = _element("w:bookmarkStart", id=_FIRST_ID + place, name=_anchor(place))
    title._p.get_or_add_pPr().addnext(start)
    title._p.append(_element("w:bookmarkEnd", id=_FIRST_ID + place))


def refer(line: Paragraph, title: str, place: int) -> None:
    """Write a line of contents: a link to the title at a place, then its page."""
    reference = OxmlElement("w:instrText")
    reference.text = f"PAGEREF {_anchor(place)} \\h"
    named, page = OxmlElement("w:t"), [_element("w:fldChar", fldCharType=kind) for kind in ("begin", "separate", "end")]
    named.text = one_line(title)
    link = _element("w:hyperlink", anchor=_anchor(place), history=1)
    link.extend(_run(each) for each in (named, OxmlElement("w:tab"), page[0], reference, *page[1:]))
    line._p.append(link)


def _anchor(place: int) -> str:
    """The bookmark of a title; Word lists none whose name begins with this sign."""
    return f"_Toc{place + 1:08}"


def _run(content: Any) -> Any:
    run = OxmlElement("w:r")
    run.append(content)
    return run


def _element(tag: str, **attributes: object) -> Any:
    found = OxmlElement(tag)
    for name, value in attributes.items():
        found.set(qn(f"w:{name}"), str(value))
    return found
