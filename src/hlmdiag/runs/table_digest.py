"""The digest of a table, taken while it is written: its manifest says which table it goes with."""

from __future__ import annotations

import hashlib
import io
from typing import TYPE_CHECKING, Any, BinaryIO, cast

if TYPE_CHECKING:
    from hlmdiag.scoring.manifest import TableProof


class Digested(io.BufferedIOBase):
    """A stream that passes what is written on to another one and keeps its digest."""

    def __init__(self, stream: BinaryIO) -> None:
        super().__init__()
        self._stream, self._digest = stream, hashlib.sha256()

    @property
    def stream(self) -> BinaryIO:
        """Itself, as what renderers write to."""
        return cast(BinaryIO, self)

    def writable(self) -> bool:
        """Whether it is written to: always."""
        return True

    def write(self, data: Any) -> int:
        """Write bytes."""
        self._digest.update(data)
        return self._stream.write(data)

    def flush(self) -> None:
        """Write what waits."""
        self._stream.flush()

    def proof(self, rows: int) -> TableProof:
        """Proof that identifies the table, once written."""
        from hlmdiag.scoring.manifest import TableProof

        return TableProof(rows, self._digest.hexdigest())
