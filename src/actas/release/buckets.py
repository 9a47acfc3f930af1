"""Buckets of an object store (S3 and whatever speaks as it does), through obstore.

Addresses, keys and regions come from the environment as they do for other tools (`AWS_…`); none of
them is ever printed. It refuses to know what is written.
"""

from __future__ import annotations

import mimetypes
import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, TypeVar

import obstore
from obstore.exceptions import BaseError
from obstore.store import S3Store

from actas.errors import InputError, Place, ProjectError
from actas.release.files import Files
from actas.release.mirror import Tick

AT_ONCE = 16
"""Requests under way at the same time."""

RETRIES: dict[str, Any] = {"max_retries": 5}
"""How often a request that failed is made again."""

T = TypeVar("T")

_TYPES = {
    "": "text/plain; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".json": "application/json",
    ".csv": "text/csv; charset=utf-8",
}


class S3:
    """A bucket, or what lies below a prefix of one.

    Args:
        url: `s3://bucket/prefix`.

    Raises:
        InputError: it is no such address.
    """

    def __init__(self, url: str) -> None:
        scheme, _, rest = url.partition("://")
        if scheme != "s3" or not rest.partition("/")[0] or "@" in rest or "?" in rest:
            raise InputError("should be s3://bucket/prefix or a folder", Place(url))
        self.name = url
        insecure = os.environ.get("AWS_ENDPOINT_URL", "").startswith("http://")
        bucket, _, prefix = rest.partition("/")
        options: Any = {"allow_http": True} if insecure else None
        retries: Any = RETRIES
        self._store = S3Store(
            bucket,
            prefix=prefix.strip("/") or None,
            client_options=options,
            retry_config=retries,
        )

    def listed(self) -> Mapping[str, str | None]:
        """Every path with the MD5 that the store tells, None where it tells another thing."""
        with self._told():
            found = [one for some in obstore.list(self._store) for one in some]
        return {one["path"]: _md5(one.get("e_tag")) for one in found}

    def read(self, path: str) -> bytes | None:
        """Bytes of an object, None where there is none."""
        with self._told():
            try:
                return bytes(obstore.get(self._store, path).bytes())
            except FileNotFoundError:
                return None

    def put(self, files: Collection[tuple[str, str]], source: Files, tick: Tick) -> None:
        """Write objects, each from a path of the source to a path here."""

        def one(pair: tuple[str, str]) -> None:
            data = source.read(pair[0])
            if data is None:
                raise ProjectError(f"{pair[0]} is gone from the release; publish again")
            self._put(pair[1], data, pair[0])

        for done, _ in enumerate(self._each(one, files), 1):
            tick(done, len(files))

    def write(self, path: str, data: bytes) -> None:
        """Write one object."""
        with self._told():
            self._put(path, data, path)

    def copy(self, files: Collection[tuple[str, str]]) -> None:
        """Copy objects within the store."""
        for _ in self._each(lambda pair: obstore.copy(self._store, *pair), files):
            pass

    def delete(self, paths: Collection[str]) -> None:
        """Remove objects; none that is gone already is an error."""
        if paths:
            with self._told():
                obstore.delete(self._store, list(paths))

    def _put(self, path: str, data: bytes, name: str) -> None:
        attributes: Any = {"Content-Type": content_type(name), "Cache-Control": "no-cache"}
        # In one request: then the store's tag of it is the MD5 of its bytes.
        obstore.put(self._store, path, data, attributes=attributes, use_multipart=False)

    def _each(self, work: Callable[[T], None], items: Iterable[T]) -> Iterator[None]:
        with self._told(), ThreadPoolExecutor(AT_ONCE) as pool:
            try:
                yield from pool.map(work, items)
            except BaseException:
                pool.shutdown(cancel_futures=True)
                raise

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except (BaseError, OSError) as error:
            raise ProjectError(
                f"{self.name} could not be read or written ({type(error).__name__}); what was "
                "there stands: look at AWS_ENDPOINT_URL, AWS_REGION and the keys, and run it again"
            ) from None


def content_type(path: str) -> str:
    """What a browser should take a file of a release for."""
    suffix = os.path.splitext(path)[1]  # noqa: PTH122  # a name, no file
    return _TYPES.get(suffix) or mimetypes.guess_type(path)[0] or "application/octet-stream"


def _md5(tag: str | None) -> str | None:
    bare = (tag or "").strip('"')
    return bare if len(bare) == 32 and all(sign in "0123456789abcdef" for sign in bare) else None
