"""YAML as tests read and write it, by the code in C of the library: in Python it took a tenth of the properties."""

from __future__ import annotations

from typing import Any

import yaml

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_Dumper: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


def read(text: str) -> Any:
    """The document that a text holds."""
    return yaml.load(text, Loader=_Loader)


def written(document: Any, **options: Any) -> str:
    """A document as a text, its keys in their order and its accents as they are."""
    return str(yaml.dump(document, Dumper=_Dumper, **{"allow_unicode": True, "sort_keys": False, **options}))
