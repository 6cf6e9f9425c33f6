"""Moves answers from one version of a grid to another: carried, recoded, or without a place."""

from hlmdiag.migration.account import Account, MigratedSheet, Migration, Orphan
from hlmdiag.migration.form import MovedForm, migrate_form
from hlmdiag.migration.stock import migrate_stock, with_edits

__all__ = [
    "Account",
    "MigratedSheet",
    "Migration",
    "MovedForm",
    "Orphan",
    "migrate_form",
    "migrate_stock",
    "with_edits",
]
