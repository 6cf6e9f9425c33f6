"""A stock at a glance: what every report shows of a Result, worked out once, by columns."""

from hlmdiag.synthesis.concerns import concerns
from hlmdiag.synthesis.model import Concern, Distribution, LevelCount, Synthesis
from hlmdiag.synthesis.stock import shown_units, synthesise
from hlmdiag.synthesis.wording import (
    cause_text,
    count_of,
    interval_text,
    level_text,
    reasons_text,
    size_of,
    titles,
)

__all__ = [
    "Concern",
    "Distribution",
    "LevelCount",
    "Synthesis",
    "cause_text",
    "concerns",
    "count_of",
    "interval_text",
    "level_text",
    "reasons_text",
    "shown_units",
    "size_of",
    "synthesise",
    "titles",
]
