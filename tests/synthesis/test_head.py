"""The three sentences at the head of every summary say how many, which and how sure, and nothing that is not so."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import pytest

from hlmdiag.synthesis import Synthesis, head_told, synthesise
from report.stock import small_result
from report.variants import VARIANTS, varied
from worded import words_of


@pytest.fixture(scope="module")
def stock() -> Synthesis:
    return synthesise(small_result())


def told(stock: Synthesis, language: str = "fr") -> list[str]:
    return [
        each.replace("\u202f", " ").replace("\u00a0", " ")
        for each in head_told(stock, words_of(small_result().grid, language))
    ]


def test_levels_are_counted_from_the_worst_and_those_of_no_unit_left_out(stock: Synthesis) -> None:
    levels = "4 en « Situation complexe », 2 en « Gestion courante », 2 sans conclusion"
    assert told(stock)[0] == f"8 résidences, au moins 548 logements : {levels}."


def test_the_first_are_named_by_level_with_how_many_more_it_has(stock: Synthesis) -> None:
    names = told(stock)[1]
    assert names.startswith("À regarder d’abord — Situation complexe : ")
    fewer = dataclasses.replace(stock, concerns=stock.concerns[:3])
    assert told(fewer)[1].endswith(", et 1 autre.")


def test_what_may_still_become_the_worst_is_counted_apart(stock: Synthesis) -> None:
    sure = told(stock)[2]
    assert sure.startswith("5 diagnostics concluants sur 8, taux de réponse médian de ")
    assert "« Situation complexe » reste possible pour 2 autres" in sure
    levels = tuple(dataclasses.replace(each, open=0) for each in stock.distribution.levels)
    closed = dataclasses.replace(stock, distribution=dataclasses.replace(stock.distribution, levels=levels))
    assert "n’est possible pour aucune autre" in told(closed)[2]


def test_where_every_unit_has_the_worst_level_nothing_is_said_of_others() -> None:
    result = small_result()
    worst = result.grid.levels[-1].id
    part = dataclasses.replace(result, frame=result.frame.filter(level=worst))
    sure = told(synthesise(part))[2]
    assert "possible pour" not in sure and sure.startswith("3 diagnostics concluants sur 4, ")


def test_a_stock_of_the_best_level_alone_names_nobody(stock: Synthesis) -> None:
    assert [each for each in told(dataclasses.replace(stock, concerns=())) if "À regarder" in each] == []


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_kind_of_grid_has_its_sentences(variant: Callable[[dict[str, Any]], None], language: str) -> None:
    result = varied(variant)
    sentences = head_told(synthesise(result), words_of(result.grid, language))
    assert 2 <= len(sentences) <= 3 and all(each.endswith(".") for each in sentences)


def test_where_no_unit_has_the_worst_level_nobody_is_another(stock: Synthesis) -> None:
    levels = [
        dataclasses.replace(each, quantity=dataclasses.replace(each.quantity, units=0))
        if each.level is not None and each.level.id == "complexe"
        else each
        for each in stock.distribution.levels
    ]
    alone = dataclasses.replace(stock, distribution=dataclasses.replace(stock.distribution, levels=tuple(levels)))
    assert "« Situation complexe » reste possible pour 2 résidences" in told(alone)[2]
