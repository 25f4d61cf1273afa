"""Minutes of a recording as Markdown."""

from collections.abc import Iterator, Mapping

from callqa.studio.job import Job
from callqa.studio.minutes import Minutes
from callqa.studio.result import Result, speaker_key, written
from reports.plain.transcript import escape
from reports.view.format import span
from reports.words.language import studio_words as words


def as_markdown(job: Job, result: Result, found: Minutes, names: Mapping[str, str], held: str) -> str:
    """Return minutes as Markdown; what was said is escaped.

    Args:
        names: of the speakers, by their keys.
        held: when, in words.
    """
    return "\n".join(_lines(job, result, found, names, held)) + "\n"


def _lines(job: Job, result: Result, found: Minutes, names: Mapping[str, str], held: str) -> Iterator[str]:
    yield from (f"# {escape(job.shown)}", "", f"{held} · {span(found.duration_ms)}", "")
    yield from _generated(found)
    yield from (f"## {words.MINUTES_SPEAKERS}", "")
    yield from (
        f"- {escape(names[each.speaker])}: {each.share:.0%} · {span(each.talk_ms)}" for each in found.shares
    )
    yield from ("", f"## {words.MINUTES_ACTIONS}", "")
    if found.actions:
        yield from (f"| {' | '.join(words.MINUTES_ACTION_COLUMNS)} |", "|---|---|---|---|---|")
    for act in found.actions:
        cells = (span(act.at_ms), names[act.speaker], act.who, act.when, act.text)
        yield f"| {' | '.join(map(escape, cells))} |"
    if not found.actions:
        yield words.MINUTES_NO_ACTIONS
    yield from ("", f"## {words.MINUTES_FIGURES}", "")
    for each in found.figures:
        around = f"{escape(each.before)}**{escape(each.text)}**{escape(each.after)}"
        yield f"- `{span(each.at_ms)}` {escape(names[each.speaker])}: {around}"
    if not found.figures:
        yield words.MINUTES_NO_FIGURES
    if found.mentions:
        yield from ("", f"## {words.MINUTES_MENTIONS}", "")
        yield from (f"- {escape(each.word)} ×{each.times} · {span(each.at_ms)}" for each in found.mentions)
    yield from _chapters(result, found, names)
    yield from ("", f"_{words.MINUTES_NOTE_BESIDE if found.generated else words.MINUTES_NOTE}_")


def _generated(found: Minutes) -> Iterator[str]:
    if found.generated is None:
        return
    yield from (f"## {words.GENERATED}", "", f"_{escape(words.generated_by(found.generated.model))}_", "")
    for each in found.generated.points:
        yield f"- {escape(each.text)} {' '.join(f'`{span(ms)}`' for ms in each.at_ms)}"
    yield ""


def _chapters(result: Result, found: Minutes, names: Mapping[str, str]) -> Iterator[str]:
    for number, chapter in enumerate(found.chapters, 1):
        is_last = number == len(found.chapters)
        yield from ("", f"## {number}. {escape(chapter.heading)} `{span(chapter.start_ms)}`", "")
        for turn in result.turns:
            begins = chapter.start_ms if number > 1 else 0
            if begins <= turn.start_ms and (is_last or turn.start_ms < chapter.end_ms):
                said = escape(written(turn))
                yield f"**{escape(names[speaker_key(turn)])}** `{span(turn.start_ms)}` {said}\n"
