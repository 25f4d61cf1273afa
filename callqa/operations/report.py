"""Report: everything known about a day, as an HTML file and a workbook that are replaced whole."""

from collections.abc import Container, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path

from callqa.audio.playback import CLIPS, forget_clips
from callqa.days.day import CallResult, DayResult
from callqa.days.manifest import (
    CONTENT,
    INPUTS,
    REPORT,
    TOUCHED,
    Key,
    Revised,
    call_digests,
    content_sha256,
    folder_entry,
    former_digests,
    report_digests,
    revised,
)
from callqa.days.remarks import quarantined, revisions, unrecorded
from callqa.host import files, report_folder, sharing
from callqa.host.files import replacing
from callqa.model.audit import AuditAction
from callqa.model.errors import BadInputError
from callqa.model.playback import Sound, piece_at
from callqa.model.progress import Stage
from callqa.model.recording import path_text
from callqa.model.remarks import REVISIONS, Remark, RemarkKind, merged
from callqa.model.retention import Kind
from callqa.operations.listening import heard, listening_in
from callqa.operations.load import load_day, roster_of, shown
from callqa.operations.ranges.index import write_index
from callqa.operations.rendering import inputs_sha256
from callqa.settings.pipeline_yaml import Configuration
from callqa.storage import audit, lease, manifests, purges
from callqa.storage.runs import ProgressLog
from callqa.storage.session import Site
from reports.excel.workbook import write_workbook
from reports.html.page import render_html, render_pages
from reports.view.day import view_of
from reports.view.model.day import DayView
from reports.view.pages import PAGES, drawn_ids
from reports.words.language import speaking

