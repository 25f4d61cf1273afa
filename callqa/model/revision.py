"""Tagged hashes of whatever produced a result."""

import json
from collections.abc import Mapping
from hashlib import sha256
from json.encoder import encode_basestring
from typing import Any

_SHOWN = 16
_CANONICAL = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def revision(tag: str, content: Mapping[str, Any]) -> str:
    """Name a piece of configuration by its content.

    Args:
        tag: the kind of thing, shown in front: ``engine``, ``rules``.
        content: JSON-serialisable; the order of keys does not matter.

    Returns:
        ``tag-0123456789abcdef``: the first 64 bits of the SHA-256 of the canonical JSON.
    """
    return tagged(tag, _CANONICAL.encode(content))


def tagged(tag: str, canonical: str) -> str:
    """Name content that is canonical JSON already, as `revision` does."""
    return f"{tag}-{sha256(canonical.encode()).hexdigest()[:_SHOWN]}"


def quoted(text: str) -> str:
    """Quote a text as canonical JSON does."""
    return encode_basestring(text)
