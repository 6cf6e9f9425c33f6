"""Sentence shown where no missing answer can move a score: none is missing, or none counts."""

from __future__ import annotations

from hlmdiag.explain.counterfactual import settling_told
from hlmdiag.explain.diagnostic import Diagnostic
from hlmdiag.wording import Wording


def nothing_missing_told(diagnostic: Diagnostic, words: Wording) -> str:
    """Said in the place of a list of missing answers; empty where such answers have just been named."""
    if settling_told(diagnostic, words):
        return ""
    if any(not flag.holds for flag in diagnostic.flags):
        return words.say("rapport.fiche.drapeaux-restent")
    unanswered = any(reading.state not in ("scored", "not_applicable") for reading in diagnostic.indicators)
    return words.say(f"rapport.fiche.{'rien-ne-change' if unanswered else 'rien-ne-manque'}")
