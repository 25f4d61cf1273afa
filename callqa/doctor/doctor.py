"""Everything that tonight needs, looked at today: what is wrong, and what to do."""

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from callqa.host import files, places, sharing
from callqa.intake import call_records
from callqa.intake.call_records import Row, UnreadRow
from callqa.model.coverage import NO_GAPS, Weight, combined
from callqa.model.errors import BadInputError, CallqaError
from callqa.model.playback import ClipMode
from callqa.model.summaries import CPU, ModelNote, last_accelerator
from callqa.monitoring.notice import Kind
from callqa.operations import report, transcribe
from callqa.operations.load import roster_of
from callqa.operations.messages import metrics, notification
from callqa.operations.upkeep import clock
from callqa.rules import books
from callqa.rules.advice.diff import describe
from callqa.rules.advice.lint import looks_for_digits
from callqa.rules.in_force import current
from callqa.storage.counts import load_devices
from callqa.storage.database import place_of
from callqa.storage.session import Site
from flows import schedule
from flows.server import Planned, check_server, planned
from reports.words.chinese.common import MODEL_NOTE
from reports.words.language import coverage_words
from reports.words.lines import said

_LOW_DISK_GB = 5
_SHOWN_WORDS = 8
_SILENT = timedelta(minutes=2)
"""`callqa serve` asks the server for runs to start every ten seconds."""
_SERVICE = "（系统服务：systemctl restart callqa-schedule）"
_RUNNERS = {  # what starts the nights of a deployment, and how it is started
    schedule.FULL_NAME: ("callqa serve", f"callqa serve{_SERVICE}"),
    schedule.BY_WORKER: ("prefect worker", "prefect worker start --pool callqa --limit 1（见 prefect.yaml）"),
}


class Level(StrEnum):
    """How a check ended."""

    OK = "ok"
    """Nothing to do."""
    WARN = "warn"
    """The night will run, but not as well as it could."""
    FAIL = "fail"
    """The night will not run."""


