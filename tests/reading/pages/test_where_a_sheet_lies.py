"""The geometry of registration: a view is found again from points, and known to be unsure."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from actas.election.registration import Registration
from actas.reading.pages.fitting import Tie, fit, seen

SIZE = (800, 2200)
OUTLINE = np.array([[0, 0], [800, 0], [800, 2200], [0, 2200.0]])
SPREAD_OUT = np.array([[40, 40], [760, 50], [400, 1100], [50, 2150], [750, 2160.0]])

views = st.builds(
    lambda angle, scale, across, down, slant, shear: (
        np.array(
            [
                [scale * np.cos(angle), -scale * np.sin(angle), across],
                [scale * np.sin(angle), scale * np.cos(angle), down],
                [0, 0, 1],
            ]
        )
        @ np.array([[1, shear, 0], [0, 1, 0], [slant[0], slant[1], 1]])
    ),
    angle=st.floats(-np.pi, np.pi),
    scale=st.floats(0.3, 2.0),
    across=st.floats(-500, 3000),
    down=st.floats(-500, 3000),
    slant=st.tuples(st.floats(-3e-5, 3e-5), st.floats(-3e-5, 3e-5)),
    shear=st.floats(-0.05, 0.05),
)


def ties(view: np.ndarray, places: np.ndarray) -> list[Tie]:
    return [Tie(str(one), place[None], seen(view, place[None])) for one, place in enumerate(places)]


@given(views)
def test_a_view_is_found_from_points_on_all_sides(view: np.ndarray) -> None:
    found = fit(ties(view, SPREAD_OUT), SIZE)
    assert found is not None
    scale = np.sqrt(abs(np.linalg.det(view[:2, :2])))
    off = np.hypot(*(seen(found.matrix, OUTLINE) - seen(view, OUTLINE)).T) / scale
    assert off.max() < 12, "to a millimetre or so at the corners, in tenths"
    assert found.residuals.max() < 6


@given(views)
def test_what_lies_far_from_all_anchors_is_known_to_be_unsure(view: np.ndarray) -> None:
    low = np.array([[200, 1700], [600, 1700], [600, 2100], [200, 2100.0]])
    found = fit([Tie("code", low, seen(view, low), 4.0)], SIZE)
    assert found is not None
    near, far = found.unsure(np.array([[400, 1900], [400, 100.0]]))
    assert near < 5 < 15 < far


@given(views, st.integers(0, 11))
def test_one_anchor_that_is_not_what_it_seems_stands_out(view: np.ndarray, wrong: int) -> None:
    places = np.array([[x, y] for x in (40.0, 400, 760) for y in (40.0, 700, 1500, 2160)])
    points = ties(view, places)
    moved = seen(view, places[wrong][None] + [60, 90])
    points[wrong] = Tie("wrong", places[wrong][None], moved)
    found = fit(points, SIZE)
    assert found is not None
    assert int(np.argmax(found.residuals)) == wrong
    assert found.residuals[wrong] > 15


@given(views)
def test_no_view_is_fitted_to_one_point_or_none(view: np.ndarray) -> None:
    assert fit([], SIZE) is None
    assert fit(ties(view, SPREAD_OUT[:1]), SIZE) is None


@given(st.integers(0, 3), st.integers(1, 5))
def test_a_sheet_is_made_flat_whichever_way_up_it_lies(turn: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    sheet = np.repeat(np.repeat(rng.integers(0, 255, (22, 8), dtype=np.uint8), 10, 0), 10, 1)
    place = np.array([[0, 0], [0, 219], [79, 219], [79, 0]], dtype=float)
    high, wide = np.rot90(sheet, turn).shape
    corner = {0: (0, 0), 1: (0, high - 1), 2: (wide - 1, high - 1), 3: (wide - 1, 0)}[turn]
    angle = -turn * np.pi / 2
    view = np.array(
        [
            [np.cos(angle), -np.sin(angle), corner[0]],
            [np.sin(angle), np.cos(angle), corner[1]],
            [0, 0, 1],
        ]
    ) @ np.array([[0.1, 0, -0.5], [0, 0.1, -0.5], [0, 0, 1]])
    lies = Registration("form", (800, 2200), view, 0.0, ())
    assert lies.to_image(place * 10 + 5).min() > -1e-6
    np.testing.assert_array_equal(lies.flat(np.rot90(sheet, turn).copy(), 1.0), sheet)


def test_paper_that_is_bent_is_made_flat() -> None:
    bend = np.array([[0, 0, 0], [100, 0, 0], [200, 10, 20.0]])
    lies = Registration("form", (100, 200), np.eye(3), 0.0, (), bend)
    at = lies.to_image(np.array([[50, 50], [50, 150], [50, 200.0]]))
    np.testing.assert_allclose(at, [[50, 50], [55, 160], [60, 220]])
