"""Texts that mean that there is no answer, and which of the three kinds of absence each means."""

from __future__ import annotations

from functools import lru_cache

from hlmdiag.data.name_index import MARK, NameIndex
from hlmdiag.data.normalise_text import mark
from hlmdiag.grid.data_model import Column
from hlmdiag.states import State

NOT_FOUND = "#n/a"
"""Text that a spreadsheet shows for a failed search: an intended blank, except in a code."""
_USUAL = {
    State.MISSING: (
        "nc",
        "nr",
        "nd",
        "na",
        "n/a",
        "na/na",
        "n/c",
        "n/r",
        "n/d",
        "-",
        "--",
        "–",
        "—",
        "_",
        NOT_FOUND,
        "a completer",
        "a renseigner",
        "a saisir",
        "non renseigne",
        "non renseignee",
        "non communique",
        "non communiquee",
        "non disponible",
        "indisponible",
        "non determine",
        "manquant",
        "manquante",
        "(vide)",
        "(blank)",
        "vide",
        "null",
        "nan",
        "none",
        "…",
        "pas de reponse",
        "non reponse",
        "sans reponse",
        "en attente",
        "donnee manquante",
    ),
    State.UNKNOWN: (
        "nsp",
        "ne sait pas",
        "ne sais pas",
        "je ne sais pas",
        "ne se prononce pas",
        "?",
        "??",
        "???",
        "inconnu",
        "inconnue",
        "a verifier",
        "nspp",
        "non vu",
        "non vue",
        "pas vu",
        "non observe",
    ),
    State.NOT_APPLICABLE: (
        "sans objet",
        "so",
        "s/o",
        "non concerne",
        "non concernee",
        "non applicable",
        "pas concerne",
        "hors champ",
        "ne s'applique pas",
    ),
}
_STATE_OF = {text: state for state, texts in _USUAL.items() for text in texts}

EXCEL_ERRORS = (
    "#div/0!", "#ref!", "#value!", "#valeur!", "#name?", "#nom?", "#num!", "#nombre!", "#null!", "#nul!",
    "#getting_data",    "#spill!", "#propagation!", "#calc!", "#field!", "#blocked!", "#busy!", "####",
)  # fmt: skip


def usual_marker(text: str) -> State | None:
    """The absence that a text means everywhere, None if it is an answer.

    >>> usual_marker("N.C."), usual_marker(" Sans objet "), usual_marker("ne sait pas"), usual_marker("12")
    (<State.MISSING: 3>, <State.NOT_APPLICABLE: 1>, <State.UNKNOWN: 4>, None)
    """
    folded = mark(text)
    return _STATE_OF.get(folded) if folded else State.MISSING


@lru_cache(maxsize=4096)
def _names(marks: tuple[tuple[str, State], ...]) -> NameIndex[State]:
    return NameIndex(marks, MARK)


def declared_markers(column: Column) -> tuple[tuple[str, State], ...]:
    """Marks that a column declares, with their meanings; they win over all others."""
    absences = {
        State.MISSING: column.missing, State.UNKNOWN: column.unknown, State.NOT_APPLICABLE: column.not_applicable,
    }  # fmt: skip
    return tuple((text, state) for state, texts in absences.items() for text in texts)


def own_names(column: Column) -> NameIndex[State]:
    """Meanings of texts among these marks."""
    return _names(declared_markers(column))


def is_excel_error(text: str) -> bool:
    """Whether a text is an error of calculation of a spreadsheet (`#N/A` is not: it is a blank that was meant).

    >>> is_excel_error("#DIV/0 !"), is_excel_error("#N/A")
    (True, False)
    """
    squeezed = mark(text).replace(" ", "")
    return squeezed in EXCEL_ERRORS or (len(squeezed) > 2 and set(squeezed) == {"#"})