_OF_REPORTS = (
    *REVISIONS,
    RemarkKind.QUARANTINED,
    RemarkKind.NO_SUCH_GROUP,
    RemarkKind.NOT_IN_GROUP,
    RemarkKind.GROUP_SHUT_OUT,
    RemarkKind.NO_AGENT_NAMES,
)
"""What is said anew whenever a day's reports are written."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Written:
    """Where the two reports of a day are."""

    html: Path
    workbook: Path


@dataclass(frozen=True, kw_only=True, slots=True)
class Reported:
    """A day whose reports were just written.

    Args:
        result: the day as it is stored, warnings of the report included, numbers not hidden.
        written: where its reports are.
    """

    result: DayResult
    written: Written


def report_paths(configuration: Configuration, day: date) -> Written:
    """Return where the reports of a day are or will be."""
    folder = configuration.resolve(configuration.settings.reports) / day.isoformat()
    return Written(html=folder / f"qa-{day}.html", workbook=folder / f"qa-{day}.xlsx")


def refuse_among_recordings(configuration: Configuration) -> None:
    """Refuse reports below a folder of recordings: their clips would be tomorrow's calls.

    Raises:
        BadInputError: names both folders.
    """
    reports = configuration.resolve(configuration.settings.reports).resolve()
    for folder in configuration.folders:
        if reports.is_relative_to(folder.resolve()):
            what = f"报告文件夹在录音文件夹 {folder} 里面，报告里的录音片段会被当成第二天的通话"
            raise BadInputError(what, str(reports), "修改 pipeline.yaml 的 reports，放到录音文件夹之外")


def report_day(site: Site, day: date, *, run_id: str, anew: bool = False) -> Reported:
    """Render both reports of a day from what is stored, and seal the day with the hashes of everything.

    Reports that are there, whole, and made from the same are left as they are.

    The caller holds the day: what a killed run left in the folder is removed.

    Args:
        run_id: shown in the reports, as the time is; nothing else differs between equal re-runs.
        anew: render them in any case.

    Raises:
        BadInputError: the day was purged.
    """
    purges.refuse_closed(site.database, day)
    configuration, database = site.configuration, site.database
    loaded = load_day(site, day, run_id=run_id)
    sealed, of_calls = manifests.load(database, day), call_digests(loaded)
    stored = _remarked(site, loaded, revised(sealed, of_calls))
    result = shown(configuration, stored)
    written = report_paths(configuration, day)
    if sealed:
        manifests.mark_dirty(database, day)
    for folder in (written.html.parent, written.html.parent / PAGES, written.html.parent / CLIPS):
        files.forget_leftovers(folder)
    if Kind.CLIPS in purges.purged(database, day):
        configuration = configuration.without_clips()
    damaged = _damaged(written.html.parent, sealed)
    steps = _Steps(ProgressLog(database, day, run_id, site.clock), stored)
    sounds = _sounds(configuration, stored, result, written.html.parent, damaged=damaged, steps=steps)
    content = {
        **of_calls,
        (CONTENT, ""): content_sha256(stored, of_calls),
        (INPUTS, ""): inputs_sha256(result, of_calls, sounds, configuration.settings),
        **_places(written, sealed),
    }
    if not anew and _says(written, sealed, content):
        manifests.unmark_dirty(database, day)
    else:
        _write(configuration, result, written, sounds, steps)
        digests = _digests(written)
        # a clip that could not be made again keeps the hash of when it was written: verify goes on naming it
        digests.update({url: sealed[REPORT, url] for url in damaged if digests.get(url) == damaged[url]})
        manifests.save(database, day, {**content, **report_digests(digests)})
    write_index(site)
    return Reported(result=stored, written=written)


def _places(written: Written, sealed: Mapping[Key, str]) -> dict[Key, str]:
    place = path_text(written.html.parent)
    return {**folder_entry(place), **former_digests(sealed, place)}


def _says(written: Written, sealed: Mapping[Key, str], content: Mapping[Key, str]) -> bool:
    """Return whether the reports that are there, whole as they were sealed, were made from the same."""
    before = {key: digest for key, digest in sealed.items() if key[0] != TOUCHED}
    if not content.items() <= before.items() or not (written.html.is_file() and written.workbook.is_file()):
        return False
    return before == {**content, **report_digests(_digests(written))}


def render(site: Site, day: date) -> Reported:
    """Render a stored day's reports again.

    Raises:
        BadInputError: the day was purged.
        DayHeldError: another run holds the day.
    """
    with lease.holding(site.database, day, site.lease_s):
        purges.refuse_closed(site.database, day)
        audit.note(site, AuditAction.RENDERED, day=day)
        return report_day(site, day, run_id=site.run_id("report"), anew=True)


class _Steps:
    """How far a report is: every call whose sound is looked for, then pages, report and workbook."""

    def __init__(self, log: ProgressLog, day: DayResult) -> None:
        self._log, self._done = log, 0
        self._total = sum(map(_can_be_heard, day.calls)) + 3
        log.tell(Stage.REPORT, 0, self._total)

    def done(self) -> None:
        """Count a step that is done."""
        self._done += 1
        self._log.tell(Stage.REPORT, self._done, self._total)


def _damaged(folder: Path, sealed: Mapping[Key, str]) -> dict[str, str]:
    """Return the hashes of clips whose bytes are not those that were sealed, by their addresses."""
    clips = {
        name: digest for (kind, name), digest in sealed.items() if kind == REPORT and name.startswith(CLIPS)
    }
    now = {name: files.fingerprint(folder / name)[0] for name in clips}
    return {name: digest for name, digest in now.items() if digest and digest != clips[name]}


def _digests(written: Written) -> dict[str, str]:
    """Hash a day's report and everything that it links to beside it."""
    folder = written.html.parent
    paths = (
        written.html,
        written.workbook,
        *report_folder.files_of(folder, (report_folder.PAGES, report_folder.CLIPS)),
    )
    return {path.relative_to(folder).as_posix(): files.sha256(path) for path in paths}


def _write(
    configuration: Configuration,
    result: DayResult,
    written: Written,
    sounds: Mapping[str, Sound],
    steps: _Steps,
) -> None:
    settings = configuration.settings.report
    with speaking(settings.language):
        view = view_of(result, settings.alarm_share)
    write_sheets = partial(_write_sheets, configuration, result, written, sounds, view)
    try:
        _write_page(configuration, result, written.html, sounds, steps=steps, view=view)
    except BadInputError:  # a template that somebody broke costs the page and not the workbook
        write_sheets()
        raise
    write_sheets()


