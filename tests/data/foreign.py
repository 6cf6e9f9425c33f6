"""Workbooks as programs other than Excel write them: one small table, its parts changed one way at a time."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

__all__ = ["SHAPES", "Bytes", "base_parts", "write_parts"]

Bytes = dict[str, bytes]
"""The parts of a workbook, by path."""

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
_TEXTS = ("code_residence", "Nb lgts", "Vacance (%)", "Loyer moyen", "R01", "R02 & Cie")


def base_parts() -> Bytes:
    """A workbook as Excel writes it: 24 and 30 dwellings, 12,5 % and 2 % of vacancy, a rent that is an error."""

    def text(at: str, index: int) -> str:
        return f'<c r="{at}" t="s"><v>{index}</v></c>'

    titles = "".join(text(f"{letter}1", index) for index, letter in enumerate("ABCD"))
    first = f'{text("A2", 4)}<c r="B2"><v>24</v></c><c r="C2" s="1"><v>0.125</v></c>'
    error = '<c r="D2" t="e"><f>1/0</f><v>#DIV/0!</v></c>'
    second = f'{text("A3", 5)}<c r="B3"><v>30</v></c><c r="C3" s="1"><v>0.02</v></c><c r="D3"><v>200</v></c>'
    rows = f'<row r="1">{titles}</row><row r="2">{first}{error}</row><row r="3">{second}</row>'
    shared = "".join(f"<si><t>{each.replace('&', '&amp;')}</t></si>" for each in _TEXTS)
    styles = (
        '<numFmts count="1"><numFmt numFmtId="164" formatCode="0.0%"/></numFmts><fonts count="1"><font/></fonts>'
        '<fills count="1"><fill><patternFill patternType="none"/></fill></fills><borders count="1"><border/></borders>'
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
        '<cellXfs count="2"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>'
        '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" applyNumberFormat="1"/></cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
    )
    led = "".join(
        f'<Relationship Id="rId{n}" Type="{_KINDS}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(
            [("worksheet", "worksheets/sheet1.xml"), ("styles", "styles.xml"), ("sharedStrings", "sharedStrings.xml")],
            1,
        )
    )
    main = f'<Relationship Id="rId1" Type="{_KINDS}/officeDocument" Target="xl/workbook.xml"/>'
    types = "".join(
        f'<Override PartName="/xl/{name}.xml" ContentType="application/'
        f'vnd.openxmlformats-officedocument.spreadsheetml.{kind}+xml"/>'
        for name, kind in (
            ("workbook", "sheet.main"), ("worksheets/sheet1", "worksheet"), ("styles", "styles"),
            ("sharedStrings", "sharedStrings"),
        )
    )  # fmt: skip
    found = {
        "[Content_Types].xml": (
            f'{_HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">{types}</Types>'
        ),
        "_rels/.rels": f'{_HEAD}<Relationships xmlns="{_PACKAGE}">{main}</Relationships>',
        "xl/workbook.xml": (
            f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_KINDS}"><sheets>'
            '<sheet name="Parc" sheetId="1" r:id="rId1"/></sheets></workbook>'
        ),
        "xl/_rels/workbook.xml.rels": f'{_HEAD}<Relationships xmlns="{_PACKAGE}">{led}</Relationships>',
        "xl/styles.xml": f'{_HEAD}<styleSheet xmlns="{_MAIN}">{styles}</styleSheet>',
        "xl/sharedStrings.xml": (
            f'{_HEAD}<sst xmlns="{_MAIN}" count="{len(_TEXTS)}" uniqueCount="{len(_TEXTS)}">{shared}</sst>'
        ),
        "xl/worksheets/sheet1.xml": (
            f'{_HEAD}<worksheet xmlns="{_MAIN}"><dimension ref="A1:D3"/><sheetData>{rows}</sheetData></worksheet>'
        ),
    }
    return {path: text.encode() for path, text in found.items()}


def write_parts(path: Path, parts: Mapping[str, bytes]) -> Path:
    """The archive of these parts; a name is written as it is given, whatever its slashes."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            entry = zipfile.ZipInfo("part")
            entry.filename = name
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, data)
    return path


