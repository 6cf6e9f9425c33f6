"""The actions by lever, with partners, and room to write who does each and when."""

from __future__ import annotations

from collections.abc import Iterator

from hlmdiag.dossier import DETAILED, Dossier, LeverPlan, Planned
from hlmdiag.layout.blocks import Block, Fields, Heading, Note, Paragraph, Table
from hlmdiag.report.dossier.words import Words, present


def partners(dossier: Dossier, words: Words) -> Iterator[Block]:
    """Partners that actions need; nothing without a plan."""
    if not dossier.plan:
        return
    if not dossier.partners:
        yield Paragraph(words("partenaires-aucun"))
        return
    yield Note(words("partenaires-intro"))
    rows = []
    for each in dossier.partners:
        horizons = dict.fromkeys(planned.proposed.action.horizon or "" for planned in each.actions)
        tasks = words.joined(_numbered(planned, words) for planned in each.actions)
        rows.append((", ".join(each.names), tasks, words.joined(filter(None, horizons))))
    yield Table(words.columns("partenaire", "pourquoi-faire", "quand"), tuple(rows), (26, 52, 22))


def plan(dossier: Dossier, words: Words) -> Iterator[Block]:
    """The whole plan, then its follow-up by axis of the TFPB framework where some action falls under one."""
    if not dossier.plan:
        yield Paragraph(words("plan-aucun"))
        return
    yield Note(words("plan-intro-parcours" if _is_visited(dossier) else "plan-intro", **_counts(words)))
    for lever in dossier.plan:
        yield from _lever(lever, words)
    yield from _follow_up(dossier, words)
    yield from _axes(dossier, words)


def _is_visited(dossier: Dossier) -> bool:
    return any(walk.diagnostic is not None for walk in dossier.walks)


def _counts(words: Words) -> dict[str, str]:
    return {origin: words.integer(count) for origin, count in DETAILED.items()}


def _numbered(planned: Planned, words: Words) -> str:
    return words("action-numero", place=planned.place, title=planned.proposed.action.title)


def _lever(lever: LeverPlan, words: Words) -> Iterator[Block]:
    yield Heading(words(f"levier.{lever.lever or 'aucun'}"))
    if not lever.actions:
        yield Paragraph(words("levier-aucun"))
    for each in lever.actions:
        yield Heading(_numbered(each, words), 4)
        told = present(_told(each, words))
        if told:
            yield Fields(told)
    if lever.others:
        named = words.joined(each.action.title for each in lever.others)
        yield Note(words("aussi", actions=named))


def _told(planned: Planned, words: Words) -> list[tuple[str, str | None]]:
    action, triggers = planned.proposed.action, planned.proposed.triggers
    causes = words.joined(
        f"{words.named(each.indicator)} ({each.text or words.opinions(each)})"
        for each in triggers
        if each.against is None or each.against > 0
    )
    origin = words("origine-parcours") if planned.origin == "walk" else None
    texts = {
        "pourquoi": action.why, "comment": action.how, "appuis": ", ".join(action.partners), "delai": action.horizon,
        "cout": action.cost, "experience": action.feedback, "reussite": planned.proposed.success, "causes": causes,
        "origine": origin,
    }  # fmt: skip
    return [(words(f"champ-action.{code}"), text) for code, text in texts.items()]


def _follow_up(dossier: Dossier, words: Words) -> Iterator[Block]:
    yield Heading(words("suivi"))
    rows = tuple(
        (str(each.place), each.proposed.action.title, each.proposed.action.horizon or "", "", "", "")
        for lever in dossier.plan
        for each in lever.actions
    )
    headers = words.columns("numero", "=action", "=horizon", "=responsable", "=echeance", "etat")
    yield Table(headers, rows, (6, 36, 14, 18, 13, 13), (0,), blank=True)


def _axes(dossier: Dossier, words: Words) -> Iterator[Block]:
    if not dossier.axes:
        return
    yield Heading(words("tfpb"))
    yield Note(words("tfpb-intro"))
    rows = []
    for axis in dossier.axes:
        title = words("axe-titre", number=axis.number, title=words(f"axe.{axis.number}"))
        actions = words.joined(_numbered(each, words) for each in axis.actions)
        rows.append((title, actions, "", "", "", ""))
    headers = words.columns("axe", "actions", "montant", "=responsable", "=echeance", "etat")
    yield Table(headers, tuple(rows), (21, 27, 13, 16, 12, 11), blank=True)
