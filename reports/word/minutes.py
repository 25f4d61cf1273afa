"""Minutes of a recording as a Word document."""

from collections.abc import Iterator, Mapping

from docx.document import Document as Paper

from callqa.model.transcript import Turn
from callqa.studio.job import Job
from callqa.studio.minutes import Minutes
from callqa.studio.result import Result
from reports.view.format import span
from reports.word.document import Words, add, add_table, as_bytes, new
from reports.word.transcript import add_turns
from reports.words.language import studio_words as words

_WIDTHS = (1.8, 2.4, 2.2, 2.6, 8.0)
_ITEM = "List Bullet"


def minutes_docx(job: Job, result: Result, found: Minutes, names: Mapping[str, str], held: str) -> bytes:
    """Return the document.

    Args:
        names: of the speakers, by their keys.
        held: when, in words.
    """
    paper = new(job.shown)
    add(paper, [Words(text=f"{words.MINUTES} · {held} · {span(found.duration_ms)}", is_aside=True)])
    _add_generated(paper, found)
    _add_speakers(paper, found, names)
    _add_actions(paper, found, names)
    _add_figures(paper, found, names)
    _add_mentions(paper, found)
    _add_chapters(paper, result, found, names)
    note = words.MINUTES_NOTE_BESIDE if found.generated else words.MINUTES_NOTE
    add(paper, [Words(text=note, is_aside=True)])
    return as_bytes(paper)


def _add_generated(paper: Paper, found: Minutes) -> None:
    if found.generated is None:
        return
    paper.add_heading(words.GENERATED, level=1)
    add(paper, [Words(text=words.generated_by(found.generated.model), is_aside=True)])
    for each in found.generated.points:
        times = " ".join(map(span, each.at_ms))
        add(paper, [Words(text=each.text), Words(text=f" {times}", is_aside=True)], _ITEM)


def _add_speakers(paper: Paper, found: Minutes, names: Mapping[str, str]) -> None:
    paper.add_heading(words.MINUTES_SPEAKERS, level=1)
    for each in found.shares:
        figures = f" {each.share:.0%} · {span(each.talk_ms)}"
        add(paper, [Words(text=names[each.speaker], is_strong=True), Words(text=figures)], _ITEM)


def _add_actions(paper: Paper, found: Minutes, names: Mapping[str, str]) -> None:
    paper.add_heading(words.MINUTES_ACTIONS, level=1)
    rows = [(span(a.at_ms), names[a.speaker], a.who, a.when, a.text) for a in found.actions]
    if rows:
        add_table(paper, words.MINUTES_ACTION_COLUMNS, rows, _WIDTHS)
    else:
        add(paper, [Words(text=words.MINUTES_NO_ACTIONS)])


def _add_figures(paper: Paper, found: Minutes, names: Mapping[str, str]) -> None:
    paper.add_heading(words.MINUTES_FIGURES, level=1)
    for each in found.figures:
        who = Words(text=f"{names[each.speaker]}: {each.before}")
        told = (Words(text=f"{span(each.at_ms)} ", is_aside=True), who)
        add(paper, (*told, Words(text=each.text, is_strong=True), Words(text=each.after)), _ITEM)
    if not found.figures:
        add(paper, [Words(text=words.MINUTES_NO_FIGURES)])


def _add_mentions(paper: Paper, found: Minutes) -> None:
    if not found.mentions:
        return
    paper.add_heading(words.MINUTES_MENTIONS, level=1)
    for each in found.mentions:
        told = Words(text=f" ×{each.times} · {span(each.at_ms)}")
        add(paper, [Words(text=each.word, is_strong=True), told], _ITEM)


def _add_chapters(paper: Paper, result: Result, found: Minutes, names: Mapping[str, str]) -> None:
    for number, chapter in enumerate(found.chapters, 1):
        begins = chapter.start_ms if number > 1 else 0
        ends = chapter.end_ms if number < len(found.chapters) else None
        heading = add(paper, [Words(text=f"{number}. {chapter.heading}")], "Heading 1")
        heading.paragraph_format.keep_with_next = True
        add_turns(paper, _within(result, begins, ends), names)


def _within(result: Result, begins: int, ends: int | None) -> Iterator[Turn]:
    return (
        turn for turn in result.turns if begins <= turn.start_ms and (ends is None or turn.start_ms < ends)
    )
