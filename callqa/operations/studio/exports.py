"""A recording's text as a file of a format; the audit log says who took it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from callqa.model.audit import AuditAction
from callqa.model.errors import BadInputError
from callqa.operations.studio.studio import Studio
from callqa.storage import audit
from callqa.storage.session import Site
from callqa.storage.studio import generated
from callqa.studio.cues import as_srt, as_vtt, cues
from callqa.studio.job import Job
from callqa.studio.minutes import Minutes, minutes
from callqa.studio.result import Result
from reports.excel.transcript_sheet import transcript_sheet
from reports.excel.workbook import write_sheets
from reports.html.minutes import minutes_page
from reports.plain import transcript
from reports.plain.minutes import as_markdown
from reports.view.studio.talk import names_of
from reports.words.language import speaking

_DOCUMENT = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, kw_only=True, slots=True)
class File:
    """A file to be saved.

    Args:
        media_type: of its content.
    """

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, kw_only=True, slots=True)
class _Source:
    site: Site
    studio: Studio
    job: Job
    result: Result
    names: dict[str, str]


def _subtitles(source: _Source, write: Callable[..., str]) -> bytes:
    return write(cues(source.result.turns, source.names)).encode()


def _workbook(source: _Source) -> bytes:
    folder = source.studio.folder.path
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    # in the private folder: openpyxl writes what was said into files on its way
    with TemporaryDirectory(dir=folder, prefix=".export-") as scratch:
        path = Path(scratch) / "transcript.xlsx"
        sheet = transcript_sheet(source.result, source.names)
        write_sheets([sheet], path, "", source.job.shown, source.site.now())
        return path.read_bytes()


def minutes_of(studio: Studio, job: Job, result: Result) -> Minutes:
    """Return the minutes of a recording, with its corrected texts and its speakers' names."""
    used = (result.words or {}).get("used", ())
    corrected = (result.words or {}).get("by_sound", ())
    made = minutes(result.shown, (*used, *corrected), job.names)
    return replace(made, generated=generated.find(studio.database, job.job_id))


def held(site: Site, job: Job) -> str:
    """Say when a recording came in; when it was made it does not say."""
    return f"{job.created_at.astimezone(site.zone):%Y-%m-%d %H:%M}"


def _minutes_markdown(source: _Source) -> str:
    found = minutes_of(source.studio, source.job, source.result)
    return as_markdown(source.job, source.result, found, source.names, held(source.site, source.job))


def _document(source: _Source) -> bytes:
    from reports.word.transcript import as_docx  # noqa: PLC0415 - brings lxml, which few who export need

    return as_docx(source.job, source.result, source.names, held(source.site, source.job))


def _minutes_document(source: _Source) -> bytes:
    from reports.word.minutes import minutes_docx  # noqa: PLC0415 - as above

    found = minutes_of(source.studio, source.job, source.result)
    return minutes_docx(source.job, source.result, found, source.names, held(source.site, source.job))


def _minutes_page(source: _Source) -> str:
    found = minutes_of(source.studio, source.job, source.result)
    masked = source.site.settings.privacy.mask_stored
    return minutes_page(source.job, found, source.names, held(source.site, source.job), masked=masked)


_FORMATS: dict[str, tuple[str, Callable[[_Source], bytes]]] = {
    "txt": ("text/plain; charset=utf-8", lambda s: transcript.as_text(s.result, s.names).encode()),
    "srt": ("application/x-subrip; charset=utf-8", lambda s: _subtitles(s, as_srt)),
    "vtt": ("text/vtt; charset=utf-8", lambda s: _subtitles(s, as_vtt)),
    "json": ("application/json", lambda s: transcript.as_json(s.job, s.result, s.names).encode()),
    "md": (
        "text/markdown; charset=utf-8",
        lambda s: transcript.as_markdown(s.job, s.result, s.names).encode(),
    ),
    "docx": (_DOCUMENT, _document),
    "xlsx": (_SHEET, _workbook),
}
_MINUTES: dict[str, tuple[str, Callable[[_Source], bytes]]] = {
    "minutes.md": ("text/markdown; charset=utf-8", lambda s: _minutes_markdown(s).encode()),
    "minutes.docx": (_DOCUMENT, _minutes_document),
    "minutes.html": ("text/html; charset=utf-8", lambda s: _minutes_page(s).encode()),
}
FORMATS = tuple(_FORMATS)
"""Of the text, by the endings of their files."""


def export(site: Site, studio: Studio, job: Job, result: Result, kind: str) -> File:
    """Return a recording's text as a file, in the language of the settings.

    Raises:
        BadInputError: there is no such format.
    """
    known = _FORMATS | _MINUTES
    if kind not in known:
        raise BadInputError("没有这种格式", "", f"可选：{'、'.join(known)}")
    media_type, write = known[kind]
    with speaking(site.settings.report.language):
        source = _Source(site=site, studio=studio, job=job, result=result, names=names_of(job, result.turns))
        content = write(source)
    audit.note(site, AuditAction.EXPORTED, format=kind, job=job.job_id)
    return File(name=f"{Path(job.shown).stem or job.shown}.{kind}", media_type=media_type, content=content)
