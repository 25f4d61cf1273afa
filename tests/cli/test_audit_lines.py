"""The audit log for its readers: every detail in Chinese, whatever programs store."""

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from callqa.cli.report import Format
from callqa.model.audit import AuditAction, Entry
from callqa.model.retention import Kind


def line(action: AuditAction, **about: str) -> str:
    at = datetime(2026, 2, 15, 1, 30, tzinfo=UTC)
    return Entry(at=at, who="callqa", action=action, about=about).line(ZoneInfo("Asia/Shanghai"))


@pytest.mark.parametrize(
    ("action", "about", "told"),
    [
        (
            AuditAction.PUBLISHED,
            {"author": "王", "number": "3", "origin": "命令发布"},
            "署名 王，版次 3，来源 命令发布",
        ),
        (AuditAction.REVIEWED, {"reviewer": "王、李", "new": "12"}, "复核人 王、李，新结论 12"),
        (
            AuditAction.EXPORTED,
            {"days": "2026-02-14/2026-02-14", "format": "json"},
            "日期 2026-02-14，格式 JSON",
        ),
        (
            AuditAction.EXPORTED,
            {"days": "2026-02-14/2026-02-16", "format": "csv", "to": "/data/my text"},
            "日期 2026-02-14 至 2026-02-16，格式 CSV 表格，写到 /data/my text",
        ),
        (
            AuditAction.EXPORTED,
            {"days": "2026-02-14/2026-02-14", "format": "text", "to": ""},
            "日期 2026-02-14，格式 文字摘要",
        ),
        (AuditAction.COPIED, {"rows": "812"}, "行数 812"),
        (AuditAction.RAN, {"day": "2026-02-14", "redo": ""}, "日期 2026-02-14"),
        (AuditAction.RAN, {"day": "2026-02-14", "redo": "failed"}, "日期 2026-02-14，重新识别 失败的"),
        (
            AuditAction.PURGED,
            {"day": "2026-02-14", "kinds": "clips transcripts", "by": "nightly"},
            "日期 2026-02-14，种类 录音片段、转写，触发 夜间任务",
        ),
        (AuditAction.PURGED, {"day": "2026-02-14", "kinds": "logs"}, "日期 2026-02-14，种类 运行日志"),
        (AuditAction.FORGOT, {"day": "2026-02-14", "calls": "1"}, "日期 2026-02-14，通话数 1"),
    ],
)
def test_a_line_says_when_who_what_and_its_details(
    action: AuditAction, about: dict[str, str], told: str
) -> None:
    assert line(action, **about).endswith(f"　{told}")
    assert line(action, **about).startswith("2026-02-15 09:30:00　callqa　")


def test_no_kind_of_data_is_told_in_english() -> None:
    told = line(AuditAction.PURGED, kinds=" ".join(Kind))

    assert re.findall("[a-z]+", told.partition("种类")[2]) == []


@pytest.mark.parametrize("form", sorted(set(Format) - {Format.REPORT}))
def test_no_format_is_told_as_it_is_typed(form: Format) -> None:
    assert not line(AuditAction.EXPORTED, format=form.value).endswith(f"格式 {form.value}")


def test_a_detail_of_a_newer_version_is_told_as_it_is_stored() -> None:
    assert line(AuditAction.PURGED, kinds="clips pictures", why="asked").endswith(
        "种类 录音片段、pictures，why asked"
    )
