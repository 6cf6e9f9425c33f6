"""The dossier as a Word document with named styles, in an organisation's own template where it gives one."""

from __future__ import annotations

from typing import BinaryIO

from hlmdiag.branding import Brand, OwnDocument
from hlmdiag.dossier import Dossier
from hlmdiag.layout import word_margins
from hlmdiag.layout.word import WordPage, blank, without_its_text
from hlmdiag.layout.word_package import describe, written
from hlmdiag.layout.word_styles import DocxStyles
from hlmdiag.report.dossier.content import sections, subtitle
from hlmdiag.report.dossier.words import Words


def render(
    dossier: Dossier,
    out: BinaryIO,
    language: str,
    brand: Brand | None = None,
    template: OwnDocument | None = None,
) -> tuple[str, ...]:
    """Write the document of one unit; returns the names of the styles that the template lacks.

    `template` stands before that of the brand. Same dossier, same template: same bytes.
    """
    brand, words = brand or Brand(), Words(language, dossier.grid)
    own = template or brand.document
    document = blank(brand.headings, language) if own is None else without_its_text(own)
    page = WordPage(document, DocxStyles(document))
    title, unit = words("titre"), subtitle(dossier, words)
    date = words("date", date=words.day(dossier.manifest.reference_date))
    page.text(title, "title")
    page.text(unit, "subtitle")
    organisation = f"{brand.organisation} — " if brand.organisation else ""
    page.text(f"{organisation}{dossier.grid.title} — {date}", "note")
    page.sections(sections(dossier, words), language)
    head, foot = words("entete", title=title, unit=unit), f"{dossier.grid.title} — {date}"
    if own is None:
        word_margins.lay(document, brand, head, foot, language)
    else:
        word_margins.renew(document, head, foot)
    describe(document, f"{title} — {unit}", brand.organisation, dossier.manifest.reference_date, language)
    out.write(written(document, dossier.manifest.reference_date))
    return tuple(page.styles.missing) if own is not None else ()
