"""A stock at a glance: what every report shows of a Result, worked out once, by columns."""

from hlmdiag.synthesis.answers import scores_something
from hlmdiag.synthesis.collection import Ask, Collection, collection, collection_described
from hlmdiag.synthesis.collection_sentences import accepted_text, collection_told, indicators_text, roles_text
from hlmdiag.synthesis.colours import BEST, MIDDLE, WORST, ink_on, level_colour, spans_on_scale
from hlmdiag.synthesis.columns_shown import columns_shown
from hlmdiag.synthesis.crossed import (
    Crossed,
    CrossedCell,
    CrossedLine,
    CrossedTable,
    crossed,
    crossed_cells,
    crossed_headers,
    crossed_table,
    theme_title,
)
from hlmdiag.synthesis.divergence import Divergence, Divergences, divergences
from hlmdiag.synthesis.findings import (
    by_deadline,
    findings_of,
    kinds_written,
    question_told,
    remark_told,
    writer_told,
)
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
from hlmdiag.synthesis.model import Distribution, LevelCount, PriorityUnit, Synthesis
from hlmdiag.synthesis.priorities import priority_units, ranks_in_order
from hlmdiag.synthesis.rolled_up_table import RolledUpColumn, RolledUpTable, RolledUpUnit, rolled_up_table
from hlmdiag.synthesis.rule_answers import RuleAnswers
from hlmdiag.synthesis.sentences import divergences_told, selection_told, settings_told, variant_told, wider_told
from hlmdiag.synthesis.stability import Stability, stability_of, stability_told
from hlmdiag.synthesis.stock import shown_units, synthesise
from hlmdiag.synthesis.variant import Variant, VariantUnit, variant

__all__ = [
    "BEST",
    "HEAD_NAMES",
    "MIDDLE",
    "WORST",
    "Ask",
    "Collection",
    "Crossed",
    "CrossedCell",
    "CrossedLine",
    "CrossedTable",
    "Distribution",
    "Divergence",
    "Divergences",
    "LevelCount",
    "PriorityUnit",
    "RolledUpColumn",
    "RolledUpTable",
    "RolledUpUnit",
    "RuleAnswers",
    "Stability",
    "Synthesis",
    "Variant",
    "VariantUnit",
    "accepted_text",
    "alerts_text",
    "by_deadline",
    "cause_text",
    "collection",
    "collection_described",
    "collection_told",
    "columns_shown",
    "crossed",
    "crossed_cells",
    "crossed_headers",
    "crossed_table",
    "divergences",
    "divergences_told",
    "findings_of",
    "first_look_head",
    "first_look_text",
    "first_look_told",
    "head_told",
    "indicators_text",
    "ink_on",
    "kinds_written",
    "level_colour",
    "level_text",
    "origin_text",
    "priority_units",
    "question_told",
    "ranks_in_order",
    "reasons_text",
    "remark_told",
    "roles_text",
    "rolled_up_table",
    "scores_something",
    "selection_told",
    "settings_told",
    "shown_units",
    "spans_on_scale",
    "stability_of",
    "stability_told",
    "standing_told",
    "synthesise",
    "theme_title",
    "variant",
    "variant_told",
    "wider_told",
    "writer_told",
]
