"""Rows that count without a value, from the file to the saved result: never zero, unless the grid says so."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

import hlmdiag
from hlmdiag.explain.replay import Replay if False else None  # placeholder
