"""Pages that cannot be made again, held to what pages of a release are: text that runs nothing.

It allows only what it knows (a narrow HTML, a style sheet without addresses), since what a browser
makes of anything else is not for it to guess. It refuses to know what the pages say.
"""

from __future__ import annotations

import re
from collections.abc import Set
from functools import lru_cache

import orjson

_TAGS = frozenset(
    b"a abbr article aside b bdi bdo blockquote body br caption circle cite clippath code col "
    b"colgroup dd defs desc details dfn div dl doctype dt ellipse em figcaption figure footer g h1 "
    b"h2 h3 h4 h5 h6 head header hr html i img kbd li line lineargradient link main mark meta "
    b"meter nav ol p path pattern polygon polyline pre progress q rect samp section small span "
    b"stop strong sub summary sup svg table tbody td text tfoot th thead time title tr tspan u ul "
    b"use var wbr".split()
)
_PROLOG = b'<?xml version="1.0" encoding="UTF-8"?>\n'
_FEED = _PROLOG + b'<feed xmlns="http://www.w3.org/2005/Atom"'
_FEED_TAGS = frozenset(b"author content entry feed id link name title updated".split())
_SPACES = frozenset(
    (b"xmlns", space) for space in (b"http://www.w3.org/2005/Atom", b"http://www.w3.org/2000/svg")
)
_TAG = re.compile(
    rb"(<(/?[a-z][a-z0-9]*|!doctype)((?:\s+[a-z][a-z:-]*(?:=\"[^\"<>]*\")?)*)\s*/?>)", re.I
)
"""A tag, its name and its attributes."""

_PROGRAM = re.compile(rb'<script src="(?:\.\./)*(?:verify|site/(?:check|search|fresh))\.js" defer>')
"""The only programs that a page of a release runs, and the only way in which it does."""

_LINK = re.compile(
    rb'<link rel="(?:stylesheet" href="(?:\.\./)*site/[\w.-]+\.css|icon" href="data:,'
    rb'|alternate" type="application/atom\+xml" title="[^"<>]*" href="(?:\.\./)*feeds/[\w./-]+)">'
)
"""The only links in the head of a page: a style sheet from elsewhere in the release (a file that
the log names, or a page that a browser takes for one) could load what it likes."""

_DATA = b'<script type="application/ld+json">'
"""The start of data for machines, which a browser never runs: one JSON object up to its end."""

_ATTRIBUTE = re.compile(rb"\s([a-z][a-z:-]*)(?:=\"([^\"]*)\")?", re.I)
_LOADS = frozenset(
    b"action archive background classid code codebase data dynsrc formaction icon longdesc lowsrc "
    b"manifest ping poster profile src srcdoc srcset style usemap xlink:href xml:base".split()
)
"""Attributes that load, send or hold more than text; a release has none of them, but for this."""

_PICTURE = re.compile(rb"(?:\.\./)*sheets/[0-9a-f]{2}/[0-9a-f]{64}\.jpg")
"""The source of an image: a rendition of the release."""

_SCHEME = re.compile(rb"[a-z][a-z0-9+.-]*:", re.I)
_GOES_TO = (b"https:", b"http:", b"mailto:")
_PAINT = re.compile(rb"url\((?!#)", re.I)
_STYLE = re.compile(rb"url\(|image-set|@import|@font-face|expression\(|[\\<]|//", re.I)


def may_stand(path: str, languages: tuple[str, ...]) -> bool:
    """Whether a page or style sheet of a release can have this path."""
    if path == "index.html" or re.fullmatch(r"site/[^/]+\.css|site/search/[^/]+\.json", path):
        return True
    first, _, rest = path.partition("/")
    if first in {"cards", "feeds"}:
        ending = (".html", ".svg") if first == "cards" else (".xml",)
        return path.endswith(ending) and rest.partition("/")[0] in languages
    return path.endswith(".html") and first in languages


