"""The content of each received file: results are read, stocks are scored, the rest is reported."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha256

import hlmdiag
from hlmdiag.errors import HlmdiagError, Location, Problem
from hlmdiag.grid.identifiers import fold
from hlmdiag.grid.model import Grid
from hlmdiag.region.choice import Sending, one_name, set_aside
from hlmdiag.region.claims import Claim
from hlmdiag.region.model import ReceivedFile
from hlmdiag.region.rows import RegionRows
from hlmdiag.region.sent_grid import grid_sent, not_of_the_grid
from hlmdiag.region.verification import contradicted
from hlmdiag.runs.claimed_units import without_claimed
from hlmdiag.runs.collected_plans import SentPlan, read_sent
from hlmdiag.runs.received_files import SentFile, rows_announced
from hlmdiag.runs.saved_results import load
from hlmdiag.scoring.held_answers import dataset_of
from hlmdiag.scoring.identity import identity_of
from hlmdiag.scoring.result import Result
from hlmdiag.text.phrase import in_quotes

MOST_UNITS = 200_000
"""Of one file: the largest stock that all commands are held to."""


@dataclass(frozen=True)
class _Brought:
    """A sending whose rows are held, the files that made it, and what is said of them."""

    sending: Sending
    rows: int
    lines: tuple[ReceivedFile, ...]
    is_received: bool
    """Whether its scores are those of the file, and not worked out here."""


_WHOSE = "collecte.deux-organismes"
_EMPTY = sha256().hexdigest()
"""Of files that hold nothing: they are not one file."""


@dataclass
class Collected:
    """The files read so far, each with its line, and the sendings that their rows came in."""

    asked: Grid
    day: date
    rows: RegionRows
    lines: dict[str, ReceivedFile] = field(default_factory=dict)
    plans: list[SentPlan] = field(default_factory=list)
    claims: tuple[Claim, ...] = ()
    """The units that several organisations declare, once those that count are chosen."""
    _brought: list[_Brought] = field(default_factory=list)
    _marks: dict[str, str] = field(default_factory=dict)
    """The name of the result of each identity."""
    _claimed: dict[str, list[str]] = field(default_factory=dict)
    """The names of each file that stands in the folders of several organisations, by its digest."""

    def take(self, files: Sequence[SentFile], advance: Callable[[int, int], None]) -> None:
        """Read every file, each once whatever its names; one that cannot be read does not stop the others."""
        known: dict[str, str] = {}
        self._claimed = _in_several_folders(files)
        stocks: dict[str, list[SentFile]] = defaultdict(list)
        # of two identical files, the one in an organisation's folder is kept
        ordered = sorted(files, key=lambda each: (each.kind != "result", each.folder is None))
        for place, file in enumerate(ordered):
            advance(place, len(files))
            if file.refused is not None:
                self._aside(file, file.refused)
            elif file.kind == "stock" and file.sha256 in self._claimed:
                self._aside(file, self._whose(file))
            elif file.sha256 in known:
                self._aside(file, Problem("collecte.deux-noms", Location(file.name), {"other": known[file.sha256]}))
            else:
                self._one(file, stocks)
                if file.kind != "other" and file.sha256 != _EMPTY and not self._is_disputed(file):
                    known[file.sha256] = file.name
        # before the stocks: when a result is refused, the data sent beside it are scored in its place
        self._refuse_contradicted()
        self._stocks(stocks)
        self._reports(files)

    def choose(self) -> tuple[list[int], list[str], date]:
        """The rows that count, in the order of their organisations, whose they are, and the latest of their dates."""
        sendings = [each.sending for each in self._brought]
        names, refused = one_name(sendings), set_aside(sendings)
        for place, each in enumerate(self._brought):
            for line in each.lines:
                own, reason = replace(line, organisation=names[each.sending.organisation]), refused.get(place)
                if reason is not None:
                    reason = replace(reason, location=Location(line.name))
                    own = replace(own, standing="aside", reason=reason)
                self.lines[line.name] = own
        kept = [place for place in range(len(self._brought)) if place not in refused]
        kept.sort(key=lambda place: names[sendings[place].organisation])
        owners = [names[sendings[place].organisation] for place in kept]
        day = max((sendings[place].date for place in kept), default=self.day)
        places = [self._brought[place].rows for place in kept]
        counted, self.claims = without_claimed(self.rows, places, owners, [sendings[place].date for place in kept])
        return counted, owners, day

    def _one(self, file: SentFile, stocks: Mapping[str, list[SentFile]]) -> None:
        match file.kind:
            case "result":
                self._result(file)
            case "stock":
                if file.folder is None:
                    self._aside(file, Problem("collecte.sans-organisme", Location(file.name)))
                else:
                    stocks[file.folder].append(file)
            case "plan":
                self._plan(file)
            case "report":
                pass
            case "other":
                self._aside(file, Problem("collecte.autre-fichier", Location(file.name)))

    def _is_disputed(self, file: SentFile) -> bool:
        reason = self.lines[file.name].reason if file.name in self.lines else None
        return reason is not None and reason.code == _WHOSE

    def _whose(self, file: SentFile) -> Problem:
        others = [name for name in self._claimed[file.sha256] if name != file.name]
        return Problem(_WHOSE, Location(file.name), {"others": in_quotes(*others)})

    def _aside(self, file: SentFile, reason: Problem) -> None:
        self.lines[file.name] = ReceivedFile(file.name, file.kind, "aside", reason, file.folder)

    def _plan(self, file: SentFile) -> None:
        try:
            self.plans.append(read_sent(file, self.asked))
        except HlmdiagError as error:
            self._aside(file, replace(error.problems[0], location=Location(file.name)))
            return
        self.lines[file.name] = ReceivedFile(file.name, "plan", "taken", organisation=file.folder)

    def _result(self, file: SentFile) -> None:
        # checked before loading: a compressed file of a few megabytes may hold millions of identical rows
        if (reason := _too_many(rows_announced(file.path), file.name)) is not None:
            self._aside(file, reason)
            return
        try:
            result = load(file.path)
        except HlmdiagError as error:
            self._aside(file, replace(error.problems[0], location=Location(file.name)))
            return
        self._marks.setdefault(identity_of(result), file.name)
        owner = result.manifest.whose or file.folder
        line = _line(file, result, self.asked, owner)
        reason = not_of_the_grid(result, self.asked, file.name) or _of_size(result.frame.height, file.name)
        if owner is None:
            reason = reason or Problem("collecte.sans-organisme", Location(file.name))
        elif result.manifest.whose is None and file.sha256 in self._claimed:
            reason = reason or self._whose(file)
        if reason is not None:
            self.lines[file.name] = replace(line, standing="aside", reason=reason)
        elif owner is not None:
            is_same = line.grid is not None and line.grid.standing == "same"
            self._bring(result if is_same else _again(result, self.asked), owner, (line,), is_received=is_same)

    def _stocks(self, stocks: Mapping[str, Sequence[SentFile]]) -> None:
        """Score what each organisation sent unscored, all its files together: a stock, its events, its forms."""
        scored = {digest: each.lines[0].name for each in self._brought for digest in each.sending.data}
        for owner, files in stocks.items():
            for file in files:
                if file.sha256 in scored:
                    reason = Problem("collecte.deja-note", Location(file.name), {"other": scored[file.sha256]})
                    self.lines[file.name] = ReceivedFile(file.name, "stock", "beside", reason, owner)
            if left := [file for file in files if file.sha256 not in scored]:
                self._stock(owner, left)

    def _stock(self, owner: str, files: Sequence[SentFile]) -> None:
        try:
            dataset = hlmdiag.read([str(file.path) for file in files], self.asked, date=self.day)
            if (reason := _of_size(dataset.stock.frame.height, files[0].name)) is not None:
                raise HlmdiagError([reason])
            result = hlmdiag.score(self.asked, dataset, date=self.day)
        except HlmdiagError as error:
            self._without_those_at_fault(owner, files, error.problems)
            return
        first, *others = (_line(file, result, self.asked, owner) for file in files)
        # several files make one stock: only the first line counts its units, and the others say so
        lines = (first, *(_with(line, first) for line in others))
        self._bring(result, owner, lines, is_received=False)

    def _without_those_at_fault(self, owner: str, files: Sequence[SentFile], problems: Sequence[Problem]) -> None:
        """Set aside the files that are at fault, and read the others; all of them where none is named."""
        named = {each.location.file: each for each in reversed(problems)}
        at_fault = {file.name: named[file.path.name] for file in files if file.path.name in named}
        for file in files:
            if file.name in at_fault or not at_fault:
                problem = at_fault.get(file.name, problems[0])
                self._aside(file, replace(problem, location=replace(problem.location, file=file.name)))
        if at_fault and (left := [file for file in files if file.name not in at_fault]):
            self._stock(owner, left)

    def _refuse_contradicted(self) -> None:
        """Set aside the files whose scores are not those of their answers."""
        received = {each.rows: each for each in self._brought if each.is_received}
        for rows, found in contradicted(self.rows, sorted(received)).items():
            line = received[rows].lines[0]
            values = {"count": found.count, "code": found.first}
            reason = Problem("collecte.contredit", Location(line.name), values)
            self.lines[line.name] = replace(line, standing="aside", reason=reason)
            self._brought.remove(received[rows])

    def _bring(
        self, result: Result, owner: str, lines: tuple[ReceivedFile, ...], *, is_received: bool
    ) -> None:  # fmt: skip
        whose, day = result.manifest.organisation, result.manifest.reference_date
        id = whose.id if whose is not None else None
        data = frozenset(each.sha256 for each in result.manifest.inputs)
        sending = Sending(tuple(line.name for line in lines), owner, id, day, identity_of(result), data)
        self._brought.append(_Brought(sending, self.rows.add(result), lines, is_received))

    def _reports(self, files: Sequence[SentFile]) -> None:
        """Mark a page or a workbook as going with its result, if that was received too."""
        for file in files:
            if file.kind != "report" or file.name in self.lines:
                continue
            other = self._marks.get(file.mark or "")
            if other is None:
                self._aside(file, Problem("collecte.rapport-seul", Location(file.name)))
            else:
                reason = Problem("collecte.rapport-de", Location(file.name), {"other": other})
                self.lines[file.name] = ReceivedFile(file.name, "report", "beside", reason, file.folder)


def _line(file: SentFile, result: Result, asked: Grid, owner: str | None) -> ReceivedFile:
    """The line of a file whose units could be counted."""
    coverage = result.frame["coverage"].median()
    return ReceivedFile(
        file.name, file.kind, "taken", None, owner, grid_sent(result, asked), result.manifest.reference_date,
        result.frame.height, coverage if isinstance(coverage, float) else None,
    )  # fmt: skip


def _with(line: ReceivedFile, first: ReceivedFile) -> ReceivedFile:
    """The line of a file whose units are counted on that of another."""
    reason = Problem("collecte.note-avec", Location(line.name), {"other": first.name})
    return replace(line, units=None, coverage=None, reason=reason)


def _again(result: Result, grid: Grid) -> Result:
    """The answers of a result scored by another version of its grid."""
    return hlmdiag.score(grid, dataset_of(result, grid), date=result.manifest.reference_date)


def _of_size(units: int, name: str) -> Problem | None:
    """Why so many units cannot count: there is none, or there are too many."""
    return _too_many(units, name) if units else Problem("collecte.sans-unite", Location(name))


def _too_many(units: int, name: str) -> Problem | None:
    if units <= MOST_UNITS:
        return None
    return Problem("collecte.trop-d-unites", Location(name), {"count": units, "limit": MOST_UNITS})


def _in_several_folders(files: Sequence[SentFile]) -> dict[str, list[str]]:
    """The names of each file that several organisations seem to have sent: nothing says which of them did."""
    names, folders = defaultdict[str, list[str]](list), defaultdict[str, set[str]](set)
    for file in files:
        if file.folder is not None and file.kind in ("result", "stock") and file.sha256 != _EMPTY:
            names[file.sha256].append(file.name)
            folders[file.sha256].add(fold(file.folder) or file.folder)
    return {digest: each for digest, each in names.items() if len(folders[digest]) > 1}
