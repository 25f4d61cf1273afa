"""A recording of the studio as text for people and as JSON for programs."""

import json
from collections.abc import Iterator, Mapping

from callqa.studio.job import Job
from callqa.studio.result import Result, speaker_key, written
from reports.view.format import clean, span

FORMAT = 1
"""Of the JSON; a field that is taken away or changes its meaning makes it another."""


def as_text(result: Result, names: Mapping[str, str]) -> str:
    """Return a line for each turn: when, who, what; numbers as people write them."""
    return "".join(f"{line}\n" for line in _lines(result, names))


def _lines(result: Result, names: Mapping[str, str]) -> Iterator[str]:
    for turn in result.turns:
        yield f"[{span(turn.start_ms)}] {names[speaker_key(turn)]}: {_flat(written(turn))}"


def as_markdown(job: Job, result: Result, names: Mapping[str, str]) -> str:
    """Return the same as Markdown, under the recording's name."""
    lines = (
        f"**{escape(names[speaker_key(turn)])}** `{span(turn.start_ms)}` {escape(written(turn))}\n"
        for turn in result.turns
    )
    return f"# {escape(job.shown)}\n\n" + "\n".join(lines)


_MARKDOWN = frozenset("\\`*_{}[]<>#+|~!")


def escape(text: str) -> str:
    """Return text that Markdown shows as it is, on one line."""
    return "".join(f"\\{each}" if each in _MARKDOWN else each for each in _flat(text))


def _flat(text: str) -> str:
    return " ".join(clean(text).split())


def as_json(job: Job, result: Result, names: Mapping[str, str]) -> str:
    """Return everything that is known of a recording's text, times in milliseconds."""
    content = {
        "format": FORMAT,
        "name": job.shown,
        "duration_ms": job.duration_ms,
        "channels": job.channels,
        "engine": None
        if result.engine is None
        else {
            "model": result.engine.model,
            "device": result.engine.device,
            "revision": result.engine.revision,
        },
        "turns": [
            {
                "speaker": names[speaker_key(turn)],
                "role": turn.role.value,
                "channel": turn.channel,
                "start_ms": turn.start_ms,
                "end_ms": turn.end_ms,
                "text": turn.text,
                "written": written(turn),
                "times": [list(time) for time in turn.char_times],
            }
            for turn in result.turns
        ],
        "speech": [[list(stretch) for stretch in channel] for channel in result.spoken],
    }
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"
