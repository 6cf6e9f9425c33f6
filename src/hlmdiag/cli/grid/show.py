"""`hlmdiag grid show`: a grid at a glance, as a tree."""

from hlmdiag.cli import options
from hlmdiag.cli.grid import choices


def show(grid: choices.Grid, lang: options.Lang = "fr", debug: options.Debug = False) -> None:
    """Montre une grille : thèmes et critères avec leur poids dans la note, niveaux, drapeaux, actions."""
    from hlmdiag.cli.arguments import language_of
    from hlmdiag.cli.terminal import open_terminal
    from hlmdiag.grid import in_language, load_grid
    from hlmdiag.report.terminal.grid_picture import show_grid

    terminal = open_terminal(language_of(lang))
    show_grid(in_language(load_grid(grid), terminal.language), terminal)
