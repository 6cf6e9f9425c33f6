"""Promise of a page whatever the templates: it runs only our code, links nowhere, and fetches nothing.

Checked on the page once it is made: a template may write what it wants, in as many ways as HTML has.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser

from hlmdiag.branding.folder import OwnTemplate
from hlmdiag.branding.stylesheet import fetch_in
from hlmdiag.errors import USAGE, HlmdiagError, Location, Problem

_ELEMENTS = (
    "script", "style", "iframe", "frame", "frameset", "object", "embed", "applet", "base", "link", "portal",
    "fencedframe", "audio", "video", "source", "track", "foreignobject", "animate", "animatemotion",
    "animatetransform", "set", "image", "feimage", "plaintext", "xmp", "math",
)  # fmt: skip
"""Elements that run, fetch, move the reader elsewhere, or hide others from whoever reads the page as we do."""
_ELEMENT = re.compile(rf"<\s*({'|'.join(_ELEMENTS)})(?![\w-])", re.IGNORECASE)
_META = re.compile(r"<\s*meta\b[^>]*\bhttp-equiv", re.IGNORECASE)
_ADDRESSES = frozenset(
    ("href", "src", "srcset", "xlink:href", "action", "formaction", "poster", "data", "background", "cite", "longdesc",
     "manifest", "ping", "codebase", "archive", "profile", "classid", "imagesrcset", "lowsrc", "dynsrc", "srcdoc",
     "attributionsrc")
)  # fmt: skip
_INSIDE = re.compile(r"#|(?:mailto|tel):|$", re.IGNORECASE)
_IMAGE = re.compile(r"data:image/(?:png|jpeg|svg\+xml|gif|webp)[;,]", re.IGNORECASE)


def keep_promise(page: str, policy: str, style: str, script: str | None, own: tuple[OwnTemplate, ...]) -> None:
    """Refuse a page that breaks the promise, with the template and the line that do, where they can be known.

    `policy` must be the first thing that its head holds, but for its alphabet; `style` and `script` are ours.
    """
    if not own:
        return
    for fault, token in _faults(page, policy, style, script):
        values = {"text": token[:80]}
        raise HlmdiagError([Problem(f"rapport.promesse-{fault}", _place(fault, token, own), values)], USAGE)


def _faults(page: str, policy: str, style: str, script: str | None) -> Iterator[tuple[str, str]]:
    head = re.compile(
        r'\s*<!doctype html>\s*<html(?: lang="?[\w-]+"?)?>\s*<head>\s*(?:<meta charset="?utf-8"?>\s*)?'
        rf'<meta http-equiv="?Content-Security-Policy"? content="{re.escape(policy)}">',
        re.IGNORECASE,
    ).match(page)
    if head is None:
        yield "regle", "Content-Security-Policy"
        return
    rest = page[head.end() :].replace(f"<style>{style}</style>", "", 1)
    if script is not None:
        rest = rest.replace(f"<script>{script}</script>", "", 1)
    for found in _ELEMENT.finditer(rest):
        yield "element", f"<{found[1].lower()}"
    for _ in _META.finditer(rest):
        yield "element", "<meta http-equiv"
    reader = _Reader()
    reader.feed(rest)
    reader.close()
    yield from reader.faults


class _Reader(HTMLParser):
    """Gathers the attributes that run something or lead elsewhere."""

    def __init__(self) -> None:
        super().__init__()
        self.faults: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, given in attrs:
            value = (given or "").strip() if name == "style" else "".join((given or "").split())
            if name.startswith("on") or (tag == "form" and name in ("action", "method", "target")):
                self.faults.append(("attribut", f"{name}="))
            elif _leads_elsewhere(tag, name, value):
                self.faults.append(("adresse", f"{name}={value}"))


def _leads_elsewhere(tag: str, name: str, value: str) -> bool:
    if name in _ADDRESSES:
        return not (_INSIDE.match(value) or (tag == "img" and _IMAGE.match(value)))
    return fetch_in(value) is not None


def _place(fault: str, token: str, own: tuple[OwnTemplate, ...]) -> Location:
    """The first line of a template that writes what is at fault; without one, the page's own template or the folder."""
    if fault == "regle":
        page = next((each for each in own if re.search(r"<head|http-equiv|<html", each.text, re.IGNORECASE)), own[0])
        return Location(page.shown)
    for needle in _needles(token):
        for each in own:
            for number, line in enumerate(each.text.splitlines(), 1):
                if needle.search(line):
                    return Location(each.shown, line=number)
    return Location(own[0].shown.rpartition("/")[0] or own[0].shown)


def _needles(token: str) -> Iterator[re.Pattern[str]]:
    """Texts to search in the templates, the surest first."""
    if token.startswith("<"):
        yield re.compile(rf"<\s*{re.escape(token[1:].split()[0])}\b", re.IGNORECASE)
        return
    name, _, value = token.partition("=")
    if value:
        yield re.compile(re.escape(value[:40]), re.IGNORECASE)
    yield re.compile(rf"\b{re.escape(name)}\s*=", re.IGNORECASE)
