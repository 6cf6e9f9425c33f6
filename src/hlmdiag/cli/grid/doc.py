"""`hlmdiag grid doc`: the method sheet of a grid."""

from hlmdiag.cli import options
from hlmdiag.cli.grid import choices


def doc(
    grid: choices.Grid,
    output: choices.Output = None,
    force: options.Force = False,
    config: options.Config = None,
    no_config: options.NoConfig = False,
    lang: options.Lang = "fr",
    quiet: options.Quiet = False,
    debug: options.Debug = False,
) -> None:
    """Écrit la fiche de méthode d’une grille : poids effectifs, règles en mots, seuils, sources, actions.

    Le suffixe donne le format : .md, .html ou .docx ; en Markdown sur la sortie standard.
    """
    from hlmdiag.cli.arguments import language_of
    from hlmdiag.cli.grid.output import write
    from hlmdiag.cli.terminal import open_terminal
    from hlmdiag.runs.grid_documents import method_sheet

    terminal = open_terminal(language_of(lang), quiet=quiet)
    made = method_sheet(grid, output, terminal.language)
    write(made.content, output, terminal, force=force, inputs=made.inputs)
