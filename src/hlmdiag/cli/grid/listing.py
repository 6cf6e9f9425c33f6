"""`hlmdiag grid list`: the grids that an identifier gives."""

from hlmdiag.cli import options


def list(lang: options.Lang = "fr", debug: options.Debug = False) -> None:
    """Donne la liste des grilles : identifiant, version, titre, critères, ce qu’elles évaluent, d’où elles viennent.

    Un identifiant donne la grille du dossier de travail, sinon la vôtre, sinon celle qui est fournie.
    """
    from hlmdiag.cli.arguments import language_of
    from hlmdiag.cli.terminal import open_terminal
    from hlmdiag.errors import HlmdiagError
    from hlmdiag.grid.listed import listed_grids
    from hlmdiag.report.terminal.grid_picture import show_grids

    terminal = open_terminal(language_of(lang))
    found, unread = listed_grids()
    show_grids(found, terminal)
    if unread:
        raise HlmdiagError(unread)
