"""The sheet in the order in which a method is discussed: who, how a score is made, levels, criteria, consequences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from hlmdiag.explain import condition_in_words
from hlmdiag.expression import ColumnRef
from hlmdiag.grid.data_model import Column, EventTable
from hlmdiag.grid.languages import in_words_of
from hlmdiag.grid.model import Grid, Theme
from hlmdiag.layout.blocks import Block, Fields, Heading, Paragraph, Section, Table
from hlmdiag.layout.texts import Text, Tinted
from hlmdiag.method import theme_shares
from hlmdiag.report.methodology.collecting import beyond_a_unit, departures
from hlmdiag.report.methodology.tree import themes, words_of
from hlmdiag.wording import Wording

_SECTION = 2
"""The level of a heading that begins a section."""


def content(words: Wording) -> tuple[Section, ...]:
    """The sheet in sections: what the grid says of itself comes first, under no title."""
    found: list[tuple[str, list[Block]]] = [("", [])]
    for block in _blocks(words):
        if isinstance(block, Heading) and block.level == _SECTION:
            found.append((block.text, []))
        else:
            found[-1][1].append(block)
    return tuple(Section(f"s{place}", title, tuple(blocks)) for place, (title, blocks) in enumerate(found))


def _blocks(words: Wording) -> Iterator[Block]:
    document = in_words_of(words.grid.document, words.grid.texts.get(words.language, {}))
    yield Fields(list(_identity(document, words)))
    for text in (words.grid.statement, document.get("description")):
        yield from (Paragraph(line) for line in (text or "").splitlines() if line.strip())
    yield from _principles(words)
    yield from _levels(words.grid.root, words)
    yield from _weights(words)
    yield from themes(words)
    yield from _views(words)
    yield from beyond_a_unit(words)
    yield from _flags(words)
    yield from _stock_alerts(words)
    yield from _actions(words)
    readers = _readers(words.grid, words)
    yield from _columns(words.grid.columns, _word("colonnes", words), words, readers)
    for table in words.grid.tables.values():
        yield from _table(table, words, readers)
    yield from departures(words)
    yield from _changelog(document.get("changelog"), words)


def _word(key: str, words: Wording, **values: object) -> str:
    return words.say(f"rapport.fiche-de-methode.{key}", **values)


def _filled(rows: Sequence[tuple[str, Text | None]]) -> Fields:
    return Fields([(label, text) for label, text in rows if text])


def _identity(document: Mapping[str, Any], words: Wording) -> Iterator[tuple[str, Text]]:
    for key in ("id", "version", "date", "status", "publisher", "authors", "licence", "url", "unit", "extends"):
        value = document.get(key)
        if value:
            text = ", ".join(value) if isinstance(value, list) else words.day_written(str(value))
            yield _word(f"identite.{key}", words), text
    if words.grid.root.source is not None:
        yield _word("source", words), words.source(words.grid.root.source)
    yield _word("identite.hash", words), words.grid.hash


def _principles(words: Wording) -> Iterator[Block]:
    yield Heading(_word("principes", words), 2)
    yield Paragraph(words.say(f"rapport.methode.sens-{words.grid.polarity}"))
    if words.grid.scale.low is not None and words.grid.scale.high is not None:
        low, high = words.plain(words.grid.scale.low), words.plain(words.grid.scale.high)
        yield Paragraph(words.say("rapport.methode.echelle", low=low, high=high))
    else:
        yield Paragraph(words.say("rapport.methode.sans-echelle"))
    for sentence in words_of(words.grid.root, words):
        yield Paragraph(sentence)
    for key in ("etats", "intervalle", "contributions", "ordre-actions"):
        yield Paragraph(words.say(f"rapport.methode.{key}", open=words.left_open))
    if words.grid.roles:
        roles = [
            _word("role", words, title=it.title, weight=words.plain(it.weight)) for it in words.grid.roles.values()
        ]
        yield Paragraph(_word("roles", words, roles=words.joined(roles)))
    for name, used in words.grid.every_use.items():
        key = "utilise" if name in words.grid.uses else "utilise-si-donnee"
        yield Paragraph(_word(key, words, name=name, title=used.title, version=used.version))


def _levels(node: Theme, words: Wording) -> Iterator[Block]:
    if not words.grid.levels:
        return
    yield Heading(_word("niveaux", words), 2)
    yield Paragraph(words.say("rapport.methode.niveau-borne"))
    headers = [_word(key, words) for key in ("id", "niveau", "notes", "suivi", "precision")]
    yield Table(headers, [
        [level.id, Tinted(level.title, level.colour), words.level_bounds(level, node.levels), level.follow_up or "",
         level.description or ""]
        for level in node.levels
    ])  # fmt: skip
    if words.grid.level_rules:
        yield Paragraph(_word("regles-de-niveau", words))
        otherwise = _word("sinon", words)
        titles = words.grid.levels.titles
        rows = [
            [titles.get(rule.level, rule.level), condition_in_words(rule.when, words) if rule.when else otherwise]
            for rule in words.grid.level_rules
        ]
        yield Table([_word("niveau", words), _word("condition", words)], rows)


def _weights(words: Wording) -> Iterator[Block]:
    if not words.grid.root.children:
        return
    shares = theme_shares(words.grid)
    nodes = [node for node in words.grid.root.walk() if isinstance(node, Theme) and node is not words.grid.root]
    rows = [
        [node.title, words.plain(node.weight), words.proportion(shares[node.id], 1) if node.id in shares else ""]
        for node in nodes or words.grid.root.children
    ]
    yield Heading(_word("poids", words), 2)
    yield Paragraph(_word("poids-effectif", words))
    yield Table([_word(key, words) for key in ("critere-ou-theme", "poids", "part")], rows)


def _views(words: Wording) -> Iterator[Block]:
    if not words.grid.views:
        return
    yield Heading(_word("vues", words), 2)
    order = [leaf.id for leaf in words.grid.indicators]
    rows = [[view.id, view.title, ", ".join(id for id in order if id in view.indicators)] for view in words.grid.views]
    yield Table([_word(key, words) for key in ("id", "vue", "criteres")], rows)
    if words.grid.view_gap is not None:
        gap, least = words.grid.view_gap.points, words.grid.view_gap.at_least
        code = "ecart" if least == 1 else "ecart-criteres"
        yield Paragraph(_word(code, words, gap=words.plain(gap), least=words.integer(least)))
    if words.grid.first_look is not None:
        title = next(view.title for view in words.grid.views if view.id == words.grid.first_look.view)
        minimum = words.percent(words.grid.first_look.min_coverage)
        yield Paragraph(_word("premier-reperage", words, view=title, minimum=minimum))


def _flags(words: Wording) -> Iterator[Block]:
    if not words.grid.flags:
        return
    yield Heading(_word("drapeaux", words), 2)
    rows: list[list[Text]] = []
    titles = words.grid.levels.titles
    for flag in words.grid.flags.values():
        effects = [_word("alerte", words)] if flag.alert else []
        if flag.no_better_than is not None:
            level = titles.get(flag.no_better_than, flag.no_better_than)
            effects.append(_word("impose", words, level=level))
        condition = condition_in_words(flag.when, words)
        rows.append([flag.id, flag.message, condition, ", ".join(effects), words.source(flag.source)])
    yield Table([_word(key, words) for key in ("id", "drapeau", "condition", "effet", "source")], rows)


def _stock_alerts(words: Wording) -> Iterator[Block]:
    if not words.grid.stock_alerts:
        return
    yield Heading(_word("alertes-parc", words), 2)
    titles = words.grid.levels.titles
    rows: list[list[Text]] = []
    for alert in words.grid.stock_alerts:
        share, units = words.percent(alert.more_than), str(alert.at_least)
        rule = _word("alerte-parc-regle", words, share=share, level=titles[alert.level], units=units)
        rows.append([alert.id, rule, alert.message, words.source(alert.source)])
    yield Table([_word(key, words) for key in ("id", "condition", "alerte-parc", "source")], rows)


def _actions(words: Wording) -> Iterator[Block]:
    if words.grid.actions:
        yield Heading(_word("actions", words), 2)
    for action in words.grid.actions:
        yield Heading(f"{action.id} — {action.title}", 3)
        lever = words.say(f"rapport.levier.{action.lever}") if action.lever else None
        axis = words.say(f"rapport.dossier.axe.{action.tfpb_axis}") if action.tfpb_axis is not None else None
        brief = {
            "levier": lever, "effort": words.plain(action.effort), "delai": action.horizon, "axe": axis,
            "appuis": ", ".join(action.partners), "reussite": _success(action.success, words),
        }  # fmt: skip
        texts: dict[str, Text | None] = {
            "condition": condition_in_words(action.when, words),
            "pourquoi": action.why, "comment": action.how,
            "en-bref": words.joined(words.labelled(_word(key, words), text) for key, text in brief.items() if text),
            "cout": action.cost, "experience": action.feedback,
        }  # fmt: skip
        yield _filled([(_word(key, words), text) for key, text in texts.items()])


def _success(success: str | None, words: Wording) -> str | None:
    """Measure of an action's success: an indicator with its title, or the text of the grid."""
    titles = {leaf.id: f"{leaf.id} — {leaf.title}" for leaf in words.grid.indicators}
    return titles.get(success, success) if success else None


