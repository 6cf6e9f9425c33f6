"""Two versions of a grid: what each change is, how much it matters, the version that it asks for."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import yaml_texts
from hlmdiag.errors import HlmdiagError
from hlmdiag.grid import Grid, load_document, load_grid, shipped_grids
from hlmdiag.method import ChangeKind, ChangeSize, VersionComparison, compare, version_needed

PLAIN = Path(__file__).parent.parent / "broken-method" / "avant" / "version-trop-basse.yaml"
A = "themes.ensemble.indicators.A"
MORE = """
language_version: 1
id: essai
version: "1.0.0"
title: Essai
polarity: burden
view_gap: 30
columns:
  code: {type: id, required: true}
  vacance: {type: percent, aliases: [vides], min: 0, max: 90}
  etat: {type: choice, choices: {bon: Bon état, mauvais: Mauvais état}}
  usage: {type: choice, choices: {loue: Loué, vide: Vide}}
themes:
  ensemble:
    title: Ensemble
    indicators:
      A: {title: Vacance, value: vacance, score: {steps: [0, 5], points: [0, 100]}, tags: [fait]}
      B: {title: État, value: etat, score: {choices: {bon: 0, mauvais: 100}}, applies_if: vacance < 50}
  autre:
    title: Autre
    weight: 0
    indicators:
      C: {title: Vacance encore, value: vacance, score: {linear: {best: 0, worst: 90}}}
levels:
  courant: {title: Courant, from: 0, colour: "#2e7d32"}
  fragile: {title: Fragile, from: 50}
views:
  faits: {title: Faits, where: 'kind == "data"'}
roles: {agence: {title: Agence}}
first_look: {view: faits, min_coverage: 0.5}
flags:
  vide: {when: vacance > 20, message: Vide, alert: true}
stock_alerts:
  trop: {level: fragile, more_than: 0.3, message: Trop}
actions:
  relouer: {title: Relouer, when: score(A) >= 50, effort: 2}
