"""Reports too little memory before the libraries are loaded that would end the process without a word."""

from __future__ import annotations

from hlmdiag.errors import HlmdiagError, Location, Problem

_NEEDED = 2_000_000_000
"""Bytes of addresses that the libraries reserve, which is more than the memory they fill (tried: 1.2 suffices)."""


def require_memory() -> None:
    """Refuse a terminal or a job whose limit of memory (`ulimit -v`) is too low to start."""
    try:
        import resource
    except ImportError:
        # no such module, nor limit, on Windows
        return
    permitted, _ = resource.getrlimit(resource.RLIMIT_AS)
    if permitted != resource.RLIM_INFINITY and permitted < _NEEDED:
        values = {"permitted": permitted // 1_000_000, "needed": _NEEDED // 1_000_000}
        raise HlmdiagError([Problem("usage.memoire-permise", Location(file="hlmdiag"), values)])
