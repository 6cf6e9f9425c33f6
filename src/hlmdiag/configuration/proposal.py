"""Proposed lines of a settings file: written as comments that a person reads, then keeps by removing the sign `#`.

What somebody answered already is written as it holds. What the user wrote is never changed: lines are only added, each
in its table, and an answer to what is said there otherwise is but a comment.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from hlmdiag.configuration.places import lines_of
from hlmdiag.errors import USAGE, HlmdiagError, Location, Problem
from hlmdiag.text.phrase import Phrase, spell


@dataclass(frozen=True)
class Proposal:
    """A line proposed for a table: `key` read as `value`, and why; `is_answer`: somebody answered it."""

    table: tuple[str, ...]
    key: str
    value: str
    reason: Phrase | str
    is_answer: bool = False

    @property
    def line(self) -> str:
        """The line as it is written once kept."""
        return f"{_quoted(self.key)} = {_quoted(self.value)}"

    def comment(self, language: str) -> str:
        """The line as it is written, with its reason."""
        return f"{'' if self.is_answer else '# '}{self.line}  # {' '.join(spell(self.reason, language).split())}"

    @property
    def title(self) -> str:
        """The title of its table."""
        bare = (name if name.isidentifier() and name.isascii() else _quoted(name) for name in self.table)
        return f"[{'.'.join(bare)}]"


def with_proposals(
    text: str, proposals: Iterable[Proposal], file: str, preface: Sequence[str], language: str
) -> tuple[str, int]:
    """A text of settings with the proposals that it does not hold yet, and how many were added.

    `preface` heads a text that was empty; `language`: that of the reasons. Refused where a table is written on one
    line, which nothing can be added to.
    """
    ending = "\r\n" if "\r\n" in text else "\n"
    lines = text.splitlines() or [f"# {line}".rstrip() for line in preface]
    held = {line.strip().partition("  # ")[0] for line in lines}
    known = held | {line.lstrip("# ") for line in held}
    said, new = set(lines_of(text)), list[Proposal]()
    for each in proposals:
        # a repeated key would make the file unreadable
        kept = replace(each, is_answer=each.is_answer and (*each.table, each.key) not in said)
        if kept.line not in (held if kept.is_answer else known):
            new.append(kept)
            said.add((*each.table, each.key))
    by_table: dict[str, list[Proposal]] = {}
    for proposal in new:
        by_table.setdefault(proposal.title, []).append(proposal)
    for title, found in by_table.items():
        lines = _added(lines, title, [(each.table, each.comment(language)) for each in found], file)
    return ending.join(lines) + ending, len(new)


def _added(lines: list[str], title: str, found: Sequence[tuple[tuple[str, ...], str]], file: str) -> list[str]:
    comments = [comment for _, comment in found]
    path = found[0][0]
    places = lines_of("\n".join(lines))
    line = places.get(path)
    if line is None:
        return [*lines, *([""] if lines and lines[-1].strip() else []), title, *comments]
    if not _is_title(lines[line - 1]):
        raise HlmdiagError([Problem("reglages.en-ligne", Location(file, line=line), {"table": title})], USAGE)
    after = [place for place in places.values() if place > line and _is_title(lines[place - 1])]
    end = min(after, default=len(lines) + 1) - 1
    while end > line and (not lines[end - 1].strip() or _leads_to_next(lines, end, after)):
        end -= 1
    return [*lines[:end], *comments, *lines[end:]]


def _is_title(line: str) -> bool:
    return line.lstrip().startswith("[")


def _leads_to_next(lines: list[str], end: int, after: Sequence[int]) -> bool:
    # a comment just above the next header is about it, unless it is a line of ours (« key = value » in a comment)
    line = lines[end - 1].strip()
    return bool(after) and line.startswith("#") and not _is_kept_line(line.lstrip("# "))


def _is_kept_line(text: str) -> bool:
    try:
        return bool(tomllib.loads(text))
    except tomllib.TOMLDecodeError:
        return False


def _quoted(text: str) -> str:
    # JSON and TOML's basic strings have the same escapes, except for DEL
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