def fault(path: str, data: bytes) -> str | None:
    """What a page or style sheet has that a release never writes, or None."""
    if path.endswith(".css"):
        found = _STYLE.search(data)
        return f"its style has {_told(found[0])}" if found else None
    if path.endswith(".json"):
        return None if _is_json(data) else "it is no JSON"
    if b"\0" in data or data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return "it is no UTF-8 text"
    allowed = _TAGS
    if path.endswith(".xml"):
        # Whatever else XML can be (a page with a program in it, a style sheet), a feed is not.
        if not data.startswith(_FEED):
            return "it is no feed"
        data, allowed = data[len(_PROLOG) :], _FEED_TAGS
    tags = _TAG.findall(data)
    for tag, name, attributes in dict.fromkeys(tags):  # most stand there more than once
        if tag == _DATA:
            wrong = _wrong_data(path, data)
        else:
            wrong = None if _runs_ours(path, tag) else _wrong_with(tag, name, attributes, allowed)
        if wrong:
            return wrong
    if len(tags) != data.count(b"<"):
        at = _TAG.sub(lambda tag: b" " * len(tag[0]), data).index(b"<")
        return f"it has {_told(data[at : at + 24])!r}, which is no tag that a release writes"
    return None


@lru_cache(maxsize=1 << 14)  # or on other pages of the release
def _wrong_with(tag: bytes, name: bytes, attributes: bytes, allowed: Set[bytes]) -> str | None:
    """What is wrong with a tag wherever it stands."""
    name = name.lower().strip(b"/!")
    if name not in allowed:
        return f"it has <{_told(name)}>"
    # A feed's links are for people to follow; those of a page are followed by the browser.
    if name == b"link" and allowed is not _FEED_TAGS and not _LINK.fullmatch(tag):
        return f"it has {_told(tag)}"
    return _attributes(name, attributes)


def _is_json(data: bytes) -> bool:
    """An index of the search: programs of a release show what is in it as text."""
    try:
        return isinstance(orjson.loads(data), dict | list)
    except orjson.JSONDecodeError:
        return False


def _runs_ours(path: str, tag: bytes) -> bool:
    """Whether it is a program of the release, in a page; cards and feeds run none at all."""
    if b"script" not in tag or not path.endswith(".html") or path.startswith("cards/"):
        return False
    ours = _PROGRAM.fullmatch(tag) and tag.count(b"../") == path.count("/")
    return tag == b"</script>" or bool(ours)


def _wrong_data(path: str, data: bytes) -> str | None:
    """What is wrong with the data for machines in a page."""
    return next(filter(None, (_no_data(path, after) for after in data.split(_DATA)[1:])), None)


def _no_data(path: str, after: bytes) -> str | None:
    """The same, given what follows the tag that begins them."""
    content, end, _ = after.partition(b"<")
    if not path.endswith(".html") or path.startswith("cards/"):
        return "it has data for machines, which stand in pages only"
    if not end or not after[len(content) :].startswith(b"</script>") or re.search(b"[>&]", content):
        return f"its data for machines are no JSON object alone: {_told(content)}"
    try:
        held = orjson.loads(content)
    except orjson.JSONDecodeError:
        held = None
    return None if isinstance(held, dict) else f"its data are no JSON object: {_told(content)}"


def _attributes(tag: bytes, written: bytes) -> str | None:
    for name, value in _ATTRIBUTE.findall(written):
        low = name.lower()
        pictured = tag == b"img" and low == b"src" and _PICTURE.fullmatch(value)
        if low.startswith(b"on") or (low in _LOADS and not pictured):
            return f"it has <{_told(tag)} {_told(name)}>"
        if low.startswith(b"xmlns") and (low, value) not in _SPACES:
            return f"it has <{_told(tag)} {_told(name)}> of {_told(value)}"
        if low == b"http-equiv" and value.lower() != b"content-security-policy":
            return f"it has <meta http-equiv={_told(value)}>"
        if low == b"href" and not _may_go(tag, value):
            return f"it has <{_told(tag)} href> to {_told(value)}"
        if _PAINT.search(value) and low not in {b"content", b"title", b"aria-label"}:
            return f"it has <{_told(tag)} {_told(name)}> to {_told(value)}"
    return None


def _may_go(tag: bytes, value: bytes) -> bool:
    """A link may lead elsewhere when a person follows it; nothing else may, and what a picture
    uses again is in its own page."""
    if re.search(rb"[\x00-\x20\\]", value):
        return False
    if _SCHEME.match(value) or value.startswith(b"//"):
        if tag == b"a":
            return value.lower().startswith(_GOES_TO)
        return tag == b"link" and value == b"data:,"
    if tag == b"use":
        return value.startswith(b"#") and b"&" not in value
    # A reference to a character could hide the colon of a scheme, or a blank inside it.
    return not re.search(rb"[&:]", re.split(rb"[/?#]", value)[0])


def _told(data: bytes) -> str:
    return data[:60].decode("utf-8", "replace")
