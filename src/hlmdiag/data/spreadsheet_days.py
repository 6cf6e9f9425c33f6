"""The days from which spreadsheets count theirs."""

from __future__ import annotations

from datetime import datetime
from typing import Final

EPOCH: Final = datetime(1899, 12, 30)
"""Day 0 of a spreadsheet, as days after February 1900 are counted."""
EPOCH_1904: Final = datetime(1904, 1, 1)
"""Day 0 of the workbooks that count from 1904."""
DAYS_TO_1904: Final = (EPOCH_1904 - EPOCH).days
UNREAL_DAY: Final = 60
"""The 29 February 1900 of spreadsheets, which never was: the days before it are counted one less."""
