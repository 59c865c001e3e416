"""A document for the eye: in the terminal, or as one self-contained HTML page."""
