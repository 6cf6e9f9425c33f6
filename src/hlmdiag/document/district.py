"""A district where several organisations have units: who has which, what they have in common, what they could do."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from hlmdiag.campaign.comparison import size_label
from hlmdiag.document.region import by_organisation, by_theme
from hlmdiag.document.sections import DocumentPart, PartedDocument, SectionColumn, SectionTable, TableCell, level_cell
from hlmdiag.grid.model import Action, Grid
from hlmdiag.grid.organisation import ORGANISATION
from hlmdiag.region.districts import District
from hlmdiag.scoring.order import list_order
from hlmdiag.scoring.result import Result
from hlmdiag.synthesis.distribution import distribute
from hlmdiag.synthesis.model import Distribution, PriorityUnit
from hlmdiag.synthesis.priorities import priority_units
from hlmdiag.text.phrase import Listed
from hlmdiag.wording import Wording

_WORDS = "rapport.quartier"
_SEVERAL = 2


def district_document(region: Result, district: District, words: Wording) -> PartedDocument:
    """Everything that is said of a district, of the units that those who agreed have there."""
    here = replace(region, frame=region.frame[list(district.rows)])
    order, _ = list_order(here.frame, here.grid)
    units = priority_units(here, order)
    owners = [here.frame[ORGANISATION][unit.row] for unit in units]
    parts = [_units(units, owners, here, words), by_organisation(here, words)]
    if here.grid.themes:
        parts.append(by_theme(here, words))
    parts += [_weighing(units, owners, words), _alerts(units, owners, words), _actions(here, words)]
    title = words.say(f"{_WORDS}.titre", name=district.name)
    return PartedDocument(title, tuple(_head(here, district, words)), tuple(parts))


def _head(here: Result, district: District, words: Wording) -> Iterator[str]:
    found = distribute(here.frame, here.grid)
    owners = Listed((*district.organisations,))
    yield words.say(
        f"{_WORDS}.resume", units=words.count(here.frame.height), count=here.frame.height, owners=words.said(owners),
        date=words.day(here.manifest.reference_date),
    )  # fmt: skip
    yield from _size(found, here.grid, words)
    if here.grid.levels:
        worst = here.grid.levels[-1]
        there = next(each.quantity.units for each in found.levels if each.level == worst)
        none = sum(each.quantity.units for each in found.levels if each.level is None)
        yield words.say(f"{_WORDS}.pire", units=words.count(there), count=there, level=worst.title, none=none)
    yield words.say(f"{_WORDS}.accord")


def _size(found: Distribution, grid: Grid, words: Wording) -> Iterator[str]:
    """A sentence on how much the units hold, and on those where it is not known."""
    label = size_label(grid)
    if not label:
        return
    if found.whole.size is None:
        yield words.say(f"{_WORDS}.taille-inconnue", label=label)
        return
    values = {"label": label, "size": words.number(found.whole.size, 0)}
    if found.size_unknown:
        yield words.say(f"{_WORDS}.taille-partielle", **values, unknown=found.size_unknown)
    else:
        yield words.say(f"{_WORDS}.taille", **values)


def _units(units: Sequence[PriorityUnit], owners: Sequence[str], here: Result, words: Wording) -> DocumentPart:
    """Each unit, the worst first."""
    titles = (("organisme", 24), ("code", 16), ("nom", 24), ("niveau", 20))
    columns = [_column(code, width, words) for code, width in titles]
    columns += [SectionColumn(size_label(here.grid), 19, is_number=True)] if size_label(here.grid) else []
    columns.append(replace(_column("note", 15, words), is_number=True))
    columns += [_column(code, width, words) for code, width in (("intervalle", 18), ("alertes", 30), ("pesent", 40))]
    rows = [_unit(unit, owner, here, words) for unit, owner in zip(units, owners, strict=True)]
    return DocumentPart("unites", words.say(f"{_WORDS}.section-unites"), [], [SectionTable(columns, rows)])


def _unit(unit: PriorityUnit, owner: str, here: Result, words: Wording) -> list[TableCell]:
    level = unit.level
    own = "/".join(str(here.frame[key][unit.row]) for key in here.grid.keys[1:])
    reasons = words.joined(reason.indicator.title for reason in unit.reasons)
    size = [TableCell("" if unit.size is None else words.number(unit.size, 0), unit.size)]
    return [
        TableCell(owner), TableCell(own), TableCell(unit.label or ""),
        level_cell(level, here.grid.levels, words.level(level)),
        *(size if size_label(here.grid) else []),
        TableCell(words.score(unit.score), unit.score), TableCell(words.interval_cell(unit)),
        TableCell(_flags(unit, words)), TableCell(reasons),
    ]  # fmt: skip


def _flags(unit: PriorityUnit, words: Wording) -> str:
    """The alerts raised, then those that the answers do not settle."""
    raised, open_ = ([flag.message for flag in flags if flag.alert] for flags in (unit.flags, unit.flags_to_check))
    checked = words.say(f"{_WORDS}.a-verifier", flags=words.joined(open_)) if open_ else ""
    return words.joined(text for text in (words.joined(raised), checked) if text)


def _weighing(units: Sequence[PriorityUnit], owners: Sequence[str], words: Wording) -> DocumentPart:
    """The criteria that weigh most at several organisations."""
    pairs = [
        (reason.indicator.title, owner)
        for unit, owner in zip(units, owners, strict=True)
        for reason in unit.reasons
    ]  # fmt: skip
    return _shared("pese", pairs, words)


def _alerts(units: Sequence[PriorityUnit], owners: Sequence[str], words: Wording) -> DocumentPart:
    """The alerts raised at several organisations."""
    pairs = [
        (flag.message, owner) for unit, owner in zip(units, owners, strict=True) for flag in unit.flags if flag.alert
    ]
    return _shared("alertes", pairs, words)


def _shared(code: str, pairs: Iterable[tuple[str, str]], words: Wording) -> DocumentPart:
    """The table of what several organisations have: in how many units, and which of them."""
    found = _at_several(pairs)
    columns = [
        _column(code, 46, words), replace(_column("unites", 12, words), is_number=True), _column("chez", 46, words)
    ]  # fmt: skip
    rows = [[TableCell(text), *_where(owners, words)] for text, owners in found]
    title = words.say(f"{_WORDS}.section-{code}")
    if not rows:
        return DocumentPart(code, title, [words.say(f"{_WORDS}.rien")])
    return DocumentPart(code, title, [words.say(f"{_WORDS}.{code}-intro")], [SectionTable(columns, rows)])


def _actions(here: Result, words: Wording) -> DocumentPart:
    """The actions proposed to several organisations: what they could do together."""
    known: Mapping[str, Action] = {action.id: action for action in here.grid.actions}
    frame = here.frame
    pairs = [
        (id, owner)
        for owner, ids in zip(frame[ORGANISATION].to_list(), frame["actions"].to_list(), strict=True)
        for id in ids or () if id in known
    ]  # fmt: skip
    columns = [_column(code, width, words) for code, width in (("action", 46), ("levier", 18), ("axe", 28))]
    columns += [replace(_column("unites", 12, words), is_number=True), _column("chez", 40, words)]
    rows = []
    for id, owners in _at_several(pairs):
        action = known[id]
        lever = words.say(f"rapport.levier.{action.lever}") if action.lever else ""
        axis = words.say(f"rapport.dossier.axe.{action.tfpb_axis}") if action.tfpb_axis else ""
        rows.append([TableCell(action.title), TableCell(lever), TableCell(axis), *_where(owners, words)])
    title = words.say(f"{_WORDS}.section-actions")
    if not rows:
        return DocumentPart("actions", title, [words.say(f"{_WORDS}.rien")])
    return DocumentPart("actions", title, [words.say(f"{_WORDS}.actions-intro")], [SectionTable(columns, rows)])


def _at_several(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, list[str]]]:
    """The items that two organisations or more have, the most common first, with the owner of each unit."""
    owners: Mapping[str, list[str]] = defaultdict(list)
    for text, owner in pairs:
        owners[text].append(owner)
    several = [(text, at) for text, at in owners.items() if len(set(at)) >= _SEVERAL]
    return sorted(several, key=lambda each: (-len(set(each[1])), -len(each[1])))


def _where(owners: Sequence[str], words: Wording) -> list[TableCell]:
    counts = {owner: owners.count(owner) for owner in sorted(set(owners))}
    told = words.joined(f"{owner} ({count})" for owner, count in counts.items())
    return [TableCell(words.integer(len(owners)), len(owners)), TableCell(told)]


def _column(code: str, width: int, words: Wording) -> SectionColumn:
    return SectionColumn(words.say(f"{_WORDS}.colonne.{code}"), width)
