"""Quotations to other annotation tools, and what people did there into the log of decisions."""

TOOLS = ("label-studio", "doccano", "inception", "argilla")
