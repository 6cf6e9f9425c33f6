"""What stands beside a result on its page: earlier campaigns, then other landlords."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hlmdiag.document.sections import PartedDocument, sections_of
from hlmdiag.layout.blocks import Section
from hlmdiag.layout.html import sections_in_html, style_within
from hlmdiag.wording import Wording

if TYPE_CHECKING:
    from markupsafe import Markup

    from hlmdiag.campaign.comparison import Followed


@dataclass(frozen=True)
class PartBeside:
    """A document within the page; `id` names it for links."""

    id: str
    title: str
    sections: tuple[Section, ...]


def beside(words: Wording, followed: Followed | None, among: PartedDocument | None) -> list[PartBeside]:
    """The documents to show, in their order."""
    found = []
    if followed is not None:
        from hlmdiag.document.followed import follow_up

        found.append(_part("suivi", words.say("suivi.mots.ce-qui-a-change"), follow_up(followed, words)))
    if among is not None:
        found.append(_part("position", among.title, among))
    return found


def _part(id: str, title: str, told: PartedDocument) -> PartBeside:
    return PartBeside(id, title, tuple(sections_of(told, within=f"{id}-")))


def style_beside(shown: Sequence[PartBeside]) -> str:
    """What they need of the style sheet of the page."""
    return style_within([section for each in shown for section in each.sections]) if shown else ""


def html_beside(shown: Sequence[PartBeside]) -> Markup:
    """Each as a part of the page, under its title."""
    from markupsafe import Markup

    part = Markup("<section id={0} aria-labelledby=t-{0}>\n<h2 id=t-{0}>{1}</h2>\n{2}\n</section>")
    return Markup("\n").join(part.format(each.id, each.title, sections_in_html(each.sections, 3)) for each in shown)
