"""The sheet in the order in which a method is discussed: who, how a score is made, levels, criteria, consequences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from hlmdiag.explain import level_bounds
from hlmdiag.grid.data_model import Column
from hlmdiag.grid.model import Grid, Theme
from hlmdiag.method import theme_shares
from hlmdiag.report.methodology.blocks import Block, Code, Heading, Items, Paragraph, Table, Text
from hlmdiag.report.methodology.collecting import beyond_a_unit, departures
from hlmdiag.report.methodology.tree import source_in_words, themes, words_of
from hlmdiag.text import say
from hlmdiag.text.figures import integer, percent, plain, proportion


def content(grid: Grid, language: str) -> Iterator[Block]:
    """Every block of the sheet."""
    yield Heading(1, grid.title)
    yield Items(list(_identity(grid, language)))
    for text in (grid.statement, grid.document.get("description")):
        yield from (Paragraph(line) for line in (text or "").splitlines() if line.strip())
    yield from _principles(grid, language)
    yield from _levels(grid.root, grid, language)
    yield from _weights(grid, language)
    yield from themes(grid, language)
    yield from _views(grid, language)
    yield from beyond_a_unit(grid, language)
    yield from _flags(grid, language)
    yield from _stock_alerts(grid, language)
    yield from _actions(grid, language)
    yield from _columns(grid.columns, _word("colonnes", language), language)
    for table in grid.tables.values():
        yield from _columns(table.columns, _word("table", language, name=table.title or table.id), language)
    yield from departures(grid, language)
    yield from _changelog(grid.document.get("changelog"), language)


def _word(key: str, language: str, **values: object) -> str:
    return say(f"rapport.fiche-de-methode.{key}", language, **values)


def _filled(rows: Sequence[tuple[str, Text | None]]) -> Items:
    return Items([(label, text) for label, text in rows if text])


def _identity(grid: Grid, language: str) -> Iterator[tuple[str, Text]]:
    document = grid.document
    for key in ("id", "version", "date", "status", "publisher", "authors", "licence", "url", "unit", "extends"):
        value = document.get(key)
        if value:
            yield _word(f"identite.{key}", language), ", ".join(value) if isinstance(value, list) else str(value)
    source = source_in_words(document.get("source"))
    if source:
        yield _word("source", language), source
    yield _word("identite.hash", language), grid.hash


def _principles(grid: Grid, language: str) -> Iterator[Block]:
    yield Heading(2, _word("principes", language))
    yield Paragraph(say(f"rapport.methode.sens-{grid.polarity}", language))
    if grid.scale.low is not None and grid.scale.high is not None:
        low, high = plain(grid.scale.low, language), plain(grid.scale.high, language)
        yield Paragraph(say("rapport.methode.echelle", language, low=low, high=high))
    else:
        yield Paragraph(say("rapport.methode.sans-echelle", language))
    for sentence in words_of(grid.root, language):
        yield Paragraph(sentence)
    for key in ("etats", "intervalle", "contributions", "ordre-actions"):
        yield Paragraph(say(f"rapport.methode.{key}", language))
    if grid.roles:
        roles = [
            _word("role", language, title=it.title, weight=plain(it.weight, language)) for it in grid.roles.values()
        ]
        yield Paragraph(_word("roles", language, roles=say("rapport.joint", language).join(roles)))
    for name, used in grid.uses.items():
        yield Paragraph(_word("utilise", language, name=name, title=used.title, version=used.version))


def _levels(node: Theme, grid: Grid, language: str) -> Iterator[Block]:
    if not grid.levels:
        return
    yield Heading(2, _word("niveaux", language))
    yield Paragraph(say("rapport.methode.niveau-borne", language))
    headers = [_word(key, language) for key in ("id", "niveau", "notes", "suivi", "precision")]
    yield Table(headers, [
        [level.id, level.title, level_bounds(level, node.levels, language), level.follow_up or "",
         level.description or ""]
        for level in node.levels
    ])  # fmt: skip
    if grid.level_rules:
        yield Paragraph(_word("regles-de-niveau", language))
        otherwise = _word("sinon", language)
        rows = [[rule.level, Code(rule.when.text) if rule.when else otherwise] for rule in grid.level_rules]
        yield Table([_word("niveau", language), _word("condition", language)], rows)


def _weights(grid: Grid, language: str) -> Iterator[Block]:
    if not grid.root.children:
        return
    shares = theme_shares(grid)
    rows = [
        [node.id, node.title, plain(node.weight, language), proportion(shares[node.id], language, 1)]
        if node.id in shares
        else [node.id, node.title, plain(node.weight, language), ""]
        for node in grid.root.walk()
        if node is not grid.root
    ]
    yield Heading(2, _word("poids", language))
    yield Paragraph(_word("poids-effectif", language))
    yield Table([_word(key, language) for key in ("id", "critere-ou-theme", "poids", "part")], rows)


def _views(grid: Grid, language: str) -> Iterator[Block]:
    if not grid.views:
        return
    yield Heading(2, _word("vues", language))
    order = [leaf.id for leaf in grid.indicators]
    rows = [[view.id, view.title, ", ".join(id for id in order if id in view.indicators)] for view in grid.views]
    yield Table([_word(key, language) for key in ("id", "vue", "criteres")], rows)
    if grid.view_gap is not None:
        gap, least = grid.view_gap.points, grid.view_gap.at_least
        code = "ecart" if least == 1 else "ecart-criteres"
        yield Paragraph(_word(code, language, gap=plain(gap, language), least=integer(least, language)))
    if grid.first_look is not None:
        title = next(view.title for view in grid.views if view.id == grid.first_look.view)
        minimum = percent(grid.first_look.min_coverage, language)
        yield Paragraph(_word("premier-reperage", language, view=title, minimum=minimum))


def _flags(grid: Grid, language: str) -> Iterator[Block]:
    if not grid.flags:
        return
    yield Heading(2, _word("drapeaux", language))
    rows: list[list[Text]] = []
    titles = grid.levels.titles
    for flag in grid.flags.values():
        effects = [_word("alerte", language)] if flag.alert else []
        if flag.no_better_than is not None:
            level = titles.get(flag.no_better_than, flag.no_better_than)
            effects.append(_word("impose", language, level=level))
        source = source_in_words(grid.document.get("flags", {}).get(flag.id, {}).get("source"))
        rows.append([flag.id, flag.message, Code(flag.when.text), ", ".join(effects), source])
    yield Table([_word(key, language) for key in ("id", "drapeau", "condition", "effet", "source")], rows)


def _stock_alerts(grid: Grid, language: str) -> Iterator[Block]:
    if not grid.stock_alerts:
        return
    yield Heading(2, _word("alertes-parc", language))
    titles = grid.levels.titles
    rows: list[list[Text]] = []
    for alert in grid.stock_alerts:
        share, units = percent(alert.more_than, language), str(alert.at_least)
        rule = _word("alerte-parc-regle", language, share=share, level=titles[alert.level], units=units)
        source = source_in_words(grid.document.get("stock_alerts", {}).get(alert.id, {}).get("source"))
        rows.append([alert.id, rule, alert.message, source])
    yield Table([_word(key, language) for key in ("id", "condition", "alerte-parc", "source")], rows)


def _actions(grid: Grid, language: str) -> Iterator[Block]:
    if grid.actions:
        yield Heading(2, _word("actions", language))
    for action in grid.actions:
        yield Heading(3, f"{action.id} — {action.title}")
        lever = say(f"rapport.levier.{action.lever}", language) if action.lever else None
        axis = str(action.tfpb_axis) if action.tfpb_axis is not None else None
        texts: dict[str, Text | None] = {
            "condition": Code(action.when.text), "levier": lever, "effort": plain(action.effort, language),
            "pourquoi": action.why, "comment": action.how, "appuis": ", ".join(action.partners),
            "delai": action.horizon, "cout": action.cost, "experience": action.feedback, "axe": axis,
            "reussite": action.success,
        }  # fmt: skip
        yield _filled([(_word(key, language), text) for key, text in texts.items()])


def _bounds(column: Column, language: str) -> str:
    """What numbers a column takes, in words; nothing where it takes any."""
    ends = {"low": column.min, "high": column.max}
    said = {
        name: f"{end:.0f}" if column.is_year else plain(end, language) for name, end in ends.items() if end is not None
    }
    return _word(f"bornes.{'-'.join(said)}", language, **said) if said else ""


def _columns(columns: Mapping[str, Column], title: str, language: str) -> Iterator[Block]:
    if not columns:
        return
    yield Heading(2, title)
    rows: list[list[Text]] = []
    for column in columns.values():
        allowed = ", ".join(f"{code} = {label}" for code, label in column.choices.items())
        limits = _bounds(column, language)
        if column.blank is not None:
            limits = "\u00a0; ".join(part for part in (limits, _word("vide-zero", language)) if part)
        kind = _word(f"type.{column.type}", language)
        rows.append([
            column.id, column.label, kind, column.unit or "", allowed or limits, ", ".join(column.aliases),
        ])  # fmt: skip
    headers = ("id", "libelle", "type.titre", "unite", "admis", "autres-noms")
    yield Table([_word(key, language) for key in headers], rows)


def _changelog(written: Any, language: str) -> Iterator[Block]:
    if not written:
        return
    yield Heading(2, _word("changements", language))
    if isinstance(written, Mapping):
        yield Items([(str(version), _flat(text)) for version, text in written.items()])
    elif isinstance(written, list):
        for entry in written:
            yield Paragraph(_flat(entry))
    else:
        yield Paragraph(str(written))


def _flat(written: Any) -> str:
    """A note of any shape as one text."""
    if isinstance(written, Mapping):
        return " ; ".join(f"{key} : {_flat(it)}" for key, it in written.items())
    return " ; ".join(map(_flat, written)) if isinstance(written, list) else str(written)
