"""Workflow commands of GitHub Actions: lines of a log that become annotations beside the lines of a file.

Format: docs.github.com/actions, « Workflow commands », with the escapes of actions/toolkit (command.ts).
"""

from __future__ import annotations

from hlmdiag.text.inert import inert


def workflow_command(kind: str, message: str, **properties: object) -> str:
    """One line of a log; properties that are None are left out.

    >>> workflow_command("error", "trop : 12 %", file="parc.csv", line=3)
    '::error file=parc.csv,line=3::trop : 12 %25'
    """
    written = ",".join(f"{key}={_property(str(it))}" for key, it in properties.items() if it is not None)
    return f"::{kind}{' ' if written else ''}{written}::{_data(message)}"


def _data(text: str) -> str:
    return inert(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
