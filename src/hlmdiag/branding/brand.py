"""The brand of an organisation, as its settings file says it; without one, the reports look as they are shipped."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TypeVar

from hlmdiag.branding.colours import AA, contrast, is_colour
from hlmdiag.branding.document import OwnDocument, read_document
from hlmdiag.branding.folder import STYLE, OwnTemplate, read_templates
from hlmdiag.branding.logo import Logo, read_logo
from hlmdiag.configuration import Configuration
from hlmdiag.errors import USAGE, HlmdiagError, Problem

_PAPER = "#ffffff"
_Read = TypeVar("_Read")


@dataclass(frozen=True)
class Brand:
    """The organisation as shown in reports.

    `accent` is the colour of links, `headings` that of titles: `#rrggbb`, read on white; None: as shipped.
    """

    organisation: str | None = None
    logo: Logo | None = None
    accent: str | None = None
    headings: str | None = None
    own: tuple[OwnTemplate, ...] = field(default=(), repr=False)
    document: OwnDocument | None = None
    """Word document that gives styles, header and footer."""

    def naming(self, organisation: str | None) -> Brand:
        """The same look for a result that says whose it is: its name is the one shown, whoever renders it."""
        return self if organisation is None else replace(self, organisation=organisation)

    @property
    def templates(self) -> tuple[OwnTemplate, ...]:
        """Templates that replace shipped ones of the same name."""
        return tuple(each for each in self.own if each.name != STYLE)

    @property
    def style(self) -> str:
        """The style sheet added to that of the page."""
        return "".join(each.text for each in self.own if each.name == STYLE)


def read(configuration: Configuration) -> Brand:
    """The brand of a settings file; raises with all its faults, each with its line (exit code 2)."""
    problems: list[Problem] = []
    organisation = configuration.report.get("organisation")
    brand = Brand(
        None if organisation is None else organisation.value,
        _kept(lambda: _logo(configuration), None, problems),
        _kept(lambda: _colour(configuration, "accent"), None, problems),
        _kept(lambda: _colour(configuration, "headings"), None, problems),
        _kept(lambda: _templates(configuration), (), problems),
        _kept(lambda: _document(configuration), None, problems),
    )
    if problems:
        raise HlmdiagError(problems, USAGE)
    return brand


def _kept(read_one: Callable[[], _Read], otherwise: _Read, problems: list[Problem]) -> _Read:
    """The value read; its faults are kept with the others."""
    try:
        return read_one()
    except HlmdiagError as fault:
        problems.extend(fault.problems)
        return otherwise


def _logo(configuration: Configuration) -> Logo | None:
    entry = configuration.report.get("logo")
    return read_logo(configuration.beside(entry.value), configuration.place(entry.line)) if entry else None


def _templates(configuration: Configuration) -> tuple[OwnTemplate, ...]:
    entry = configuration.report.get("templates")
    return read_templates(configuration.beside(entry.value), configuration.place(entry.line)) if entry else ()


def _document(configuration: Configuration) -> OwnDocument | None:
    entry = configuration.report.get("docx_template")
    return read_document(configuration.beside(entry.value), configuration.place(entry.line)) if entry else None


def _colour(configuration: Configuration, name: str) -> str | None:
    entry = configuration.report.get(name)
    if entry is None:
        return None
    place, values = configuration.place(entry.line), {"key": name, "value": entry.value}
    if not is_colour(entry.value):
        raise HlmdiagError([Problem("reglages.couleur", place, values)], USAGE)
    found = contrast(entry.value, _PAPER)
    if found < AA:
        values |= {"contrast": round(found, 1), "least": round(AA, 1)}
        raise HlmdiagError([Problem("reglages.contraste", place, values)], USAGE)
    return str(entry.value).lower()
