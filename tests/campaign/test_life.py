"""Requirements (design-2 §13): what happens to a stock and its grid in a year is told apart from what changed there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import hlmdiag
from hlmdiag.campaign.comparison import Followed, follow
from hlmdiag.campaign.order import in_order
from hlmdiag.document.followed import follow_up
from hlmdiag.scoring.result import Result
from hlmdiag.wording import Wording

GRID = """\
language_version: 1
id: vie
version: "1.0"
title: Vie d’un parc
polarity: burden
columns:
  code: {type: id, required: true}
  nom: {type: text, role: label}
  vacance: {type: percent, aliases: [Taux de vacance]}
  pannes: {type: integer}
indicators:
  VAC: {title: Vacance, value: vacance, score: {linear: {worst: 100, best: 0}}}
  PAN: {title: Pannes, value: pannes, score: {steps: [0, 1, 5], points: [0, 50, 100]}}
levels: {calme: {title: Calme, from: 0}, tendu: {title: Tendu, from: 50}}
"""
OVERLAY = """\
extends: vie
id: vie-locale
version: "1"
title: Vie, ici
indicators: {VAC: {weight: %s}}
"""
HEAD = "code;nom;vacance;pannes"
ROWS = ("R1;Tilleuls;10;0", "R2;Moulin;90;5", "R3;Iris;40;1", "R4;Lavoir;20;0")
Year = Callable[..., tuple[str, Result]]


@pytest.fixture
def year(tmp_path: Path) -> Year:
    """A campaign of one year, from rows, a grid, a file of overrides."""

    def scored(
        number: int,
        rows: tuple[str, ...] = ROWS,
        *,
        grid: str = GRID,
        overlay: str = "",
        head: str = HEAD,
        more: str = "",
    ) -> tuple[str, Result]:
        (tmp_path / "vie.yaml").write_text(grid, encoding="utf-8")
        (tmp_path / "locale.yaml").write_text(overlay or grid, encoding="utf-8")
        (tmp_path / "parc.csv").write_text("\n".join((head, *rows)) + "\n", encoding="utf-8")
        (tmp_path / "derogations.csv").write_text(more, encoding="utf-8")
        read = hlmdiag.load_grid(tmp_path / "locale.yaml")
        files = [tmp_path / name for name in ("parc.csv", *(["derogations.csv"] if more else []))]
        day = date(2020 + number, 6, 30)
        return f"{number}.json", hlmdiag.score(read, hlmdiag.read(files, read, date=day), date=day)

    return scored


def told(*campaigns: tuple[str, Result]) -> tuple[Followed, str]:
    """Campaigns compared, and all that is said of them."""
    found = follow(in_order(campaigns))
    document = follow_up(found, Wording("fr", found.grid))
    texts = [*document.head, *(text for each in document.sections for text in (each.title, *each.paragraphs))]
    return found, "\n".join(texts)


def causes(found: Followed) -> list[tuple[Any, ...]]:
    moved = found.units.filter(pl.col("change") != 0)
    return moved.select("key", "change", "grid", "informations", "answers").rows()


def test_another_minor_version_that_asks_more_is_the_grid_or_what_is_known(year: Year) -> None:
    more = "  BRU: {title: Bruit, value: bruit, score: {linear: {worst: 100, best: 0}}}\nlevels:"
    later = GRID.replace('"1.0"', '"1.1"').replace("levels:", more)
    later = later.replace("indicators:", "  bruit: {type: percent}\nindicators:")
    rows = tuple(f"{row};100" for row in ROWS)
    found, text = told(year(1), year(2, rows, grid=later, head=f"{HEAD};bruit"))
    for _, change, grid, informations, answers in causes(found):
        # what the old grid did not ask is taken from the new answers: it is the grid that asks it
        assert (grid, informations, answers) == (pytest.approx(change), 0, 0)
    assert [each[0] for each in causes(found)] == ["R1", "R2", "R3", "R4"]
    assert "version 1.0, puis 1.1" in text


def test_an_overlay_that_changed_is_the_grid(year: Year) -> None:
    then, now = (year(number, overlay=OVERLAY % weight) for number, weight in ((1, 1), (2, 3)))
    found, _ = told(then, now)
    assert [each[0] for each in causes(found)] == ["R1", "R2", "R3", "R4"]
    assert all(
        change == pytest.approx(grid) and not known and not answers for _, change, grid, known, answers in causes(found)
    )
    assert not found.is_one_grid


def test_a_column_under_another_title_is_the_same_answers(year: Year) -> None:
    found, _ = told(year(1), year(2, head="code;Nom de la résidence;Taux de vacance;Pannes"))
    assert causes(found) == []
    assert set(found.units["move"]) == {"stable"}


def test_a_column_that_replaces_another_keeps_its_answers(year: Year) -> None:
    later = GRID.replace('"1.0"', '"1.1"').replace(
        "vacance: {type: percent, aliases: [Taux de vacance]}", "taux: {type: percent, replaces: {column: vacance}}"
    ).replace("value: vacance", "value: taux")  # fmt: skip
    head = "code;nom;taux;pannes"
    found, _ = told(year(1), year(2, grid=later, head=head))
    assert causes(found) == []
    worse = ("R1;Tilleuls;30;0", *ROWS[1:])
    found, _ = told(year(1), year(2, worse, grid=later, head=head))
    assert causes(found) == [("R1", 10, 0, 0, 10)]


def test_a_campaign_with_few_answers_is_a_hole_and_not_a_fall(year: Year) -> None:
    blank = tuple(row.rpartition(";")[0].rpartition(";")[0] + ";;" for row in ROWS)
    found, text = told(year(1), year(2, blank), year(3))
    units = {line["key"]: line for line in found.units.rows(named=True)}
    assert (units["R2"]["since"], units["R2"]["campaigns"], units["R2"]["watch"]) == (0, 2, "in")
    found, text = told(year(1), year(2, blank))
    assert not set(found.units["move"]) & {"worse", "better"}
    assert "à cette campagne, 0 résidence seulement a une note, contre 4 résidences à la précédente" in text
    (mean,) = [each for each in found.stock if each.statistic == "mean" and not each.by_size]
    assert (mean.now, mean.causes) == (None, {})  # no score is no figure, and no fall


def test_an_override_in_one_campaign_only_is_a_decision_and_no_answer(year: Year) -> None:
    head = "code;niveau;auteur;date;motif\n"
    then, now = year(1), year(2, more=f"{head}R1;tendu;A;01/06/2022;vu sur place\n")
    after = year(3, more=f"{head}R4;calme;A;01/06/2023;vu sur place\n")
    # without any override given, nobody knows whether this one stands
    assert told(now, year(3))[0].units.filter(key="R1")["move"].item() == "to_confirm"
    for campaigns, move, sign in (((then, now), "worse", 1), ((now, after), "better", -1)):
        found, _ = told(*campaigns)
        line = found.units.filter(key="R1").row(0, named=True)
        assert (line["move"], line["change"], line["grid"], line["informations"], line["answers"]) == (move, 0, 0, 0, 0)
        share = next(each for each in found.stock if each.statistic == "share")
        assert share.causes == {
            "grid": 0, "informations": 0, "answers": 0, "came_and_went": 0, "flags": pytest.approx(sign * 0.25),
        }  # fmt: skip
        document = follow_up(found, Wording("fr", found.grid))
        section = next(each for each in document.sections if each.id == move)
        assert any("dérogation" in cell.text for row in section.tables[0].rows for cell in row)


def test_a_unit_that_leaves_takes_its_decision_with_it(year: Year) -> None:
    decided = "code;niveau;auteur;date;motif\nR4;tendu;A;01/06/2022;vu sur place\nR1;tendu;A;01/06/2022;vu\n"
    kept = "code;niveau;auteur;date;motif\nR1;tendu;A;01/06/2022;vu\n"
    found, text = told(year(1, more=decided), year(2, ROWS[:3], more=kept))
    share = next(each for each in found.stock if each.statistic == "share" and not each.by_size)
    assert share.causes["flags"] == pytest.approx(0)
    assert share.causes["came_and_went"] == pytest.approx(share.change)
    assert "drapeaux et dérogations" not in text.split("La note moyenne")[0]


def test_a_residence_that_is_built_torn_down_or_renamed_reads_so(year: Year) -> None:
    found, text = told(year(1), year(2, ("R1;Les Grands Tilleuls;10;0", *ROWS[1:3], "R5;Verger;30;0")))
    assert dict(found.units.select("key", "status").rows()) == {
        "R1": "stayed", "R2": "stayed", "R3": "stayed", "R5": "came", "R4": "gone",
    }  # fmt: skip
    assert found.units.row(0, named=True)["label:now"] == "Les Grands Tilleuls"
    assert causes(found) == []
    assert "Arrivées : 1 résidence. Départs : 1 résidence." in text
    assert "La part du parc en « Tendu » reste à 25,0\u202f%." in text
    mean = next(each for each in found.stock if each.statistic == "mean")
    assert mean.causes["came_and_went"] == pytest.approx(mean.change)


def test_a_figure_that_stays_for_opposite_causes_says_both(year: Year) -> None:
    """One of those that stayed is worse, and what came is better than what left."""
    _, text = told(year(1, ("R1;A;0;0", "R2;B;40;0", "R3;C;40;0")), year(2, ("R1;A;20;0", "R2;B;40;0", "R5;D;20;0")))
    assert "La note moyenne reste à 13,3, des causes contraires s’équilibrant : réponses +5,0" in text
    assert "arrivées et départs −5,0." in text
