"""Blocks laid out in Markdown, HTML and Word: one model of what documents are made of, whatever they say."""
