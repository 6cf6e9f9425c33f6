"""The one date of a run; the clock is read only here."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import UTC, date, datetime

from hlmdiag.runs.refusals import refusal

_DATES = ("%Y-%m-%d", "%d/%m/%Y")


def reference_date(typed: str | None, environment: Mapping[str, str] = os.environ) -> date:
    """The one date of a run: `--date`, else SOURCE_DATE_EPOCH, else today in UTC."""
    if typed is not None:
        return _date(typed)
    epoch = environment.get("SOURCE_DATE_EPOCH")
    if not epoch:
        return datetime.now(UTC).date()
    try:
        return datetime.fromtimestamp(int(epoch), UTC).date()
    except (ValueError, OverflowError, OSError):
        raise refusal("usage.epoque", value=epoch) from None


def _date(typed: str) -> date:
    for form in _DATES:
        try:
            return datetime.strptime(typed.strip(), form).date()
        except ValueError:
            continue
    raise refusal("usage.date", value=typed)
