"""Names of sheets: short enough for Excel, and no two alike, whatever the length of the text."""

from hypothesis import given
from hypothesis import strategies as st

from hlmdiag.text.sheet_names import free_sheet_name


@given(st.lists(st.text(max_size=80), max_size=12))
def test_every_sheet_has_a_name_of_its_own_that_excel_takes(texts: list[str]) -> None:
    taken: list[str] = []
    for text in texts:
        taken.append(free_sheet_name(text, taken))
    assert len({each.casefold() for each in taken}) == len(texts)
    for name in taken:
        assert 0 < len(name.encode("utf-16-le")) // 2 <= 31
        assert not set(name) & set("[]:*?/\\") and name[0] not in " '" and name[-1] not in " '"


def test_texts_too_long_to_differ_are_numbered() -> None:
    long = "Agence du nord et de l’est de la métropole"
    first = free_sheet_name(long, [])
    second = free_sheet_name(long, [first])
    assert (len(first), len(second), second.endswith("… (2)")) == (31, 31, True)
