"""Metrics and the floors that the bundled models must hold."""
