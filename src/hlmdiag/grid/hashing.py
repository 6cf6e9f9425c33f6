"""The identity of a grid: the hash of its canonical document."""

from __future__ import annotations

import hashlib
import json
from typing import Any


def hash_of(document: Any) -> str:
    """The SHA-256 of a document, as hexadecimal digits."""
    canonical = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
