"""The command line: arguments in, calls to the other rooms, exit codes out."""

from hlmdiag.cli.app import main

__all__ = ["main"]
