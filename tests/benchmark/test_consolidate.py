"""What is published of several landlords, and what is not: it is said, and no total fills the hole."""

import json
from datetime import date
from random import Random

import pytest

from benchmark.invented import EVEN, GRID, LEVELS, SIZES, region, share
from disclosure.attack import Region, equations, exposed
from hlmdiag.benchmark.consolidate import consolidate, first_themes
from hlmdiag.benchmark.position import positions
from hlmdiag.benchmark.publication import Publication, PublishedTable, read_publication
from hlmdiag.benchmark.share import LandlordShare, read_share
from hlmdiag.benchmark.shared_grid import UNKNOWN, SharedFamily, SharedKind
from hlmdiag.document.consolidated import consolidation_document, public_document
from hlmdiag.document.position import position_document
from hlmdiag.errors import HlmdiagError


def table_of(shares: list[LandlordShare], earlier: list[Publication] | None = None) -> PublishedTable:
    (table,) = consolidate(shares, earlier or ()).tables
    return table


def said(release: Publication, language: str = "fr") -> str:
    document = consolidation_document(release, language)
    parts = [text for part in document.sections for text in (part.title, *part.paragraphs)]
    cells = [cell.text for part in document.sections for table in part.tables for row in table.rows for cell in row]
    more = [table.more for part in document.sections for table in part.tables]
    return "\n".join([*document.head, *parts, *cells, *more])


def test_five_landlords_are_published_family_by_family() -> None:
    table = table_of(region())
    assert [line.families for line in table.lines] == [("<20",), ("20-50",), (">=50",)]
    assert [cell.units for cell in table.lines[0].cells] == [20, 20, 20, 20]
    assert (table.total.whole.units, table.total.whole.landlords) == (240, 5)


def test_two_landlords_alone_are_published_in_nothing_and_it_is_said_why() -> None:
    release = consolidate(region("AB"))
    assert (release.tables[0].because, release.tables[0].total) == ("landlords", None)
    assert "moins de trois organismes tiennent l’un de ses chiffres" in said(release)
    assert "fewer than three landlords hold one of its figures" in said(release, "en")
    assert not any(theme.scores for theme in release.themes)
    assert "ont un niveau" not in said(release)


def test_one_that_holds_nine_tenths_is_published_in_nothing() -> None:
    large = {family.id: dict.fromkeys(LEVELS, 90) for family in SIZES.families}
    small = {family.id: dict.fromkeys(LEVELS, 3) for family in SIZES.families}
    release = consolidate([share("A", large), share("B", small), share("C", small), share("D", small)])
    assert release.tables[0].because == "held"
    assert "un seul organisme tient plus de 80 %" in said(release)


def test_more_than_half_of_one_is_said_beside_the_figure() -> None:
    large = {family.id: dict.fromkeys(LEVELS, 12) for family in SIZES.families}
    text = said(consolidate([share("A", large), share("B"), share("C")]))
    assert "plus de la moitié de ces unités sont d’un seul organisme" in text
    assert "20 *" in text


def test_a_family_of_one_unit_is_counted_with_its_neighbour() -> None:
    lone = {"<20": EVEN, "20-50": EVEN, ">=50": {"complexe": 1}}
    usual = {"<20": EVEN, "20-50": EVEN}
    release = consolidate([share("A", lone), *(share(name, usual) for name in "BCDE")])
    assert [line.families for line in release.tables[0].lines] == [("<20",), ("20-50", ">=50")]
    assert "Des familles voisines sont comptées ensemble" in said(release)
    assert "20 et plus" in said(release)


def test_units_of_which_no_family_is_known_go_with_the_last_one_before_levels_are_joined() -> None:
    lost = {family.id: EVEN for family in SIZES.families} | {UNKNOWN: {"bon": 2}}
    release = consolidate([share(name, lost) for name in "ABCDE"])
    assert release.tables[0].lines[-1].families == (">=50", UNKNOWN)
    assert len(release.tables[0].levels) == 4
    assert "50 et plus ou non renseigné" in said(release)


