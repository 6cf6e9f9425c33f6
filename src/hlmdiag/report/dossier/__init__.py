"""The dossier of one unit, for a mission: Markdown, a page to print, a Word document."""

__all__: list[str] = []
