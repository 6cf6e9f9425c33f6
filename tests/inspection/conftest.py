"""The command line, in an empty folder."""

from cli.conftest import hlmdiag

__all__ = ["hlmdiag"]
