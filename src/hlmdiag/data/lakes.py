"""Tables of Delta Lake and Iceberg: folders of Parquet files, whose log says which rows of which files still count.

They are read by the libraries of these formats. Read one by one, their files would give again what was deleted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import unquote, urlsplit

import polars as pl

from hlmdiag.errors import USAGE, HlmdiagError, Location, Problem
from hlmdiag.text.inert import shown_name
from hlmdiag.text.phrase import Listed

if TYPE_CHECKING:
    from pyiceberg.table import Table

LakeKind = Literal["Delta Lake", "Iceberg", "Hudi"]

_LIBRARY = {"Delta Lake": "deltalake", "Iceberg": '"pyiceberg[pyarrow]"'}
"""What pip installs to read each kind."""
_METADATA = "*.metadata.json*"
_HINT = "version-hint.text"


@dataclass(frozen=True)
class Lake:
    """Such a table, by its folder."""

    folder: Path
    kind: LakeKind

    @staticmethod
    def at(folder: Path) -> Lake | None:
        """The table that a folder is."""
        if not folder.is_dir():
            return None
        if (folder / "_delta_log").is_dir():
            return Lake(folder, "Delta Lake")
        if any((folder / "metadata").glob(_METADATA)):
            return Lake(folder, "Iceberg")
        return Lake(folder, "Hudi") if (folder / ".hoodie").is_dir() else None

    @staticmethod
    def around(path: Path) -> Lake | None:
        """The table to which a file or a folder belongs: read alone, it would be a part of it, with deleted rows."""
        return next((lake for folder in path.absolute().parents if (lake := Lake.at(folder)) is not None), None)

    def batches(self, name: str, rows: int) -> Iterator[pl.DataFrame]:
        """Its rows, some at a time (about `rows`), the first batch without any; `name` is what messages call it.

        Raises `HlmdiagError`: exit code 2 where the library is not there.
        """
        try:
            yield from self._read(name, rows)
        except ModuleNotFoundError as missing:
            values = {"kind": self.kind, "library": _LIBRARY[self.kind]}
            raise HlmdiagError([Problem("donnees.table-lecteur", Location(name), values)], USAGE) from missing
        except HlmdiagError:
            raise
        except Exception as fault:  # each library has dozens of its own, and those of the libraries below
            message = str(fault).strip().partition("\n")[0] or type(fault).__name__
            raise self._refused("donnees.table-illisible", name, message=message) from fault

    def _read(self, name: str, rows: int) -> Iterator[pl.DataFrame]:
        match self.kind:
            case "Delta Lake":
                yield from self._delta(name, rows)
            case "Iceberg":
                yield from self._iceberg(name)
            case "Hudi":
                raise self._refused("donnees.table-sans-lecteur", name)

    def _delta(self, name: str, rows: int) -> Iterator[pl.DataFrame]:
        from deltalake import DeltaTable, QueryBuilder

        table = DeltaTable(str(self.folder))
        places = pl.DataFrame(table.get_add_actions())["path"]
        self._refuse_others(
            (each if urlsplit(each).scheme else str(self.folder / unquote(each)) for each in places), name
        )
        # one file after the other: such a table has no order of its own, and each reading is to give the same
        session = {"datafusion.execution.target_partitions": "1", "datafusion.execution.batch_size": str(rows)}
        yield from _batches(QueryBuilder(session).register("t", table).execute("SELECT * FROM t"))

    def _iceberg(self, name: str) -> Iterator[pl.DataFrame]:
        iceberg = self._table(name)
        if iceberg.metadata.current_snapshot_id is not None:
            files = [file for task in iceberg.scan().plan_files() for file in (task.file, *task.delete_files)]
            self._refuse_others((file.file_path for file in files), name)
        yield from _batches(iceberg.scan().to_arrow_batch_reader())

    def _table(self, name: str) -> Table:
        """The table at its last version, which reads nothing outside its folder and loads no code that it names."""
        from pyiceberg.catalog.noop import NoopCatalog
        from pyiceberg.io.pyarrow import PyArrowFileIO
        from pyiceberg.serializers import FromInputFile
        from pyiceberg.table import StaticTable

        refuse = self._refuse_others

        class OwnFiles(PyArrowFileIO):
            def new_input(self, location: str) -> Any:
                refuse([location], name)
                return super().new_input(location)

        files = OwnFiles()
        last = str(self._last_version(name).absolute())
        metadata = FromInputFile.table_metadata(files.new_input(last))
        return StaticTable(("table",), metadata, last, files, NoopCatalog("none"))

    def _last_version(self, name: str) -> Path:
        """The file of the last version: the one that the table itself names, else the only one of the last number."""
        found = sorted((self.folder / "metadata").glob(_METADATA))
        hint = self.folder / "metadata" / _HINT
        if hint.is_file():
            said = hint.read_text(encoding="utf-8").strip()
            starts = (f"{said}.", f"v{said}.")
            named = [each for each in found if each.name == said or each.name.startswith(starts)]
        else:
            newest = max(map(_version, found))
            named = [each for each in found if _version(each) == newest]
        if len(named) != 1:
            versions = Listed(tuple(each.name for each in named or found))
            raise self._refused("donnees.table-version", name, versions=versions)
        return named[0]

    def _refuse_others(self, locations: Iterable[str], name: str) -> None:
        """A table that was copied still names the files of the first one, and a received one may name any file."""
        own = self.folder.resolve()
        for location in locations:
            parts = urlsplit(location)
            path = Path(parts.path if parts.scheme else location)
            # a letter before a colon is a disk of Windows
            is_near = not parts.netloc and (parts.scheme in ("", "file") or len(parts.scheme) == 1)
            if not is_near or not path.resolve().is_relative_to(own):
                raise self._refused("donnees.table-ailleurs", name, path=shown_name(location))

    def _refused(self, code: str, name: str, **values: object) -> HlmdiagError:
        return HlmdiagError([Problem(code, Location(name), {"kind": self.kind, **values})])


def _batches(reader: Any) -> Iterator[pl.DataFrame]:
    """The batches of a stream of Arrow, one without a row where it has none."""
    yield pl.DataFrame(reader.schema.empty_table())
    yield from map(pl.DataFrame, reader)


def _version(metadata: Path) -> int:
    """The number of a version, which its name begins with: `v3.metadata.json`, `00003-….metadata.json`."""
    digits = metadata.name.removeprefix("v").partition(".")[0].partition("-")[0]
    return int(digits) if digits.isdecimal() else -1
