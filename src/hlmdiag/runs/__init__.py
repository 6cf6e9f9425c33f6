"""A run, whoever asks for it: a request, its plan, files read and scored, outputs written whole."""

USUAL_GRID = "residence-complexe"
"""The grid of those who name none."""
