"""`hlmdiag grid list`: the grids that come with the tool."""

from hlmdiag.cli import options


def list(lang: options.Lang = "fr", debug: options.Debug = False) -> None:
    """Donne la liste des grilles fournies : identifiant, version, titre, critères, ce qu’elles évaluent."""
    from hlmdiag.cli.arguments import language_of
    from hlmdiag.cli.terminal import open_terminal
    from hlmdiag.grid import load_shipped
    from hlmdiag.report.terminal.grid_picture import show_grids

    terminal = open_terminal(language_of(lang))
    show_grids(load_shipped(), terminal)
