"""Writes the rival of `--help`: a typer program with the same commands, the same options, and empty bodies.

    python benchmarks/make_rivals.py benchmarks/data

Two of them: as typer is by default, whose help loads rich, and with `rich_markup_mode=None`, whose help is plain text.
Written from our own commands, so that it declares what they declare whatever is added to them.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args, get_origin

import typer

_HEAD = "from typing import Annotated\n\nimport typer\n\n"


def write(folder: Path) -> dict[str, Path]:
    """Writes both programs and gives them by the name of their help."""
    paths = {}
    for name, mode in (("plain", "rich_markup_mode=None, "), ("rich", "")):
        paths[name] = folder / f"rival_help_{name}.py"
        paths[name].write_text(_program(mode), encoding="utf-8")
    return paths


def _program(mode: str) -> str:
    from hlmdiag.cli.app import app

    lines = [_HEAD, *_group("app", app, mode), '\nif __name__ == "__main__":\n    app()\n']
    return "\n".join(lines)


def _group(name: str, group: typer.Typer, mode: str) -> list[str]:
    info = group.info
    told = "".join(f", {what}={text!r}" for what in ("help", "epilog") if isinstance(text := getattr(info, what), str))
    lines = [f"{name} = typer.Typer({mode}add_completion=False{told})\n"]
    for command in group.registered_commands:
        assert command.callback is not None
        lines += _command(name, command.callback)
    for inner in group.registered_groups:
        assert inner.typer_instance is not None
        inner_name = str(inner.typer_instance.info.name)
        lines += _group(f"group_{inner_name}", inner.typer_instance, mode)
        lines.append(f"{name}.add_typer(group_{inner_name}, name={inner_name!r})\n")
    return lines


def _command(group: str, callback: Callable[..., Any]) -> list[str]:
    # a parameter that is not annotated is the context, which no user gives
    given = inspect.signature(callback, eval_str=True).parameters.values()
    parameters = [each for each in given if get_origin(each.annotation) is not None]
    declared = "".join(f"    {_parameter(each)},\n" for each in parameters)
    body = f'    """{inspect.getdoc(callback)}"""\n'
    return [
        f"@{group}.command({callback.__name__!r})\ndef {group}_{callback.__name__}(\n{declared}) -> None:\n{body}\n"
    ]


def _parameter(parameter: inspect.Parameter) -> str:
    kind, info = get_args(parameter.annotation)[:2]
    kind_name = kind.__name__ if isinstance(kind, type) and get_origin(kind) is None else str(kind)
    maker = "Argument" if type(info).__name__ == "ArgumentInfo" else "Option"
    told = [repr(each) for each in info.param_decls or ()]
    told += [
        f"{what}={getattr(info, what)!r}"
        for what in ("metavar", "help", "rich_help_panel")
        if getattr(info, what) is not None
    ]
    default = "" if parameter.default is inspect.Parameter.empty else f" = {parameter.default!r}"
    return f"{parameter.name}: Annotated[{kind_name}, typer.{maker}({', '.join(told)})]{default}"


if __name__ == "__main__":
    for path in write(Path(sys.argv[1])).values():
        print(path)
