"""The pages of `--help`, in French, grouped by what the options are for, readable at any width.

Written here rather than by typer's own pages, whose words are English and which load the whole of rich.
"""

import os
import re
import shutil
import sys
import textwrap
from collections.abc import Iterable
from typing import Any

from typer.core import TyperCommand, TyperGroup

_FIRST = ("Arguments", "L’essentiel")
"""The sections that a newcomer reads: the others may be left for later."""
_WIDEST = 100
_COLUMN = 30
"""Column of descriptions; under twice this width they go below the names."""


class FrenchCommand(TyperCommand):
    """A command whose help page is ours."""

    def get_help_option(self, ctx: Any) -> Any:
        """The option `--help`, cheap to read when it is not given."""
        return _made_cheap(super().get_help_option(ctx))

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the page of this command."""
        formatter.write(_page(self, ctx, f"[OPTIONS] {_arguments_of(self, ctx)}", []))

    def invoke(self, ctx: Any) -> Any:
        """Run the command, what was not typed being taken from the environment or from `hlmdiag.toml`."""
        from hlmdiag.cli.configured import complete

        complete(ctx)
        return super().invoke(ctx)


class FrenchGroup(TyperGroup):
    """The list of commands, whose help page and refusal of an unknown command are ours."""

    def get_help_option(self, ctx: Any) -> Any:
        """The option `--help`, cheap to read when it is not given."""
        return _made_cheap(super().get_help_option(ctx))

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the page that lists the commands."""
        commands = [(name, _first_sentence(self.commands[name].help or "")) for name in self.list_commands(ctx)]
        formatter.write(_page(self, ctx, "COMMANDE [OPTIONS]", commands))

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        """Find the command; an unknown one is refused with the nearest name."""
        if args and not args[0].startswith("-") and args[0] not in self.commands:
            from hlmdiag.cli.usage import unknown_command

            raise unknown_command(args[0], list(self.commands))
        return super().resolve_command(ctx, args)


def _made_cheap(option: Any) -> Any:
    # without a default, typer loads pydantic to see that `--help` was not typed
    if option is not None:
        option.default = False
    return option


def _page(command: Any, ctx: Any, pieces: str, commands: list[tuple[str, str]]) -> str:
    width = max(30, min(shutil.get_terminal_size().columns, _WIDEST))
    lines = [*_wrap(f"{_bold('Usage :')} {ctx.command_path} {pieces}".rstrip(), width, "", "    "), ""]
    for paragraph in (command.help or "").strip().split("\n\n"):
        lines += [*_wrap(" ".join(paragraph.split()), width, "  ", "  "), ""]
    if commands:
        lines += _section("Commandes", commands, width)
    for title, rows in _sections(command, ctx):
        lines += _section(title, rows, width)
    for paragraph in (command.epilog or "").strip().split("\n\n"):
        lines += [*_wrap(" ".join(paragraph.split()), width, "  ", "  "), ""]
    return "\n".join(lines).rstrip() + "\n"


def _sections(command: Any, ctx: Any) -> Iterable[tuple[str, list[tuple[str, str]]]]:
    sections: dict[str, list[tuple[str, str]]] = {}
    for parameter in command.get_params(ctx):
        if getattr(parameter, "hidden", False):
            continue
        is_argument = parameter.param_type_name == "argument"
        title = parameter.rich_help_panel or ("Arguments" if is_argument else _last_title(sections))
        name = _argument(parameter) if is_argument else _option(parameter)
        text = "Affiche cette aide." if parameter.name == "help" else (parameter.help or "")
        sections.setdefault(title, []).append((name, text))
    return sorted(
        sections.items(), key=lambda section: _FIRST.index(section[0]) if section[0] in _FIRST else len(_FIRST)
    )


def _last_title(sections: Iterable[str]) -> str:
    """Section of an option without one (`--help`): the common options, which come last."""
    return [*sections, "Options"][-2 if any(title != "Arguments" for title in sections) else -1]


def _arguments_of(command: Any, ctx: Any) -> str:
    return " ".join(_argument(each) for each in command.get_params(ctx) if each.param_type_name == "argument")


def _argument(parameter: Any) -> str:
    name = parameter.metavar or parameter.name.upper()
    name += "…" if parameter.nargs == -1 else ""
    return name if parameter.required else f"[{name}]"


def _option(parameter: Any) -> str:
    names = ", ".join(sorted(parameter.opts, key=len))
    return f"{names} {parameter.metavar}" if parameter.metavar else names


def _section(title: str, rows: list[tuple[str, str]], width: int) -> list[str]:
    lines = [_bold(title)]
    below = width < 2 * _COLUMN
    for name, text in rows:
        indent = "      " if below else " " * _COLUMN
        wrapped = _wrap(text, width, indent, indent)
        if not below and len(name) + 4 <= _COLUMN and wrapped:
            wrapped[0] = f"  {name}".ljust(_COLUMN) + wrapped[0].strip()
        else:
            wrapped.insert(0, f"  {name}")
        lines += wrapped
    return [*lines, ""]


def _wrap(text: str, width: int, first: str, others: str) -> list[str]:
    # words are never broken: a file name or an option cut in two could not be copied
    text = re.sub(r"(?<=«) | (?=[»:;?])", "\N{NO-BREAK SPACE}", text)
    return textwrap.wrap(
        text, width, initial_indent=first, subsequent_indent=others, break_long_words=False, break_on_hyphens=False
    )


def _first_sentence(text: str) -> str:
    return " ".join(text.strip().split("\n\n")[0].split())


def _bold(text: str) -> str:
    plain = not sys.stdout.isatty() or "NO_COLOR" in os.environ or os.environ.get("TERM") == "dumb"
    return text if plain else f"\033[1m{text}\033[0m"
