"""A recording of the studio as a Word document: who said what when."""

from collections.abc import Iterator, Mapping

from docx.document import Document as Paper

from callqa.model.transcript import Turn
from callqa.studio.job import Job
from callqa.studio.result import Result, speaker_key, written
from reports.view.format import span
from reports.word.document import Words, add, as_bytes, new


def as_docx(job: Job, result: Result, names: Mapping[str, str], held: str) -> bytes:
    """Return the document; numbers stand as people write them.

    Args:
        names: of the speakers, by their keys.
        held: when the recording came in, in words.
    """
    paper = new(job.shown)
    add(paper, [Words(text=f"{held} · {span(job.duration_ms)}", is_aside=True)])
    add_turns(paper, result.turns, names)
    return as_bytes(paper)


def add_turns(paper: Paper, turns: Iterator[Turn] | tuple[Turn, ...], names: Mapping[str, str]) -> None:
    """Add a paragraph for each turn."""
    for turn in turns:
        who, when = names[speaker_key(turn)], span(turn.start_ms)
        words = (Words(text=who, is_strong=True), Words(text=f" {when} ", is_aside=True))
        add(paper, (*words, Words(text=written(turn))))
