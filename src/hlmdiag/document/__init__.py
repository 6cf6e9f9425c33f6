"""What reports share, whatever the format: the names that their templates call, and how they spell values."""

from hlmdiag.document.templates import names, spellings

__all__ = ["names", "spellings"]
