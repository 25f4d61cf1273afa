"""Where results lie, and by which clock: database, clock, folder of reports."""

import shutil
from collections.abc import Iterator

from callqa.doctor.check import Check, bad, ok, warn
from callqa.host import files, sharing
from callqa.model.errors import BadInputError
from callqa.model.playback import ClipMode
from callqa.operations import report
from callqa.operations.upkeep import clock
from callqa.storage.database import place_of
from callqa.storage.session import Site
from reports.words.lines import said

_LOW_DISK_GB = 5


def database(site: Site) -> Iterator[Check]:
    """Open the database."""
    _ = site.database  # which opens it
    yield ok(place_of(site.configuration.database_url))


def machine_clock(site: Site) -> Iterator[Check]:
    """Compare the clock with what was done by it."""
    found = clock.read(site)
    for wrong in filter(None, (found.behind, found.ahead)):
        yield bad(wrong.what, wrong.cure)
    if not (found.behind or found.ahead):
        yield ok(f"{found.now:%Y-%m-%d %H:%M}（{site.zone.key}）")


def report_folder(site: Site) -> Iterator[Check]:
    """Write into the folder of reports, and see who may read it."""
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
        yield warn(said(problem), "见 docs/operations.zh-CN.md“让主管读到报告”")
    if group and site.settings.report.clips in (ClipMode.NEEDED, ClipMode.NONE):
        yield warn(
            "报告给别人读，但有的录音只在本机放得出来",
            "把 pipeline.yaml 的 report.clips 改成 all，声音就在报告旁边",
        )
    free_gb = shutil.disk_usage(folder).free / 1e9
    detail = f"{folder}，剩余空间 {free_gb:.0f} GB"
    yield ok(detail) if free_gb >= _LOW_DISK_GB else warn(detail, "清理磁盘，至少留出 5 GB")
