"""The shipped templates, and the code made of them kept from one command to the next, as Python keeps its own.

Making that code takes longer than running it: nearly a tenth of a command that writes a page.
"""

from __future__ import annotations

import pickle
import sys
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jinja2 import Environment

_FOLDER = "templates"
_SETTINGS = ("autoescape", "trim_blocks", "lstrip_blocks")
"""What the code of a template hangs on beside its text, with whether outputs go through a function."""


@cache
def shipped_templates() -> type[Environment]:
    """The class of the environment of our own templates: made on demand, as jinja is not always needed.

    The code of a template depends on its text, its settings and the version of jinja: nothing is worked out while it is
    made, neither the words of a language nor the filters that spell them. It can so be kept.
    """
    from jinja2 import Environment
    from jinja2.compiler import CodeGenerator
    from jinja2.nodes import Impossible, TemplateData

    class WithoutConstants(CodeGenerator):
        def _output_child_to_const(self, node: Any, frame: Any, finalize: Any) -> str:
            if not isinstance(node, TemplateData):
                raise Impossible
            return super()._output_child_to_const(node, frame, finalize)

    class Shipped(Environment):
        code_generator_class = WithoutConstants

        def __init__(self, **options: Any) -> None:
            super().__init__(**options, optimized=False, bytecode_cache=_kept())

    return Shipped


def _kept() -> Any:
    """The code kept in the cache folder of the user; None where Python is asked to keep none of its own.

    A folder that cannot be read or written, a damaged file: the code is made again, and nothing is said.
    """
    if sys.dont_write_bytecode:
        return None
    import jinja2
    from jinja2.bccache import Bucket, FileSystemBytecodeCache
    from platformdirs import user_cache_path

    class Kept(FileSystemBytecodeCache):
        def get_bucket(self, environment: Environment, name: str, filename: str | None, source: str) -> Bucket:
            # by what it holds, and not by where it is: hlmdiag may be installed anew in another folder each time
            settings = [str(getattr(environment, each)) for each in _SETTINGS] + [str(environment.finalize is None)]
            mark = self.get_source_checksum(f"{jinja2.__version__} {settings} {name} {source}")
            bucket = Bucket(environment, mark, mark)
            self.load_bytecode(bucket)
            return bucket

        def load_bytecode(self, bucket: Bucket) -> None:
            try:
                super().load_bytecode(bucket)
            except (OSError, EOFError, ValueError, TypeError, pickle.UnpicklingError):
                bucket.reset()

        def dump_bytecode(self, bucket: Bucket) -> None:
            with suppress(OSError):
                Path(self.directory).mkdir(parents=True, exist_ok=True)
                super().dump_bytecode(bucket)

    return Kept(str(user_cache_path("hlmdiag", appauthor=False) / _FOLDER), "%s.cache")
