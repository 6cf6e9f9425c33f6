"""Bytes become the letters that were typed, or a sentence: never other letters in silence."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.kit import codes, filled, look, only, refusal, small_grid
from hlmdiag.data import read
from hlmdiag.data.encoding import DecodedText, to_text
from hlmdiag.data.mojibake import twice_encoded
from hlmdiag.errors import HlmdiagError

WORDS = (
    "Résidence", "RÉSIDENCE", "É", "Élysée", "LYCÉE", "CITÉ", "cité", "Hélène", "MÈRE", "à", "À", "côté", "CÔTÉ",
    "Noël", "NOËL", "Île", "ÎLE", "maïs", "Haÿ-les-Roses", "forêt", "FORÊT", "Français", "FRANÇOIS", "cœur", "Œuvre",
    "où", "dû",
    "Le Bourg", "n° 12", "50 m²", "12 €", "l’étoile", "L’ÉTOILE", "« Les Tilleuls »", "créée", "bâtiment", "BÂTIMENT",
    "–", "etc…", "ambiguë", "Æ", "RESIDENCE", "Muñoz", "ZOÉ", "Zoë", "1ᵉʳ", "RéSIDENCE",
)  # fmt: skip
SUPPORTED = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252")
OTHERS = ("iso8859-15", "mac_roman", "cp850")


def said(data: bytes, asked: str | None = None) -> DecodedText | list[str]:
    try:
        return to_text(data, "parc.csv", asked)
    except HlmdiagError as fault:
        return codes(fault.problems)


def table(words: list[str]) -> str:
    return "code;nom\n" + "".join(f"R{number};{word}\n" for number, word in enumerate(words))


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=12), st.sampled_from(SUPPORTED))
def test_a_text_in_a_supported_encoding_is_read_back(words: list[str], encoding: str) -> None:
    text = table([word for word in words if _can(word, encoding)])
    found = said(text.encode(encoding))
    assert isinstance(found, DecodedText), (text, found)
    assert found.data.decode() == text


@given(st.lists(st.sampled_from(WORDS), max_size=12), st.sampled_from(OTHERS))
def test_a_text_in_another_encoding_is_read_back_or_refused_never_changed_in_silence(
    words: list[str], encoding: str
) -> None:
    text = table(["Résidence", "à côté", *(word for word in words if _can(word, encoding))])
    found = said(text.encode(encoding))
    assert not isinstance(found, DecodedText) or found.problems or found.data.decode() == text, (text, found)
    asked = said(text.encode(encoding), encoding)
    assert isinstance(asked, DecodedText)
    assert asked.data.decode() == text


LINES = st.lists(st.sampled_from(WORDS), min_size=1, max_size=8)


@given(LINES, LINES)
def test_lines_of_two_encodings_are_never_read_as_one(first: list[str], second: list[str]) -> None:
    utf8 = [word for word in first if not word.isascii()]
    ansi = [word for word in second if not word.isascii() and _can(word, "cp1252")]
    if not utf8 or not ansi:
        return
    found = said(table(utf8).encode() + table(ansi).encode("cp1252"))
    assert found == ["encodages-meles"]


def _can(word: str, encoding: str) -> bool:
    try:
        word.encode(encoding)
    except UnicodeError:
        return False
    return True


CAPITALS = (
    "RÉSIDENCE É",
    "CITÉ",
    "ÎLOT",
    "NOËL",
    "MUÑOZ",
    "1º",
    "Paris–Lyon",
    "§ 3",
    "± 5",
    "n° 3",
    "À",
    "Ô",
    "RéSIDENCE",
)


@pytest.mark.parametrize("word", CAPITALS)
def test_a_few_accented_capitals_are_windows(word: str) -> None:
    text = table([f"LOGEMENTS COLLECTIFS {word}"])
    found = said(text.encode("cp1252"))
    assert isinstance(found, DecodedText), found
    assert found.data.decode() == text


@pytest.mark.parametrize(
    ("data", "code", "line"),
    [
        (table(["Étoile"] * 6).encode() + "R99;Étoile\n".encode("cp1252"), "encodages-meles", 8),
        (table(["Étoile"] * 6).encode("cp1252") + "R99;Étoile\n".encode(), "encodages-meles", 8),
        (table(["Étoile"]).encode() + "R9;\x82toile\n".encode("latin-1"), "encodages-meles", 3),
        (table(["Les Étoiles"]).encode() + "R9;Étoil\u00e9".encode()[:-1], "fichier-coupe", 3),
        ("code;nom\nR1;12 \u20ac".encode()[:-1], "fichier-coupe", 2),
        (table(["Résidence"]).encode("cp850"), "encodage-autre", 2),
        (table(["cœur"]).encode("iso8859-15"), "encodage-autre", 2),
        (table(["12 €"]).encode("iso8859-15"), "encodage-autre", 2),
        (table(["Łódź żółć"]).encode("cp1250"), "encodage-douteux", 2),
        (table(["a\x00b"]).encode(), "nul", 2),
        (table(["Résidence"]).encode("utf-32"), "nul", 1),
    ],
)  # fmt: skip
def test_what_is_no_whole_text_is_refused_at_its_line(data: bytes, code: str, line: int) -> None:
    with pytest.raises(HlmdiagError) as caught:
        to_text(data, "parc.csv")
    [problem] = caught.value.problems
    assert (problem.code, problem.location.line) == (f"donnees.{code}", line)
    assert "mac_roman" not in problem.say("fr")


def test_an_encoding_is_advised_with_what_it_makes_of_the_line() -> None:
    with pytest.raises(HlmdiagError) as caught:
        to_text(table(["Résidence élevée"]).encode("mac_roman"), "parc.csv")
    assert "mac_roman : « R0;Résidence élevée »" in caught.value.problems[0].say("fr")


def test_a_word_of_another_encoding_among_many_is_said_with_its_line() -> None:
    data = table(["Résidence"] * 50).encode("cp1252") + "R99;Hélène\n".encode("cp850")
    found = said(data)
    assert isinstance(found, DecodedText)
    assert [(each.code, each.location.line) for each in found.problems] == [("donnees.accents-douteux", 52)]


@pytest.mark.parametrize("asked", ["cp1252", "mac_roman", "cp850", "latin-1"])
def test_an_encoding_that_is_asked_against_the_text_is_said(asked: str) -> None:
    found = said(table(["Résidence"]).encode(), asked)
    assert isinstance(found, DecodedText)
    assert codes(found.problems) == ["encodage-demande"]


@pytest.mark.parametrize("read_as", ["cp1252", "latin-1", "mac_roman", "cp850"])
@pytest.mark.parametrize("word", ["Résidence Élysée", "À Ïle", "cœur – L’étoile", "\ufeffForêt"])
def test_a_text_encoded_twice_is_put_right_or_said(read_as: str, word: str) -> None:
    text = table([word])
    if not _can(word, "cp1252") and read_as == "cp1252" and "\ufeff" not in word:
        return
    found = said(text.encode().decode(read_as, errors="replace").encode())
    assert isinstance(found, DecodedText)
    assert found.data.decode() == text.replace("\ufeff", "") or found.problems, found
    assert codes(found.problems)[0] in ("mojibake-repare", "mojibake", "accents-perdus")


_WINDOWS = {chr(code): bytes([code]).decode("cp1252", "ignore") or chr(code) for code in range(0x80, 0xA0)}


@pytest.mark.parametrize("letter", "éèêëàâäçôöûüùîïñÉÈÊËÀÂÄÇÔÖÛÜÙÎÏÑœŒ’«»€°²–—…·æ")
def test_any_letter_alone_encoded_twice_is_put_right(letter: str) -> None:
    text = f"code;nom\nR1;{letter}s\n"
    as_latin = text.encode().decode("latin-1")
    as_windows = "".join(_WINDOWS.get(each, each) for each in as_latin)
    for read_as in (as_latin, as_windows):
        found = twice_encoded(read_as.encode())
        assert found is not None
        assert found.repaired == text.encode()
    assert twice_encoded(text.encode()) is None


@pytest.mark.parametrize("word", ["château", "Ångström", "d’Åland", "10 €", "l’âtre", "½ ‚¬"])
def test_a_text_encoded_once_is_left(word: str) -> None:
    assert twice_encoded(word.encode()) is None


def test_files_put_end_to_end_keep_clean_codes_and_one_row_of_titles(tmp_path: Path) -> None:
    one = "code_residence;nom;vacance\nR{0};Résidence;{0}\n"
    path = tmp_path / "parc.csv"
    path.write_bytes(b"".join(one.format(number).encode("utf-8-sig") for number in (1, 2, 3)))
    dataset = read(path, small_grid())
    assert look(dataset, "code_residence", "pct_vacance") == [("R1", 1.0), ("R2", 2.0), ("R3", 3.0)]
    assert only(dataset, "marque-au-milieu").location.line == 3
    assert filled(only(dataset, "titres-repetes"), "rows") == "3, 5"


@pytest.mark.parametrize(
    "text",
    [
        "sep=;\ncode_residence;nom;vacance\nR1;Élysée;3\n", "sep=;\r\ncode_residence;nom;vacance\r\nR1;Élysée;3\r\n",
        '"sep=;"\ncode_residence;nom;vacance\nR1;Élysée;3\n', "code_residence;nom;vacance\nR1;Élysée;3\n\x1a",
        "code_residence;nom;vacance\r\nR1;Élysée;3\n", "code_residence;nom;vacance\rR1;Élysée;3\r",
        "\ufeff\ufeffcode_residence;nom;vacance\nR1;Élysée;3", "sep=,\ncode_residence,nom,vacance\nR1,Élysée,3\n",
    ],
)  # fmt: skip
def test_separator_lines_and_end_marks_of_old_exports_change_nothing(tmp_path: Path, text: str) -> None:
    path = tmp_path / "parc.csv"
    path.write_bytes(text.encode())
    assert look(read(path, small_grid()), "code_residence", "nom_residence", "pct_vacance") == [("R1", "Élysée", 3.0)]


def test_a_line_separator_of_unicode_inside_a_cell_ends_no_line(tmp_path: Path) -> None:
    path = tmp_path / "parc.csv"
    path.write_bytes("code_residence;nom;vacance\nR1;Les\u2028Tilleuls\u2029;3\nR2;b\x85c;4\n".encode())
    dataset = read(path, small_grid())
    assert dataset.stock.frame["row"].to_list() == [2, 3]
    assert look(dataset, "pct_vacance") == [(3.0,), (4.0,)]


def test_a_line_in_windows_within_utf8_refuses_the_file(tmp_path: Path) -> None:
    path = tmp_path / "parc.csv"
    path.write_bytes("code_residence;nom\nR1;Étoile\n".encode() + "R2;Étoile\n".encode("cp1252"))
    [problem] = refusal(path).problems
    assert problem.say("fr") == (
        "parc.csv:3 : le fichier mêle deux encodages : « R2;Étoile » n’est pas écrit comme le reste, qui est en UTF-8. "
        "Lignes en cause : 3. Ressaisissez ces accents, ou enregistrez de nouveau sous « CSV UTF-8 » le fichier d’où "
        "viennent ces lignes. [donnees.encodages-meles]"
    )


@pytest.mark.parametrize(
    ("data", "asked"),
    [
        ("ï»¿code;nom\nR1;Été\n".encode(), None), (b"\xef\xbb\xbf" + "code;nom\nR1;Été\n".encode("cp1252"), "cp1252"),
        ("\ufeff\ufeffcode;nom\nR1;Été\n".encode(), None), ('"\ufeffcode";nom\nR1;Été\n'.encode(), None),
    ],
)  # fmt: skip
def test_a_mark_before_the_first_title_says_nothing_and_is_no_letter(data: bytes, asked: str | None) -> None:
    found = to_text(data, "parc.csv", asked)
    assert (found.data.decode().replace('"', ""), found.problems) == ("code;nom\nR1;Été\n", ())


def test_a_mark_read_as_letters_is_where_another_file_begins() -> None:
    found = to_text("code;nom\nR1;Été\nï»¿code;nom\nR2;Noël\n".encode(), "parc.csv")
    assert found.data.decode() == "code;nom\nR1;Été\ncode;nom\nR2;Noël\n"
    assert [(each.code, each.location.line) for each in found.problems] == [("donnees.marque-au-milieu", 3)]


def test_words_encoded_twice_are_shown_with_their_line() -> None:
    found = to_text("code;nom\nR1;Été\nR2;ForÃªt;3\nR3;b\n".encode(), "parc.csv")
    assert [(each.location.line, each.values["value"]) for each in found.problems] == [(3, "R2;ForÃªt;3")]
