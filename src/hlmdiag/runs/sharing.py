"""The share of a landlord: a saved result becomes a file of figures, listed before it is written."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from hlmdiag.configuration import Configuration
from hlmdiag.data.settings import organisation_of
from hlmdiag.runs.atomic_write import opened
from hlmdiag.runs.given_results import beside, files_of
from hlmdiag.runs.outputs import OutputTarget, check_outputs
from hlmdiag.runs.refusals import refusal
from hlmdiag.runs.reserved_names import next_free
from hlmdiag.runs.saved_results import load
from hlmdiag.text import say
from hlmdiag.text.phrase import BETWEEN_SENTENCES, Listed

if TYPE_CHECKING:
    from hlmdiag.benchmark.share import LandlordShare
    from hlmdiag.scoring.result import Result

_SALT = 32
"""Bytes of a salt: nobody tries them all."""
_ALWAYS = ("organisme", "date", "grille", "unites", "familles", "niveaux", "medianes", "themes")
_OF_ROWS = ("code", "lignes")
_LEFT_OUT = ("noms", "reponses", "remarques", "groupes")


@dataclass(frozen=True)
class ShareRequest:
    """Everything that was asked; `rows`: one anonymous row per unit beside the counts."""

    result: Path | Result
    language: str
    output: str | None = None
    organisation: str | None = None
    rows: bool = False
    salt: str | None = None
    configuration: Configuration = field(default_factory=Configuration)
    force: bool = False
    writes_by_default: bool = True


@dataclass(frozen=True)
class PreparedShare:
    """The share that leaves, and what stays, said before anything is written."""

    share: LandlordShare
    path: Path | None
    left_out: tuple[str, ...]
    new_salt: tuple[Path, str] | None = None
    """The salt to keep, and where, if there was none yet."""

    def write(self) -> None:
        """Write the share, after the salt that it was made with; nothing where no file is asked for."""
        if self.path is None:
            return
        if self.new_salt is not None:
            path, salt = self.new_salt
            with opened(path) as out:
                out.write(f"{salt}\n".encode())
        document = self.share.model_dump(mode="json", exclude_none=True)
        with opened(self.path) as out:
            out.write((json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode())


def prepare_share(asked: ShareRequest) -> PreparedShare:
    """The share of a result; whatever would be refused is refused before anything is written."""
    from hlmdiag.benchmark.share import share_of

    target = _target(asked)
    result = load(asked.result) if isinstance(asked.result, Path) else asked.result
    name, organisation_id = _organisation(result, asked)
    _refuse_what_is_no_stock(result)
    salt, new = _salt(asked, target, name)
    if target is not None:
        inputs = [*files_of([asked.result]), *([Path(asked.salt)] if asked.salt else [])]
        check_outputs([OutputTarget(target, "json")], inputs, force=asked.force)
    share = share_of(result, name, organisation_id, salt)
    if not asked.rows:
        share = share.model_copy(update={"rows": None})
    codes = (*_ALWAYS, *(_OF_ROWS if asked.rows else ()))
    fields = {code: say(f"cli.envoi.champ.{code}", asked.language) for code in codes}
    left_out = tuple(say(f"cli.envoi.exclu.{code}", asked.language) for code in _LEFT_OUT)
    return PreparedShare(share.model_copy(update={"fields": fields}), target, left_out, new)


def _target(asked: ShareRequest) -> Path | None:
    """The file asked for; without one, a name beside the result."""
    if asked.output is None and not asked.writes_by_default:
        return None
    target = next_free(beside(asked.result, "envoi.json")) if asked.output is None else Path(asked.output)
    if target.suffix.lower() != ".json" or target.is_dir():
        raise refusal("envoi.format", path=target)
    return target


def _organisation(result: Result, asked: ShareRequest) -> tuple[str, str | None]:
    """The owner of a share: the one typed, else that of the result, else that of the settings."""
    own = result.manifest.organisation or organisation_of(asked.configuration)
    typed = asked.organisation
    if typed is not None:
        return typed, None if own is None or own.name != typed else own.id
    if own is None:
        raise refusal("envoi.sans-organisme")
    return own.name, own.id


def _refuse_what_is_no_stock(result: Result) -> None:
    from hlmdiag.grid.organisation import is_of_organisations

    if is_of_organisations(result.grid):
        raise refusal("envoi.plusieurs-organismes")
    selection = result.manifest.selection
    if selection is not None:
        raise refusal("envoi.partiel", conditions=Listed((*selection.conditions,), joint=BETWEEN_SENTENCES))
    if result.frame.is_empty():
        raise refusal("envoi.sans-unite")


def _salt(asked: ShareRequest, target: Path | None, organisation: str) -> tuple[bytes | None, tuple[Path, str] | None]:
    """The salt of a file, or a new one; none where rows are not sent."""
    if not asked.rows:
        if asked.salt is not None:
            raise refusal("envoi.sel-inutile")
        return None, None
    if asked.salt is None:
        raise refusal("envoi.sans-sel")
    path = Path(asked.salt)
    if path.is_file():
        held = path.read_bytes().strip()
        if len(held) < _SALT:
            raise refusal("envoi.sel-court", path=path)
        return held, None
    before = None if target is None else next(_earlier(target, organisation), None)
    if before is not None:
        raise refusal("envoi.sel-perdu", path=path, share=before)
    new = secrets.token_hex(_SALT)
    return new.encode(), (path, new)


def _earlier(target: Path, organisation: str) -> Iterator[Path]:
    """The shares with rows of this landlord that stand where the new one goes."""
    from hlmdiag.benchmark.share import read_share
    from hlmdiag.errors import HlmdiagError

    for path in sorted(target.parent.glob("*.json")) if target.parent.is_dir() else ():
        try:
            share = read_share(path.read_bytes(), path.name)
        except (HlmdiagError, OSError):
            continue
        if share.rows is not None and share.organisation == organisation:
            yield path
