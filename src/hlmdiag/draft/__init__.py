"""What a landlord's own file suggests: a first grid, commented, or other thresholds for a grid that is there."""

from hlmdiag.draft.calibrate import Calibration, calibrate
from hlmdiag.draft.overlay import overlay_text
from hlmdiag.draft.propose import propose
from hlmdiag.draft.reference import FrozenFigures, freeze
from hlmdiag.draft.skeleton import skeleton

__all__ = ["Calibration", "FrozenFigures", "calibrate", "freeze", "overlay_text", "propose", "skeleton"]
