"""Recipients of each workbook: by role, by group, by unit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hlmdiag.form.handout import AskedUnit, Handout, Layout, layout_for
from hlmdiag.form.questionnaire import Questionnaire
from hlmdiag.grid.data_model import AskedRole
from hlmdiag.text.slug import file_slug, free_name

BY_UNIT = "unit"
_LONGEST = 60


@dataclass(frozen=True)
class Recipient:
    """A workbook and its name, without suffix; `role`: None where whoever answers says theirs."""

    name: str
    handout: Handout
    role: AskedRole | None


def recipients(
    questionnaires: Sequence[Questionnaire],
    parts: Sequence[tuple[str, Sequence[AskedUnit]]],
    layout: Layout | None,
    usual: str,
) -> Iterator[Recipient]:
    """The workbooks: one for each part of the units and each role. `parts`: each with its name, "" for the whole;
    `usual`: how a workbook is called that neither a part nor a role names.
    """
    taken: set[str] = set()
    for named, units in parts:
        for asked in questionnaires:
            role = asked.role
            stem = (
                "-".join(
                    file_slug(text, _LONGEST, "-") for text in (named, role.id if role is not None else "") if text
                )
                or usual
            )
            handout = Handout(asked, layout_for(len(units), layout), tuple(units))
            if handout.open_questions:
                yield Recipient(free_name(stem, taken), handout, role)


def parts_of(units: Sequence[AskedUnit], split: str | None) -> list[tuple[str, list[AskedUnit]]]:
    """Units of each workbook: all, a group, or one; `split` is `unit`, or anything else for groups.

    Units without a group stand together, last.
    """
    if split is None:
        return [("", list(units))]
    if split == BY_UNIT:
        return [(each.code, [each]) for each in units]
    found: dict[str, list[AskedUnit]] = {}
    for each in units:
        found.setdefault(each.group or "", []).append(each)
    without = found.pop("", [])
    return [*found.items(), *([("", without)] if without else [])]