"""


def changed(*edits: tuple[str, Any]) -> VersionComparison:
    """A grid and the same one with other values at some paths; None takes one away."""
    document = yaml_texts.read(MORE)
    old = load_document(document)
    new = yaml_texts.read(MORE)
    for path, value in edits:
        *above, key = path.split(".")
        block = new
        for part in above:
            block = block.setdefault(part, {})
        if value is None:
            del block[key]
        else:
            block[key] = value
    return compare(old, load_document(new))


SCORED = {"title": "Vide", "value": "vacance", "score": {"steps": [0, 9], "points": [0, 100]}}
FULL = {"when": "vacance < 1", "message": "Plein"}

TABLE: list[tuple[str, Any, ChangeKind, ChangeSize]] = [
    ("title", "Un essai", ChangeKind.TEXT, ChangeSize.PATCH),
    ("publisher", "hlmdiag", ChangeKind.TEXT, ChangeSize.PATCH),
    (f"{A}.help", "Part vide.", ChangeKind.TEXT, ChangeSize.PATCH),
    (f"{A}.source", {"title": "Choix"}, ChangeKind.TEXT, ChangeSize.PATCH),
    (f"{A}.weight", 1, ChangeKind.TEXT, ChangeSize.PATCH),
    (f"{A}.value", " vacance ", ChangeKind.TEXT, ChangeSize.PATCH),
    ("levels.courant.colour", "#000000", ChangeKind.TEXT, ChangeSize.PATCH),
    ("columns.etat.choices.bon", "En bon état", ChangeKind.READING, ChangeSize.MAJOR),
    ("columns.etat.choices.bon", "BON ETAT", ChangeKind.TEXT, ChangeSize.PATCH),
    ("themes.ensemble.title", "Peuplement", ChangeKind.MEANING, ChangeSize.MAJOR),
    ("columns.nouvelle", {"type": "number"}, ChangeKind.ADDITION, ChangeSize.MINOR),
    ("columns.nouvelle", {"type": "number", "required": True}, ChangeKind.ADDITION, ChangeSize.MAJOR),
    ("columns.usage.choices.reserve", "Réservé", ChangeKind.ADDITION, ChangeSize.MINOR),
    ("columns.vacance.aliases", ["vides", "libres"], ChangeKind.DATA, ChangeSize.MINOR),
    ("columns.vacance.aliases", ["libres"], ChangeKind.DATA, ChangeSize.MAJOR),
    ("columns.vacance.unknown", ["NSP"], ChangeKind.DATA, ChangeSize.PATCH),
    ("columns.vacance.unknown", ["Z"], ChangeKind.DATA, ChangeSize.MINOR),
    ("columns.vacance.max", 95, ChangeKind.THRESHOLD, ChangeSize.MINOR),
    ("columns.vacance.max", 80, ChangeKind.THRESHOLD, ChangeSize.MAJOR),
    ("columns.vacance.min", None, ChangeKind.THRESHOLD, ChangeSize.PATCH),
    ("columns.vacance.type", "number", ChangeKind.DATA, ChangeSize.MAJOR),
    ("columns.vacance.unit", "%", ChangeKind.DATA, ChangeSize.MINOR),
    ("columns.vacance.required", True, ChangeKind.DATA, ChangeSize.MAJOR),
    ("themes.ensemble.indicators.D", SCORED, ChangeKind.ADDITION, ChangeSize.MAJOR),
    ("themes.ensemble.indicators.D", {**SCORED, "weight": 0}, ChangeKind.ADDITION, ChangeSize.MINOR),
    (f"{A}.weight", 2, ChangeKind.WEIGHT, ChangeSize.MAJOR),
    ("themes.autre.weight", 1, ChangeKind.WEIGHT, ChangeSize.MAJOR),
    (f"{A}.score.steps", [0, 4], ChangeKind.THRESHOLD, ChangeSize.MAJOR),
    (f"{A}.score.points", [0, 90], ChangeKind.POINTS, ChangeSize.MAJOR),
    (f"{A}.score", {"linear": {"best": 0, "worst": 9}}, ChangeKind.RULE, ChangeSize.MAJOR),
    (f"{A}.min_base", {"value": "vacance", "at_least": 2}, ChangeKind.RULE, ChangeSize.MAJOR),
    (f"{A}.survey", {"answers": "vacance"}, ChangeKind.DATA, ChangeSize.MINOR),
    (f"{A}.survey", {"answers": "vacance", "margin": True}, ChangeKind.RULE, ChangeSize.MAJOR),
    (f"{A}.tags", ["mesure"], ChangeKind.RULE, ChangeSize.MAJOR),
    ("themes.ensemble.indicators.B.score.choices.mauvais", 90, ChangeKind.POINTS, ChangeSize.MAJOR),
    ("themes.ensemble.indicators.B.applies_if", "vacance < 40", ChangeKind.THRESHOLD, ChangeSize.MAJOR),
    ("themes.ensemble.indicators.B.applies_if", "vacance > 50", ChangeKind.RULE, ChangeSize.MAJOR),
    ("themes.autre.indicators.C.score.linear.worst", 80, ChangeKind.THRESHOLD, ChangeSize.MAJOR),
    ("themes.ensemble.aggregation", "worst", ChangeKind.RULE, ChangeSize.MAJOR),
    ("themes.ensemble.missing", "worst", ChangeKind.RULE, ChangeSize.MAJOR),
    ("min_coverage", 0.7, ChangeKind.THRESHOLD, ChangeSize.MAJOR),
    ("view_gap", 20, ChangeKind.THRESHOLD, ChangeSize.MAJOR),
    ("view_gap", {"points": 20}, ChangeKind.THRESHOLD, ChangeSize.MAJOR),
    ("roles.agence.weight", 2, ChangeKind.DATA, ChangeSize.MINOR),
    ("roles.gardien", {"title": "Gardien"}, ChangeKind.ADDITION, ChangeSize.MINOR),
    (f"{A}.asked", ["agence"], ChangeKind.DATA, ChangeSize.MINOR),
    ("first_look", None, ChangeKind.REMOVAL, ChangeSize.MAJOR),
    ("first_look.min_coverage", 0.4, ChangeKind.THRESHOLD, ChangeSize.MAJOR),
    ("view_gap", {"points": 30, "at_least": 1}, ChangeKind.TEXT, ChangeSize.PATCH),
    ("view_gap", {"points": 30, "at_least": 3}, ChangeKind.THRESHOLD, ChangeSize.MAJOR),
    ("levels.fragile.from", 60, ChangeKind.THRESHOLD, ChangeSize.MAJOR),
    ("levels.complexe", {"title": "Complexe", "from": 80}, ChangeKind.ADDITION, ChangeSize.MAJOR),
    ("flags.plein", FULL, ChangeKind.ADDITION, ChangeSize.MINOR),
    ("flags.plein", {**FULL, "no_better_than": "fragile"}, ChangeKind.ADDITION, ChangeSize.MAJOR),
    ("flags.vide.when", "vacance > 30", ChangeKind.THRESHOLD, ChangeSize.MAJOR),
    ("flags.vide.alert", False, ChangeKind.RULE, ChangeSize.MINOR),
    ("flags.vide", None, ChangeKind.REMOVAL, ChangeSize.MAJOR),
    ("flags", None, ChangeKind.REMOVAL, ChangeSize.MAJOR),
    ("views.mots", {"title": "Mots", "where": 'kind == "data"'}, ChangeKind.ADDITION, ChangeSize.MAJOR),
    ("stock_alerts.trop.more_than", 0.4, ChangeKind.THRESHOLD, ChangeSize.MAJOR),
    ("actions.relouer.when", "score(A) >= 60", ChangeKind.THRESHOLD, ChangeSize.MINOR),
    ("actions.relouer.effort", 3, ChangeKind.RULE, ChangeSize.MINOR),
    ("actions.relouer.answers", ["vide"], ChangeKind.RULE, ChangeSize.MINOR),
    ("actions.autre", {"title": "Autre", "when": "score(A) >= 60"}, ChangeKind.ADDITION, ChangeSize.MINOR),
    ("themes.autre.locked", True, ChangeKind.LOCK, ChangeSize.MAJOR),
    ("id", "autre-essai", ChangeKind.ID, ChangeSize.MAJOR),
]  # fmt: skip


@pytest.mark.parametrize(("path", "value", "kind", "size"), TABLE)
def test_each_change_has_its_kind_and_its_size(path: str, value: Any, kind: ChangeKind, size: ChangeSize) -> None:
    (change,) = changed((path, value)).changes
    assert (change.kind, change.size) == (kind, size)
    assert change.path.startswith(path)


@pytest.mark.parametrize("kind", ChangeKind)
def test_each_kind_is_in_a_test_and_has_its_word(kind: ChangeKind) -> None:
    from hlmdiag.text import catalogue

    assert kind in {row[2] for row in TABLE} | {ChangeKind.PLACE, ChangeKind.ORDER}
    assert f"cli.grille.ecart.nature.{kind}" in catalogue("fr")


def test_a_criterion_under_another_id_is_the_same_one_renamed() -> None:
    written = yaml_texts.read(MORE)["themes"]["autre"]["indicators"]["C"]
    found = changed(("themes.autre.indicators.C", None), ("themes.autre.indicators.Z", {**written, "weight": 3}))
    renamed, weighed = found.changes
    assert (renamed.kind, renamed.before, renamed.after) == (ChangeKind.ID, "C", "Z")
    assert (weighed.kind, weighed.path) == (ChangeKind.WEIGHT, "themes.autre.indicators.Z.weight")


def test_a_criterion_that_another_replaces_is_gone() -> None:
    found = changed(("themes.autre.indicators.C", None), ("themes.autre.indicators.Z", SCORED))
    assert [change.kind for change in found.changes] == [ChangeKind.REMOVAL, ChangeKind.ADDITION]


def test_a_criterion_in_another_theme_is_moved_not_removed() -> None:
    written = yaml_texts.read(MORE)["themes"]["ensemble"]["indicators"]["B"]
    found = changed(("themes.ensemble.indicators.B", None), ("themes.autre.indicators.B", written))
    (moved,) = found.changes
    assert (moved.kind, moved.before, moved.after) == (ChangeKind.PLACE, "ensemble", "autre")


def test_the_order_of_columns_and_of_their_choices_is_a_matter_of_display() -> None:
    columns = yaml_texts.read(MORE)["columns"]
    (choices,) = changed(("columns.etat.choices", {"mauvais": "Mauvais état", "bon": "Bon état"})).changes
    assert (choices.kind, choices.size) == (ChangeKind.ORDER, ChangeSize.PATCH)
    (order,) = changed(("columns", dict(reversed(columns.items())))).changes
    assert (order.kind, order.size) == (ChangeKind.ORDER, ChangeSize.PATCH)
    indicators = yaml_texts.read(MORE)["themes"]["ensemble"]["indicators"]
    (order,) = changed(("themes.ensemble.indicators", dict(reversed(indicators.items())))).changes
    assert (order.path, order.before, order.after) == ("themes.ensemble.indicators", ["A", "B"], ["B", "A"])


def test_an_alert_counts_where_the_grid_reads_alerts() -> None:
    reads = ("flags.deux", {"when": "alerts() >= 1", "message": "Alerte"})
    sizes = {change.path: change.size for change in changed(reads, ("flags.vide.alert", False)).changes}
    assert sizes["flags.vide.alert"] is ChangeSize.MAJOR


def test_lines_are_those_of_the_new_grid_and_of_the_old_one_for_what_is_gone(tmp_path: Path) -> None:
    text = PLAIN.read_text(encoding="utf-8")
    old, new = tmp_path / "ancienne.yaml", tmp_path / "nouvelle.yaml"
    old.write_text(text, encoding="utf-8")
    new.write_text("# Relue.\n" + text.partition("actions:")[0].replace("from: 50", "from: 60"), encoding="utf-8")
    found = {change.path: change.location for change in compare(load_grid(old), load_grid(new)).changes}
    lines = text.splitlines()
    assert found["levels.fragile.from"].line == lines.index("  fragile: {title: Gestion renforcée, from: 50}") + 2
    assert found["actions.relouer"].line == lines.index("  relouer:") + 1
    assert found["actions.relouer"].file == old.as_posix()


@pytest.mark.parametrize("id", shipped_grids())
def test_a_grid_has_not_changed_since_itself(id: str) -> None:
    found = compare(load_grid(id), load_grid(id))
    assert (found.changes, found.needed, found.size, found.is_declared) == ((), None, None, True)


@pytest.mark.parametrize(
    ("version", "patch", "minor", "major"),
    [
        ("1", "1.0.1", "1.1", "2"),
        ("1.4.2", "1.4.3", "1.5.0", "2.0.0"),
        ("v2.1", "2.1.1", "2.2", "3.0"),
        ("2026.1", "2026.1.0.1", "2026.1.1", "2026.2"),
        ("2026.1.3", "2026.1.3.1", "2026.1.4", "2026.2.0"),
        ("printemps", None, None, None),
    ],
)
def test_the_next_version_announces_the_weightiest_change(
    version: str, patch: str | None, minor: str | None, major: str | None
) -> None:
    assert [version_needed(version, size) for size in ChangeSize] == [patch, minor, major]


@pytest.mark.parametrize(
    ("old", "new", "text", "enough"),
    [
        ("1.0", "1.0", False, True),
        ("1.0", "1.0", True, False),
        ("1.0", "1.0.1", True, True),
        ("1.9", "1.10", True, True),
        ("1.1", "1.0.9", True, False),
        ("2026.1", "2027", True, True),
        ("printemps", "automne", True, True),
        ("printemps", "printemps", True, False),
    ],
)
def test_a_version_is_enough_or_not(old: str, new: str, text: bool, enough: bool) -> None:
    def version(number: str, title: str) -> Grid:
        return load_document({**yaml_texts.read(MORE), "version": number, "title": title})

    found = compare(version(old, "Essai"), version(new, "Autre titre" if text else "Essai"))
    assert found.is_declared is enough


def test_a_version_that_is_no_number_has_no_order_and_a_smaller_one_goes_back() -> None:
    def between(old: str, new: str) -> VersionComparison:
        return compare(*(load_document({**yaml_texts.read(MORE), "version": it}) for it in (old, new)))

    assert not between("printemps", "automne").is_ordered
    assert not between("2026.1", "automne").is_ordered
    assert between("1.9", "1.10").is_ordered
    assert (between("1.10", "1.9").goes_back, between("1.9", "1.10").goes_back) == (True, False)


def test_what_is_rewritten_is_asked_about_until_its_author_says_that_it_is_the_same() -> None:
    (title, *_) = changed(("themes.autre.title", "Peuplement")).changes
    assert (title.asked, title.subject) == (True, "autre")
    old, new = (
        load_document(yaml_texts.read(text)) for text in (MORE, MORE.replace("title: Autre", "title: Peuplement"))
    )
    (settled,) = compare(old, new, ["autre"]).changes
    assert (settled.kind, settled.size, settled.asked) == (ChangeKind.TEXT, ChangeSize.PATCH, False)
    with pytest.raises(HlmdiagError) as refused:
        compare(old, new, ["ensemble"])
    assert [problem.code for problem in refused.value.problems] == ["usage.sens-non-demande"]


def test_the_order_of_answers_matters_where_ranks_are_counted() -> None:
    judged = {"title": "Vu", "kind": "judgement", "score": {"choices": {"bon": 0, "moyen": 50, "mauvais": 100}}}
    turned = {**judged, "score": {"choices": {"moyen": 50, "bon": 0, "mauvais": 100}}}
    sizes = []
    for ranks in ({"column": "qui", "divergence": 1}, {"column": "qui"}):
        grids = []
        for indicator in (judged, turned):
            document = yaml_texts.read(MORE) | {"respondents": ranks}
            document["columns"]["qui"] = {"type": "text"}
            document["themes"]["autre"]["indicators"]["V"] = indicator
            grids.append(load_document(document))
        (order,) = compare(*grids).changes
        assert order.kind is ChangeKind.ORDER
        sizes.append(order.size)
    assert sizes == [ChangeSize.MAJOR, ChangeSize.PATCH]


def test_a_grid_that_another_reads_or_extends_is_compared_too(tmp_path: Path) -> None:
    def version(folder: str, start: str, *, extends: str = "extends: mere") -> Grid:
        here = tmp_path / folder
        here.mkdir()
        mother = MORE.replace("id: essai", "id: mere").replace("from: 50", f"from: {start}")
        (here / "mere.yaml").write_text(mother, encoding="utf-8")
        own = MORE.replace("id: essai", "id: lectrice") + "uses: {avant: mere}\n"
        (here / "lectrice.yaml").write_text(own, encoding="utf-8")
        child = f'{extends}\nid: fille\nversion: "1"\nlevels: {{fragile: {{from: 70}}}}\n'
        (here / "fille.yaml").write_text(child, encoding="utf-8")
        return load_grid(here / "mere.yaml")

    version("un", "50"), version("deux", "60")
    (read,) = compare(*(load_grid(tmp_path / it / "lectrice.yaml") for it in ("un", "deux"))).changes
    assert (read.path, read.kind, read.size) == ("uses.avant", ChangeKind.RULE, ChangeSize.MAJOR)
    (parent,) = compare(*(load_grid(tmp_path / it / "fille.yaml") for it in ("un", "deux"))).changes
    assert (parent.path, parent.kind, parent.size) == ("extends", ChangeKind.RULE, ChangeSize.MINOR)


def test_what_moves_on_data_is_major_whatever_was_read_of_the_documents() -> None:
    found = changed(("title", "Un essai"))
    raised = replace(found, moved=3)
    assert (found.size, found.needed, found.is_raised) == (ChangeSize.PATCH, "1.0.1", False)
    assert (raised.size, raised.needed, raised.is_raised) == (ChangeSize.MAJOR, "2.0.0", True)
    assert not replace(changed(("min_coverage", 0.7)), moved=3).is_raised


@pytest.mark.parametrize(
    ("consolidate", "weighed", "ordered"),
    [("median", ChangeSize.MINOR, ChangeSize.PATCH), ("first_role", ChangeSize.MAJOR, ChangeSize.MAJOR)],
)
def test_the_weight_and_the_order_of_roles_matter_where_voices_are_joined_by_role(
    consolidate: str, weighed: ChangeSize, ordered: ChangeSize
) -> None:
    def version(roles: dict[str, Any]) -> Grid:
        document = yaml_texts.read(MORE)
        document["columns"] |= {"qui": {"type": "text"}, "titre": {"type": "text"}}
        document["respondents"] = {"column": "qui", "role": "titre", "consolidate": consolidate}
        return load_document({**document, "roles": roles})

    roles = {"agence": {"title": "Agence"}, "ville": {"title": "Ville"}}
    old = version(roles)
    assert compare(old, version({**roles, "ville": {"title": "Ville", "weight": 2}})).size is weighed
    assert compare(old, version(dict(reversed(roles.items())))).size is ordered
