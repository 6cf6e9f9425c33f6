"""Number formats: what a cell shows, by the code of its format."""

from __future__ import annotations

import pytest

from hlmdiag.data.built_in_formats import built_in
from hlmdiag.data.number_formats import MIXED, FormatKind, kind_for, kind_of, shown_number, shown_words

KINDS = {
    FormatKind.GENERAL: ("General", "Standard", ";;;", 'General\\ "lgts"'),
    FormatKind.NUMBER: (
        "0", "0.00", "#,##0 €", "[$€-40C] #,##0.00", "[Red]0", "[Rouge]-0;0", "[Color 5]0", '0.0" %"', "0\\%", "# ##0",
        "0 jours", '0.0,"k€"', '#,##0.0,,\\ "M€"',
        "+0;-0;0", "0;(0)", '_-* #,##0.00\\ "€"_-;-* #,##0.00\\ "€"_-;_-* "-"??\\ "€"_-;_-@_-',
    ),
    FormatKind.PERCENT: ("0%", "0.0%", '0.00" "%', '0%;-0%;"-"', "0.0%;[Red]-0.0%", "[Bleu]0 %", "# ##0.0%"),
    FormatKind.SCIENTIFIC: ("0.00E+00", "##0.0E+0", "0E-0", "0E0", "0.0e0"),
    FormatKind.CODE: ("000000", '00"-"000', "00\\-000", '"R"000', '"R"0', "0 00 00 00 00 000", "[Rouge]00000",
    "00000;@"),
    FormatKind.FRACTION: ("# ?/?", "# ??/??"),
    FormatKind.DATE: (
        "dd/mm/yyyy", "jj/mm/aaaa", "d-mmm", "mmm-yy", "[$-40C]d mmmm yyyy", "[Black]ddd", "yyyy",
        "[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", "dd/mm/yyyy hh:mm",
    ),
    FormatKind.TIME: ("h:mm AM/PM", "hh\\hmm", "h:mm:ss"),
    FormatKind.DURATION: ("[h]:mm", "[HH]:mm:ss", "[mm]:ss", "mm:ss", "mmss.0", '[h]"h"mm'),
    FormatKind.WORDS: ('"NC"', '[=1]"Bon";"Mauvais"', "\\x", '"oui";"oui";"non"'),
    FormatKind.SCALED: (
        '#,##0" k€"', '0.0"K€"', "0 k€", "# ##0 [$k€]", '#,##0.00\\ "M€"', '0 "milliers d’euros"', 'General" k€"',
        '0"k€";-0"k€";"-"',
    ),
    FormatKind.TEXT: ("@", '"code "@'),
}  # fmt: skip


@pytest.mark.parametrize(("code", "kind"), [(code, kind) for kind, codes in KINDS.items() for code in codes])
def test_a_format_shows_what_its_code_says(code: str, kind: FormatKind) -> None:
    assert kind_of(code) is kind


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        (0, FormatKind.GENERAL), (1, FormatKind.NUMBER), (4, FormatKind.NUMBER), (8, FormatKind.NUMBER),
        (9, FormatKind.PERCENT), (10, FormatKind.PERCENT),
        (11, FormatKind.SCIENTIFIC), (12, FormatKind.FRACTION), (14, FormatKind.DATE), (17, FormatKind.DATE),
        (20, FormatKind.TIME), (22, FormatKind.DATE),
        (30, FormatKind.DATE), (38, FormatKind.NUMBER), (45, FormatKind.DURATION), (46, FormatKind.DURATION),
        (47, FormatKind.DURATION),
        (48, FormatKind.SCIENTIFIC), (49, FormatKind.TEXT), (57, FormatKind.DATE), (163, FormatKind.GENERAL),
    ],
)  # fmt: skip
def test_a_built_in_format_is_known_by_its_number(number: int, kind: FormatKind) -> None:
    assert kind_of(built_in(number)) is kind


def test_a_format_under_a_condition_shows_each_number_its_own_way() -> None:
    assert kind_of("[>1]0;0%") == MIXED
    assert [kind_for("[>1]0;0%", value) for value in (2, 1, 0.5)] == [
        FormatKind.NUMBER,
        FormatKind.PERCENT,
        FormatKind.PERCENT,
    ]
    assert [kind_for('0%;0;"-"', value) for value in (1, -1, 0)] == [
        FormatKind.PERCENT,
        FormatKind.NUMBER,
        FormatKind.GENERAL,
    ]


@pytest.mark.parametrize(
    ("code", "value", "text"),
    [
        ("0000000", 7, "0000007"), ("000", 1234, "1234"), ('00"-"000', 1234, "01-234"), ('"R"000', 7, "R007"),
        ("00\\ 00", 712, "07 12"), ("000;[Red]-000", -5, "-005"), ("000", -5, "-005"), ("000", 1.5, None),
        ("0000", 0, "0000"), ("0.00E+00", 100000, "1,00E+05"), ("##0.0E+0", 123456, "123,5E+3"),
        ("0E+0", 0, "0E+0"), ("0.00E+00", 9.999, "1,00E+01"), ("0.00E-00", 1.5e-7, "1,50E-07"), ("0.00", 7, None),
        ("0E0", 100000, "1E5"), ("General", 7, None), ("dd/mm/yyyy", 7, None),
    ],
)  # fmt: skip
def test_a_code_and_a_scientific_number_are_written_as_they_are_shown(
    code: str, value: float, text: str | None
) -> None:
    assert shown_number(code, value) == text


def test_words_are_shown_in_place_of_some_numbers() -> None:
    assert kind_of('0;-0;"NC"') == MIXED
    assert kind_of('"oui";;"non"') == MIXED
    assert [kind_for('"oui";;"non"', value) for value in (1, -1, 0)] == [
        FormatKind.WORDS,
        FormatKind.GENERAL,
        FormatKind.WORDS,
    ]
    assert [shown_words('0;-0;"NC"', value) for value in (0, 1, -1)] == ["NC", "", ""]


@pytest.mark.parametrize(
    "code", ["", '"', "[", "\\", "_", "*", "[$", "[>]0", "0;;;;;0", '"a', "E+", "%" * 500, "0" * 5000]
)
def test_a_broken_format_shows_nothing_in_particular(code: str) -> None:
    assert kind_of(code) in FormatKind
    shown_number(code, 1)
