"""A small stock of five residences, one per state of an answer, and what its expressions may name."""

import datetime

import polars as pl
import pytest

from hlmdiag.expression import ExpressionError, Names, Operand, ResultNames, Type, check, compile
from hlmdiag.states import State

LEVELS = ("courant", "vigilance", "fragile", "complexe")
TODAY = datetime.date(2026, 1, 1)
KNOWN, ABSENT, REFUSED, MISSING, UNKNOWN = (
    State.SCORED, State.NOT_APPLICABLE, State.INVALID, State.MISSING, State.UNKNOWN,
)  # fmt: skip
NATURES = {"trouble": "Trouble de jouissance", "degr": "Dégradation"}
STATES = pl.Series("state", [KNOWN, KNOWN, MISSING, ABSENT, UNKNOWN], dtype=pl.UInt8)
STOCK = pl.DataFrame(
    {
        "logements": [10.0, 0.0, None, None, None],
        "ascenseurs": [3.0, -2.0, 0.7 - 0.4, 5.0, 1e200],
        "trafic": [True, False, None, None, None],
        "garde": [True, False, True, False, True],
        "agence": ["Écoles", "ecoles nord", None, None, None],
        "nature": ["trouble", "degr", None, None, None],
        "livraison": [datetime.date(2016, 1, 1), datetime.date(2024, 1, 1), None, None, None],
        "annee": [1974.0, 2026.0, None, None, None],
        "niveau": [3, 0, None, None, None],
    }
).with_columns(STATES)
WHOLE = {"ascenseurs", "garde"}
"""The columns that every residence has answered."""


@pytest.fixture
def names() -> Names:
    own = ResultNames({"bati": LEVELS, "TR-4": LEVELS, "TR5": ()}, LEVELS, ("trafic-installe", "ascenseur"))
    return Names(
        columns={
            "logements": Type("number"),
            "ascenseurs": Type("number"),
            "trafic": Type("boolean"),
            "garde": Type("boolean"),
            "agence": Type("text"),
            "nature": Type("choice", NATURES),
            "recurrence": Type("choice", {"1": "Isolée", "2": "Répétée"}),
            "livraison": Type("date"),
            "annee": Type("number"),
        },
        tables={"incidents": {"nature": Type("choice", NATURES), "cout": Type("number")}},
        own=own,
        uses={
            "reperage": ResultNames({"bati": LEVELS}, LEVELS, ("ascenseur",)),
            "autre": ResultNames({}, ("bon", "mauvais"), ()),
        },
    )


@pytest.fixture
def faults(names):
    """The faults of a text, as `(code, start, end)`."""

    def of(text: str, *, checked=check) -> list[tuple[str, int, int]]:
        with pytest.raises(ExpressionError) as caught:
            checked(text, names)
        return [(fault.code.removeprefix("expression."), fault.start, fault.end) for fault in caught.value.faults]

    return of


def _column(reference) -> Operand:
    name = getattr(reference, "name", None) or "niveau"
    state = pl.lit(int(KNOWN), dtype=pl.UInt8) if name in WHOLE else pl.col("state")
    return Operand(pl.col(name), state)


@pytest.fixture
def computed(names):
    """The values of an expression over the stock, a state standing where there is no value."""

    def of(text: str, stock: pl.DataFrame = STOCK, **others) -> list:
        operand = compile(check(text, names), _column, pl, TODAY, **others)
        frame = stock.with_columns(value=operand.value, state=operand.state)
        assert frame.schema["state"] == pl.UInt8
        for value, state in frame.select("value", "state").rows():
            assert (value is None) == (state != KNOWN)
        return [value if state == KNOWN else State(state) for value, state in frame.select("value", "state").rows()]

    return of