_SHEET, _BOOK, _LED = "xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
_STYLES, _SHARED = "xl/styles.xml", "xl/sharedStrings.xml"
Shape = Callable[[Bytes], Bytes]


def _sub(path: str, pattern: str, by: str | Callable[[re.Match[str]], str], count: int = 0) -> Shape:
    """A part changed by an expression, which must be found."""

    def changed(parts: Bytes) -> Bytes:
        text, found = re.subn(pattern, by, parts[path].decode(), count=count)
        assert found, (path, pattern)
        return parts | {path: text.encode()}

    return changed


def _all(*shapes: Shape) -> Shape:
    def changed(parts: Bytes) -> Bytes:
        for shape in shapes:
            parts = shape(parts)
        return parts

    return changed


def _renamed(renaming: Callable[[str], str]) -> Shape:
    return lambda parts: {renaming(name): data for name, data in parts.items()}


def _encoded(encoding: str, *paths: str) -> Shape:
    def changed(parts: Bytes) -> Bytes:
        named = {path: parts[path].decode().replace('"UTF-8"', f'"{encoding}"', 1) for path in paths or parts}
        return parts | {path: text.encode(encoding) for path, text in named.items()}

    return changed


def _everywhere(pattern: str, by: str) -> Shape:
    return lambda parts: {path: re.sub(pattern, by, data.decode()).encode() for path, data in parts.items()}


def _prefixed(parts: Bytes) -> Bytes:
    """Every element under a prefix, as the Open XML SDK and ClosedXML write them."""
    found = dict(parts)
    for path in (_SHEET, _BOOK, _STYLES, _SHARED):
        text = re.sub(r"<(/?)([a-zA-Z])", r"<\1x:\2", parts[path].decode())
        found[path] = text.replace("xmlns=", "xmlns:x=").encode()
    return found


def _led(name: str, kind: str, target: str) -> Shape:
    """One more relation of the workbook."""
    relation = f'<Relationship Id="{name}" Type="{_KINDS}/{kind}" Target="{target}"/>'
    return _sub(_LED, "</R", f"{relation}</R", 1)


_indented = _sub(_SHEET, r"(<(?:row|c|v|f)\b|</(?:row|c)>)", r"\n  \1")
_unplaced = _sub(_SHEET, r'(<(?:c|row)) r="[A-Z]*\d+"', r"\1")
_inline = _sub(_SHEET, r't="s"><v>(\d)</v>', lambda found: f't="inlineStr"><is><t>{_TEXTS[int(found[1])]}</t></is>')

