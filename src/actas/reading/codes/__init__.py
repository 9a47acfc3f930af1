"""Machine-readable codes of a sheet: found in an image, and read by their grammar."""

BUDGET = 0.85
"""Seconds after which no attempt to find codes is begun: one that does not read takes a second."""