def _bounds(column: Column, words: Wording) -> str:
    """Bounds of a column's numbers, in words; empty without bounds."""
    ends = {"low": column.min, "high": column.max}
    said = {name: f"{end:.0f}" if column.is_year else words.plain(end) for name, end in ends.items() if end is not None}
    return _word(f"bornes.{'-'.join(said)}", words, **said) if said else ""


def _columns(columns: Mapping[str, Column], title: str, words: Wording, readers: Mapping[str, str]) -> Iterator[Block]:
    if not columns:
        return
    yield Heading(title, 2)
    headers = ("colonne", "type-et-admis", "aide", "autres-noms", "lu-par")
    rows = [
        [
            _word("colonne-nommee", words, label=column.label, id=column.id), _nature(column, words), column.help or "",
            ", ".join(column.aliases), readers.get(column.id, ""),
        ]
        for column in columns.values()
    ]  # fmt: skip
    yield Table([_word(key, words) for key in headers], rows)


def _nature(column: Column, words: Wording) -> str:
    """The type, the unit, whether it is required, what it serves to, what it may hold."""
    told = [_word(f"type.{column.type}", words)]
    told += [column.unit] if column.unit and column.type != "percent" else []
    told += [_word("obligatoire", words)] if column.required else []
    told += [_word(f"role-de-colonne.{column.role}", words)] if column.role else []
    allowed = _allowed(column, words)
    return words.joined(part for part in (", ".join(told), allowed) if part)


