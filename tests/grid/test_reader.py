"""Requirements (design §3, YAML): nothing implicit, places in characters, hostile files refused at once."""

import time
from typing import Any

import pytest

from hlmdiag.errors import HlmdiagError
from hlmdiag.grid.reader import read_yaml
from hlmdiag.grid.source_map import inside


def data(text: str) -> Any:
    return read_yaml(text.encode(), "grille.yaml").data


def refusal(text: str | bytes) -> str:
    raw = text if isinstance(text, bytes) else text.encode()
    started = time.process_time()
    with pytest.raises(HlmdiagError) as refused:
        read_yaml(raw, "grille.yaml")
    assert time.process_time() - started < 2
    return refused.value.problems[0].code


@pytest.mark.parametrize(
    "word",
    ["yes", "no", "on", "off", "oui", "Y", "N", "True", "NULL", "10:30", "2024-01-01", "007", "0x1F", "0o17", "1_000"],
)
def test_words_that_other_readers_transform_stay_text(word: str) -> None:
    assert data(f"a: {word}") == {"a": word}


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("true", True),
        ("false", False),
        ("", None),
        ("~", None),
        ("null", None),
        ("12", 12),
        ("-1.50", -1.5),
        ("1e3", 1000.0),
    ],
)
def test_only_plain_words_have_another_meaning(word: str, value: object) -> None:
    read = data(f"a: {word}")["a"]
    assert read == value
    assert type(read) is type(value)


@pytest.mark.parametrize("word", [".inf", "-.inf", ".nan", "1e999", "9" * 5_000])
def test_a_number_that_is_not_one_stays_text(word: str) -> None:
    assert data(f"a: {word}") == {"a": word}


def test_quotes_make_text_of_anything() -> None:
    assert data("""{a: "12", b: 'true', c: "", 1: x, true: y}""") == {
        "a": "12",
        "b": "true",
        "c": "",
        "1": "x",
        "true": "y",
    }


def test_the_order_of_the_document_is_kept() -> None:
    assert list(data("z: 1\na: 2\nm: 3")) == ["z", "a", "m"]


def test_places_are_counted_in_characters() -> None:
    places = read_yaml("été: {à: [1, 2], ç: 'œuf'}\n".encode(), "grille.yaml").places
    assert (places["été",].key_column, places["été",].column) == (1, 6)
    assert (places["été", "à", 1].line, places["été", "à", 1].column) == (1, 14)
    assert (places["été", "ç"].key_column, places["été", "ç"].column) == (18, 21)


def test_a_byte_order_mark_and_windows_line_ends_move_nothing() -> None:
    places = read_yaml(b"\xef\xbb\xbfa: 1\r\nb: 2\r\n", "grille.yaml").places
    assert (places["b",].line, places["b",].column) == (2, 4)


@pytest.mark.parametrize(
    ("text", "offset", "place"),
    [
        ("a: nb > x", 5, (1, 9)),
        ("a: 'it''s x'", 5, (1, 11)),
        (r'a: "b \"c\" x"', 6, (1, 13)),
        ('a: "été x"', 4, (1, 9)),
        ("a: &repere nb > x", 5, (1, 17)),
        ("a: nb >\n   x", 5, (2, 4)),
        ("a: |\n  nb\n  > x\n", 5, (3, 5)),
        ("a: >\n  nb\n  > x\n", 5, (3, 5)),
    ],
)
def test_a_character_of_an_expression_is_found_again_in_the_file(
    text: str, offset: int, place: tuple[int, int]
) -> None:
    reading = read_yaml(text.encode(), "grille.yaml")
    assert reading.data["a"][offset] == "x" or text.endswith("> x\n")
    assert inside(reading.places["a",], text, offset) == place


def test_an_alias_stands_for_what_it_names() -> None:
    assert data("a: &x {b: 1}\nc: *x") == {"a": {"b": 1}, "c": {"b": 1}}


def test_an_alias_bomb_is_refused_at_once() -> None:
    bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"a{rank}: &a{rank} [{', '.join([f'*a{rank - 1}'] * 10)}]\n" for rank in range(1, 15)
    )
    assert refusal(bomb) == "grille.yaml.noeuds"


def test_an_alias_to_itself_is_refused() -> None:
    assert refusal("a: &a [*a]") == "grille.yaml.renvoi"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("[" * 1_000, "grille.yaml.profondeur"),
        ("{a: " * 1_000_000, "grille.yaml.taille"),
        ("{a: " * 400_000, "grille.yaml.profondeur"),
        ("- " * 900_000, "grille.yaml.profondeur"),
        ("".join(f"{' ' * depth}a:\n" for depth in range(1_000)), "grille.yaml.profondeur"),
        ("a: " + "x" * 10_000_000, "grille.yaml.taille"),
        ("a: " + "x" * 1_900_000, "grille.yaml.texte"),
        ("a: " + "x\n" * 900_000, "grille.yaml.cle-sans-valeur"),
        ("? a\n" * 400_000, "grille.yaml.noeuds"),
        ("a,\n" * 600_000, "grille.yaml.texte"),
        ("[" + "a," * 900_000, "grille.yaml.noeuds"),
        (b"\x00" * 1_000, "grille.yaml.caractere"),
        (b"PK\x03\x04" + b"\x00" * 1_000, "grille.classeur"),
    ],
)
def test_hostile_files_are_refused_at_once(text: str | bytes, code: str) -> None:
    assert refusal(text) == code


@pytest.mark.parametrize("tag", ["!!python/object:os.system", "!!python/name:eval", "!!binary", "!!int", "!mien", "!"])
def test_tags_are_refused_and_nothing_is_built(tag: str) -> None:
    reading = read_yaml(f"a: {tag} '12'\n".encode(), "grille.yaml")
    assert reading.data == {"a": "12"}
    assert [problem.code for problem in reading.problems] == ["grille.yaml.etiquette"]


def test_each_repeated_key_is_said_once() -> None:
    reading = read_yaml(b"a: &x {b: 1, b: 2}\nc: *x\na: 3\n", "grille.yaml")
    places = [(it.code, it.location.line, it.location.column) for it in reading.problems]
    assert places == [("grille.yaml.doublon", 1, 14), ("grille.yaml.doublon", 3, 1)]
