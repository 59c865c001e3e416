"""Recipes that rebuild the bundled models from data."""