_MARKS = {Level.OK: "✓ 正常", Level.WARN: "! 注意", Level.FAIL: "✗ 错误"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Check:
    """One thing that was looked at.

    Args:
        name: what, in Chinese.
        level: how it ended.
        detail: what was found.
        cure: what to do; empty when there is nothing to do.
    """

    name: str
    level: Level
    detail: str
    cure: str = ""

    def as_text(self) -> str:
        """Return one line, and a second with the cure."""
        cure = f"\n        → {self.cure}" if self.cure else ""
        return f"{_MARKS[self.level]}  {self.name}：{self.detail}{cure}"

    def as_json(self) -> dict[str, Any]:
        """Return it for ``--json``."""
        return asdict(self)


def examine(config: Path, *, notify: bool = False) -> list[Check]:
    """Look at everything; a wrong configuration is the only check then.

    Args:
        notify: whether a test message is sent.
    """
    looks = {**_LOOKS, "通知": _test_message} if notify else _LOOKS
    try:
        with Site.open(config) as site:
            found = [Check(name="配置", level=Level.OK, detail=str(site.configuration.path))]
            return found + [check for name, look in looks.items() for check in _looked(site, name, look)]
    except BadInputError as error:
        return [_failed("配置", error)]


def _looked(site: Site, name: str, look: "_Look") -> list[Check]:
    try:
        return [replace(check, name=name) for check in look(site)]
    except CallqaError as error:
        return [_failed(name, error)]


def _failed(name: str, error: CallqaError) -> Check:
    place = f"{error.where}：" if error.where else ""
    return Check(name=name, level=Level.FAIL, detail=f"{place}{error.what}", cure=error.cure)


def _ok(detail: str) -> Check:
    return Check(name="", level=Level.OK, detail=detail)


def _bad(detail: str, cure: str) -> Check:
    return Check(name="", level=Level.FAIL, detail=detail, cure=cure)


def _warn(detail: str, cure: str) -> Check:
    return Check(name="", level=Level.WARN, detail=detail, cure=cure)


def _folders(site: Site) -> Iterator[Check]:
    files.check_folders(site.configuration.folders)
    for folder in site.configuration.folders:
        yield _ok(str(folder))


def _call_records(site: Site) -> Iterator[Check]:
    recordings = site.settings.recordings
    columns = recordings.call_record_columns.model_dump()
    zone = ZoneInfo(recordings.call_record_zone or site.settings.timezone)
    for folder in site.configuration.folders:
        for pattern in recordings.call_records:
            for path in sorted(folder.rglob(pattern)):
                yield _call_record_file(path.name, list(call_records.read(path, columns, zone)))


def _call_record_file(name: str, rows: Sequence[Row | UnreadRow]) -> Check:
    """Say how many rows a file has, and which of them cannot be used whole."""
    read = [row for row in rows if isinstance(row, Row)]
    problems = {
        "列数不对、没有读取": [row.number for row in rows if isinstance(row, UnreadRow)],
        "看不出开始时间": [row.number for row in read if row.start is None],
        "通话编号被表格软件改成了科学计数": [row.number for row in read if row.mangled],
    }
    told = [f"{what} {len(at)} 行（第 {at[0]} 行等）" for what, at in problems.items() if at]
    if told:
        detail = f"{name}，{len(rows)} 行，其中{'；'.join(told)}"
        return _warn(detail, "核对这个文件的导出方式和 call_record_columns")
    return _ok(f"{name}，{len(rows)} 行")


def _rules(site: Site) -> Iterator[Check]:
    try:
        book = books.load_book(books.book_file(site.configuration))
    except BadInputError as error:
        yield _broken_rules(site, error)
        return
    yield _ok(str(describe(book)))
    for caution in books.cautions(books.book_file(site.configuration), site.today()):
        if not caution.is_remark:
            yield _warn(str(caution), "改好后运行 callqa rules check")
    for told in looks_for_digits(book) if site.settings.privacy.mask_stored else ():
        yield _warn(told, "改好后运行 callqa rules check")


def _broken_rules(site: Site, error: BadInputError) -> Check:
    """Warn about a broken file where an earlier book was published; raise its error where none was."""
    book = current(site.configuration)
    problems = str(error).splitlines()
    detail = f"有 {len(problems)} 处错误，今晚沿用上一版（{len(book.rules)} 条规则）。第一处：{problems[0]}"
    return _warn(detail, "改好后运行 callqa rules check，再运行 callqa rules publish")


def _agents(site: Site) -> Iterator[Check]:
    names, wrong = roster_of(site.configuration)
    if wrong:
        yield _warn(f"{wrong.where}：{wrong.what}，报告里只写工号", wrong.cure)
    elif names.agents:
        yield _ok(f"{len(names.agents)} 人：{site.settings.agents}")
    else:
        yield _ok(f"没有 {site.settings.agents}，报告里只写工号")


def _database(site: Site) -> Iterator[Check]:
    _ = site.database  # which opens it
    yield _ok(place_of(site.configuration.database_url))


def _clock(site: Site) -> Iterator[Check]:
    found = clock.read(site)
    for wrong in filter(None, (found.behind, found.ahead)):
        yield _bad(wrong.what, wrong.cure)
    if not (found.behind or found.ahead):
        yield _ok(f"{found.now:%Y-%m-%d %H:%M}（{site.zone.key}）")


def _reports(site: Site) -> Iterator[Check]:
    report.refuse_among_recordings(site.configuration)
    folder = site.configuration.resolve(site.settings.reports)
    group = site.settings.report.group
    sharing.share(folder, group)
    try:
        with files.replacing(folder / ".doctor") as temporary:
            temporary.write_text("ok", encoding="utf-8")
        (folder / ".doctor").unlink()
    except OSError as error:
        raise BadInputError("报告文件夹不能写入", str(folder), "检查权限和磁盘") from error
    if problem := sharing.problem(folder, group):
        yield _warn(said(problem), "见 docs/operations.zh-CN.md“让主管读到报告”")
    if group and site.settings.report.clips in (ClipMode.NEEDED, ClipMode.NONE):
        yield _warn(
            "报告给别人读，但有的录音只在本机放得出来",
            "把 pipeline.yaml 的 report.clips 改成 all，声音就在报告旁边",
        )
    free_gb = shutil.disk_usage(folder).free / 1e9
    detail = f"{folder}，剩余空间 {free_gb:.0f} GB"
    yield _ok(detail) if free_gb >= _LOW_DISK_GB else _warn(detail, "清理磁盘，至少留出 5 GB")


def _engine(site: Site) -> Iterator[Check]:
    trial = transcribe.try_engine(site.configuration)
    engine = trial.summary
    yield _ok(f"{engine.model}，设备 {engine.device}，{engine.revision}")
    yield from _lost_device(site, engine.device)
    yield _ok(f"真实识别 1 秒音频用时 {trial.seconds:.1f} 秒（含加载）")
    if ModelNote.DEMO in engine.notes:
        yield _warn(MODEL_NOTE[ModelNote.DEMO], "投产前在 pipeline.yaml 的 recogniser.model 换成真实模型")
    if lacks := [MODEL_NOTE[note] for note in engine.notes if note is not ModelNote.DEMO]:
        yield _warn("；".join(lacks), "需要这些功能时改用 paraformer-zh")
    for note in trial.stock_parts:
        yield _warn(note, "按 requirements.lock 安装；版本一致仍出现时请把这一行告诉开发者")
    yield _ok(f"采用热词 {engine.hotwords} 个，另有 {trial.corrected} 个在识别以后按读音纠正")
    if trial.unknown_hotwords:
        shown = "、".join(trial.unknown_hotwords[:_SHOWN_WORDS])
        detail = f"{len(trial.unknown_hotwords)} 个词含有模型不认识的字，不能作热词：{shown} 等"
        yield _warn(detail, "换用真实模型；规则照样检查，但模型写不出的字不会命中")


def _lost_device(site: Site, device: str) -> Iterator[Check]:
    """Warn about the CPU where the last nights had an accelerator and the settings want one."""
    if device != CPU or site.settings.recogniser.device == CPU:
        return
    if found := last_accelerator(load_devices(site.store, site.yesterday())):
        day, lost = found
        cure = "运行 nvidia-smi，检查驱动和显卡；有意不用显卡时把 recogniser.device 写成 cpu"
        yield _warn(f"现在只能用 CPU，而 {day} 的录音是用 {lost} 识别的；今晚会慢很多", cure)


def _mono(site: Site) -> Iterator[Check]:
    model = site.settings.channels.speaker_model
    if model:
        yield _ok(f"单声道录音由 {model} 区分两个说话人，角色按坐席常说的话推断")
    else:
        yield _ok("没有说话人模型（channels.speaker_model），单声道录音的角色一律是“未知”")


def _coverage(site: Site) -> Iterator[Check]:
    """Yield what of the newest day was not read, not understood or not attributed."""
    days = site.store.days(date.min, date.max)
    said = combined(site.store.day(days[-1]).coverage.values()) if days else NO_GAPS
    if said == NO_GAPS:
        return
    day = days[-1]
    if read := coverage_words.read(said):
        yield _ok(f"{day}：{read}")
    for gap in said.gaps:
        detail = f"{day}：{coverage_words.gap(gap)}"
        if gap.kind.weight is Weight.NOTE:
            yield _ok(detail)
        else:
            yield _warn(detail, f"名单：callqa status --day {day} --json")


def _server(_site: Site) -> Iterator[Check]:
    places.refuse_unusable()
    url = check_server()
    if url:
        yield _ok(url)
    else:
        yield _warn("没有配置 Prefect 服务器，每次运行临时启动一个", "无人值守时运行 prefect server start")


def _schedule(site: Site) -> Iterator[Check]:
    cron, zone = site.settings.night.cron, site.settings.timezone
    following = schedule.next_run(cron, zone)
    yield _ok(f"按 night.cron {cron}，下一次是 {following:%Y-%m-%d %H:%M}（{zone}）")
    try:
        url = check_server()
        registered = {name: known for name in _RUNNERS if url and (known := planned(name))}
    except CallqaError as error:
        yield _warn(f"{error.what}，查不到它排好的下一次", "见上一项 Prefect")
        return
    if not url:
        yield _warn("没有配置 Prefect 服务器，查不到它排好的下一次", "设 PREFECT_API_URL 后再查")
    elif not registered:
        yield _warn("服务器没有登记每晚的运行，到时间不会开始", f"运行 callqa serve{_SERVICE}")
    for name, known in registered.items():
        yield from _registered(site, known, *_RUNNERS[name])


def _registered(site: Site, known: Planned, runner: str, start: str) -> Iterator[Check]:
    """Compare what the server has planned with what the configuration says."""
    night, zone = site.settings.night, site.settings.zone
    wanted = (f"{night.cron} ({zone.key})",)
    if not known.crons:
        yield _bad("服务器上的定时已暂停，到时间不会开始", f"恢复定时，或重启 {start}")
    elif known.crons != wanted:
        told = f"服务器上排的是 {'、'.join(known.crons)}，与配置 {wanted[0]} 不同"
        yield _warn(told, f"重启 {start}，让改动生效")
    if known.polled is None or site.now() - known.polled > _SILENT:
        since = f"（上次 {known.polled.astimezone(zone):%m-%d %H:%M}）" if known.polled else ""
        yield _bad(f"{runner} 没有在运行{since}，到时间不会开始", f"运行 {start}")
    elif known.next_run and known.crons:
        following = known.next_run.astimezone(zone)
        yield _ok(f"{runner} 在运行，服务器已排好 {following:%Y-%m-%d %H:%M}（{zone.key}）")


def _metrics(site: Site) -> Iterator[Check]:
    file = metrics.target(site.configuration)
    if file is None:
        yield _ok("没有配置（metrics.textfile），不写")
    elif os.access(file.parent, os.W_OK | os.X_OK) and file.parent.is_dir():
        yield _ok(str(file))
    else:
        yield _warn(f"写不进 {file.parent}", "建立这个文件夹并给运行用户写权限，见 docs/operations.zh-CN.md")


def _notifications(site: Site) -> Iterator[Check]:
    count, problems = notification.check(site.configuration)
    for problem in problems:
        yield _warn(said(problem), "改 notifications.urls_file 或 CALLQA_NOTIFY_URLS 里的那一行")
    if count:
        yield _ok(f"{count} 个地址；用 callqa doctor --notify 发一条测试消息")
    else:
        yield _warn("没有配置通知地址，没有人会收到早上的消息", "见 pipeline.yaml 的 notifications")


def _test_message(site: Site) -> Iterator[Check]:
    count, _ = notification.check(site.configuration)
    if not count:
        yield from _notifications(site)
        return
    problems = notification.tell(site, notification.notice_of(Kind.TEST, site.today()))
    for problem in problems:
        yield _warn(said(problem), "检查这个地址、网络和代理")
    if not problems:
        yield _ok(f"测试消息已送到 {count} 个地址")


_Look = Callable[[Site], Iterator[Check]]
_LOOKS: dict[str, _Look] = {
    "录音文件夹": _folders,
    "话单": _call_records,
    "规则手册": _rules,
    "坐席名单": _agents,
    "数据库": _database,
    "时钟": _clock,
    "读取结果": _coverage,
    "报告文件夹": _reports,
    "识别引擎": _engine,
    "单声道": _mono,
    "Prefect": _server,
    "定时": _schedule,
    "监控指标": _metrics,
    "通知": _notifications,
}
