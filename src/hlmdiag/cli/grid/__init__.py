"""`hlmdiag grid …`: the life of a grid, one module a command."""

import typer

from hlmdiag.cli.grid import (
    calibrate,
    check,
    diff,
    doc,
    export,
    import_,
    install,
    listing,
    migrate,
    new,
    pack,
    reference,
    remove,
    schema,
    show,
    test,
)
from hlmdiag.cli.help import FrenchCommand, FrenchGroup

__all__ = ["grid"]

grid = typer.Typer(
    name="grid", cls=FrenchGroup, rich_markup_mode=None, add_completion=False,
    context_settings={"help_option_names": ["--help", "-h"]},
    help="Les grilles : les lire, les vérifier, les essayer, les documenter, en commencer une.",
    epilog="Codes de retour de check et de test : 0 rien à dire · 1 une erreur ou un cas en échec · 2 commande à "
    "corriger · 3 grille ou cas illisibles · 4 erreur de notre fait.",
)  # fmt: skip


@grid.callback(invoke_without_command=True)
def _start(ctx: typer.Context) -> None:
    if ctx.invoked_subcommand is None:
        typer.echo(ctx.get_help())


for command in (
    listing.list, show.show, check.check, test.test, diff.diff, doc.doc, export.export, schema.schema, new.new,
    calibrate.calibrate, reference.reference, pack.pack, install.install, remove.remove,
    migrate.migrate,
):  # fmt: skip
    grid.command(cls=FrenchCommand)(command)
# `import` is a keyword of Python, hence the other name of the function
grid.command("import", cls=FrenchCommand)(import_.import_)
