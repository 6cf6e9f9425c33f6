"""Every sentence says values of each type as its language writes them, and agrees with its numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from hlmdiag.errors import HlmdiagError, Location, Problem
from hlmdiag.grid import load_grid
from hlmdiag.text import LANGUAGES, catalogue
from hlmdiag.text.phrase import Listed, Phrase, in_quotes, spell

TESTS = Path(__file__).parents[1]
DAY, CAUSE = date(2026, 11, 30), Problem("donnees.fichier-vide", Location("-"))
TYPED = (
    1234, 1234.5, DAY, in_quotes("R1", "R2"), Location("-", sheet="Nord"), CAUSE, Listed((1.5, DAY), joint=" ; "),
    Phrase("place.cite", text=Phrase("place.sheet", sheet="Sud")), Path("parc.csv"), "R1",
)  # fmt: skip
OTHER = {
    "fr": re.compile(r"[“”]|1,234|1\.5|4\.5|2026-11-30|standard input|the file is empty"),
    "en": re.compile(r"[«»\u202f]|1,5|4,5|30/11/2026|entrée standard|le fichier est vide"),
}
"""What only the other language writes, of the values drawn."""
TOLD = {"usage.date", "reglages.mots.date", "cli.grille.suite-parc"}
"""Sentences that quote, in both languages, what is accepted or what a grid written in French holds."""


def filled(code: str, language: str, value: Any, /, **others: Any) -> str:
    """A sentence with one value in all of its blanks, those within words that agree with a number too."""
    names = re.findall(r"(?<!\{)\{(\w+)", catalogue(language)[code])
    return Phrase(code, **(dict.fromkeys(names, value) | others)).say(language)


def sentences(language: str) -> list[str]:
    """Every code but those of texts that hold braces of their own, and are never filled."""
    return [code for code, text in catalogue(language).items() if "{}" not in text]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_says_values_of_each_type_in_its_language(language: str) -> None:
    wrong = set()
    for code in set(sentences(language)) - TOLD:
        for value in TYPED:
            wrong |= {(code, found[0]) for found in OTHER[language].finditer(filled(code, language, value))}
    assert wrong == set()


FRENCH = re.compile(r"\b(?:le|les|des|est|sont|une?|dans|avec|pas|du|aux?|qui)\b|\b[ldnsjq]’\w", re.IGNORECASE)
ENGLISH = re.compile(r"\b(?:the|is|are|of|with|this|that|was|were|which|must|has|have|by)\b")
FOREIGN = {
    "fr": {"reference.points"},  # --worse-by
    "en": {"cli.examen.suite.aucune-grille", "schema.page.cles"},  # titles of pages, which are in French
}


@pytest.mark.parametrize(("language", "words"), [("fr", ENGLISH), ("en", FRENCH)])
def test_no_sentence_holds_words_of_the_other_language(language: str, words: re.Pattern[str]) -> None:
    bare = {code: re.sub(r"\{[^}]*\}", "", text) for code, text in catalogue(language).items()}
    assert {code for code, text in bare.items() if words.search(text)} == FOREIGN[language]


def problems_of_the_suite() -> Iterator[tuple[Problem, str]]:
    """The problems of the broken grids, each with all that was received."""
    for path in sorted((TESTS / "broken").glob("*.yaml")):
        try:
            load_grid(path)
        except HlmdiagError as refusal:
            received = " ".join(each.read_text(encoding="utf-8", errors="replace") for each in path.parent.iterdir())
            yield from ((problem, received) for problem in refusal.problems)


def texts(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield value
        case Listed(items=items):
            for item in items:
                yield from texts(item)
        case Phrase(values=values):
            for each in values.values():
                yield from texts(each)


WRITTEN = re.compile(r"[«»“”]|\d,\d|\d\d/\d\d/\d{4}")


def test_what_fills_a_problem_was_written_by_nobody_but_its_sender() -> None:
    """A text among the values is one that was received: a number, a date or quotes written by us have a language."""
    found = list(problems_of_the_suite())
    assert len(found) > 150
    said = ((problem.code, text, all) for problem, all in found for it in problem.values.values() for text in texts(it))
    assert [(code, text) for code, text, received in said if WRITTEN.search(text) and text not in received] == []


def test_the_sentences_of_data_are_without_french_in_english(tmp_path: Path) -> None:
    from data.test_sentences import FAULTS, problems

    wrong = []
    for place, case in enumerate(FAULTS):
        folder = tmp_path / str(place)
        folder.mkdir()
        received = yaml.safe_dump(case["files"], allow_unicode=True, width=10**6)
        for problem in problems(folder, case):
            held = [text for it in problem.values.values() for text in texts(it) if WRITTEN.search(text)]
            wrong += [(problem.code, text) for text in held if text not in received]
            wrong += [(problem.code, it) for it in (spell(v, "en") for v in problem.values.values()) if "«" in it]
    assert wrong == []


PLURAL = re.compile(
    r"(?<![\w,.\u202f-])(?<!\b[lcsC]es )(?<!plus de )[01] "
    r"(?!(?:alors|ans|cas|dans|des|fois|mois|moins|plus|puis|sans|seuls|Constats)\b)[^\W\d]{2,}[sx]\b"
)
"""A number under two, then a noun in the plural; after an article the sentence speaks of several anyway."""
OF_SEVERAL = {
    "donnees.autres-fichiers", "donnees.couleur", "donnees.titres-etages", "dossier.plusieurs", "sortie.copies-dossier",
    "notation.reference-trop-petite", "rapport.groupe.parmi",
    # a limit, or what exceeds one
    "grille.yaml.taille", "grille.yaml.texte", "reglages.logo-etendue",
    # another sentence says one
    "rapport.lignes-comptees", "rapport.lignes-renseignees", "rapport.points",
    # rows by columns; several rows of a unit; lines counted by the page itself
    "donnees.mots.rectangle", "donnees.plusieurs-lignes", "rapport.page.compte", "rapport.page.compte-taille",
    "rapport.page.autres-actions",
}  # fmt: skip
"""Sentences that are said of two or more only."""


@pytest.mark.parametrize("number", [0, 1])
def test_nouns_agree_with_a_number_under_two(number: int) -> None:
    wrong = {}
    for code in sentences("fr"):
        counted = re.findall(r"\{(\w+)\} [^\W\d]+", catalogue("fr")[code])
        if found := PLURAL.search(filled(code, "fr", "R", **dict.fromkeys(counted, number))):
            wrong[code] = found[0]
    assert {code: text for code, text in wrong.items() if code not in OF_SEVERAL} == {}
    assert OF_SEVERAL - wrong.keys() == set()
