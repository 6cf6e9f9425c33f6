"""The dossier in the order in which a mission reads it: who, since when, why, what was seen, with whom, what to do."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from hlmdiag.dossier import Dossier
from hlmdiag.layout.blocks import Block, Fields, Note, Paragraph, Section, Table
from hlmdiag.report.dossier.diagnosis import diagnosis
from hlmdiag.report.dossier.history import history
from hlmdiag.report.dossier.plan import partners, plan
from hlmdiag.report.dossier.provenance import provenance
from hlmdiag.report.dossier.visit import walk
from hlmdiag.report.dossier.voices import photos, voices
from hlmdiag.report.dossier.words import Words, present

_Part = Callable[[Dossier, Words], Iterator[Block]]


def sections(dossier: Dossier, words: Words) -> tuple[Section, ...]:
    """Every section that has something to say, in order."""
    parts: tuple[tuple[str, str, _Part], ...] = (
        ("identity", "identite", _identity),
        ("history", "historique", history),
        ("diagnosis", "diagnostic", diagnosis),
        ("voices", "voix", voices),
        ("walk", "parcours", walk),
        ("photos", "photos", photos),
        ("partners", "partenaires", partners),
        ("questions", "questions", _questions),
        ("plan", "plan", plan),
        ("provenance", "methode", provenance),
    )
    found = ((id, words(title), tuple(part(dossier, words))) for id, title, part in parts)
    return tuple(Section(id, title, blocks) for id, title, blocks in found if blocks)


def subtitle(dossier: Dossier, words: Words) -> str:
    """The unit, by its code and its name."""
    found = dossier.diagnostic
    return words.sheet("titre", code=found.code, label=found.label) if found.label else found.code


def _identity(dossier: Dossier, words: Words) -> Iterator[Block]:
    found, day = dossier.diagnostic, words.day(dossier.manifest.reference_date)
    level = found.verdict.level
    rows = [
        (words("champ.code"), found.code),
        (words("champ.nom"), found.label),
        *found.identity,
        (words("champ.niveau", date=day), words.headline(found.verdict)),
        (words("champ.suivi"), level.follow_up if level is not None else None),
    ]
    yield Fields(present(rows))


def _questions(dossier: Dossier, words: Words) -> Iterator[Block]:
    if not dossier.questions:
        yield Paragraph(words("questions-aucune"))
        return
    yield Note(words("questions-intro"))
    rows = tuple((str(place), each.text, "") for place, each in enumerate(dossier.questions, 1))
    yield Table(words.columns("numero", "question", "reponse"), rows, (6, 54, 40), (0,), blank=True)