def test_units_without_a_level_are_given_by_line_of_all_or_not_at_all() -> None:
    def with_undecided(each: dict[str, int]) -> list[LandlordShare]:
        return [
            share(name, {family: {**EVEN, None: number} for family, number in each.items()}) for name in "ABCDE"
        ]  # fmt: skip

    everywhere = table_of(with_undecided({"<20": 3, "20-50": 3, ">=50": 3}))
    assert [line.undecided.units for line in (*everywhere.lines, everywhere.total)] == [15, 15, 15, 45]
    somewhere = table_of(with_undecided({"<20": 3, "20-50": 0, ">=50": 0}))
    assert [line.undecided for line in somewhere.lines] == [None] * 3
    assert somewhere.total.undecided.units == 15
    assert table_of(region()).total.undecided is None


def test_a_landlord_that_sends_counts_is_counted_and_medians_say_of_how_many_they_are() -> None:
    release = consolidate([share("A", rows=False), *region("BCDE")])
    assert (release.landlords, release.detailed) == (5, 4)
    assert release.tables[0].total.whole.units == 240
    assert "d’après 4 organismes qui ont envoyé une ligne par unité" in said(release)


def test_the_priorities_of_all_are_the_themes_that_most_put_first() -> None:
    worst = {"bati": 70.0, "halls": 60.0, "bruit": 20.0, "gestion": 10.0}
    other = {"bati": 70.0, "halls": 20.0, "bruit": 60.0, "gestion": 10.0}
    shares = [*(share(name, themes=worst) for name in "ABCD"), share("E", themes=other)]
    release = consolidate(shares)
    assert first_themes(shares[0], release.first) == ["bati", "halls"]
    assert {each.id: each.first_of for each in release.themes} == {
        "bati": 5, "halls": 4, "bruit": None, "gestion": None
    }  # fmt: skip
    assert "Priorités les plus partagées, sur 5 organismes dont on compte les 2 premiers thèmes : Bati (5)" in said(
        release
    )


def test_a_single_theme_is_never_left_out_alone_since_the_others_would_give_its_count() -> None:
    orders = [("bati", "halls"), ("bati", "halls"), ("bati", "halls"), ("bati", "bruit"), ("bruit", "gestion"),
              ("bruit", "gestion"), ("gestion", "bati"), ("halls", "bruit")]  # fmt: skip
    shares = [
        share(f"O{place}", themes={id: 90.0 if id in first else 10.0 for id in ("bati", "halls", "bruit", "gestion")})
        for place, first in enumerate(orders)
    ]
    counts = [each.first_of for each in consolidate(shares).themes]
    assert counts.count(None) != 1


def test_a_release_three_units_from_the_last_is_not_published() -> None:
    before = consolidate(region())
    added = {family.id: {**EVEN, "bon": 5} for family in SIZES.families}
    release = consolidate(region(A=share("A", added)), [before])
    assert release.tables[0].because == "difference"
    assert "comparé à la consolidation précédente" in said(release)


def test_the_same_shares_are_released_again_as_they_were() -> None:
    before = consolidate(region())
    assert consolidate(region(), [before]) == before


def test_a_release_is_read_back_as_it_was_written() -> None:
    release = consolidate(region())
    written = json.dumps(release.model_dump(mode="json", exclude_none=True)).encode()
    assert read_publication(written, "c.json") == release


def test_a_release_keeps_too_little_of_each_share_for_a_guess_to_be_confirmed() -> None:
    shares = region()
    assert consolidate(shares).sources == tuple(sorted(each.digest[:2] for each in shares))


def test_a_release_names_nobody() -> None:
    written = json.dumps(consolidate(region("ABC", A=share("Habitat inventé"))).model_dump(mode="json"))
    assert "Habitat" not in written
    for document in (consolidation_document, public_document):
        assert "Habitat" not in str(document(consolidate(region("ABC", A=share("Habitat inventé"))), "fr"))


def test_a_landlord_is_placed_by_what_is_published_alone() -> None:
    worse = {family.id: {"complexe": 16} for family in SIZES.families}
    shares = [share("A", worse), *(share(f"O{place:02}") for place in range(19))]
    release = consolidate(shares)
    (found,) = positions(shares[0], release)
    whole = found.lines[-1]
    assert (whole.own.units, whole.own.worst) == (48, 1.0)
    assert (whole.among_worst.low, whole.among_worst.high) == (75, 100)
    assert whole.among_units.place > 75
    told = position_document(shares[0], release, "fr")
    assert told.title == "A : votre position"
    assert "75 ou plus" in str(told)
    assert position_document(shares[0], read_publication(release.model_dump_json().encode(), "c"), "fr") == told


