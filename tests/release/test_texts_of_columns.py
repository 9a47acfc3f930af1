"""Texts of columns are written as `orjson`, `escaped` and Polars' own CSV write each of them."""

from __future__ import annotations

from collections.abc import Callable

import orjson
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from actas.release.exports.columntexts import in_csv, in_json, in_xml
from actas.release.markup import escaped

ODD = "".join(map(chr, (*range(0x100), 0x2028, 0x2029, 0x202E, 0xFEFF, 0xFFFD, 0xFFFE, 0xFFFF)))
TEXTS = st.lists(st.none() | st.text(st.characters(codec="utf-8") | st.sampled_from(ODD)))


def field(text: str) -> str:
    """The text in a CSV, where an empty one is no other than none."""
    return pl.DataFrame({"a": [text or None], "b": [1]}).write_csv(include_header=False)[:-3]


WAYS = [
    (in_json, lambda text: orjson.dumps(text).decode()[1:-1]),
    (in_xml, escaped),
    (in_csv, field),
]

Way = Callable[[pl.Expr], pl.Expr]


@pytest.mark.parametrize(("column", "law"), WAYS)
@given(texts=TEXTS)
def test_a_column_is_written_as_its_texts_are(
    column: Way, law: Callable[[str], str], texts: list[str | None]
) -> None:
    frame = pl.DataFrame({"text": texts}, {"text": pl.String})
    expected = [None if text is None else law(text) for text in texts]
    assert frame.select(column(pl.col("text"))).to_series().to_list() == expected
    several = pl.DataFrame({"text": [texts, [], texts]}, {"text": pl.List(pl.String)})
    within = several.select(pl.col("text").list.eval(column(pl.element())))["text"].to_list()
    assert within == [expected, [], expected]


@pytest.mark.untraced
@pytest.mark.parametrize(("column", "law"), WAYS[:2])
def test_every_sign_is_written_as_the_law_says(column: Way, law: Callable[[str], str]) -> None:
    every = [chr(sign) for sign in range(0x110000) if not 0xD800 <= sign < 0xE000]
    written = pl.DataFrame({"text": every}).select(column(pl.col("text")))["text"].to_list()
    assert written == [law(sign) for sign in every]
