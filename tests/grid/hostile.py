"""Grids that no honest author writes, each with whether it is refused or loads harmlessly."""

from __future__ import annotations

from collections.abc import Iterator

__all__ = ["HARMLESS", "REFUSED"]

BASE = """\
language_version: 1
id: essai
version: "1"
title: Essai
polarity: burden
scale: [0, 100]
columns:
  code: {type: id, required: true}
  a: {type: number}
"""
LEAF = "{title: A, value: a, score: {steps: [0, 10], points: [0, 100]}}"


def grid(leaf: str = LEAF, before: str = "", after: str = "", theme: str = "T") -> str:
    """A grid of one theme and one criterion, with what is put in it."""
    return f"{before}{BASE}themes:\n  {theme}:\n    title: T\n    indicators:\n      A: {leaf}\n{after}"


def titled(title: str) -> str:
    return grid().replace("title: Essai", f"title: {title}")


def named(id: str) -> str:
    return grid().replace("id: essai", f"id: {id}")


def formula(text: str) -> str:
    return grid(f'{{title: A, value: "{text}", score: {{steps: [0, 10], points: [0, 100]}}}}')


def bomb(opening: str, closing: str, item: str, rounds: int = 30) -> str:
    """Each line holds ten times the one before."""
    first = f"a0: &a0 {opening}{item}{closing}\n"
    return first + "".join(
        f"a{rank}: &a{rank} {opening}{', '.join(_pair(opening, rank, place) for place in range(10))}{closing}\n"
        for rank in range(1, rounds)
    )


def _pair(opening: str, rank: int, place: int) -> str:
    return f"k{place}: *a{rank - 1}" if opening == "{" else f"*a{rank - 1}"


def chained(length: int) -> str:
    """Every alias one level deeper than the one before: deep once it is unfolded, flat as it is written."""
    return "a0: &a0 [x]\n" + "".join(f"a{rank}: &a{rank} [*a{rank - 1}]\n" for rank in range(1, length))


def many(line: str, count: int = 20_000) -> str:
    return "".join(line.replace("#", str(rank)) for rank in range(count))


def nested(depth: int) -> str:
    lines = []
    for rank in range(depth):
        lines += [f"{'    ' * rank}themes:", f"{'    ' * rank}  T{rank}:", f"{'    ' * rank}    title: T"]
    return BASE + "\n".join([*lines, f"{'    ' * depth}indicators: {{A: {LEAF}}}"])


