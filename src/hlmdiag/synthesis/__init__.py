"""A stock at a glance: what every report shows of a Result, worked out once, by columns."""

from hlmdiag.synthesis.answers import scores_something
from hlmdiag.synthesis.collected import accepted_text, collection_told, indicators_text, roles_text
from hlmdiag.synthesis.collecting import Ask, Collection, collection, collection_described
from hlmdiag.synthesis.colours import BEST, MIDDLE, WORST, ink_on, level_colour
from hlmdiag.synthesis.concerns import concerns, ranks_in_order
from hlmdiag.synthesis.divergence import Divergence, Divergences, divergences
from hlmdiag.synthesis.first_look import (
    first_look_head,
    first_look_text,
    first_look_told,
    origin_text,
    standing_told,
)
from hlmdiag.synthesis.head import HEAD_NAMES, head_told
from hlmdiag.synthesis.listed import (
    alerts_text,
    cause_text,
    level_text,
    reasons_text,
)
from hlmdiag.synthesis.model import Concern, Distribution, LevelCount, Synthesis
from hlmdiag.synthesis.robustness import Firmness, firmness, firmness_told
from hlmdiag.synthesis.stock import shown_units, synthesise
from hlmdiag.synthesis.telling import divergences_told, selection_told, settings_told, variant_told, wider_told
from hlmdiag.synthesis.variant import Variant, VariantUnit, variant
from hlmdiag.synthesis.wider import Wider, WiderColumn, WiderUnit, wider

__all__ = [
    "BEST",
    "HEAD_NAMES",
    "MIDDLE",
    "WORST",
    "Ask",
    "Collection",
    "Concern",
    "Distribution",
    "Divergence",
    "Divergences",
    "Firmness",
    "LevelCount",
    "Synthesis",
    "Variant",
    "VariantUnit",
    "Wider",
    "WiderColumn",
    "WiderUnit",
    "accepted_text",
    "alerts_text",
    "cause_text",
    "collection",
    "collection_described",
    "collection_told",
    "concerns",
    "divergences",
    "divergences_told",
    "firmness",
    "firmness_told",
    "first_look_head",
    "first_look_text",
    "first_look_told",
    "head_told",
    "indicators_text",
    "ink_on",
    "level_colour",
    "level_text",
    "origin_text",
    "ranks_in_order",
    "reasons_text",
    "roles_text",
    "scores_something",
    "selection_told",
    "settings_told",
    "shown_units",
    "standing_told",
    "synthesise",
    "variant",
    "variant_told",
    "wider",
    "wider_told",
]
