"""Templates to bytes: one environment a language, and what every page has around its content.

Autoescape is always on and an undefined name is an error. Knows no election.
"""

from __future__ import annotations

import re
from collections.abc import Callable, MutableMapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import CodeType
from typing import Any, cast

from jinja2 import BytecodeCache, Environment, PackageLoader, StrictUndefined
from jinja2.bccache import Bucket
from jinja2.ext import Extension
from markupsafe import Markup, escape

from actas.release.site import paths
from actas.release.site.ballot import Shown, lacking
from actas.release.site.words import Words

MAX_NAME = 160
"""Letters that a page shows of a name; all of it stands in the open data."""

_NEVER = "".join(chr(at) + chr(at + 1) for at in range(0xFFFE, 0x110000, 0x10000))
_NAMED = re.compile(f"[\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef{_NEVER}]")
"""Characters that turn the direction of all that follows, past the end of the name they are in, and
those that HTML forbids: a page shows their numbers."""

_TURNING = tuple(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A))))
_LEADS = tuple(bytes([lead]) for lead in (0xEF, *range(0xF0, 0xF5)))
"""First bytes in UTF-8 of the others among them, and of little else that pages hold. One sign at a
time is found several times as fast as any pattern, and there are tens of thousands of pages."""


@dataclass(frozen=True)
class Frame:
    """What surrounds the content of every page of one language.

    Attributes:
        words: the language.
        site_name: name of the election.
        tongues: codes of all languages of the site with their own names.
        nav: title and path of each page in the navigation.
    """

    words: Words
    site_name: str
    tongues: tuple[tuple[str, str], ...]
    nav: tuple[tuple[str, str], ...]


class Press:
    """Prints pages of one language.

    Every template is compiled at once: made before workers are forked, it is compiled for all of
    them, and for the next release of this process.
    """

    def __init__(self, frame: Frame) -> None:
        self.frame = frame
        self.words = frame.words
        self._environment = _environment(frame.words)
        self._environment.globals["site_name"] = shortened(frame.site_name, 160)
        self._templates: dict[str, Callable[..., str]] = {
            name: self._environment.get_template(name).render
            for name in self._environment.list_templates()
        }
        self._around: dict[tuple[str, str], tuple[Markup, Markup]] = {}

    def page(
        self, path: str, template: str, title: str, *, within: str = "", **context: Any
    ) -> tuple[str, bytes]:
        """One page: its path from the release's root and its bytes.

        Args:
            path: where it will lie; the same path under another language is its translation.
            template: file name.
            title: heading and, with the site's name, the document's title.
            within: path of the navigation's page that it belongs to, where it is not one itself.
            context: what the template names.
        """
        root = paths.up(path)
        code = self.words.code
        rest = path[len(code) :]
        tongues = [
            {"code": c, "name": name, "here": c == code, "href": f"{root}{c}{rest}"}
            for c, name in self.frame.tongues
        ]
        nav, foot = self._furniture(root, path if self._in_nav(path) else within)
        made = self._templates[template](
            root=root, title=title, tongues=tongues, nav=nav, foot=foot, **context
        )
        return path, encoded(made)

    def _in_nav(self, path: str) -> bool:
        return any(path == page for _, page in self.frame.nav)

    def _furniture(self, root: str, current: str) -> tuple[Markup, Markup]:
        """Navigation and foot: the same on all pages that lie equally deep in the same part."""
        made = self._around.get((root, current))
        if made is None:
            nav = self._templates["nav.html"](root=root, current=current, items=self.frame.nav)
            foot = self._templates["foot.html"](root=root)
            made = self._around[root, current] = (Markup(nav), Markup(foot))  # noqa: S704
        return made


def encoded(made: str) -> bytes:
    """A page in UTF-8, `straight`."""
    data = made.encode()
    if any(sign in made for sign in _TURNING) or any(lead in data for lead in _LEADS):
        return straight(made).encode()
    return data


def straight(text: str) -> str:
    """The text with each sign that would turn the direction of what follows named instead."""
    return _NAMED.sub(_named_sign, text)


def _named_sign(sign: re.Match[str]) -> str:
    return f"[U+{ord(sign[0]):04X}]"


def shortened(name: str, most: int = MAX_NAME) -> str:
    """The name, cut with an ellipsis where it is longer than `most` letters."""
    return name if len(name) <= most else f"{name[: most - 1]}…"


