"""Text and nested values as XML 1.0: escaped, and without the characters that XML cannot hold.

It knows how bytes of XML look; it refuses to know what they say.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters outside of XML 1.0, section 2.2."""

_SPECIAL = re.compile(f"[&<>\"']|{_NOT_XML.pattern}")

_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef]")
"""Characters that turn the direction of all that follows, past the end of the name they are in, and
those that stand for nothing, which HTML forbids."""


def escaped(text: object) -> str:
    """The text for content or a quoted attribute; what XML cannot hold becomes U+FFFD."""
    plain = str(text)
    if _SPECIAL.search(plain) is None:  # nearly all, and there are millions
        return plain
    return escape(_NOT_XML.sub("\ufffd", plain), quote=True)


def shown(text: object, most: int = 160) -> str:
    """For people: at most `most` letters, without signs that turn directions or say nothing."""
    plain = _TURNING.sub("", str(text))
    return escaped(plain if len(plain) <= most else f"{plain[: most - 1]}…")


def element(name: str, content: str, attributes: Mapping[str, object] | None = None) -> str:
    """An element around content that is markup already."""
    given = "".join(f' {key}="{escaped(value)}"' for key, value in (attributes or {}).items())
    return f"<{name}{given}>{content}</{name}>"
