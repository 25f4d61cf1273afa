"""Verify: whether a day's recordings, results and reports are still what they were when it was reported."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from callqa.days.day import DayResult
from callqa.days.manifest import (
    AUDIO,
    CONTENT,
    PARTS,
    REPORT,
    UNFINISHED,
    Difference,
    Key,
    call_digests,
    content_sha256,
    differences,
    folder_of,
)
from callqa.host import files, report_folder
from callqa.model.errors import BadInputError
from callqa.model.progress import UNWATCHED, Watcher
from callqa.model.recording import Recording, path_of, path_text, readable
from callqa.operations import days, report
from callqa.operations.load import load_day
from callqa.operations.report import Written
from callqa.storage import manifests, purges
from callqa.storage.session import Site
from callqa.text.masking import mask_name

_LEDGER, _DATABASE = "ledger", "database"
NOT_COVERED = ("复核结论", "备注与读取结果", "话单里应有的通话", "审计记录", "运行日志", "处理的时间与设备")
"""What a manifest has no digest of, so that a change of it is not noticed."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Verified:
    """What a look at everything found.

    Args:
        result: the day as it is stored now.
        differences: what is not as it was reported; empty when all is well.
        content_sha256: of the stored day, by content only.
        purged: whether the day was closed by its age, so that there is nothing to compare.
    """

    result: DayResult
    differences: tuple[Difference, ...]
    content_sha256: str
    purged: bool = False

    def as_json(self) -> dict[str, Any]:
        """Return it for ``--json``; holds no customer speech."""
        ledger = self.result.ledger()
        return {
            "day": self.result.window.day.isoformat(),
            "ok": not self.differences,
            "purged": self.purged,
            "received": ledger.received,
            "analysed": ledger.ok,
            "no_speech": ledger.no_speech,
            "failed": ledger.failed,
            "findings": sum(len(call.evaluation.findings) for call in self.result.calls),
            "differences": [
                {"kind": each.kind, "name": each.name, "what": each.what} for each in self.differences
            ],
            "content_sha256": self.content_sha256,
            "not_covered": list(NOT_COVERED),
        }


def verify_day(site: Site, day: date, watcher: Watcher = UNWATCHED) -> Verified:
    """Recompute every hash of a day and compare; changes nothing.

    Raises:
        BadInputError: nothing is stored about the day.
        DayHeldError: another run works on the day: it would differ from itself.
        StoppedError: whoever follows it wants it to end.
    """
    days.refuse_held(site, day)
    result = load_day(site, day)
    if purges.closed(site.database, day):
        # what is left says only which calls there were; nothing of it was sealed on its own
        damage = tuple(_of_database(site))
        return Verified(result=result, differences=damage, content_sha256=content_sha256(result), purged=True)
    digests = call_digests(result)
    content = content_sha256(result, digests)
    found = [
        *_of_database(site),
        *_of_ledger(site, result),
        *_of_recordings(result, site.configuration.folders, watcher),
        *_of_seal(site, day, digests, content),
    ]
    if not result.calls and not result.engine and found:
        raise BadInputError(f"{day} 还没有任何结果", "--day", f"先运行 callqa run --day {day}")
    return Verified(result=result, differences=tuple(map(_shown, found)), content_sha256=content)


def _shown(found: Difference) -> Difference:
    """Hide the numbers in ids and paths: what is verified is printed, mailed by cron and logged."""
    return replace(found, name=mask_name(readable(found.name)), what=mask_name(readable(found.what)))


def _of_database(site: Site) -> Iterator[Difference]:
    for problem in site.database.damage():
        yield Difference(kind=_DATABASE, name="", what=problem)


