"""Entries to current records, totals, coverage, what is missing.

Flows: `fold` (log to state), `sheets` (which sheets count), `totals` (sums by level), `tabulate`
(the count), with `missing`, `fragility`, `siblings` and `pending` for what does not count yet, and
`compare` for two sources.
"""

from actas.count.shapes import Count, Missing, State
from actas.count.tabulate import counted_sheets, tabulate_all

__all__ = ["Count", "Missing", "State", "counted_sheets", "tabulate_all"]
