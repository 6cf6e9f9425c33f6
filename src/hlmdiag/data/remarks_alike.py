"""Notices on files read together: the same as for each alone, written out for the first ones."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial

import polars as pl

from hlmdiag.data.about_answers import box_remark, is_ticked
from hlmdiag.data.codes import ABOUT_TYPED, about_codes, odd_files
from hlmdiag.data.column_content import ColumnContent
from hlmdiag.data.counts_for_percents import about_counts, is_of_dwellings, may_be_counts, size_read
from hlmdiag.data.dashes import about_dashes, are_dashes
from hlmdiag.data.date_order import may_be_in_doubt, order_in_doubt
from hlmdiag.data.decoded import SAID
from hlmdiag.data.match import Match
from hlmdiag.data.odd_values import may_be_odd, odd_values
from hlmdiag.data.portions import Portion
from hlmdiag.data.privacy import nominative_column, nominative_files
from hlmdiag.data.read_log import ReadLog
from hlmdiag.data.refused_cells import ColumnFaults, listed_cells, refused_cells
from hlmdiag.data.repeated_remarks import SAID_OF, kind_of
from hlmdiag.data.rows import ClassifiedRows
from hlmdiag.data.rows_aside import about_rows, filled_above
from hlmdiag.data.scales import is_mark, narrow, scale_remark
from hlmdiag.data.sheet import letter
from hlmdiag.data.stacked import Stack
from hlmdiag.data.table import private_columns, rows_in_order
from hlmdiag.data.titles import titles_of
from hlmdiag.data.translations import changed, translated
from hlmdiag.data.values import NUMERIC
from hlmdiag.errors import Problem, Severity
from hlmdiag.states import State

_UNTITLED = "donnees.entete-absent"
"""The one remark on titles that hangs on the cells below them."""
_OUT = SAID_OF + 1
"""Files for which a notice is written out: enough to know that there are more than are named."""


def _say(stack: Stack, log: ReadLog, parts: Iterable[int], say: Callable[[int], Sequence[Problem]]) -> None:
    """Write a remark out for the first of the files of which it is true, and count the others."""
    every = sorted(set(parts))
    said = [problem for part in every[:_OUT] for problem in say(part)]
    log.problems += said
    for kind in dict.fromkeys(map(kind_of, said)):
        log.elsewhere.add(kind, [stack.sheet(part) for part in every[_OUT:]])


def say_titles(stack: Stack, log: ReadLog) -> None:
    """Report unmatched titles, what is above them, and columns without a title."""

    def titles(part: int, *, untitled: bool) -> list[Problem]:
        problems = titles_of(stack.candidates[part], stack.form)[1]
        return [each for each in problems if (each.code == _UNTITLED) is untitled]

    def above(part: int) -> list[Problem]:
        return about_rows(stack.sheet(part), stack.candidates[part].header, ClassifiedRows())

    _say(stack, log, range(len(stack.candidates)), partial(titles, untitled=False))
    for index, title in enumerate(stack.candidates[0].header.titles):
        if not title.strip() and (filled := stack.cells[str(index)].str.contains(r"\S")).any():
            _say(stack, log, stack.part.filter(filled), partial(titles, untitled=True))
    headers = [(part, each.sheet, each.header) for part, each in enumerate(stack.candidates)]
    _say(stack, log, [part for part, sheet, header in headers if filled_above(sheet, header)], above)


def say_columns(stack: Stack, portions: Mapping[str, list[Portion]], log: ReadLog) -> None:
    """Say what the columns of each file hold: personal data, boxes, odd codes, and the cells that are refused."""
    for match in stack.matches:
        _say(stack, log, _private(stack, match), partial(_about_private, stack, match))
    for column, match in stack.by_column.items():
        ticked = [part for each in portions[column] if is_ticked(each.decoded) for part in stack.part.gather(each.rows)]
        _say(stack, log, ticked, partial(_about_boxes, stack, match))
        if is_mark(stack.form.columns[column]):
            _say(
                stack,
                log,
                _narrow(stack, portions[column], column),
                partial(_about_scale, stack, match, portions[column]),
            )
        _say(stack, log, _odd(stack, portions[column], match), partial(_about_odd, stack, match))
        _say(stack, log, _counted(stack, portions[column], match), partial(_about_counts, stack, match))
        _say(stack, log, _unordered(stack, match), partial(_about_order, stack, match))
        dashed = stack.part.filter(are_dashes(stack.texts(match), column, stack.form))
        _say(stack, log, dashed, partial(_about_dashes, stack, match))
    _say_translations(stack, portions, log)
    for key in stack.form.keys:
        match = stack.by_column[key]
        _say_codes(stack, match, log)
    _say_refused(stack, portions, log)


def _private(stack: Stack, match: Match) -> Iterable[int]:
    if match.column is None and nominative_column(match.header, ColumnContent.begun(stack.texts(match))) is not None:
        return range(len(stack.candidates))
    if match.column in stack.form.keys:
        return []
    is_read_as_text = match.column is None or stack.form.columns[match.column].type in ("text", "id")
    return nominative_files(stack.texts(match), stack.part) if is_read_as_text else []


def _about_private(stack: Stack, match: Match, part: int) -> list[Problem]:
    header = stack.candidates[part].header
    cells = stack.cells[stack.rows(part)]
    return [problem for _, problem in private_columns(stack.sheet(part), header, [match], cells, stack.form)]


def _about_boxes(stack: Stack, match: Match, part: int) -> list[Problem]:
    return [box_remark(stack.sheet(part), stack.candidates[part].header, match)]


def _marks(stack: Stack, portions: Sequence[Portion]) -> pl.DataFrame:
    """Numbers of a column, with their files."""
    return pl.concat(
        pl.DataFrame({"part": stack.part.gather(each.rows), "v": each.decoded.values}).drop_nulls() for each in portions
    )


def _narrow(stack: Stack, portions: Sequence[Portion], column: str) -> list[int]:
    counted = _marks(stack, portions).group_by("part").agg(pl.len().alias("n"), pl.col("v").max())
    return counted.filter(narrow(pl.col("n"), pl.col("v"), stack.form.columns[column]))["part"].to_list()


def _about_scale(stack: Stack, match: Match, portions: Sequence[Portion], part: int) -> list[Problem]:
    values = _marks(stack, portions).filter(pl.col("part") == part)["v"]
    column = stack.form.columns[match.column or ""]
    remark = scale_remark(stack.sheet(part), stack.candidates[part].header, match, column, values)
    return [] if remark is None else [remark]


def _unordered(stack: Stack, match: Match) -> list[int]:
    """The files of which no date shows that the day comes before the month."""
    column = stack.form.columns[match.column or ""]
    if column.type != "date":
        return []
    parts = [part for part in range(len(stack.candidates)) if may_be_in_doubt(stack.sheet(part), column)]
    return [part for part in parts if _about_order(stack, match, part)]


def _about_order(stack: Stack, match: Match, part: int) -> list[Problem]:
    header, column = stack.candidates[part].header, stack.form.columns[match.column or ""]
    texts = stack.texts(match)[stack.rows(part)]
    return order_in_doubt(stack.sheet(part), header, match, column, texts)


def _odd(stack: Stack, portions: Sequence[Portion], match: Match) -> list[int]:
    """The files of which a number may mean something else."""
    column = stack.form.columns[match.column or ""]
    if column.type not in NUMERIC:
        return []
    asked = _marks(stack, portions).group_by("part").agg(may_be_odd(column, pl.col("v")).alias("odd"))
    return [part for part in asked.filter("odd")["part"].sort() if _about_odd(stack, match, part)]


def _about_odd(stack: Stack, match: Match, part: int) -> list[Problem]:
    header, column = stack.candidates[part].header, stack.form.columns[match.column or ""]
    lines = stack.lines[stack.rows(part)]
    return list(odd_values(stack.sheet(part), header, match, column, stack.decoded(match, part), lines))


def _counted(stack: Stack, portions: Sequence[Portion], match: Match) -> list[int]:
    """The files of which the percents may be counts."""
    if not is_of_dwellings(stack.form.columns[match.column or ""]):
        return []
    asked = _marks(stack, portions).group_by("part").agg(may_be_counts(pl.col("v")).alias("may"))
    return [part for part in asked.filter("may")["part"].sort() if _about_counts(stack, match, part)]


def _about_counts(stack: Stack, match: Match, part: int) -> list[Problem]:
    sizes, lines = stack.by_column.get(size_read(stack.form)), stack.lines[stack.rows(part)]
    size = None if sizes is None else stack.decoded(sizes, part)
    found, header = stack.decoded(match, part), stack.candidates[part].header
    return about_counts(stack.sheet(part), header, match, stack.form, found, size, lines)


def _about_dashes(stack: Stack, match: Match, part: int) -> list[Problem]:
    texts = stack.texts(match)[stack.rows(part)]
    return list(about_dashes(stack.sheet(part), stack.candidates[part].header, match, stack.form, texts))


def _say_codes(stack: Stack, match: Match, log: ReadLog) -> None:
    """Say what is odd in the codes of each file, notice by notice: most hang on the other codes of the file."""
    found = {part: _about_codes(stack, match, part) for part in odd_files(stack.texts(match), stack.part)}

    def said(part: int, *, code: str) -> list[Problem]:
        return [each for each in found[part] if each.code == code]

    for code in ABOUT_TYPED:
        _say(stack, log, [part for part in found if said(part, code=code)], partial(said, code=code))


def _about_codes(stack: Stack, match: Match, part: int) -> list[Problem]:
    last = stack.candidates[part].header.last
    return about_codes(stack.texts(match)[stack.rows(part)], stack.sheet(part), last, match, stack.form)


def _say_translations(stack: Stack, portions: Mapping[str, list[Portion]], log: ReadLog) -> None:
    """Say which texts of each file the settings read as another answer."""
    for column in stack.form.declared.keys() & stack.by_column.keys():
        match = stack.by_column[column]
        texts = stack.texts(match).str.strip_chars()
        is_free = stack.form.columns[column].is_free_text
        for portion in portions[column]:
            own = texts.gather(portion.rows)
            for text, read in changed(own, column, stack.form).items():
                rows = portion.rows.filter(own == text)
                lines = pl.DataFrame([stack.part.gather(rows), stack.lines.gather(rows)])
                of_file = lines.group_by("part", maintain_order=True).agg("line")
                told = [translated(stack.sheet(part), match, text, read, found) for part, found in of_file.iter_rows()]
                log.problems += [each.problem(is_free_text=is_free) for each in told]
                log.translated += [] if is_free else told


def _say_refused(stack: Stack, portions: Mapping[str, list[Portion]], log: ReadLog) -> None:
    """List every refused cell, and report those of the first files as for each alone."""
    faults: dict[int, list[ColumnFaults]] = {}
    for column, match in stack.by_column.items():
        refused = [cells for portion in portions[column] if (cells := _refused(stack, match, portion)).height]
        if not refused:
            continue
        cells = pl.concat(refused).sort("part", maintain_order=True)
        log.refused.append(cells.drop("part"))
        wanted = {part for part, count in cells["part"].value_counts().iter_rows() if count > SAID}
        for (code,), some in cells.group_by("code", maintain_order=True):
            parts = some["part"].unique(maintain_order=True).to_list()
            wanted.update(parts[:_OUT])
            kind = (str(code), Severity.ERROR, match.header)
            log.elsewhere.add(kind, [stack.sheet(part) for part in parts[_OUT:]])
        for part in sorted(wanted):
            faults.setdefault(part, []).append(_faults(stack, match, part))
    for part in sorted(faults):
        log.problems += rows_in_order(faults[part])


def _refused(stack: Stack, match: Match, portion: Portion) -> pl.DataFrame:
    """The refused cells of some rows at their places, with the number of the file of each."""
    rows = portion.rows.filter(portion.decoded.states == int(State.INVALID))
    part = stack.part.gather(rows)
    names = {
        "file": [each.sheet.file for each in stack.candidates],
        "sheet": [each.sheet.name for each in stack.candidates],
    }
    sheets = pl.DataFrame(names, schema=dict.fromkeys(names, pl.String))[part].cast(pl.Categorical)
    where = sheets.with_columns(stack.lines.gather(rows).alias("row"))
    cells = listed_cells(where, match.header, letter(match.index), match.column or "", portion.decoded)
    return _in_place(cells.with_columns(part.alias("part")), stack, match.index)


def _in_place(cells: pl.DataFrame, stack: Stack, index: int) -> pl.DataFrame:
    """The same, each with the letters that its column has in its own file."""
    own = {part: stack.sheet(part).letter(index) for part in cells["part"].unique()}
    if set(own.values()) <= {letter(index), ""}:
        return cells
    letters = cells["part"].replace_strict(list(own), list(own.values()), return_dtype=pl.String)
    return cells.with_columns(letters.cast(cells.schema["letter"]).alias("letter"))


def _faults(stack: Stack, match: Match, part: int) -> ColumnFaults:
    rows = stack.rows(part)
    decoded = stack.decoded(match, part)
    return refused_cells(stack.sheet(part), match.header, match.index, match.column or "", stack.lines[rows], decoded)