def _allowed(column: Column, words: Wording) -> str:
    """Answers or bounds, and the marks of its own."""
    told = [", ".join(f"{code} = {label}" for code, label in column.choices.items()) or _bounds(column, words)]
    told += [_word("vide-zero", words)] if column.blank is not None else []
    marks = {"missing": column.missing, "unknown": column.unknown, "not_applicable": column.not_applicable}
    told += [_word(f"marques.{state}", words, marks=", ".join(own)) for state, own in marks.items() if own]
    return words.joined(part for part in told if part)


def _table(table: EventTable, words: Wording, readers: Mapping[str, str]) -> Iterator[Block]:
    """Contents of a file of events: its key, its date, the months that count, its columns."""
    yield from _columns(table.columns, _word("table", words, name=table.title or table.id), words, readers)
    labels = [words.grid.columns[key].label if key in words.grid.columns else key for key in table.key]
    yield Paragraph(_word("table-cle", words, keys=", ".join(labels)))
    if table.date is not None:
        yield Paragraph(_word("table-date", words, column=table.date))
    if table.window is not None:
        yield Paragraph(_word("table-fenetre", words, months=table.window))


def _readers(grid: Grid, words: Wording) -> Mapping[str, str]:
    """The criteria, the flags and the actions that read each column, in the order of the grid."""
    found: dict[str, list[str]] = {}
    for leaf in grid.indicators:
        for name in leaf.columns:
            found.setdefault(name, []).append(leaf.id)
    flags = words.say("rapport.fiche-de-methode.drapeaux-qui-lisent")
    conditions = [(flags, it.when) for it in grid.flags.values()] + [(it.id, it.when) for it in grid.actions]
    for owner, condition in conditions:
        for reference in condition.references:
            if isinstance(reference, ColumnRef):
                found.setdefault(reference.name, []).append(owner)
    return {name: ", ".join(dict.fromkeys(owners)) for name, owners in found.items()}


def _changelog(written: Any, words: Wording) -> Iterator[Block]:
    if not written:
        return
    yield Heading(_word("changements", words), 2)
    if isinstance(written, Mapping):
        yield Fields([(str(version), _flat(text, words)) for version, text in written.items()])
    elif isinstance(written, list):
        for entry in written:
            yield Paragraph(_flat(entry, words))
    else:
        yield Paragraph(str(written))


def _flat(written: Any, words: Wording) -> str:
    """A note of any shape as one text."""
    if isinstance(written, Mapping):
        return words.joined(words.labelled(str(key), _flat(it, words)) for key, it in written.items())
    return words.joined(_flat(it, words) for it in written) if isinstance(written, list) else str(written)