SHAPES: dict[str, Shape] = {
    "excel": lambda parts: parts,
    "apostrophes": _everywhere(r'="([^"\']*)"', r"='\1'"),
    "no address anywhere": _unplaced,
    "rows with their number, cells without": _sub(_SHEET, r'(<c) r="[A-Z]+\d+"', r"\1"),
    "indented": _indented,
    "indented, with the numbers of texts": _all(_indented, _sub(_SHEET, r"<v>(\d+)</v>", r"<v>\n \1\n </v>")),
    "prefixes": _prefixed,
    "prefixes and no address": _all(_unplaced, _prefixed),
    "strict": _everywhere("http://schemas.openxmlformats.org/(spreadsheetml|officeDocument)/2006", "http://purl.oclc.org/ooxml/\\1"),
    "parts at the root": _all(
        _renamed(lambda name: name.removeprefix("xl/").replace("worksheets/", "")),
        _sub("_rels/.rels", "xl/workbook", "workbook"), _sub("_rels/workbook.xml.rels", "worksheets/", ""),
    ),
    "another name of the workbook": _all(
        _renamed(lambda name: name.replace("workbook.xml", "workbook2.xml")),
        _sub("_rels/.rels", "workbook", "workbook2"),
    ),
    "other names of everything": _all(
        _renamed(lambda name: name.replace("sheet1.xml", "feuille-a.xml").replace("styles", "habits")),
        _renamed(lambda name: name.replace("sharedS", "mots-s")),
        _sub(_LED, "sheet1.xml", "feuille-a.xml"), _sub(_LED, '"styles.xml', '"habits.xml'),
        _sub(_LED, "sharedStrings.xml", "mots-strings.xml"),
    ),
    "backslashes": _renamed(lambda name: name.replace("/", "\\")),
    "backslashes in targets": _sub(_LED, "worksheets/", r"worksheets\\"),
    "capitals": _renamed(lambda name: name if name.startswith(("[", "_rels")) else name.upper()),
    "a slash before every name": _renamed(lambda name: name if name.startswith("[") else f"/{name}"),
    "absolute targets": _sub(_LED, 'Target="', 'Target="/xl/'),
    "targets from the root without slash": _sub(_LED, 'Target="', 'Target="xl/'),
    "targets that go up": _sub(_LED, 'Target="', 'Target="../xl/./'),
    "targets with escapes": _all(
        _renamed(lambda name: name.replace("sheet1", "feuille 1")), _sub(_LED, "sheet1", "feuille%201")
    ),
    "no relation of the package": lambda parts: {name: data for name, data in parts.items() if name != "_rels/.rels"},
    "no list of contents": lambda parts: {name: data for name, data in parts.items() if name[0] != "["},
    "no relation of styles and texts": _sub(_LED, '<Relationship Id="rId[23]"[^>]*>', ""),
    "a module of old programs": _sub(
        _BOOK, "(<sheets>)", r'\1<sheet name="Module1" sheetId="2" state="veryHidden" r:id=""/>'
    ),
    "a sheet whose relation is lost": _sub(_BOOK, "(</sheets>)", r'<sheet name="Perdue" sheetId="9" r:id="rId99"/>\1'),
    "a sheet whose part is lost": _all(
        _sub(_BOOK, "</sheets>", '<sheet name="Perdue" sheetId="9" r:id="rId9"/></sheets>'),
        _led("rId9", "worksheet", "worksheets/sheet9.xml"),
    ),
    "a chart before the table": _all(
        _sub(_BOOK, "<sheets>", '<sheets><sheet name="Graphique" sheetId="3" r:id="rId7"/>'),
        _led("rId7", "chartsheet", "chartsheets/sheet1.xml"),
        lambda parts: parts | {"xl/chartsheets/sheet1.xml": f'<chartsheet xmlns="{_MAIN}"/>'.encode()},
    ),
    "a dialog before the table": _all(
        _sub(_BOOK, "<sheets>", '<sheets><sheet name="Boîte" sheetId="3" r:id="rId7"/>'),
        _led("rId7", "dialogsheet", "dialogsheets/sheet1.xml"),
        lambda parts: parts | {"xl/dialogsheets/sheet1.xml": b"<dialogsheet/>"},
    ),
    "a state that nobody knows": _sub(_BOOK, 'sheetId="1"', 'sheetId="1" state="Visible"'),
    "UTF-16": _encoded("UTF-16", _SHEET),
    "UTF-16 everywhere": _encoded("UTF-16"),
    "Latin-1": _all(_inline, _sub(_SHEET, "&", "&amp;"), _encoded("iso-8859-1", _SHEET)),
    "cp1252": _encoded("windows-1252", _SHARED),
    "a mark of order of bytes": lambda parts: {path: b"\xef\xbb\xbf" + data for path, data in parts.items()},
    "texts in the cells": _all(_inline, _sub(_SHEET, "&", "&amp;")),
    "texts in the cells as values": _sub(
        _SHEET, r't="s"><v>(\d)</v>',
        lambda found: f't="inlineStr"><v>{_TEXTS[int(found[1])].replace("&", "&amp;")}</v>',
    ),
    "texts of formulas": _sub(
        _SHEET, r't="s"><v>(\d)</v>',
        lambda found: f't="str"><f>"a"</f><v>{_TEXTS[int(found[1])].replace("&", "&amp;")}</v>',
    ),
    "texts in runs, with what is read aloud": _sub(
        _SHARED, "<si><t>Nb lgts</t>",
        '<si><r><t xml:space="preserve">Nb </t></r><r><rPr><b/></rPr><t>lgts</t></r>'
        '<rPh sb="0" eb="1"><t>en be</t></rPh>',
    ),
    "texts in CDATA": _sub(_SHARED, "<t>Nb lgts</t>", "<t><![CDATA[Nb lgts]]></t>"),
    "texts under a prefix": _all(
        _sub(_SHARED, r"<(/?)(sst|si|t)\b", r"<\1s:\2"), _sub(_SHARED, "xmlns=", "xmlns:s=")
    ),
    "two billion texts announced": _sub(_SHARED, r'ount="\d+"', 'ount="2000000000"'),
    "a rectangle that cannot be": _sub(_SHEET, "A1:D3", "D3:A1:ZZZZ9"),
    "a rectangle without corners": _sub(_SHEET, ' ref="A1:D3"', ""),
    "comments among the cells": _sub(_SHEET, "(<c )", r'<!-- <c r="Z9" s="1"><v>1</v></c> -->\1'),
    "the style first": _sub(_SHEET, r'(<c) (r="C\d") (s="1")', r"\1 \3 \2"),
    "numbers said to be numbers": _sub(_SHEET, r'<c (r="\w+"(?: s="1")?)>', r'<c \1 t="n">'),
    "small letters": _sub(_SHEET, r'<c r="([A-Z])', lambda found: f'<c r="{found[1].lower()}'),
    "dollars": _sub(_SHEET, r'<c r="([A-Z])', r'<c r="$\1$'),
    "spans, heights and fonts": _sub(
        _SHEET, r'<row r="(\d)"', r'<row r="\1" spans="1:4" ht="15.75" x14ac:dyDescent="0.25"'
    ),
    "lists of extensions in cells": _sub(_SHEET, "</v></c>", '</v><extLst><ext uri="a"><v>9</v></ext></extLst></c>'),
    "an attribute with a sign": _sub(_SHEET, "<f>1/0", '<f ca="1" bx=">">1/0'),
    "blank rows between": _sub(_SHEET, "(</sheetData>)", r'<row r="4" s="1" customFormat="1"/><row r="5"></row>\1'),
    "blank cells with a style": _sub(_SHEET, "(</row></sheetData>)", r'<c r="E3" s="1"/><c r="F3" s="1"></c>\1'),
    "an error that the reader does not know": _all(
        _sub(_SHEET, "#DIV/0!", "#SPILL!"), _sub(_SHEET, "<f>1/0", "<f>SEQUENCE(3)")
    ),
    "a kind of cell that nobody knows": _sub(_SHEET, '<c r="B3"', '<c r="B3" t="x"'),
    "white space around tags": _sub(_SHEET, r'(<(?:c|row)\b[^>]*?)>', r"\1  \t>"),
    "a format under its built-in number": _all(
        _sub(_STYLES, "<numFmts.*?</numFmts>", ""), _sub(_STYLES, 'numFmtId="164"', 'numFmtId="10"')
    ),
    "formats after the styles": _sub(_STYLES, "(<numFmts.*?</numFmts>)(.*)(</styleSheet>)", r"\2\1\3"),
    "a format in colours": _sub(_STYLES, "0.0%", "[Vert]0.0%;[Rouge]-0.0%"),
    "a format with apostrophes": _sub(_STYLES, 'formatCode="0.0%"', "formatCode='0.0&quot; &quot;%'"),
    "alternate content": _sub(
        _BOOK, "(<sheets>)",
        r'<mc:AlternateContent xmlns:mc="m"><mc:Choice Requires="x15"><x/></mc:Choice></mc:AlternateContent>\1',
    ),
}  # fmt: skip
