"""Answers given to one version of a grid become those of another: what is carried, recoded, or finds no place."""

from hlmdiag.migration.account import Account, MigratedSheet, Migration, Orphan
from hlmdiag.migration.stock import migrate_stock, with_edits

__all__ = ["Account", "MigratedSheet", "Migration", "Orphan", "migrate_stock", "with_edits"]
