"""Actas: from polling-station tally sheets to a public result anyone can check."""

__version__ = "0.1.0"

LANGUAGES = ("es", "en", "pt", "fr", "ar", "id")
"""Languages that every sentence is there in; how one is added: docs/languages.md."""