def test_the_agency_of_a_single_landlord_is_named_in_no_release() -> None:
    """Groups are named by units: those of one landlord are counted as others, and their names do not leave."""
    agencies = SharedKind(id="agence", title="agence", named=True, families=())

    def owned(name: str) -> LandlordShare:
        own = agencies.model_copy(
            update={"families": (SharedFamily(id=f"Agence {name}"), SharedFamily(id="Littoral"))}
        )  # fmt: skip
        grid = GRID.model_copy(update={"kinds": (own,)})
        return share(name, {f"Agence {name}": EVEN, "Littoral": EVEN}, grid=grid)

    shares = [owned(name) for name in "ABCDE"]
    release = consolidate(shares)
    (table,) = release.tables
    assert [line.families for line in table.lines] == [("Littoral",), ("*",)]
    assert table.total.families == ("Littoral", "*")
    assert "Agence" not in release.model_dump_json()
    assert "autres" in said(release)
    (found,) = positions(shares[0], release)
    assert [each.own.units for each in found.lines] == [16, 16, 32]
    assert consolidate(shares, [release]) == release


def test_a_landlord_without_a_unit_in_a_family_has_no_line_of_it() -> None:
    shares = [share("A", {"<20": EVEN}), *region("BCDE")]
    (found,) = positions(shares[0], consolidate(shares))
    assert [each.line.families for each in found.lines] == [("<20",), ("<20", "20-50", ">=50")]


@pytest.mark.parametrize("seed", range(5))
def test_the_attack_reads_nobody_in_a_release_nor_in_its_units_without_a_level(seed: int) -> None:
    """Cells are families and levels, that of no level included; the release is attacked as it is written."""
    draw = Random(seed)
    kind = SharedKind(id="taille", title="taille", ordered=True, families=SIZES.families)
    names = [f"O{place}" for place in range(draw.randint(3, 9))]
    shares = []
    for name in names:
        size = int(draw.paretovariate(0.9) * 3)
        held = {it.id: {level: min(60, int(draw.random() * size)) for level in (*LEVELS, None)} for it in kind.families}
        shares.append(share(name, held, rows=False))
    (table,) = consolidate(shares).tables
    units = {
        each.organisation: {
            (family, level): (figures.levels | {"": figures.undecided})[level]
            for family, figures in each.figures["taille"].items()
            for level in (*LEVELS, "")
        }
        for each in shares
    }
    held = Region((tuple(it.id for it in kind.families),), units, (*LEVELS, ""))
    known = equations(table.safe, held.cells) if table.safe else []
    for line in (*table.lines, *([table.total] if table.total else [])):
        if line.undecided is not None:
            cells = [cell for cell in held.cells if cell[0] in line.families and cell[1] == ""]
            known.append((frozenset(cells), line.undecided.units))
    assert exposed(known, held) == []


def written(each: LandlordShare, **changed: object) -> bytes:
    return json.dumps(each.model_dump(mode="json", exclude_none=True) | changed).encode()


def test_a_share_is_read_back_as_it_was_written() -> None:
    each = share("A", day=date(2026, 9, 30))
    assert read_share(written(each), "a.json") == each


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"format": "autre"}, "envoi.pas-un-envoi"),
        ({"units": "beaucoup"}, "envoi.illisible"),
        ({"units": 3}, "envoi.incoherent"),
        ({"nouveau": 1}, "envoi.illisible"),
    ],
)
def test_a_share_that_was_changed_is_refused(changed: dict[str, object], code: str) -> None:
    with pytest.raises(HlmdiagError) as refusal:
        read_share(written(share("A"), **changed), "a.json")
    assert [each.code for each in refusal.value.problems] == [code]


def test_a_share_whose_rows_say_otherwise_than_its_counts_is_refused() -> None:
    one, other = share("A"), share("A", {family.id: {"bon": 16} for family in SIZES.families})
    with pytest.raises(HlmdiagError) as refusal:
        read_share(written(one, rows=other.model_dump(mode="json", exclude_none=True)["rows"]), "a.json")
    assert [each.code for each in refusal.value.problems] == ["envoi.incoherent"]


def test_a_grid_without_levels_publishes_its_themes_alone() -> None:
    bare = GRID.model_copy(update={"levels": ()})
    release = consolidate([share(name, {"<20": {None: 9}}, grid=bare, themes={"bati": 3.0}) for name in "ABCD"])
    assert release.tables == ()
    assert "Thèmes, dans l’ordre" in said(release)
