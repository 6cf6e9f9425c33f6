"""`hlmdiag grid doc`: the method sheet of a grid."""

from hlmdiag.cli import options
from hlmdiag.cli.grid import choices
from hlmdiag.text.phrase import Listed


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

    Le suffixe donne le format : .md ou .html ; en Markdown sur la sortie standard.
    """
    from pathlib import Path

    from hlmdiag.cli.arguments import language_of
    from hlmdiag.cli.grid.output import write
    from hlmdiag.cli.terminal import open_terminal
    from hlmdiag.grid import in_language, load_grid
    from hlmdiag.report.methodology import SUFFIXES, render
    from hlmdiag.runs.outputs import is_file
    from hlmdiag.runs.refusals import refusal

    terminal = open_terminal(language_of(lang), quiet=quiet)
    suffix = Path(str(output)).suffix.lower() if is_file(output) else ".md"
    if suffix not in SUFFIXES:
        raise refusal("sortie.suffixe", path=output, formats=Listed((*SUFFIXES,), joint=", "))
    content = render(in_language(load_grid(grid), terminal.language), suffix, terminal.language).encode()
    write(content, output, terminal, force=force, inputs=[Path(grid)])
