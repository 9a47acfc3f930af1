"""Texts of a column as they stand in JSON, XML and CSV: millions, so Polars writes them.

The laws are those of `orjson`, of `escaped`, from which the signs come that either writes in
another way, and of Polars' own CSV.
"""

from __future__ import annotations

from collections.abc import Callable

import orjson
import polars as pl

from actas.release.markup import escaped

_SIGNS = [chr(sign) for sign in (*range(0x80), 0xFFFE, 0xFFFF)]
"""Among them are all that either format writes in another way (a Polars text has no surrogates)."""


def _written(law: Callable[[str], str]) -> Callable[[pl.Expr], pl.Expr]:
    """What replaces every sign of a column of text by what the law makes of it."""
    signs = [sign for sign in _SIGNS if law(sign) != sign]
    some = "".join(f"\\x{{{ord(sign):x}}}" for sign in signs)
    old, new = (pl.lit(pl.Series(each)).implode() for each in (signs, [*map(law, signs)]))

    def write(text: pl.Expr) -> pl.Expr:
        # Nearly all are written as they are, which is sooner known than done.
        odd = text.str.contains(f"[{some}]")
        return pl.when(odd).then(text.str.replace_many(old, new)).otherwise(text)

    return write


in_json = _written(lambda text: orjson.dumps(text).decode()[1:-1])
"""What stands between the quotes of a JSON string."""

in_xml = _written(escaped)
"""Content, or what stands between the quotes of an attribute."""


def in_csv(text: pl.Expr) -> pl.Expr:
    """A field, quoted where it has to be."""
    quoted = pl.concat_str(
        [pl.lit('"'), text.str.replace_all('"', '""', literal=True), pl.lit('"')]
    )
    return pl.when(text.str.contains('[,"\r\n]')).then(quoted).otherwise(text)
