"""Contents shared by reports in any format: names that their templates call, spelling of values."""

from hlmdiag.document.templates import names, spellings

__all__ = ["names", "spellings"]