_BOMBS = {
    "alias-lists": bomb("[", "]", "x, x"),
    "alias-maps": bomb("{", "}", "k: x"),
    "alias-wide": "a: &a [" + "x," * 600 + "]\nb: [" + "*a," * 199 + "]\n",
    "alias-many": "a: &a x\nb: [" + "*a," * 5_000 + "]\n",
    "alias-self": "a: &a [*a]\n",
    "alias-ancestor": "a: &a {b: {c: {d: *a}}}\n",
    "alias-unknown": "a: *absent\n",
    "alias-renamed": "a: &a [x, x]\n" + "b: &a [*a, *a, *a]\n" * 60,
    "alias-keys": "a: &a [x]\n" + "? *a\n: *a\n" * 90,
    "alias-chain": chained(199),
    "alias-long-name": f"a: &{'n' * 300_000} x\nb: *{'n' * 299_999}\n",
    "alias-in-a-grid": grid(after="flags: &f {x: {when: a > 1, message: *m}}\n"),
}
_DEPTHS = {
    "depth-lists": "a: " + "[" * 1_000 + "]" * 1_000,
    "depth-maps": "{a: " * 1_000 + "1" + "}" * 1_000,
    "depth-block-maps": "".join(f"{' ' * rank}a:\n" for rank in range(1_000)),
    "depth-block-lists": "- " * 1_000 + "x",
    "depth-themes": nested(1_000),
    "depth-parentheses": formula("(" * 1_000 + "a" + ")" * 1_000),
    "depth-signs": formula("- " * 1_000 + "a"),
    "depth-not": formula("not " * 1_000 + "a > 1"),
    "depth-calls": formula("max(" * 1_000 + "a" + ", 1)" * 1_000),
    "depth-branches": formula("a if a > 1 else (" * 1_000 + "a" + ")" * 1_000),
    "depth-sum": formula(" + ".join(["a"] * 4_000)),
    "depth-comparisons": formula(" < ".join(["a"] * 4_000)),
    "depth-powers": formula("9 ** " * 500 + "9"),
}
_LONG = {
    "long-plain": "a: " + "x" * 10_000_000,
    "long-quoted": 'a: "' + "x" * 10_000_000 + '"',
    "long-block": "a: |\n" + "  xxxxxxxxx\n" * 1_000_000,
    "long-key": "x" * 10_000_000 + ": 1",
    "long-comment": "# " + "x" * 10_000_000,
    "long-text": titled("x" * 30_000),
    "long-formula": formula("a + " * 4_900 + "a"),
    "long-name": formula("a" * 19_000),
    "long-number": formula("9" * 19_000),
    "long-grid-id": named("x" * 150_000),
    "long-theme-id": grid(theme="../" * 6_000),
}
_TAGS = {
    "tag-apply": titled("!!python/object/apply:os.system ['true']"),
    "tag-name": titled("!!python/name:os.system ''"),
    "tag-module": titled("!!python/module:os ''"),
    "tag-new": titled("!!python/object/new:os.system ['true']"),
    "tag-binary": titled("!!binary aGVsbG8="),
    "tag-set": grid(after="flags: !!set {x, y}\n"),
    "tag-directive": "%TAG ! tag:yaml.org,2002:python/\n---\n" + titled("!name:os.system ''"),
    "yaml-directive": "%YAML 9.9\n---\n" + grid(),
}
_PLACES = {
    "path-id": named("../../etc/passwd"),
    "path-theme": grid(theme="../secret"),
    "path-windows": named(r"..\\..\\secret"),
    "template-id": named("'{{ config }}'"),
    "format-theme": grid(theme="'{0.__class__}'"),
    "script-id": named("<script>alert(1)</script>"),
    "script-theme": grid(theme="<script>"),
    "extends-path": grid(before="extends: ../../../../etc/passwd\n"),
    "extends-yaml": grid(before="extends: /etc/hosts.yaml\n"),
    "extends-address": grid(before="extends: https://example.org/g.yaml\n"),
    "uses-path": grid(after="uses: {autre: ../../etc/passwd}\n"),
    "code-import": formula("__import__('os').system('true')"),
    "code-attribute": formula("a.__class__.__mro__"),
    "code-lambda": formula("(lambda: a)()"),
    "code-template": formula("{{ a }}"),
}
_SIZES = {
    "many-criteria": grid(after=many(f"      A#: {LEAF}\n")),
    "many-documents": "--- {}\n" * 20_000,
    "many-unknown-keys": grid(after=many("k#: 1\n")),
    "many-duplicates": grid(after="title: x\n" * 20_000),
    "many-tags": grid(after="tags: [" + "!x y, " * 20_000 + "]\n"),
    "many-levels": grid(after="levels:\n" + many("  l#: {title: L, from: 1}\n")),
    "many-flags": grid(after="flags:\n" + many("  f#: {when: b > 1, message: m}\n")),
}
_SIGNS: dict[str, str | bytes] = {
    "sign-nul": titled("a\0b"),
    "sign-escape": titled("a\x1b[2Jb"),
    "sign-delete": titled("a\x7fb"),
    "sign-c1": titled("a\x9bb"),
    "sign-bidi-id": named("es\u202esai"),
    "sign-zero-width-id": named("es\u200bsai"),
    "sign-surrogate": b"title: \xed\xa0\x80\n",
    "sign-not-utf8": b"title: \xff\xfe\xfa\n",
    "sign-utf-16": grid().encode("utf-16"),
    "sign-workbook": b"PK\x03\x04" + b"\0" * 100_000,
}
_NUMBERS = {
    f"number-{rank}": grid(f"{{title: A, value: a, weight: {text}, score: {{steps: [0, 10], points: [0, 100]}}}}")
    for rank, text in enumerate((".nan", ".inf", "-.inf", "nan", "1e999", "9" * 400, "-1e308", "0x10", "1_000", "1e"))
} | {
    "number-steps": grid("{title: A, value: a, score: {steps: [0, .nan, .inf], points: [0, 50, 100]}}"),
    "number-points": grid("{title: A, value: a, score: {steps: [0, 10], points: [0, 1e999]}}"),
    "number-power": formula("9 ** 9 ** 9 ** 9"),
}
_KEYS = {
    "key-twice": grid(after="title: Autre\n"),
    "key-merge": grid(after="flags: {<<: {x: {when: a > 1, message: m}}}\n"),
    "key-merge-bomb": "a: &a {k: 1}\n" + many("b#: {<<: *a}\n", 150),
    "key-list": grid(after="? [a, b]\n: 1\n"),
    "key-empty": grid(after="'': 1\n"),
    "key-script": grid(after="'<script>': 1\n"),
    "key-format": grid(after="'{title.__class__}': 1\n"),
    "only-a-list": "- a\n- b\n",
    "only-a-word": "rien",
    "nothing": "",
}

REFUSED: dict[str, str | bytes] = {
    **_BOMBS, **_DEPTHS, **_LONG, **_TAGS, **_PLACES, **_SIZES, **_SIGNS, **_NUMBERS, **_KEYS
}  # fmt: skip


def _harmless() -> Iterator[tuple[str, str]]:
    for name, title in {
        "script": "'<script>alert(1)</script>'", "image": "'<img src=x onerror=alert(1)>'",
        "template": "'{{ 7 * 7 }} {% raw %}'", "format": "'{0.__class__} {title} %s'", "path": "'../../../etc/passwd'",
        "bidi": '"a\\u202eb"', "formula": "=1+cmd|x", "shell": "'$(true) `true` ; true'",
        "escape": '"a\\e[2Jb"', "nul": '"a\\0b"', "long": "x" * 19_000, "markdown": "'[a](javascript:alert(1))'",
    }.items():  # fmt: skip
        yield f"title-{name}", titled(title).replace("title: T\n", f"title: {title}\n")
    yield "alias-honest", grid(after="flags: {x: {when: a > 1, message: &m Fort}, y: {when: a > 2, message: *m}}\n")
    yield "depth-honest", nested(8)
    yield "number-huge", grid("{title: A, value: a, score: {steps: [-1e300, 1e300], points: [0, 100]}}")
    yield "number-tiny", grid("{title: A, value: a, score: {steps: [0, 1e-300], points: [0, 100]}}")
    yield "number-weight", grid("{title: A, value: a, weight: 1e300, score: {steps: [0, 10], points: [0, 100]}}")


HARMLESS = dict(_harmless())
