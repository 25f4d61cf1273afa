"""One time for every character, from whatever times a recogniser gives."""

import re
from collections.abc import Sequence
from itertools import pairwise

from callqa.model.speech import CharTimes, Recognition

Span = tuple[int, int]
_LATIN_END, _LATIN_START = re.compile(r"[A-Za-z][.,!?']?$"), re.compile(r"'?[A-Za-z]")
_ASCII = r"[\x21-\x7e]"
_NEEDLESS = re.compile(rf"(?<!{_ASCII}) | (?!{_ASCII})|(?<![A-Za-z.,!?;:'\")]) (?![A-Za-z(\"])")
"""A space beside what is not Latin, or between two figures."""
_UNREADABLE = "\ufffd⁇"


def spread(length: int, start_ms: int, end_ms: int) -> CharTimes:
    """Share a span of time evenly between characters.

    Args:
        length: number of characters.
        start_ms, end_ms: the span; an end before the start counts as the start.
    """
    width = max(end_ms - start_ms, 0)
    edges = [start_ms + width * index // max(length, 1) for index in range(length + 1)]
    return tuple(pairwise(edges))


def apart(before: str, after: str) -> str:
    """Return what stands between two words: a space where both are Latin, else nothing."""
    return " " if _LATIN_END.search(before) and _LATIN_START.match(after) else ""


def written(text: str) -> str:
    """Return a text with the spaces of its Latin words, and no others."""
    return _NEEDLESS.sub("", " ".join(text.split()))


def from_tokens(tokens: Sequence[str], times: Sequence[Span], duration_ms: int) -> Recognition:
    """Join tokens into a text; a token of several characters shares its time between them.

    Args:
        tokens: Hanzi or Latin words; spaces inside them are dropped, and one stands between two Latin words.
        times: one span a token, in ms. FunASR now and then gives another number of them: nobody can
            say which is missing, so the text is then spread evenly.
        duration_ms: of the segment.
    """
    words = ["".join(token.split()) for token in tokens]
    gaps = ["", *(apart(before, after) for before, after in pairwise(words))][: len(words)]
    text = "".join(gap + word for gap, word in zip(gaps, words, strict=True))
    if len(words) != len(times):
        return from_text(text, duration_ms)
    char_times = tuple(
        time
        for gap, word, (start, end) in zip(gaps, words, times, strict=True)
        for time in ((start, start),) * len(gap) + spread(len(word), start, end)
    )
    return Recognition(text=text, char_times=char_times)


def from_text(text: str, duration_ms: int) -> Recognition:
    """Make a recognition of a text without times by spreading its characters evenly over the segment."""
    even = written(text)
    return Recognition(text=even, char_times=spread(len(even), 0, duration_ms))


def from_stamps(text: str, tokens: Sequence[str], times: Sequence[Span], duration_ms: int) -> Recognition:
    """Give a written text the times of the tokens that an aligner cut it into.

    Args:
        text: with the spaces of its Latin words.
        tokens: in the order of the text. A rare character comes as several that cannot be read
            (``�``, ``⁇``); what stands for nothing in the text (a mark of a space) is passed over.
        times: one span a token, in ms.
        duration_ms: of the segment; the text is spread over it evenly unless all of it has times.
    """
    even = written(text)
    bare = even.replace(" ", "")
    spans = _spans(bare, tokens, times) if len(tokens) == len(times) else []
    if len(spans) != len(bare):
        return from_text(even, duration_ms)
    following = iter(spans)
    char_times: list[Span] = []
    for index, character in enumerate(even):
        # a space takes the beginning of what follows it, whose time is not known yet
        char_times.append((-1, -1) if character == " " else next(following))
        if index and even[index - 1] == " ":
            char_times[index - 1] = (char_times[index][0],) * 2
    return Recognition(text=even, char_times=tuple(char_times))


def _spans(text: str, tokens: Sequence[str], times: Sequence[Span]) -> list[Span]:
    """Return one span a character, for as many of them as the tokens explain."""
    made: list[Span] = []
    unread: list[Span] = []
    for token, time in zip(tokens, times, strict=True):
        plain = "".join(token.replace("▁", " ").split())
        # several unreadable tokens are the bytes of one rare character: how many characters they stand for
        # shows only where the next readable token is found in the text
        if plain and not plain.strip(_UNREADABLE):
            unread.append(time)
            continue
        skipped = _skipped(text[len(made) :], plain, len(unread)) if plain else None
        if skipped is not None:
            made += [*_shared(skipped, unread), *spread(len(plain), *time)]
            unread = []
    if 0 < len(text) - len(made) <= len(unread):
        made += _shared(len(text) - len(made), unread)
    return made


def _skipped(text: str, token: str, most: int) -> int | None:
    """Return how many characters the unread tokens before this one stand for; None if it is not there."""
    return next((count for count in range(most + 1) if text.startswith(token, count)), None)


def _shared(length: int, unread: Sequence[Span]) -> CharTimes:
    return spread(length, unread[0][0], unread[-1][1]) if length else ()


def punctuate(recognition: Recognition, punctuated: str) -> Recognition:
    """Take over the marks of a punctuated copy of a text; a mark has the time where it stands.

    Args:
        recognition: the text as it was recognised.
        punctuated: the same text with marks; spaces and capitals that a model adds are ignored.

    Returns:
        The recognition unchanged if the copy's other characters are not those of the text.
    """
    text: list[str] = []
    times: list[Span] = []
    at = 0
    for char in "".join(punctuated.split()):
        # the copy was compared without spaces; those of our text go along with the letter behind them
        end = at + 1 + (recognition.text[at : at + 1] == " ")
        if char.casefold() == recognition.text[end - 1 : end].casefold():
            text += recognition.text[at:end]
            times += recognition.char_times[at:end]
            at = end
        elif char.isalnum():  # the model has rewritten the text: its marks may belong anywhere
            return recognition
        else:
            silent = times[-1][1] if times else 0
            text.append(char)
            times.append((silent, silent))
    if at != len(recognition.text):
        return recognition
    return Recognition(text="".join(text), char_times=tuple(times))
