"""Making a sheet flat asks of every place what `to_image` says of it."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from actas.election.registration import Registration

small = st.floats(-0.2, 0.2)


@settings(max_examples=40, deadline=None)
@given(small, small, st.floats(-1e-5, 1e-5), st.floats(-30, 30), st.floats(-30, 30), st.booleans())
def test_a_flat_sheet_shows_what_lies_at_each_place(
    turn: float, lean: float, far: float, dx: float, dy: float, bent: bool
) -> None:
    matrix = np.array([[0.8, turn, 300], [lean, 0.9, 300], [far, -far, 1]])
    bend = np.array([[0, 0, 0], [500, dx, dy], [1000, 0, 0]]) if bent else None
    placed = Registration("sheet", (800, 1000), matrix, 0.0, (), bend)
    y, x = np.mgrid[0:1600, 0:1600]
    image = np.stack([x // 8, y // 8, x * 0], axis=-1).astype(np.uint8)
    flat = placed.flat(image, 2.0)
    assert flat.shape == (200, 160, 3)
    rows, columns = np.mgrid[5:200:40, 5:160:40].reshape(2, -1)
    there = placed.to_image(np.column_stack([columns + 0.5, rows + 0.5]) * 5)
    inside = ((there > 8) & (there < 1590)).all(axis=1)
    shown = flat[rows, columns, :2].astype(float)
    assert np.abs(shown - there / 8)[inside].max(initial=0) <= 1.6
