"""Judges of stance beside the rules: a language model behind an endpoint, or a model of textual entailment."""
