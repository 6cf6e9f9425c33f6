"""`[report]` of a settings file: every fault said with its line; a logo that acts, an unreadable colour, refused."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import pytest

from hlmdiag.branding import Brand, contrast, read
from hlmdiag.configuration import load
from hlmdiag.errors import HlmdiagError, Problem
from hlmdiag.text import LANGUAGES, say

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><circle cx="4" cy="4" r="4" fill="#024"/></svg>'


def png() -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    size = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", size) + chunk(b"IDAT", zlib.compress(b"\0\0\0\0")) + chunk(b"IEND", b"")
    )


def settings(folder: Path, *lines: str) -> Path:
    path = folder / "hlmdiag.toml"
    path.write_text("\n".join(["[report]", *lines]), encoding="utf-8")
    return path


def branded(folder: Path, *lines: str) -> Brand:
    return read(load(settings(folder, *lines)))


def faults(folder: Path, *lines: str) -> list[Problem]:
    with pytest.raises(HlmdiagError) as caught:
        branded(folder, *lines)
    assert caught.value.exit_code == 2
    return caught.value.problems


def codes(folder: Path, *lines: str) -> list[tuple[str, int | None]]:
    return [(each.code, each.location.line) for each in faults(folder, *lines)]


def test_without_a_word_reports_look_as_shipped(tmp_path: Path) -> None:
    assert branded(tmp_path) == Brand()


def test_a_brand_is_read_from_beside_its_settings(tmp_path: Path) -> None:
    (tmp_path / "images").mkdir()
    (tmp_path / "images" / "logo.svg").write_text(SVG, encoding="utf-8")
    brand = branded(tmp_path, 'organisation = "Habitat Exemple"', 'logo = "images/logo.svg"', 'accent = "#7A1D1D"')
    assert (brand.organisation, brand.accent, brand.headings) == ("Habitat Exemple", "#7a1d1d", None)
    assert brand.logo is not None and brand.logo.uri.startswith("data:image/svg+xml;base64,")


@pytest.mark.parametrize(
    ("content", "media"),
    [
        (png(), "image/png"),
        (b"\xff\xd8\xff\xe0\0\4ab\xff\xc0\0\x11\x08\0\x10\0\x20\3" + b"\0" * 9, "image/jpeg"),
        (SVG.encode(), "image/svg+xml"),
        (b'\xef\xbb\xbf<?xml version="1.0"?><!-- drawn -->' + SVG.encode(), "image/svg+xml"),
    ],
)
def test_an_image_is_known_by_its_content_whatever_its_name(tmp_path: Path, content: bytes, media: str) -> None:
    (tmp_path / "logo.bin").write_bytes(content)
    logo = branded(tmp_path, 'logo = "logo.bin"').logo
    assert logo is not None and logo.media == media


@pytest.mark.parametrize("content", [b"GIF89a", b"%PDF-1.4", b"", b"<html><svg/></html>", b"MZ"])
def test_what_is_no_image_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "logo.png").write_bytes(content)
    assert codes(tmp_path, 'logo = "logo.png"') == [("reglages.logo-format", 2)]


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>",
        '<circle r="4" onload="alert(1)"/>',
        '<a href="javascript:alert(1)"><circle r="4"/></a>',
        '<a xmlns:x="http://www.w3.org/1999/xlink" x:href="https://exemple.invalid/"><circle r="4"/></a>',
        '<image href="https://exemple.invalid/a.png"/>',
        "<foreignObject><p xmlns='http://www.w3.org/1999/xhtml'>a</p></foreignObject>",
        "<style>@import 'https://exemple.invalid/a.css';</style>",
        '<rect fill="url(https://exemple.invalid/a)"/>',
        '<rect><set attributeName="href" to="a"/></rect>',
        "<rect",
    ],
)
def test_a_drawing_that_acts_or_fetches_is_refused(tmp_path: Path, inside: str) -> None:
    (tmp_path / "logo.svg").write_text(SVG.replace("</svg>", f"{inside}</svg>"), encoding="utf-8")
    assert codes(tmp_path, 'logo = "logo.svg"') == [("reglages.logo-actif", 2)]


def test_a_drawing_may_point_inside_itself_but_declare_nothing(tmp_path: Path) -> None:
    inside = '<defs><linearGradient id="g"/></defs><rect fill="url(#g)"/><use href="#g"/></svg>'
    (tmp_path / "logo.svg").write_text(SVG.replace("</svg>", inside), encoding="utf-8")
    assert branded(tmp_path, 'logo = "logo.svg"').logo is not None
    (tmp_path / "logo.svg").write_text('<!DOCTYPE svg [<!ENTITY a "b">]>' + SVG, encoding="utf-8")
    assert codes(tmp_path, 'logo = "logo.svg"') == [("reglages.logo-actif", 2)]


def test_every_fault_is_said_at_once_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "grand.png").write_bytes(png() + bytes(200_000))
    lines = ('logo = "grand.png"', 'accent = "#ffcc00"', 'headings = "bleu"', 'templates = "rien"')
    assert codes(tmp_path, *lines) == [
        ("reglages.logo-taille", 2), ("reglages.contraste", 3), ("reglages.couleur", 4), ("reglages.modeles-absent", 5),
    ]  # fmt: skip
    assert codes(tmp_path, 'logo = "rien.png"') == [("reglages.logo-absent", 2)]


def test_a_table_of_other_settings_is_refused_when_it_is_read(tmp_path: Path) -> None:
    assert codes(tmp_path, 'acent = "#000000"', "logo = 3") == [
        ("reglages.report-inconnu", 2), ("reglages.report-valeur", 3),
    ]  # fmt: skip
    (tmp_path / "hlmdiag.toml").write_text("report = 3", encoding="utf-8")
    with pytest.raises(HlmdiagError) as caught:
        load(tmp_path / "hlmdiag.toml")
    assert [each.code for each in caught.value.problems] == ["reglages.report"]


def test_contrast_is_that_of_the_guidelines() -> None:
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)
    assert contrast("#ffffff", "#000000") == contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize(
    ("code", "values", "sentence"),
    [
        ("reglages.contraste", {"key": "accent", "value": "#ffcc00", "contrast": "1,5", "least": "4,5"},
         "le réglage « accent » vaut « #ffcc00 » : sur le fond blanc, son contraste est de 1,5 pour 1, et il en faut "
         "au moins 4,5 pour que chacun puisse lire. Choisissez une couleur plus foncée."),
        ("reglages.couleur", {"key": "accent", "value": "bleu"},
         "le réglage « accent » vaut « bleu » ; il faut une couleur écrite comme #1d4e7a."),
        ("reglages.report", {"known": "logo"},
         "« report » est un tableau : écrivez [report] seul sur sa ligne, puis une ligne par réglage, comme "
         'organisation = "Habitat Exemple". Réglages possibles : logo.'),
        ("reglages.report-inconnu", {"key": "lgo", "nearest": "", "known": "logo"},
         "« lgo » n’est pas un réglage des rapports. Réglages possibles : logo."),
        ("reglages.report-valeur", {"key": "logo", "value": "3"},
         "le réglage « logo » vaut 3 ; il faut un texte entre guillemets."),
        ("reglages.logo-absent", {"file": "a.png"},
         "le logo « a.png » ne peut pas être ouvert. Vérifiez son nom, qui se lit depuis le dossier de ce fichier de "
         "réglages."),
        ("reglages.logo-taille", {"file": "a.png", "most": 200},
         "le logo « a.png » dépasse 200 ko : il serait porté par chaque page. Réduisez-le."),
        ("reglages.logo-format", {"file": "a.png"},
         "le logo « a.png » n’est ni une image PNG, ni une image JPEG, ni un dessin SVG, à en lire le contenu. "
         "Enregistrez-le dans l’un de ces formats."),
        ("reglages.logo-actif", {"file": "a.svg"},
         "le logo « a.svg » est un dessin SVG qui contient un script, une animation, une image ou une adresse "
         "extérieure, ou qui ne se lit pas. Enregistrez-le en « SVG simple », ou en PNG."),
        ("reglages.modeles-absent", {"folder": "modeles"},
         "le dossier de modèles « modeles » n’existe pas. Son nom se lit depuis le dossier de ce fichier de réglages."),
        ("reglages.modele-inconnu", {"nearest": " Vouliez-vous dire « b » ?", "known": "b"},
         "ce nom n’est celui d’aucun modèle. Vouliez-vous dire « b » ? Noms possibles : b ; une partie commune à "
         "plusieurs modèles a un nom qui commence par « _ »."),
        ("reglages.modele-ailleurs", {},
         "ce modèle n’est pas un fichier de ce dossier : un lien vers un autre endroit n’est pas suivi. Copiez le "
         "fichier ici."),
        ("reglages.modele-taille", {"most": 200}, "ce modèle dépasse 200 ko. Réduisez-le."),
        ("reglages.modele-encodage", {},
         "ce modèle n’est pas en UTF-8. Enregistrez-le de nouveau en choisissant l’encodage UTF-8."),
        ("reglages.style", {"text": "@import"},
         "« @import » irait chercher un fichier ailleurs, ou fermerait la feuille de style. La page n’appelle aucun "
         "réseau : retirez cette ligne."),
        ("rapport.modele-syntaxe", {"text": "{% if %}"},
         "cette ligne du modèle n’est pas comprise : « {% if %} ». Vérifiez que chaque accolade est fermée, et que "
         "chaque « if », « for » ou « block » a sa fin."),
        ("rapport.modele-ligne", {}, "cette ligne du modèle demande un filtre ou un test qui n’existe pas."),
        ("rapport.modele-inconnu", {"name": "notte"},
         "cette ligne du modèle demande « notte », que le rapport ne donne pas à cet endroit. Comparez-la au modèle "
         "fourni."),
        ("rapport.modele-absent", {"name": "a.j2"},
         "cette ligne appelle le modèle « a.j2 », qui n’existe pas. Un modèle appelle un fichier du même dossier, ou "
         "le modèle fourni par « hlmdiag/ » suivi de son nom."),
        ("rapport.modele-interdit", {},
         "cette ligne du modèle demande ce qui n’est pas permis : un modèle lit ce que le rapport montre, sans ouvrir "
         "de fichier ni appeler le programme."),
        ("rapport.modele-erreur", {},
         "cette ligne du modèle n’a pas pu être suivie jusqu’au bout. Comparez-la au modèle fourni."),
    ],
)  # fmt: skip
def test_each_problem_has_its_sentence(code: str, values: dict[str, object], sentence: str) -> None:
    assert say(code, "fr", **values).replace("\u00a0", " ") == sentence
    assert all(say(code, language, **values) for language in LANGUAGES)
