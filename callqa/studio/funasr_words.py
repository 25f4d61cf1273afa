"""A live text as FunASR's runtime writes it: what grows, times by character, sentences with their marks."""

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import takewhile
from typing import Any

_MARKS = "，。？！；、：,.?!;:"
_OVERLAP = 4
"""Characters by which a text that begins in the middle of its stretch is laid against what was sent."""


class Growing:
    """What of a stretch can be sent already: its clients put pieces one behind the other and take none back.

    Only what two readings in a row agree on is sent.
    """

    def __init__(self) -> None:
        self._sent = self._before = ""

    def more(self, text: str, *, is_cut: bool) -> str:
        """Return what a new reading adds; empty where it agrees with nothing new.

        Args:
            is_cut: whether the text begins in the middle of its stretch.
        """
        pairs = zip(self._before, text, strict=False)
        agreed = "".join(a for a, _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
        self._before = text
        if is_cut:
            place = agreed.rfind(self._sent[-_OVERLAP:]) if len(self._sent) >= _OVERLAP else -1
            new = agreed[place + _OVERLAP :] if place >= 0 else ""
        else:
            new = agreed[len(self._sent) :] if agreed.startswith(self._sent) else ""
        self._sent += new
        return new

    def rest(self, text: str) -> str:
        """Return what is left to send of a stretch that has ended, and begin the next one."""
        left = text[len(self._sent) :]
        self._sent = self._before = ""
        return left


def hotwords_of(told: object) -> list[str]:
    """Return the words of a client's list: ``{"阿里巴巴": 20}``, or words between spaces, commas or lines.

    Their weights are FunASR's own; none of our models takes any.
    """
    if isinstance(told, str):
        try:
            told = json.loads(told)
        except ValueError:
            return [each for each in _split(str(told)) if not each.isdecimal()]
    if isinstance(told, Mapping | list):
        return [str(each) for each in told]
    return []


def _split(text: str) -> list[str]:
    return text.translate(str.maketrans("，、,;；", " " * 5)).split()


def stamps(text: str, times: Sequence[tuple[int, int]]) -> dict[str, Any]:
    """Return ``timestamp`` and ``stamp_sents`` of a spoken text; marks have no time of their own."""
    spoken = [list(time) for each, time in zip(text, times, strict=True) if each not in _MARKS]
    return {
        "timestamp": json.dumps(spoken, separators=(",", ":")),
        "stamp_sents": list(_sentences(text, times)),
    }


def _sentences(text: str, times: Sequence[tuple[int, int]]) -> Iterator[dict[str, Any]]:
    said: list[tuple[str, tuple[int, int]]] = []
    for each, time in zip(text, times, strict=True):
        if each not in _MARKS:
            said.append((each, time))
        elif said:
            yield _sentence(said, each)
            said = []
    if said:
        yield _sentence(said, "")


def _sentence(said: Sequence[tuple[str, tuple[int, int]]], mark: str) -> dict[str, Any]:
    return {
        "text_seg": " ".join(each for each, _ in said),
        "punc": mark,
        "start": said[0][1][0],
        "end": said[-1][1][1],
        "ts_list": [list(time) for _, time in said],
    }
