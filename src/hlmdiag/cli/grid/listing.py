"""`hlmdiag grid list`: the grids that come with the tool."""

from hlmdiag.cli import options


def list(lang: options.Lang = "fr", debug: options.Debug = False) -> None:
    """Donne la liste des grilles fournies : identifiant, version, titre, critères, ce qu’elles évaluent."""
    from hlmdiag.cli.arguments import language_of
    from hlmdiag.cli.grid.picturing import show_shipped
    from hlmdiag.cli.terminal import open_terminal

    show_shipped(open_terminal(language_of(lang)))
