"""Dates as people, spreadsheets and programs write them: read as themselves, or refused with the reason."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.kit import codes, only, small_grid, write
from hlmdiag.data import dates, read
from hlmdiag.data.decode import decode
from hlmdiag.grid.data_model import Column

DATE = Column(id="d", type="date", label="date")
DAY = date(2026, 9, 12)
_MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
    "décembre",
)  # fmt: skip
_SHORT = ("janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc.")
_ENGLISH = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_WEEK = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_WEEK_ENGLISH = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

FORMATS = (
    "{0:%d/%m/%Y}", "{0:%d/%m/%y}", "{0:%d-%m-%Y}", "{0:%d-%m-%y}", "{0:%d.%m.%Y}", "{0:%d.%m.%y}", "{0:%d %m %Y}",
    "{0.day}/{0.month}/{0.year}", "{0:%Y-%m-%d}", "{0:%Y/%m/%d}", "{0:%Y%m%d}", "{0:%y-%m-%d}", "{0:%y%m%d}",
    "{0:%d%m%y}", "{0:%d%m%Y}", "{0:%Y-%j}", "{0:%G-W%V-%u}", "{0:%m/%Y}", "{0:%d/%m}",
    "{0:%Y-%m-%dT%H:%M:%S}", "{0:%Y-%m-%d %H:%M:%S.%f}", "{0:%Y-%m-%dT%H:%M:%S}Z", "{0:%Y-%m-%dT%H:%M:%S.%f}+02:00",
    "{0:%Y%m%dT%H%M%S}Z", "{0:%Y-%m-%dT%H:%M}", "{0:%Y-%m-%d}Z", "{0:%Y-%m-%d}+02:00",
    "{0:%d/%m/%Y %H:%M}", "{0:%d/%m/%Y} {0.hour}h{0:%M}", "{0:%d/%m/%Y} à {0.hour}h{0:%M}", "{0:%d/%m/%Y} à {0.hour} h",
    "{0:%d/%m/%Y}, {0:%H:%M:%S}", "{0:%d/%m/%Y}  {0:%H:%M}", "{0:%d/%m/%Y} - {0:%H:%M}", "{0:%d/%m/%Y} ({0:%H:%M})",
    "{0:%d/%m/%Y %I:%M %p}", "{0:%d/%m/%Y %I:%M:%S} pm",
    "{0.day} {month} {0.year}", "{0.day} {short} {0.year}", "{0:%d}-{short}-{0:%y}", "{0:%d}/{short}/{0:%y}",
    "{0.day} {month} {0.year} à {0.hour}h{0:%M}", "{week} {0.day} {month} {0.year}", "{week:.3}. {0:%d/%m/%Y}",
    "{week} {0.day}er {month} {0.year}", "le {week} {0.day} {month} {0.year}", "{0:%d}-{english}-{0.year}",
    "{english} {0.day}, {0.year}", "{sun} {english} {0:%d} {0.year} {0:%H:%M:%S} GMT+0200 (heure d’été)",
    "{sun}, {0:%d} {english} {0.year} {0:%H:%M:%S} +0200", "{sun} {english} {0:%d} {0:%H:%M:%S} {0.year}",
    "{english} {0.day}", "env. {0.day} {month} {0.year}",
)  # fmt: skip
"""Ways to write a moment, those of the French calendar first; some are no certain day and must be refused."""

MONTH_FIRST = (
    "{0:%m/%d/%Y}", "{0.month}/{0.day}/{0.year} {0:%I:%M %p}", "{0:%m/%d/%y %I:%M:%S %p}", "{0:%m-%d-%Y}",
)  # fmt: skip


def text_of(form: str, moment: datetime) -> str:
    names = {
        "month": _MONTHS[moment.month - 1], "short": _SHORT[moment.month - 1], "english": _ENGLISH[moment.month - 1],
        "week": _WEEK[moment.weekday()], "sun": _WEEK_ENGLISH[moment.weekday()],
    }  # fmt: skip
    return form.format(moment, **names)


@given(st.sampled_from(FORMATS), st.datetimes(datetime(1970, 1, 1), datetime(2039, 12, 31)))
def test_a_date_is_read_as_itself_or_refused(form: str, moment: datetime) -> None:
    text = text_of(form, moment)
    assert dates.day(text) in (moment.date(), None), text


@given(st.sampled_from(MONTH_FIRST), st.lists(st.datetimes(datetime(2000, 1, 1), datetime(2039, 12, 31)), min_size=1))
def test_a_column_written_month_first_gives_no_other_day(form: str, moments: list[datetime]) -> None:
    moments.append(datetime(2026, 9, 25, 15, 15))
    decoded = decode(pl.Series([text_of(form, moment) for moment in moments]), DATE)
    for moment, value in zip(moments, decoded.values, strict=True):
        assert value in (moment.date(), None)


@pytest.mark.parametrize(
    "text",
    [
        "2026-09-12T10:11:12.000Z", "2026-09-12 10:11:12.123456", "2026-09-12T10:11:12,5+02:00", "2026-09-12+02:00",
        "12 sept. 2026", "12-sept-26", "12-sept.-26", "12/sept/26", "12 SEPT. 2026", "12 septembre 2026 à 10h11",
        "12/09/2026 à 10h11", "12/09/2026 10h11", "12/09/2026 à 10 h", "12/09/2026 à 10 h 11 min", "12/09/2026, 10:11",
        "12/09/2026\u00a010:11", "12/09/2026 (10:11)", "sam. 12/09/2026", "samedi 12 septembre 2026",
        "le samedi 12 septembre 2026", "Samedi, 12 septembre 2026", "12. 9. 2026", "12.09.26", "12 / 09 / 2026",
        "Sep 12, 2026", "September 12th, 2026", "12th September 2026", "20260912T101112Z", "46277", "46277,5",
        "Sat, 12 Sep 2026 10:11:12 +0200", "Sat Sep 12 2026 10:11:12 GMT+0200 (heure d’été)",
    ],
)  # fmt: skip
def test_a_day_is_read_however_it_is_written(text: str) -> None:
    assert decode(pl.Series([text]), DATE).values.to_list() == [DAY]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("12/09/2026 25:00", "date"), ("12/09/2026 à 10h75", "date"), ("2026-09-12T24:00:00Z", "date"),
        ("12/09/65", "annee-a-deux-chiffres"), ("12-sept-45", "annee-a-deux-chiffres"), ("26-09-12", "annee-ou-jour"),
        ("12-09-26", "annee-ou-jour"), ("lundi 12/09/2026", "jour-de-semaine"), ("Mon Sep 12 2026", "jour-de-semaine"),
        ("2026-09-11T22:00:00.000Z", "minuit-universel"), ("2026-12-11T23:00:00+00:00", "minuit-universel"),
        ("9/5/2026 3:15 PM", "jour-et-mois-americain"), ("010926", "date"), ("120926", "date"), ("1 sept", "date"),
        ("avant 12 mars 2024", "date"), ("sam. 12/09", "date"), ("09/2026", "jour-manquant"),
        ("sept.-26", "jour-manquant"),
        ("1789200000", "date"), ("2026-W37-6", "date"), ("46277 h", "date"), ("046277", "date"),
    ],
)  # fmt: skip
def test_what_is_no_certain_day_is_refused_with_its_reason(text: str, code: str) -> None:
    assert decode(pl.Series([text]), DATE).refusals[text].code == f"donnees.{code}"


def test_one_moment_written_month_first_makes_the_days_of_its_column_doubtful() -> None:
    decoded = decode(pl.Series(["9/25/2026 3:15 PM", "3/4/2026", "5/5/2026", "2026-09-12"]), DATE)
    assert decoded.values.to_list() == [None, None, date(2026, 5, 5), DAY]
    assert decoded.refusals["3/4/2026"].code == "donnees.jour-et-mois"
    assert decode(pl.Series(["3/4/2026 3:15 PM", "3/4/2026"]), DATE).values.to_list() == [None, None]


def test_a_register_of_every_writing_is_counted_whole(tmp_path: Path) -> None:
    stock = write(tmp_path, "parc.csv", "code_residence;nom;date de visite\n" + "".join(
        f"R{number};Nom {number};{text}\n"
        for number, text in enumerate(("2026-09-12T10:11:12.000Z", "12 sept. 2026", "03-avr.-26", "12/09/2026 à 10h11"))
    ))  # fmt: skip
    dataset = read(stock, small_grid(), date=date(2026, 10, 31))
    assert dataset.stock.frame["v:date_visite"].to_list() == [DAY, DAY, date(2026, 4, 3), DAY]
    assert "date" not in codes(dataset.problems)


@pytest.mark.parametrize(
    ("separator", "dates", "is_said"),
    [
        (",", ["03/04/2025", "12/03/2025", ""], True), (",", ["03/04/2025", "13/03/2025"], False),
        (",", ["03/04/2025", "12/31/2025"], False), (";", ["03/04/2025", "12/03/2025"], False),
        (",", ["01/04/2025", "01/05/2025"], False), (",", ["04/04/2025", "05/05/2025"], False),
        (",", ["2025-04-03", "2025-03-12"], False),
    ],
)  # fmt: skip
def test_dates_that_could_be_read_either_way_are_said_where_the_file_may_be_english(
    tmp_path: Path, separator: str, dates: list[str], is_said: bool
) -> None:
    rows = "".join(f"R{n}{separator}a{separator}{day}\n" for n, day in enumerate(dates))
    text = f"code_residence{separator}nom{separator}date de visite\n{rows}"
    said = codes(read(write(tmp_path, "parc.csv", text), small_grid()).problems)
    assert ("ordre-des-dates" in said) is is_said


def test_dates_of_files_read_together_are_looked_at_file_by_file(tmp_path: Path) -> None:
    for number in range(9):
        day = "03/04/2025" if number == 6 else "23/04/2025"
        write(tmp_path, f"agence-{number}.csv", f"code_residence,nom,date de visite\nR{number},a,{day}\n")
    assert only(read(tmp_path, small_grid()), "ordre-des-dates").location.file == "agence-6.csv"
