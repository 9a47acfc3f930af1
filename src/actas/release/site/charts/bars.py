"""Bars of parts of a whole, as wide as their place: each part with its own hatching.

They stand in tables, beside the numbers that they show, and are hidden from whoever hears those.
"""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup

from actas.release.site.charts import looks
from actas.release.site.rendering import permille


def bar(parts: Iterable[tuple[str, int]], whole: int) -> Markup:
    """Kinds (of `looks.kind`) and how many of each, side by side, of `whole`."""
    drawn, at = [], 0
    for name, number in parts:
        if number > 0 and whole:
            drawn.append(
                Markup('<rect height="100%" x="{}%" width="{}%" {}/>').format(
                    permille(at, whole), permille(number, whole), looks.kind(name)
                )
            )
        at += number
    return Markup('<svg class="bars parts" aria-hidden="true">{}</svg>').format(
        Markup("").join(drawn)
    )