def _of_ledger(site: Site, result: DayResult) -> Iterator[Difference]:
    """Every recording has one result that was made from it, and no result is without a recording."""
    day = result.window.day
    transcripts, evaluations = site.store.stored(day), site.store.evaluations(day)
    known = {call.recording.call_id: call.recording for call in result.calls}
    for call_id, recording in known.items():
        made = transcripts.get(call_id)
        if made is None:
            yield Difference(kind=_LEDGER, name=call_id, what="尚未转写")
        elif made.audio_sha256 != recording.audio_sha256:
            yield Difference(kind=_LEDGER, name=call_id, what="转写来自这个录音以前的内容")
        if made and (call_id not in evaluations or _stale(result, evaluations[call_id].rules_revision)):
            yield Difference(kind=_LEDGER, name=call_id, what="尚未按当天的规则检查")
    for call_id in sorted((transcripts.keys() | evaluations.keys()) - known.keys()):
        yield Difference(kind=_LEDGER, name=call_id, what="有结果而没有录音")
    for call_id in sorted({each.call_id for each in result.misses} - known.keys()):
        yield Difference(kind=_LEDGER, name=call_id, what="有漏标的记录而没有录音")


def _stale(result: DayResult, revision: str) -> bool:
    return revision != result.rules_revision


def _of_recordings(result: DayResult, folders: Sequence[Path], watcher: Watcher) -> Iterator[Difference]:
    """Every recording is what it was; to read them all is what takes long."""
    for number, call in enumerate(result.calls):
        watcher.step(number, len(result.calls))
        yield from _of_recording(call.recording, folders)
    watcher.step(len(result.calls), len(result.calls))


def _of_recording(recording: Recording, folders: Sequence[Path]) -> Iterator[Difference]:
    digest, problem = files.fingerprint(path_of(recording.path), folders)
    if problem and recording.audio_sha256:
        yield Difference(kind=AUDIO, name=recording.call_id, what=f"{problem}：{recording.path}")
    elif digest != recording.audio_sha256:
        what = f"文件内容与分析时不同：{recording.path}"
        yield Difference(kind=AUDIO, name=recording.call_id, what=what)


def _of_seal(site: Site, day: date, digests: Mapping[Key, str], content: str) -> Iterator[Difference]:
    sealed = manifests.load(site.database, day)
    if not sealed:
        yield Difference(kind=REPORT, name="", what="还没有出过报告，或上次运行在写报告之前中断")
        return
    if (UNFINISHED, "") in sealed:
        cure = f"运行 callqa report --day {day} 重出"
        yield Difference(kind=REPORT, name="", what=f"上次写报告时中断，新旧文件混在一起；{cure}")
    changed = differences(sealed, digests)
    yield from changed
    if not changed and sealed.get((CONTENT, "")) != content:
        what = "与出报告时不同：有通话连同它的结果被删掉，或副本、等待中的文件、规则版本变了"
        yield Difference(kind=CONTENT, name="", what=what)
    written = report.report_paths(site.configuration, day)
    folder, last = written.html.parent, folder_of(sealed)
    if last not in ("", path_text(folder)) and not _is_known(written, sealed):
        cure = f"要以这里为准，运行 callqa report --day {day}"
        what = f"最近一次报告写在 {readable(str(path_of(last)))}，这里的不是那一份；{cure}"
        yield Difference(kind=REPORT, name=str(folder), what=what)
    else:
        yield from _of_files(folder, sealed)


def _is_known(written: Written, sealed: Mapping[Key, str]) -> bool:
    """Whether the page or the workbook is the one that was sealed: a folder may have been moved."""
    both = (written.html, written.workbook)
    return any(files.fingerprint(path)[0] == sealed.get((REPORT, path.name)) for path in both)


def _of_files(folder: Path, sealed: Mapping[Key, str]) -> Iterator[Difference]:
    """Every file of the report is as it was written, and none is there that no report knows."""
    known = {folder / name: digest for (kind, name), digest in sealed.items() if kind == REPORT}
    for path, written in sorted(known.items()):
        digest, problem = files.fingerprint(path)
        if problem or digest != written:
            yield Difference(kind=REPORT, name=str(path), what=problem or "文件与写出时不同")
    parts = (
        report_folder.files_of(folder, (report_folder.PAGES, report_folder.CLIPS))
        if (PARTS, "") in sealed
        else []
    )
    for path in (*files.leftovers(folder), *parts):
        if path.name.startswith("."):
            yield Difference(kind=REPORT, name=str(path), what="中断的运行留下的临时文件")
        elif path not in known:
            yield Difference(kind=REPORT, name=str(path), what="报告没有用到这个文件")
