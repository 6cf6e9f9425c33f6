"""A result beside an earlier one: only what got worse is new, whatever the order and the missing answers."""

import json
from dataclasses import replace

import pytest
from pydantic import TypeAdapter

from gate.conftest import ROWS, Scored, changed, flat
from hlmdiag.campaign.units import UnitNamer
from hlmdiag.errors import HlmdiagError
from hlmdiag.gate import change_text, compare, gating_lines, gating_summary, require_comparable
from hlmdiag.scoring.gate_results import BaselineComparison, Gating, Loss, Worsening, describe_gating
from hlmdiag.scoring.manifest import SavedGating
from worded import words_of


@pytest.fixture
def beside(scored: Scored):
    """A later stock beside the first one."""

    def compared(*rows: str, worse_by: float | None = None, **options) -> BaselineComparison:
        before = scored()
        return compare(scored(*rows, **options), before, "avant.json", worse_by)

    return compared


def counts(found: BaselineComparison) -> tuple[int, int, int, int]:
    return found.new, found.known, found.resolved, found.undecided


def news(found: BaselineComparison) -> list[tuple[str, str, str]]:
    return [(change.unit.code, change.about, change.id) for change in found.changes]


def test_the_same_stock_has_nothing_new(beside) -> None:
    found = beside(*ROWS)
    # known: three levels under the best, one flag; R4, of which nothing is known twice, is as uncertain as it was
    assert (counts(found), found.still_open) == ((0, 4, 0, 0), 1)
    assert not Gating(comparison=found).fails
    assert counts(beside(*reversed(ROWS))) == counts(found)


@pytest.mark.parametrize(
    ("rows", "silent"),
    [
        (ROWS, True),
        (changed(R1="R1;Les Tilleuls;Nord;40;12 %;0"), False),
        (changed(R2="R2;Le Moulin;Nord;60;2 %;0"), False),
        (changed(R5="R5;Les Iris;Sud;10;;"), False),
        (changed(R6=""), False),
        ([*ROWS, "R9;Le Verger;Nord;10;2 %;0"], False),
    ],
    ids=["same", "worse", "better", "undecided", "gone", "come"],
)
def test_one_move_of_any_kind_is_enough_to_say_something(beside, rows: list[str], silent: bool) -> None:
    assert beside(*rows).is_silent is silent


def test_what_was_lost_is_said_though_nothing_moved(beside) -> None:
    same = beside(*ROWS)
    assert same.is_silent
    assert not replace(same, losses=(Loss("table", "faits", 10, None),)).is_silent


def test_a_worse_level_and_a_new_flag_are_new(beside) -> None:
    found = beside(*changed(R1="R1;Les Tilleuls;Nord;40;12 %;30"))
    assert news(found) == [("R1", "level", ""), ("R1", "flag", "pannes-lourdes")]
    assert (found.changes[0].before, found.changes[0].after) == ("calme", "tendu")
    assert [(cause.indicator, cause.before, cause.after) for cause in found.changes[0].causes] == [
        ("VAC", 0, 100), ("PAN", 0, 100),
    ]  # fmt: skip
    assert Gating(comparison=found).fails


def test_what_got_better_is_resolved_and_does_not_fail(beside) -> None:
    found = beside(*changed(R2="R2;Le Moulin;Nord;60;6 %;0", R3="R3;Les Acacias;Sud;20;1 %;0"))
    assert counts(found) == (0, 1, 3, 0)  # two levels and a flag are gone
    assert not Gating(comparison=found).fails


def test_a_level_not_decided_today_is_not_said_to_be_worse_nor_better(beside) -> None:
    found = beside(*changed(R1="R1;Les Tilleuls;Nord;40;;", R3="R3;Les Acacias;Sud;20;;"))
    # R1 and R3 lost their level, and both flags are to be checked; R4 had neither
    assert (counts(found), found.doubtful, found.still_open) == ((0, 2, 0, 4), 2, 1)
    assert [(doubt.unit.code, doubt.lost, doubt.about) for doubt in found.doubts] == [
        ("R1", ("vacance", "pannes"), ("level", "flag:pannes-lourdes")),
        ("R3", ("vacance", "pannes"), ("level", "flag:pannes-lourdes")),
    ]


def test_a_level_is_worse_where_every_completion_is(scored: Scored) -> None:
    """R1 was calm; today one answer of two is missing, and the other one gives 50 points at least."""
    before = scored(*changed(R1="R1;Les Tilleuls;Nord;40;2 %;0"))
    after = scored(*changed(R1="R1;Les Tilleuls;Nord;40;12 %;"))
    row = after.frame.row(0, named=True)
    assert row["level"] is None and row["levels_possible"] == ["moyen", "tendu"]
    found = compare(after, before, "avant.json")
    assert news(found) == [("R1", "level", "")]
    assert (found.changes[0].before, found.changes[0].after) == ("calme", "moyen")


@pytest.mark.parametrize(("worse_by", "new"), [(None, 0), (24.9, 1), (25, 0), (25.1, 0)])
def test_a_score_is_worse_by_more_than_so_many_points(scored: Scored, worse_by: float | None, new: int) -> None:
    before, after = "R3;Les Acacias;Sud;20;1 %;30", "R3;Les Acacias;Sud;20;6 %;30"
    found = compare(scored(after), scored(before), "avant.json", worse_by)
    scores = [change for change in found.changes if change.about == "score"]
    assert len(scores) == new
    if new:
        assert (scores[0].before, scores[0].after) == (50, 75)


