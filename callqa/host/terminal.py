"""What a terminal or pipe in another encoding than UTF-8 gets to see: GBK terminals, `PYTHONIOENCODING`."""

import codecs
import os
import sys
from io import TextIOWrapper
from typing import Any

_ERRORS = "callqa.spelled"
_ALIKE = {"✓": "√", "✗": "×", "–": "-", "•": "·"}
"""Signs of ours that GBK lacks, by signs that it has."""


def prepare() -> None:
    """Let everything be printed, whatever the terminal's encoding lacks; call it before anything is.

    What cannot be written is spelled as in JSON (``\\u9f98``), also half a character of a file's name that is
    no UTF-8. Names of files and arguments are read as UTF-8 in every locale, or one recording would have one
    path for the night and another for a command in a GBK terminal; Python does that from its start or never,
    so in such a locale it is started once more.
    """
    encoding = _encoding()
    os.environ["PYTHONIOENCODING"] = f"{encoding}:backslashreplace"  # for the processes that this one starts
    if sys.getfilesystemencoding() != "utf-8" and not os.environ.get("CALLQA_UTF8"):
        os.environ.update(PYTHONUTF8="1", CALLQA_UTF8="1")
        arguments = [each.encode("utf-8", "surrogateescape") for each in sys.orig_argv[1:]]
        os.execv(sys.executable, [sys.executable.encode(), *arguments])  # noqa: S606 - this very program
    codecs.register_error(_ERRORS, _spelled)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding=encoding, errors=_ERRORS)


def takes_all(stream: Any) -> bool:
    """Return whether a stream can write every character as it is."""
    return (getattr(stream, "encoding", None) or "utf-8").lower().replace("-", "") == "utf8"


def _encoding() -> str:
    """Return what standard output is written in; ASCII is nobody's choice, and has no Hanzi."""
    known = codecs.lookup(sys.stdout.encoding or "utf-8").name
    return "utf-8" if known == "ascii" else known


def _spelled(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    lacking = error.object[error.start : error.end]
    return "".join(_alike(sign, error.encoding) or _escaped(sign) for sign in lacking), error.end


def _alike(sign: str, encoding: str) -> str:
    return _ALIKE.get(sign, "").encode(encoding, "ignore").decode(encoding)


def _escaped(sign: str) -> str:
    units = sign.encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))
