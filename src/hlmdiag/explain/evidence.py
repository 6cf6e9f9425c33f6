"""Which answers are to be proven, and which evidence is to be renewed, in words."""

from __future__ import annotations

from collections.abc import Iterator

from hlmdiag.explain.diagnostic import Diagnostic
from hlmdiag.wording import Wording


def evidence_told(diagnostic: Diagnostic, words: Wording) -> Iterator[str]:
    """A line for each; nothing where there is nothing to prove."""
    for code, readings in (("a-prouver", diagnostic.unproven), ("a-renouveler", diagnostic.to_renew)):
        if readings:
            named = words.joined(words.named(each.indicator) for each in readings)
            yield words.say(f"rapport.preuve.{code}", answers=named, count=len(readings))