def inside(name: str) -> str:
    """The name of a level as it stands inside a sentence: an acronym keeps its capitals."""
    return " ".join(w if len(w) > 1 and w.isupper() else w.lower() for w in name.split(" "))


def web_address(url: str | None) -> str | None:
    """The address if it leads to the web: a log can hold any line, a page links to no other."""
    return url if url and url.startswith(("https://", "http://")) else None


def isolated(name: object) -> Markup:
    """A name inside a sentence: escaped, and its direction kept from what is around it."""
    return Markup("<bdi>{}</bdi>").format(name)


def link(href: str, content: object) -> Markup:
    """A link inside a sentence."""
    return Markup('<a href="{}">{}</a>').format(href, escape(content))


def paint(choice: Shown) -> Markup:
    """Attributes that colour a shape as the choice: its own colour, else one of the style sheet."""
    if choice.color:
        return Markup('fill="{}"').format(choice.color)
    return Markup('class="{}"').format(choice.css)


def key(choice: Shown) -> Markup:
    """The small square that stands for a choice."""
    square = Markup(
        '<svg class="key" aria-hidden="true"><rect width="100%" height="100%" {}/></svg>'
    )
    return square.format(paint(choice))


def permille(part: int, whole: int) -> str:
    """`part` of `whole` in per cent with one decimal, for the length of a bar."""
    if not whole or part <= 0:
        return "0"
    steps = min(1000, (2000 * part + whole) // (2 * whole))
    return f"{steps // 10}.{steps % 10}" if steps % 10 else str(steps // 10)


def grouped(items: Sequence[Any], size: int = 3) -> list[Sequence[Any]]:
    """The items by threes: what stands side by side in one table."""
    return [items[at : at + size] for at in range(0, len(items), size)]


def stated(percent: str, words: Words) -> str:
    """A percentage as it was announced, with its decimals, in the signs of the language."""
    decimals = len(percent.partition(".")[2])
    return words.percent(float(percent) / 100, decimals)


def amount(size: int, words: Words) -> str:
    """A size of a file in kilobytes or megabytes."""
    unit, by = ("kB", 1000) if size < 1_000_000 else ("MB", 1_000_000)
    value = size / by
    shown = words.language.decimal(value, 1) if value < 10 else words.number(round(value))
    return f"{shown}\N{NO-BREAK SPACE}{unit}"


class _Said(Extension):
    """Puts what `{{ say("…") }}` says into the template's text before it is compiled: most words
    of a page never change, and are not worth a call on thirty thousand pages."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        return _FIXED.sub(self._said, source)

    def _said(self, match: re.Match[str]) -> str:
        words = cast(Words, self.environment.globals["words"])
        return str(words.say(match[1] or match[2]))


_FIXED = re.compile(r"""\{\{ say\((?:"([^"{}]*)"|'([^'{}]*)')\) \}\}""")


class _Compiled(BytecodeCache):
    """Templates of one language as they were compiled for an earlier release in this process."""

    def __init__(self) -> None:
        self._held: dict[str, CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._held.get(bucket.key)

    def dump_bytecode(self, bucket: Bucket) -> None:
        if bucket.code is not None:
            self._held[bucket.key] = bucket.code


class _Plain(Environment):
    """An environment whose templates have their globals in a plain dict, which each page copies."""

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return {**self.globals, **(d or {})}


@cache
def _compiled(code: str) -> _Compiled:
    """Of the language: what a template says is compiled into it."""
    return _Compiled()


def _environment(words: Words) -> Environment:
    environment = _Plain(
        extensions=[_Said],
        loader=PackageLoader("actas.release.site"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=100,
        bytecode_cache=_compiled(words.code),
    )
    environment.filters["shortened"] = shortened
    environment.filters["inside"] = inside
    environment.globals.update(
        words=words,
        code=words.code,
        comma=words.comma,
        semicolon=words.semicolon,
        say=words.say,
        many=words.many,
        num=words.number,
        share=words.share,
        day=words.day,
        bdi=isolated,
        link=link,
        permille=permille,
        paint=paint,
        key=key,
        grouped=grouped,
        lacking=lacking,
        shortened=shortened,
        percent=lambda written: stated(written, words),
        size=lambda size: amount(size, words),
    )
    return environment
