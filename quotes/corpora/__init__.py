"""Articles and gold corpora in: one module a format."""
