"""The lessons of several organisations in words: a part for each action, which may stand alone as a sheet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from hlmdiag.disclosure.rule import SafeFigure
from hlmdiag.document.changes_shown import signed
from hlmdiag.document.sections import DocumentPart, PartedDocument, SectionColumn, SectionTable, TableCell
from hlmdiag.plan.shared_lessons import SharedGroup, SharedLesson, SharedLessons
from hlmdiag.plan.steps import StepStanding
from hlmdiag.wording import Wording

_WORDS = "rapport.lecons"
_SHARED = f"{_WORDS}.partagees"
_MEDIAN, _FIRST, _THIRD = 50, 25, 75


def shared_lessons_told(found: SharedLessons, words: Wording) -> PartedDocument:
    """The document: what is published of each action, then the actions of which nothing is."""
    parts = [_part(each, words) for each in found.actions]
    if found.silent:
        names = words.joined(f"{each.id} {each.title}" for each in found.silent)
        text = words.say(f"{_SHARED}.tues", names=names)
        parts.append(DocumentPart("tues", words.say(f"{_SHARED}.section-tues"), [text]))
    return PartedDocument(words.say(f"{_WORDS}.titre"), (*_head(found, words), *_reading(found, words)), tuple(parts))


def sheet_told(lesson: SharedLesson, found: SharedLessons, words: Wording) -> PartedDocument:
    """The sheet of one action: what it is, what became of the units where it is done."""
    action = lesson.action
    about = DocumentPart("action", words.say(f"{_SHARED}.section-action"), [*_about(lesson, words)])
    title = words.say(f"{_SHARED}.titre-fiche", id=action.id, title=action.title)
    figures = DocumentPart("chiffres", words.say(f"{_SHARED}.section-chiffres"), *_figures(lesson, words))
    reading = DocumentPart("lire", words.say(f"{_SHARED}.section-lire"), [*_reading(found, words)])
    return PartedDocument(title, (*_head(found, words)[:1],), (about, figures, reading))


def _head(found: SharedLessons, words: Wording) -> list[str]:
    days = [words.day(day) for day in found.days]
    told = {"then": days[0], "now": days[-1], "count": len(days), "grid": found.grid.title}
    head = [words.say(f"{_SHARED}.periode", owners=found.organisations, **told)]
    return [*head, words.say(f"{_SHARED}.bilan", count=len(found.actions))]


def _reading(found: SharedLessons, words: Wording) -> Iterator[str]:
    yield words.say(f"{_WORDS}.ne-prouve-rien")
    yield words.say(f"{_SHARED}.regle")
    if not found.is_one_grid:
        yield words.say(f"{_WORDS}.autre-grille")


def _part(lesson: SharedLesson, words: Wording) -> DocumentPart:
    action = lesson.action
    return DocumentPart(action.id, f"{action.id} {action.title}", *_figures(lesson, words))


def _about(lesson: SharedLesson, words: Wording) -> Iterator[str]:
    """The words of the grid on an action."""
    action = lesson.action
    yield from (text for text in (action.why, action.how) if text)
    named = {
        "levier": words.say(f"rapport.levier.{action.lever}") if action.lever else "",
        "axe": words.say(f"rapport.dossier.axe.{action.tfpb_axis}") if action.tfpb_axis else "",
        "partenaires": words.joined(action.partners), "critere": lesson.indicator.title,
    }  # fmt: skip
    yield from (words.say(f"{_SHARED}.{code}", value=value) for code, value in named.items() if value)


def _figures(lesson: SharedLesson, words: Wording) -> tuple[list[str], list[SectionTable]]:
    done = lesson.groups["done"].units
    said = [words.say(f"{_SHARED}.faite", units=words.count(done.units), owners=_owners(done, words))]
    if lesson.worked is None:
        said.append(words.say(f"{_SHARED}.jugement-tu"))
    else:
        said.append(words.say(f"{_SHARED}.jugement", worked=words.integer(lesson.worked.units), count=done.units))
    said.append(words.say(f"{_WORDS}.sens-{words.grid.polarity}"))
    titles = [("situation", 30), ("unites", 12), ("critere", 24), ("entre", 20), ("theme", 24), ("entre-theme", 20)]
    columns = [
        SectionColumn(words.say(f"{_SHARED}.colonne.{code}"), width, code != "situation") for code, width in titles
    ]
    rows = [_row(name, group, lesson, words) for name, group in lesson.groups.items()]
    return said, [SectionTable(columns, rows)]


def _row(name: StepStanding, group: SharedGroup, lesson: SharedLesson, words: Wording) -> list[TableCell]:
    theme = group.theme if lesson.theme is not None else {}
    return [
        TableCell(words.say(f"{_WORDS}.situation.{name}")),
        TableCell(words.integer(group.units.units), group.units.units),
        *_moved(group.criterion, words), *_moved(theme, words),
    ]  # fmt: skip


def _moved(quantiles: Mapping[int, float], words: Wording) -> list[TableCell]:
    """The median, then between what one half of the units is; a dash where it would show somebody."""
    middle = quantiles.get(_MEDIAN)
    median = TableCell("—") if middle is None else TableCell(signed(middle, words), middle)
    if _FIRST not in quantiles:
        return [median, TableCell("—")]
    ends = {"low": signed(quantiles[_FIRST], words), "high": signed(quantiles[_THIRD], words)}
    return [median, TableCell(words.say(f"{_SHARED}.entre", **ends))]


def _owners(count: SafeFigure, words: Wording) -> str:
    if count.landlords is None:
        return words.say(f"{_SHARED}.trois-au-moins")
    return words.say(f"{_SHARED}.organismes", count=count.landlords)
