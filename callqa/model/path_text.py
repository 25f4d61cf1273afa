"""Paths as text that a database, JSON and a report can hold, also where a name is not UTF-8.

On Linux a name is bytes. Recorders on Chinese Windows write GBK, which Python reads as lone surrogates
(PEP 383), and those no database stores. Such a path is kept as its ``file://`` URI, which gives back
every byte; a path of readable names is kept as it is. No absolute path begins with ``file:``.
"""

from pathlib import Path, PurePath
from urllib.parse import unquote_to_bytes

_URI = "file://"
_ENCODINGS = ("utf-8", "gb18030")


def path_text(path: PurePath) -> str:
    """Encode an absolute path as text that can be stored; `path_of` gives the same path back."""
    text = str(path)
    try:
        text.encode()
    except UnicodeEncodeError:
        return path.as_uri()
    return text


def path_of(text: str) -> Path:
    """Return the path that `path_text` encoded."""
    if not text.startswith(_URI):
        return Path(text)
    return Path(unquote_to_bytes(text.removeprefix(_URI)).decode("utf-8", "surrogateescape"))


def readable(text: str) -> str:
    """Turn a name or a value from outside into text that can be stored and read; GBK is decoded as GBK.

    Args:
        text: as the operating system or a JSON file gave it; a path part by part.
    """
    return "/".join(map(_readable, text.replace("\0", "").split("/")))


def _readable(part: str) -> str:
    for encoding in _ENCODINGS:
        try:
            return part.encode("utf-8", "surrogateescape").decode(encoding)
        except UnicodeError:
            continue
    return part.encode("utf-8", "backslashreplace").decode()
