"""The words every report uses for a unit in a list: its level or its absence, what gave it, its reasons."""

from __future__ import annotations

from hlmdiag.grid.level import Level
from hlmdiag.synthesis.model import Group, PriorityUnit
from hlmdiag.wording import Wording


def level_text(concern: PriorityUnit, words: Wording) -> str:
    """The level as a list shows it; never one that is not certain."""
    if concern.cause == "no-level":
        return ""
    if concern.level is None:
        return without_level_text(concern.least, words)
    if concern.cause == "override":
        return words.say("rapport.titre-niveau.derogation", level=concern.level.title)
    if not concern.conclusive:
        return words.say("rapport.titre-niveau.certain", level=concern.level.title)
    return concern.level.title


def without_level_text(least: Level | None, words: Wording) -> str:
    """Text for a unit without a level: the best level still possible, if this excludes one."""
    if least is None:
        return words.say("rapport.mot.non-concluant")
    return words.say("rapport.titre-niveau.au-moins", level=least.title)


def cause_text(concern: PriorityUnit, words: Wording) -> str:
    """Cause of the level."""
    flags = words.joined(flag.message for flag in concern.deciding)
    author = concern.overridden_by or words.say("rapport.inconnu")
    return words.say(f"rapport.cause.{concern.cause}", flags=flags, author=author)


def alerts_text(group: Group, words: Wording) -> str:
    """Number of units of a group in alert, and of the others that may be, for want of answers."""
    alerts = words.integer(group.alerts)
    if not group.alerts_to_check:
        return alerts
    return words.say("rapport.mot.alertes", alerts=alerts, to_check=words.integer(group.alerts_to_check))


def reasons_text(concern: PriorityUnit, words: Wording) -> str:
    """The indicators that weigh most against the unit, each with its weight in points of the score."""
    return words.joined(
        words.say("rapport.raison", title=reason.indicator.title, weight=words.number(reason.weight))
        for reason in concern.reasons
    )
