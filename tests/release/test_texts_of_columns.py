"""Polars writes texts of columns as `orjson` and `escaped` write each of them."""

from __future__ import annotations

from collections.abc import Callable

import orjson
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from actas.release.exports.columntexts import in_json, in_xml
from actas.release.markup import escaped

ODD = "".join(map(chr, (*range(0x100), 0x2028, 0x2029, 0x202E, 0xFEFF, 0xFFFD, 0xFFFE, 0xFFFF)))
TEXTS = st.lists(st.none() | st.text(st.characters(codec="utf-8") | st.sampled_from(ODD)))
WAYS = [(in_json, lambda text: orjson.dumps(text).decode()[1:-1]), (in_xml, escaped)]

Way = Callable[[pl.Expr], pl.Expr]


@pytest.mark.parametrize(("column", "law"), WAYS)
@given(texts=TEXTS)
def test_a_column_is_written_as_its_texts_are(
    column: Way, law: Callable[[str], str], texts: list[str | None]
) -> None:
    frame = pl.DataFrame({"text": texts}, {"text": pl.String})
    expected = [None if text is None else law(text) for text in texts]
    assert frame.select(column(pl.col("text")))["text"].to_list() == expected
    several = pl.DataFrame({"text": [texts, [], texts]}, {"text": pl.List(pl.String)})
    within = several.select(pl.col("text").list.eval(column(pl.element())))["text"].to_list()
    assert within == [expected, [], expected]


@pytest.mark.parametrize(("column", "law"), WAYS)
def test_every_sign_is_written_as_the_law_says(column: Way, law: Callable[[str], str]) -> None:
    every = [chr(sign) for sign in range(0x110000) if not 0xD800 <= sign < 0xE000]
    written = pl.DataFrame({"text": every}).select(column(pl.col("text")))["text"].to_list()
    assert written == [law(sign) for sign in every]
