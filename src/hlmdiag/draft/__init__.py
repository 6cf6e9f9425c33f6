"""Drafts from a landlord's own file: a first grid with comments, or other thresholds for an existing grid."""

from hlmdiag.draft.calibrate import Calibration, calibrate
from hlmdiag.draft.overlay import overlay_text
from hlmdiag.draft.propose import propose
from hlmdiag.draft.reference import FrozenFigures, freeze
from hlmdiag.draft.skeleton import skeleton

__all__ = ["Calibration", "FrozenFigures", "calibrate", "freeze", "overlay_text", "propose", "skeleton"]
