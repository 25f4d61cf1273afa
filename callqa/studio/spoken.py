"""A result as OpenAI's transcription API writes it: segments, and words with their times in seconds."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from callqa.model.transcript import Turn
from callqa.studio.result import speaker_key, written

_WORD = re.compile(r"[A-Za-z0-9'’.%-]+|\S")


def text_of(turns: Sequence[Turn]) -> str:
    """Return everything that was said, a line a turn, numbers as people write them."""
    return "\n".join(map(written, turns))


def verbose(
    turns: Sequence[Turn], names: Mapping[str, str], *, language: str, duration_ms: int, with_words: bool
) -> dict[str, Any]:
    """Return the answer of ``verbose_json``; figures that nobody has measured are not in it.

    Args:
        names: of the speakers, by their keys; a field of our own beside OpenAI's.
        with_words: whether every word is listed, as it was spoken.
    """
    answer: dict[str, Any] = {
        "task": "transcribe",
        "language": language,
        "duration": duration_ms / 1000,
        "text": text_of(turns),
        "segments": [
            {
                "id": number,
                "start": turn.start_ms / 1000,
                "end": turn.end_ms / 1000,
                "text": written(turn),
                "speaker": names[speaker_key(turn)],
                "channel": turn.channel,
            }
            for number, turn in enumerate(turns)
        ],
    }
    if with_words:
        answer["words"] = [word for turn in turns for word in _words(turn)]
    return answer


def _words(turn: Turn) -> Iterator[dict[str, Any]]:
    """Yield the words of a turn: every Hanzi is one, and so is a run of letters."""
    for match in _WORD.finditer(turn.text):
        start, end = turn.char_times[match.start()][0], turn.char_times[match.end() - 1][1]
        yield {"word": match.group(), "start": start / 1000, "end": end / 1000}
