"""What Paraformer utters: pieces of words, letters and marks, each with its own time.

FunASR joins them itself and loses times on the way: an ``<unk>`` shifts all later ones, ``&`` and ``.`` get
none, and ``1@@`` keeps its ``@@``. So it is kept from joining, and it is done here.
"""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from callqa.text.alignment import Span

_PIECE = "@@"
_NOT_TEXT = frozenset({"<s>", "</s>", "<unk>", "<OOV>", "<blank>"})


def keep_tokens_apart(model: Any) -> None:
    """Let a loaded Paraformer answer with its tokens as they are, one time for each."""
    source = sys.modules[type(model).__module__]
    if hasattr(source, "postprocess_utils"):
        source.postprocess_utils.sentence_postprocess = _as_they_are


def _as_they_are(tokens: Sequence[str], times: Any = None) -> tuple[Any, ...]:
    joined = " ".join(tokens)
    return (joined, list(tokens)) if times is None else (joined, times, list(tokens))


@dataclass(frozen=True, kw_only=True, slots=True)
class _Uttered:
    text: str
    start: int
    end: int
    goes_on: bool


def to_words(tokens: Sequence[str], times: Sequence[Span]) -> tuple[list[str], list[Span]]:
    """Join pieces to words, and single letters to abbreviations.

    Args:
        tokens: as the model uttered them.
        times: one span a token, in ms; of another number where they are not known.

    Returns:
        The words, and one span for each; no spans where those of the tokens are not known.
    """
    is_timed = len(times) == len(tokens)
    spans = times if is_timed else [(0, 0)] * len(tokens)
    words = [*_abbreviated([*_whole(_uttered(tokens, spans))])]
    return [word.text for word in words], [(word.start, word.end) for word in words] if is_timed else []


def _uttered(tokens: Sequence[str], times: Sequence[Span]) -> Iterator[_Uttered]:
    for token, (start, end) in zip(tokens, times, strict=True):
        if token not in _NOT_TEXT:
            text = token.removesuffix(_PIECE)
            yield _Uttered(text=text, start=start, end=end, goes_on=text != token)


def _whole(uttered: Iterator[_Uttered]) -> Iterator[_Uttered]:
    """Join every piece to what follows it; Hanzi end a word that was never finished."""
    held: _Uttered | None = None
    for one in uttered:
        whole = _joined([held, one]) if held and one.text.isascii() else one
        if held and whole is one:
            yield held
        held = whole if whole.goes_on else None
        if not held:
            yield whole
    if held:
        yield held


def _joined(parts: Sequence[_Uttered]) -> _Uttered:
    first, last = parts[0], parts[-1]
    text = "".join(part.text for part in parts)
    return _Uttered(text=text, start=first.start, end=last.end, goes_on=last.goes_on)


def _abbreviated(words: Sequence[_Uttered]) -> Iterator[_Uttered]:
    """Write letters that follow each other as people write them: v i p is VIP."""
    for is_letter, group in groupby(words, _is_letter):
        run = list(group)
        if is_letter and len(run) > 1:
            whole = _joined(run)
            yield _Uttered(text=whole.text.upper(), start=whole.start, end=whole.end, goes_on=False)
        else:
            yield from run


def _is_letter(word: _Uttered) -> bool:
    return len(word.text) == 1 and word.text.isascii() and word.text.isalpha()
