"""Cuts the text of an expression into tokens, and reports slips of the keyboard.

Python's own parser says little of `a && b` or `1;5`, and would read `"…"` its own way: the words are looked at first,
the faults said in the reader's terms, and what goes to the parser is plain ASCII with its texts blanked.
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from hlmdiag.expression.errors import ExpressionFault

LENGTH = 2000
"""Characters of the longest expression: beyond, a grid hides its reasoning instead of stating it."""
DEPTH = 40
"""Levels of nesting, parentheses or operations."""

WORDS = frozenset({"and", "or", "not", "in", "if", "else"})
FOREIGN = {"et": "and", "ou": "or", "si": "if", "sinon": "else", "dans": "in", "pas": "not"}
SHOUTED = {"AND": "and", "OR": "or", "NOT": "not", "IN": "in", "IF": "if", "ELSE": "else", "non": "not", "NON": "not"}
CONSTANTS = {"True": "true", "False": "false"}
SIGNS = {
    "=": "==", "===": "==", "&&": "and", "&": "and", "||": "or", "|": "or", "<>": "!=", "=<": "<=", "=>": ">=",
    "≤": "<=", "≥": ">=", "≠": "!=", "×": "*", "÷": "/", "−": "-", "–": "-",
}  # fmt: skip
TOKEN = re.compile(
    r"""(?P<space>\s+)
    |(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)
    |(?P<name>[^\W\d][\w\u0300-\u036f]*)
    |(?P<text>"[^"]*"|'[^']*')
    |(?P<typographic>«[^«»]*»|“[^“”]*”)
    |(?P<sign>===|<>|=<|=>|&&?|\|\|?|[≤≥≠×÷−–])
    |(?P<refused>\*\*|//|:=|[%^@~])
    |(?P<operator>==|!=|<=|>=|[-+*/<>().,\[\]=])
    |(?P<semicolon>;)
    |(?P<quote>["'«»“”‘’])
    |(?P<other>.)""",
    re.VERBOSE | re.DOTALL,
)


@dataclass
class Tokens:
    """The words of a text made ready for the parser.

    `clean` is what is parsed; `origin` gives the place in the text of each of its characters; `texts` the content of
    each quoted text by its place. `broken`: nothing sound can be parsed, the faults say why.
    """

    clean: str = ""
    origin: list[int] = field(default_factory=list)
    texts: dict[int, str] = field(default_factory=dict)
    faults: list[ExpressionFault] = field(default_factory=list)
    broken: bool = False

    def put(self, piece: str, start: int, stretch: bool = False) -> None:
        """Add a piece of clean text placed at `start`; stretched, its characters all come from there."""
        self.clean += piece
        self.origin.extend([start] * len(piece) if stretch else range(start, start + len(piece)))

    def fault(self, code: str, start: int, end: int, /, broken: bool = True, **values: object) -> None:
        """Add a fault."""
        self.faults.append(ExpressionFault(f"expression.{code}", start, end, values))
        self.broken = self.broken or broken


@dataclass(frozen=True)
class Token:
    """A word of the text."""

    kind: str
    text: str
    start: int
    end: int

    @property
    def ends_operand(self) -> bool:
        """Whether a value ends here, so that an operator must follow."""
        return self.kind in ("number", "text", "typographic", "name") or self.text in (")", "]")

    @property
    def starts_operand(self) -> bool:
        """Whether a value starts here for certain."""
        return self.kind in ("number", "text", "typographic", "name")


def tokenise(text: str) -> Tokens:
    """Cut a text into words, say every fault of spelling, and make ready what can be parsed."""
    result = Tokens()
    if not text.strip():
        result.fault("vide", 0, len(text))
        return result
    if len(text) > LENGTH:
        result.fault("trop-longue", LENGTH, len(text), length=len(text), limit=LENGTH)
        return result
    tokens = list(_tokens(text))
    for previous, token, following in zip([None, *tokens], tokens, [*tokens[1:], None], strict=False):
        _take(result, previous, token, following)
    _check_parentheses(result, tokens)
    last = tokens[-1]
    if not result.broken and (last.kind == "word" or (last.kind in ("operator", "sign") and not last.ends_operand)):
        result.fault("inachevee", last.start, last.end, value=last.text)
    return result


def spelling(text: str) -> tuple[tuple[str, str], ...]:
    """Normal form of an expression, whatever its spaces and quotes: kinds and contents of its words.

    >>> spelling("100*a / b") == spelling("100 * a/b"), spelling('x == "a b"') == spelling("x == 'a  b'")
    (True, False)
    """
    words = ((match.lastgroup or "other", match.group()) for match in TOKEN.finditer(text))
    return tuple((kind, _content(kind, word)) for kind, word in words if kind != "space")


def _content(kind: str, word: str) -> str:
    if kind == "number":
        return repr(float(word))
    return word[1:-1] if kind == "text" else word


def _tokens(text: str) -> Iterator[Token]:
    """Words of a text, keywords apart from names; spaces are left out."""
    previous: Token | None = None
    for match in TOKEN.finditer(text):
        kind = match.lastgroup or "other"
        if kind == "space":
            continue
        word = match.group()
        if kind == "name" and (word in WORDS or _is_foreign(word, previous, text[match.end() :])):
            kind = "word"
        elif kind == "name" and keyword.iskeyword(word) and word not in CONSTANTS:
            kind = "keyword"
        previous = Token(kind, word, match.start(), match.end())
        yield previous


def _is_foreign(word: str, previous: Token | None, after: str) -> bool:
    """Whether a name is where only a keyword can be: `a et b`, `non a`."""
    if word in FOREIGN or word.lower() in FOREIGN or word in SHOUTED:
        if previous is not None and previous.ends_operand:
            return True
        return word.lower() in ("non", "not") and re.match(r"\s+[\w\"']", after) is not None
    return False


def _take(result: Tokens, previous: Token | None, token: Token, following: Token | None) -> None:
    gap = " " * (token.start - (previous.end if previous else 0))
    result.put(gap, previous.end if previous else 0)
    if previous is not None and _is_glued(previous, token):
        return
    match token.kind:
        case "number" if re.match(r"0[0-9]", token.text) or (following and _is_glued(token, following)):
            end = following.end if following and _is_glued(token, following) else token.end
            result.fault("nombre", token.start, end, value=token.text)
        case "number" if float(token.text) == float("inf"):
            result.fault("nombre-trop-grand", token.start, token.end, value=token.text)
        case "text" | "typographic":
            _take_text(result, previous, token)
        case "keyword" if token.text == "None":
            result.fault("constante-vide", token.start, token.end)
        case "keyword":
            result.fault("construction", token.start, token.end, value=token.text)
        case "name" | "word":
            _take_name(result, token)
        case "sign":
            _take_sign(result, token)
        case "operator" if token.text == "=":
            _take_equal(result, token)
        case "number" | "operator":
            result.put(token.text, token.start)
        case "quote":
            result.fault("guillemet", token.start, token.end, value=token.text)
        case "semicolon":
            result.fault("point-virgule", token.start, token.end, broken=False)
            result.put(",", token.start)
        case "refused":
            result.fault("operation", token.start, token.end, value=token.text)
        case _:
            result.fault("caractere", token.start, token.end, value=_shown(token.text))
    if previous is not None and previous.ends_operand and token.starts_operand and not _is_prefix(previous, token):
        result.fault("operateur-manquant", previous.start, token.end, left=previous.text, right=token.text)


def _is_glued(left: Token, right: Token) -> bool:
    """Whether a number runs into what follows it, as in `3ab` or `1.5.2`."""
    return left.kind == "number" and left.end == right.start and right.kind in ("number", "name", "word")


def _is_prefix(left: Token, right: Token) -> bool:
    """Whether a name is stuck to a text, as in `f"x"`."""
    return left.kind == "name" and left.end == right.start and right.kind in ("text", "typographic")


def _shown(character: str) -> str:
    """A character that can be printed: itself, or its number."""
    return character if character.isprintable() else f"U+{ord(character):04X}"


def _take_text(result: Tokens, previous: Token | None, token: Token) -> None:
    if token.kind == "typographic":
        result.fault("guillemets-typographiques", token.start, token.end, broken=False, value=token.text[1:-1].strip())
    if previous is not None and _is_prefix(previous, token):
        result.fault("prefixe", previous.start, token.end, value=previous.text)
    result.texts[token.start] = token.text[1:-1]
    result.put('"' + "_" * (len(token.text) - 2) + '"', token.start)


def _take_name(result: Tokens, token: Token) -> None:
    word = token.text
    if token.kind == "word" and word not in WORDS:
        right = FOREIGN.get(word.lower()) or SHOUTED[word]
        result.fault("mot", token.start, token.end, broken=False, value=word, right=right)
        result.put(f" {right} ", token.start, stretch=True)
    elif word in CONSTANTS:
        result.fault("constante", token.start, token.end, broken=False, value=word, right=CONSTANTS[word])
        result.put(CONSTANTS[word], token.start)
    else:
        result.put("".join(letter if letter.isascii() else "_" for letter in word), token.start)


def _take_sign(result: Tokens, token: Token) -> None:
    right = SIGNS[token.text]
    result.fault("signe", token.start, token.end, broken=False, value=token.text, right=right)
    result.put(f" {right} ", token.start, stretch=True)


def _take_equal(result: Tokens, token: Token) -> None:
    """`=` belongs to a named argument alone; anywhere else it is meant as `==`."""
    if re.search(r"[(,]\s*within\s*$", result.clean):
        result.put("=", token.start)
        return
    result.fault("egal", token.start, token.end, broken=False)
    result.put("==", token.start, stretch=True)


def _check_parentheses(result: Tokens, tokens: list[Token]) -> None:
    pairs = {")": "(", "]": "["}
    opened: list[Token] = []
    for token in tokens:
        if token.kind != "operator":
            continue
        if token.text in pairs.values():
            opened.append(token)
            if len(opened) == DEPTH + 1:
                result.fault("trop-profonde", token.start, token.end, limit=DEPTH)
        elif token.text in pairs:
            if not opened or opened[-1].text != pairs[token.text]:
                result.fault("parenthese-fermante", token.start, token.end, value=token.text)
                return
            opened.pop()
    for token in opened[:1]:
        result.fault("parenthese-ouvrante", token.start, token.end, value=token.text)
