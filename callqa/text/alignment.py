"""One time for every character, from whatever times a recogniser gives."""

from collections.abc import Sequence
from itertools import pairwise

from callqa.model.speech import CharTimes, Recognition

Span = tuple[int, int]


def spread(length: int, start_ms: int, end_ms: int) -> CharTimes:
    """Share a span of time evenly between characters.

    Args:
        length: number of characters.
        start_ms, end_ms: the span; an end before the start counts as the start.
    """
    width = max(end_ms - start_ms, 0)
    edges = [start_ms + width * index // max(length, 1) for index in range(length + 1)]
    return tuple(pairwise(edges))


def from_tokens(tokens: Sequence[str], times: Sequence[Span], duration_ms: int) -> Recognition:
    """Join tokens into a text; a token of several characters shares its time between them.

    Args:
        tokens: Hanzi or Latin words; spaces inside them are dropped.
        times: one span a token, in ms. FunASR now and then gives another number of them
            (after an ``<unk>``): nobody can say which is missing, so the text is then spread evenly.
        duration_ms: of the segment.
    """
    words = ["".join(token.split()) for token in tokens]
    if len(words) != len(times):
        return from_text("".join(words), duration_ms)
    char_times = tuple(
        time
        for word, (start, end) in zip(words, times, strict=True)
        for time in spread(len(word), start, end)
    )
    return Recognition(text="".join(words), char_times=char_times)


def from_text(text: str, duration_ms: int) -> Recognition:
    """Make a recognition of a text without times by spreading its characters evenly over the segment."""
    joined = "".join(text.split())
    return Recognition(text=joined, char_times=spread(len(joined), 0, duration_ms))


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
        if at < len(recognition.text) and char.casefold() == recognition.text[at].casefold():
            text.append(recognition.text[at])
            times.append(recognition.char_times[at])
            at += 1
        elif char.isalnum():
            return recognition
        else:
            end = times[-1][1] if times else 0
            text.append(char)
            times.append((end, end))
    if at != len(recognition.text):
        return recognition
    return Recognition(text="".join(text), char_times=tuple(times))