def test_under_merit_a_lower_score_is_worse(scored: Scored) -> None:
    before = scored("R3;Les Acacias;Sud;20;1 %;30", polarity="merit")
    after = scored("R3;Les Acacias;Sud;20;12 %;30", polarity="merit")
    assert news(compare(after, before, "avant.json", 10)) == [("R3", "level", ""), ("R3", "score", "")]
    assert compare(before, after, "avant.json", 10).new == 0


def test_residences_that_came_or_went_are_said_and_do_not_fail(beside) -> None:
    found = beside(*changed(R2="", R3=""), "R9;Le Verger;Nord;10;20 %;30")
    assert (found.new, found.appeared, found.vanished) == (0, 1, 2)
    assert (found.appeared_units, found.vanished_units) == (("R9",), ("R2", "R3"))


def test_without_a_baseline_yet_nothing_is_new(scored: Scored) -> None:
    found = compare(scored(), None, "avant.json")
    assert found.is_empty and counts(found) == (0, 0, 0, 0)
    [line] = gating_lines(Gating(comparison=found), words_of(scored().grid))
    assert line.text == "La référence « avant.json » n’existait pas : il n’y a encore rien à comparer."


def test_a_neighbour_version_is_compared_and_said_another_major_one_is_refused(scored: Scored) -> None:
    before = scored(version="1.0")
    minor, major = scored(version="1.2"), scored(version="2.0")
    require_comparable(before, minor.grid, "avant.json")
    found = compare(minor, before, "avant.json")
    assert not found.same_grid
    texts = [line.text for line in gating_lines(Gating(comparison=found), words_of(minor.grid))]
    assert (
        "La grille a changé depuis (version 1.0, aujourd’hui 1.2), changements : 0 ; seuls les niveaux et les drapeaux "
        "des deux côtés sont comparés." in texts
    )
    with pytest.raises(HlmdiagError) as caught:
        require_comparable(before, major.grid, "avant.json")
    assert caught.value.exit_code == 2
    assert caught.value.problems[0].say("fr") == (
        "hlmdiag : « avant.json » est un résultat de la version 1.0 de la grille, celui-ci est de la version 2.0 : "
        "leurs notes ne se comparent pas. Notez de nouveau les données d’alors avec la grille actuelle (hlmdiag score "
        "… -o référence.json), ou retirez ce fichier et relancez avec --update-baseline. [reference.autre-version]"
    )


def test_a_flag_that_the_grid_did_not_have_is_not_news(scored: Scored) -> None:
    before = scored(version="1.0")
    after = scored(version="1.1", flags="\n  vide: {when: vacance > 5, message: Logements vides}")
    assert sum("vide" in flags for flags in after.frame["flags"].to_list()) == 2
    assert compare(after, before, "avant.json").new == 0


def test_a_score_that_moves_for_want_of_answers_says_so(scored: Scored) -> None:
    result = scored()
    [unit] = UnitNamer(result).of([0])
    assert flat(change_text(Worsening(unit, "score", "", 50.0, 60.0, (), "answers"), words_of(result.grid))) == (
        "R1 Les Tilleuls : la note passe de 50,0 à 60,0 ; aucun critère ne s’est aggravé : ce sont les réponses "
        "connues qui ont changé"
    )


def test_the_comparison_is_said_in_plain_french(beside, scored: Scored) -> None:
    found = beside(*changed(R1="R1;Les Tilleuls;Nord;40;12 %;30", R6=""), worse_by=5)
    gating = Gating(comparison=found)
    assert gating_summary(gating, words_of(scored().grid)) == (
        "Le parc a perdu plus d’un dixième de ses unités depuis la référence : 6 résidences, dont 5 encore là ; "
        "aggravations depuis la référence : 3."
    )
    lines = [flat("  " * line.depth + line.text) for line in gating_lines(gating, words_of(scored().grid))]
    assert lines == [
        "Le parc a perdu plus d’un dixième de ses unités depuis la référence : 6 résidences, dont 5 encore là",
        "  Une perte n’est ni une aggravation ni une amélioration. La référence n’est pas renouvelée : rétablissez le "
        "fichier, ou ajoutez --accept-loss si la perte est voulue.",
        "Depuis avant.json (31/10/2026), au 31/10/2026, aggravations : 3 ; inchangés : 4 ; améliorations : 0 ; "
        "indécis : 0",
        "  R1 Les Tilleuls passe de « Calme » à « Tendu » ; Vacance 0 → 100 ; Pannes 0 → 100",
        "  R1 Les Tilleuls : la note passe de 0,0 à 100,0 ; Vacance 0 → 100 ; Pannes 0 → 100",
        "  R1 Les Tilleuls : nouveau drapeau, Pannes lourdes",
        "  Niveaux incertains à la référence et restés tels : 1",
        "  Disparues depuis la référence, 1 résidence : R6",
    ]


def test_a_verdict_is_kept_whole_by_a_saved_result(beside) -> None:
    gating = Gating(comparison=beside(*changed(R1="R1;Les Tilleuls;Nord;40;12 %;30"), worse_by=5))
    saved = TypeAdapter(SavedGating).validate_json(json.dumps(describe_gating(gating)), strict=True, extra="forbid")
    assert saved.rebuilt() == gating


def test_a_verdict_saved_before_uncertain_levels_were_counted_has_none(beside) -> None:
    saved = describe_gating(Gating(comparison=beside(*ROWS)))
    assert saved["comparison"].pop("still_open") == 1
    found = TypeAdapter(SavedGating).validate_json(json.dumps(saved), strict=True, extra="forbid")
    assert found.comparison is not None and found.comparison.still_open == 0
