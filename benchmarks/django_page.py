"""The peer of `serving.py`: one page of a release as a Django application would give it.

`rendered`: a template with the page's rows as data, compressed for each visitor, as a portal with a
database does at best; `cached`: the bytes of the packed page from memory, nothing computed at all.
"""

from __future__ import annotations

import gzip
import os
import re
from html import unescape
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.template import Context, Engine, Template
from django.urls import path

settings.configure(
    DEBUG=False,
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    MIDDLEWARE=["django.middleware.gzip.GZipMiddleware"]
    if os.environ["ACTAS_KIND"] == "rendered"
    else [],
)

_PAGE = Path(os.environ["ACTAS_PAGE"]).read_text()
_PACKED = gzip.compress(_PAGE.encode(), 6, mtime=0)


def _split(page: str) -> tuple[str, list[dict[str, Any]]]:
    """The page as a template, and what stands in the cells of its tables as data."""
    rows: list[dict[str, Any]] = []

    def cell(found: re.Match[str]) -> str:
        rows.append({"text": unescape(found[2])})
        return f"{found[1]}{{{{ cells.{len(rows) - 1}.text }}}}<"

    return re.sub(r"(<t[dh][^>]*>)([^<>{}]+)<", cell, page), rows


_SOURCE, _ROWS = _split(_PAGE)
_TEMPLATE = Template(_SOURCE, engine=Engine(debug=False))


def page(request: HttpRequest) -> HttpResponse:
    """The page, rendered or as it lies in memory."""
    if os.environ["ACTAS_KIND"] == "rendered":
        return HttpResponse(_TEMPLATE.render(Context({"cells": _ROWS})))
    return HttpResponse(_PACKED, headers={"Content-Encoding": "gzip"})


urlpatterns = [path("", page)]
application = get_wsgi_application()