def _write_page(
    configuration: Configuration,
    result: DayResult,
    html: Path,
    sounds: Mapping[str, Sound],
    *,
    steps: _Steps,
    view: DayView,
) -> None:
    """Write the pages beside the report before it, and remove what no report needs any more after it."""
    settings = configuration.settings.report
    pages = html.parent / PAGES
    names = set()
    for name, text in render_pages(result, html.name, view=view, sounds=sounds, settings=settings):
        names.add(name)
        _write_text(pages / name, text)
    steps.done()
    _write_text(html, render_html(result, view=view, sounds=sounds, settings=settings))
    steps.done()
    files.forget_others(pages, names, r"\d{4}\.html")
    forget_clips(html.parent, sounds.values())


def _write_sheets(
    configuration: Configuration,
    result: DayResult,
    written: Written,
    sounds: Mapping[str, Sound],
    view: DayView,
) -> None:
    settings = configuration.settings.report
    with replacing(written.workbook) as temporary:
        write_workbook(
            result,
            temporary,
            written.html.name,
            _clips(result, sounds),
            language=settings.language,
            alarm_share=settings.alarm_share,
            sample=settings.sample_per_agent,
            view=view,
        )


def _clips(result: DayResult, sounds: Mapping[str, Sound]) -> dict[str, str]:
    """Return where each hit can be heard, by finding id; what is inside the page cannot be linked."""
    silent = Sound()
    heard = {
        finding.finding_id: piece_at(sounds.get(finding.call_id, silent), finding.start_ms)
        for call in result.calls
        for finding in call.evaluation.findings
    }
    return {each: piece.url for each, piece in heard.items() if piece and not piece.url.startswith("data:")}


def _write_text(path: Path, text: str) -> None:
    with replacing(path) as temporary:
        temporary.write_text(text, encoding="utf-8")


def _sounds(
    configuration: Configuration,
    stored: DayResult,
    seen: DayResult,
    folder: Path,
    *,
    damaged: Container[str],
    steps: _Steps,
) -> dict[str, Sound]:
    """Return what can be heard of every call, by the id that is shown; clips are made on the way.

    Args:
        stored, seen: the same day before and after numbers were hidden in it.
        folder: of the report.
        damaged: clips that are to be made again.
        steps: counted on the way.
    """
    listening = listening_in(configuration, folder, damaged)
    drawn = {
        call_id
        for ids in drawn_ids(seen, configuration.settings.report.sample_per_agent).values()
        for call_id in ids
    }
    sounds = {}
    for call, shown_call in zip(stored.calls, seen.calls, strict=True):
        if _can_be_heard(call):
            call_id = shown_call.recording.call_id
            sounds[call_id] = listening.sound(heard(call, shown_call, drawn=call_id in drawn))
            steps.done()
    return sounds


def _can_be_heard(call: CallResult) -> bool:
    return bool(call.transcript.turns or call.evaluation.findings)


def _remarked(site: Site, result: DayResult, since: Revised) -> DayResult:
    """Add to a day what its readers must know about how it was made, and store it with the day.

    Args:
        since: how its calls have changed since its last report.
    """
    day, store, configuration = result.window.day, site.store, site.configuration
    # of a run that was killed before it had written the report, the revisions are there already
    before = [remark for remark in result.remarks if remark.kind in REVISIONS]
    revised_now = merged(before, revisions(since))
    again = quarantined(result, configuration.settings.night.max_attempts)
    reports = configuration.resolve(configuration.settings.reports)
    unread = filter(None, [sharing.problem(reports, configuration.settings.report.group)])
    unnamed = [
        Remark(kind=RemarkKind.NO_AGENT_NAMES, names={"text": wrong.what, "where": wrong.where})
        for wrong in filter(None, [roster_of(configuration)[1]])
    ]
    store.save_remarks(day, _OF_REPORTS, [*revised_now, *again, *unread, *unnamed])
    return replace(result, remarks=(*store.day(day).remarks, *unrecorded(result.expected)))
