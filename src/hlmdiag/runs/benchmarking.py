"""Several landlords put side by side: shares or a collected result are read, consolidated and written."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args

from hlmdiag.branding import read as read_brand
from hlmdiag.configuration import Configuration
from hlmdiag.errors import REFUSED, Location, Problem
from hlmdiag.runs.atomic_write import opened
from hlmdiag.runs.formats import suffixes
from hlmdiag.runs.inputs import existing
from hlmdiag.runs.outputs import OutputTarget, check_outputs
from hlmdiag.runs.parted_output import write_parts
from hlmdiag.runs.progress import Listener, unheard
from hlmdiag.runs.received_shares import GivenShares, ReceivedShares, receive
from hlmdiag.runs.refusals import refusal
from hlmdiag.runs.reserved_names import next_free
from hlmdiag.text import say
from hlmdiag.text.phrase import in_quotes
from hlmdiag.text.slug import file_slug, free_name

if TYPE_CHECKING:
    import polars as pl

    from hlmdiag.benchmark.position import TablePosition
    from hlmdiag.benchmark.publication import Publication
    from hlmdiag.benchmark.share import LandlordShare
    from hlmdiag.branding import Brand

BenchmarkFormat = Literal["xlsx", "html", "docx", "md", "json"]
_PUBLIC = ("html", "docx", "md")


@dataclass(frozen=True)
class BenchmarkRequest:
    """Everything that was asked; `previous`: the releases that readers may still have."""

    sources: tuple[str | GivenShares, ...]
    language: str
    outputs: tuple[str, ...] = ()
    previous: tuple[str, ...] = ()
    public: bool = False
    strict: bool = False
    configuration: Configuration = field(default_factory=Configuration)
    force: bool = False
    writes_by_default: bool = True


@dataclass(frozen=True)
class BenchmarkRun:
    """The release, the shares that count, the reasons why some files do not, and the files written."""

    release: Publication | None
    shares: Sequence[LandlordShare]
    problems: Sequence[Problem]
    written: Sequence[Path]
    strict: bool = False

    @property
    def organisations(self) -> list[str]:
        """The organisations whose shares count."""
        return [each.organisation for each in self.shares]

    @property
    def rows(self) -> pl.DataFrame:
        """Every count that is published, as a table: see `published_rows`. None counts where there is no release."""
        from hlmdiag.benchmark.published_rows import published_rows

        return published_rows(self.release)

    def positions(self, organisation: str) -> tuple[TablePosition, ...]:
        """The position of one of them in each table of the release, for it alone."""
        from hlmdiag.benchmark.position import positions

        share = next((each for each in self.shares if each.organisation == organisation), None)
        if share is None or self.release is None:
            values = {"name": organisation, "known": in_quotes(*self.organisations)}
            raise refusal("consolidation.organisme-inconnu", **values)
        return positions(share, self.release)

    @property
    def exit_code(self) -> int:
        """3 where nothing is usable or, if strict, something was set aside; else 0."""
        return REFUSED if self.release is None or (self.strict and self.problems) else 0


def benchmark_landlords(asked: BenchmarkRequest, listener: Listener = unheard) -> BenchmarkRun:
    """Consolidate what was sent; whatever would be refused is refused before anything is written."""
    from hlmdiag.benchmark.consolidate import consolidate

    given = [existing(each) if isinstance(each, str) else each for each in asked.sources]
    paths = [each for each in given if isinstance(each, Path)]
    targets, folders = _targets(asked, paths)
    previous = [existing(each) for each in asked.previous]
    check_outputs(targets, [*paths, *previous], force=asked.force)
    brand = read_brand(asked.configuration)
    with listener(1 + len(targets) + len(folders)) as progress:
        progress.begin(say("cli.consolidation.lecture", asked.language))
        received = receive(given)
        if not received.shares:
            nothing = Problem("consolidation.rien", Location("hlmdiag"))
            return BenchmarkRun(None, (), [*received.problems, nothing], (), asked.strict)
        release = consolidate(received.shares, _earlier(previous, received))
        pages = [each for folder in folders for each in _pages(folder, received)]
        check_outputs([OutputTarget(path, "html") for path, _ in pages], [*paths, *previous], force=asked.force)
        for target in targets:
            progress.begin(say("cli.etape.ecriture", asked.language, path=target.path or "-"))
            _write(release, target, asked, brand)
        for folder in folders:
            progress.begin(say("cli.etape.ecriture", asked.language, path=folder))
        _write_positions(release, pages, received, asked, brand)
    written = [target.path for target in targets if target.path is not None]
    return BenchmarkRun(release, received.shares, received.problems, [*written, *folders], asked.strict)


def _targets(asked: BenchmarkRequest, paths: Sequence[Path]) -> tuple[list[OutputTarget], list[Path]]:
    """The outputs asked for: files by suffix, and folders for the pages of positions."""
    if not asked.outputs and not asked.writes_by_default:
        return [], []
    if not asked.outputs:
        whole = paths[0].resolve() if paths else Path("envois").resolve()
        beside = whole.with_name(f"{whole.name if whole.is_dir() else whole.stem}-consolidation.xlsx")
        beside = beside.with_suffix(".html") if asked.public else beside
        return [OutputTarget(next_free(beside), beside.suffix.removeprefix("."))], []
    files, folders = list[OutputTarget](), list[Path]()
    for output in asked.outputs:
        path = Path(output)
        suffix = path.suffix.lower().removeprefix(".")
        if asked.public and (suffix not in _PUBLIC or path.is_dir()) and output != "-":
            raise refusal("consolidation.publique", path=output)
        if output == "-":
            files.append(OutputTarget(None, "md"))
        elif not suffix or path.is_dir():
            folders.append(path)
        elif suffix in get_args(BenchmarkFormat):
            files.append(OutputTarget(path, suffix))
        else:
            raise refusal("consolidation.format", path=output, formats=suffixes(get_args(BenchmarkFormat), ", "))
    return files, folders


def _earlier(paths: Sequence[Path], received: ReceivedShares) -> list[Publication]:
    """The releases given by `--previous`; one of another grid compares nothing."""
    from hlmdiag.benchmark.publication import read_publication

    found = []
    expected = Counter(each.grid.id for each in received.shares).most_common(1)[0][0]
    for path in paths:
        release = read_publication(path.read_bytes(), path.name)
        if release.grid.id != expected:
            values = {"path": path, "found": release.grid.id, "expected": expected}
            raise refusal("consolidation.autre-precedente", **values)
        found.append(release)
    return found


def _write(release: Publication, target: OutputTarget, asked: BenchmarkRequest, brand: Brand) -> None:
    from hlmdiag.document.consolidated import consolidation_document, public_document
    from hlmdiag.document.published_words import PublishedWords

    if target.format == "json":
        document = release.model_dump(mode="json", exclude_none=True)
        with opened(target.path) as out:
            out.write((json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode())
        return
    told = (public_document if asked.public else consolidation_document)(release, asked.language)
    write_parts(told, target, release.date, PublishedWords.of(release, asked.language).words, brand)


def _pages(folder: Path, received: ReceivedShares) -> list[tuple[Path, int]]:
    """The page of each landlord, by its place among the shares."""
    taken: set[str] = set()
    names = [
        free_name(file_slug(each.organisation, 80, "organisme"), taken) for each in received.shares
    ]  # fmt: skip
    return [(folder / f"{name}.html", place) for place, name in enumerate(names)]


def _write_positions(
    release: Publication, pages: Sequence[tuple[Path, int]], received: ReceivedShares, asked: BenchmarkRequest,
    brand: Brand,
) -> None:  # fmt: skip
    from hlmdiag.document.position import position_document
    from hlmdiag.document.published_words import PublishedWords

    for path, place in pages:
        told = position_document(received.shares[place], release, asked.language)
        words = PublishedWords.of(release, asked.language).words
        write_parts(told, OutputTarget(path, "html"), release.date, words, brand)
