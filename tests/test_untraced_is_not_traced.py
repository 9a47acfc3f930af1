"""Tests that are marked untraced are not traced, and others are where coverage is measured."""

from __future__ import annotations

import sys
import threading

import pytest


@pytest.mark.untraced
def test_a_marked_test_is_not_traced() -> None:
    assert sys.gettrace() is None
    assert threading.gettrace() is None


def test_after_it_others_are_again(pytestconfig: pytest.Config) -> None:
    measured = pytestconfig.pluginmanager.get_plugin("_cov") is not None
    assert (sys.gettrace() is not None) == measured
