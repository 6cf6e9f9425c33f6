"""The terminal as a report format: summaries, sheets of a unit, inspections and verdicts, on a console of rich."""
