"""A real S3 server on this machine for tests: moto's, on a free port, with a bucket."""

from __future__ import annotations

import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.objects import serving


@contextmanager
def server(patch: pytest.MonkeyPatch, bucket: str) -> Iterator[str]:
    """Its address; the environment says where it is, as it would for any other."""
    with serving() as address:
        for name, value in {
            "AWS_ENDPOINT_URL": address,
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_REGION": "us-east-1",
            "AWS_ALLOW_HTTP": "true",
            "AWS_VIRTUAL_HOSTED_STYLE_REQUEST": "false",
        }.items():
            patch.setenv(name, value)
        urllib.request.urlopen(urllib.request.Request(f"{address}/{bucket}", method="PUT"))
        yield address
