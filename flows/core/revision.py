"""Tagged hashes of whatever produced a result."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

_SHOWN = 16
# made once: every hit has an id
_CANONICAL = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def revision(tag: str, content: Mapping[str, Any]) -> str:
    """Name a piece of configuration by its content.

    Args:
        tag: the kind of thing, shown in front: ``engine``, ``rules``.
        content: JSON-serialisable; the order of keys does not matter.

    Returns:
        ``tag-0123456789abcdef``: the first 64 bits of the SHA-256 of the canonical JSON.
    """
    return f"{tag}-{hashlib.sha256(_CANONICAL.encode(content).encode()).hexdigest()[:_SHOWN]}"
