"""Our small expression language: text becomes a checked tree, then column expressions. Never `eval`."""
