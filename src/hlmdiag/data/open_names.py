"""The names of OpenDocument, as the parser gives them: the address of their vocabulary, a space, the name."""

from __future__ import annotations

_OASIS = "urn:oasis:names:tc:opendocument:xmlns:"
OFFICE, TABLE, TEXT = f"{_OASIS}office:1.0 ", f"{_OASIS}table:1.0 ", f"{_OASIS}text:1.0 "
DRAW = f"{_OASIS}drawing:1.0 "
STYLE, NUMBER = f"{_OASIS}style:1.0 ", f"{_OASIS}datastyle:1.0 "
CALC = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0 "
