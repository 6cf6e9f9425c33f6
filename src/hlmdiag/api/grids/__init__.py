"""`hlmdiag.grids`: what the commands `hlmdiag grid …` do, by the same names, without a word.

`list_` and `import_` have a mark, since `list` and `import` are words of Python. A grid is asked for by its id, its
file or its pack; what goes to standard output without `-o` is given back here.
"""

from hlmdiag.api.grids.checking import check, diff, list_, test
from hlmdiag.api.grids.documents import doc, export, import_, new, schema
from hlmdiag.api.grids.drafts import calibrate, reference
from hlmdiag.api.grids.travelling import install, migrate, pack, remove

__all__ = [
    "calibrate",
    "check",
    "diff",
    "doc",
    "export",
    "import_",
    "install",
    "list_",
    "migrate",
    "new",
    "pack",
    "reference",
    "remove",
    "schema",
    "test",
]
