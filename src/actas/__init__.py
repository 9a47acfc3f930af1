"""Actas: from polling-station tally sheets to a public result anyone can check."""

__version__ = "0.1.0"
