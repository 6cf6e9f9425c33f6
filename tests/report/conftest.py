from __future__ import annotations

import pytest

from hlmdiag.scoring import Result
from report.stock import small_result


@pytest.fixture(scope="session")
def result() -> Result:
    return small_result()
