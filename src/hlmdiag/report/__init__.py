"""A result becomes a document or a file: one module a format, none of which knows the others."""
