"""A message whose template somebody broke goes out in the default words, and says where it is broken."""

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from callqa.monitoring.notice import Kind, Notice
from callqa.settings.schema import Language
from reports.plain import message as module
from reports.plain.message import MOST_BYTES, message

DAY = date(2026, 2, 14)
DIGEST = "通话质检 2026-02-14\n  收到 37 = 已分析 37\n报告\n  /reports/qa-2026-02-14.html\n"


@pytest.fixture
def template(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Provide a copy of the template that a test may break."""
    file = tmp_path / "message.txt"
    shutil.copy(module._TEMPLATES / "message.txt", file)
    monkeypatch.setattr(module, "_TEMPLATES", tmp_path)
    module._environment.cache_clear()
    yield file
    module._environment.cache_clear()


def sent(kind: Kind = Kind.FINISHED, language: Language = Language.CHINESE) -> tuple[str, str]:
    return message(Notice(kind=kind, day=DAY, host="qa1", digest=DIGEST), language)


BROKEN = {
    "unclosed": ("{{ w.KICKER }}\n{% if kind %}\n", 2, "TemplateSyntaxError"),
    "an unknown name": ("{{ w.KICKER }}\n\n{{ no_such_name }}\n", 3, "UndefinedError"),
    "a sum of words": ("{{ w.KICKER }}\n{{ host + 1 }}\n", 2, "TypeError"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_it_goes_out_in_the_default_words_with_file_and_line(template: Path, name: str) -> None:
    text, line, kind = BROKEN[name]
    template.write_text(text, encoding="utf-8")

    title, body = sent()

    assert title == "通话质检 2026-02-14：已完成"
    assert f"{template}，第 {line} 行：{kind}" in body.splitlines()[0]
    assert "收到 37 = 已分析 37" in body
    assert "/reports/qa-2026-02-14.html" in body
    assert body.endswith("机器：qa1")


def test_one_that_was_saved_as_gbk_is_named(template: Path) -> None:
    template.write_bytes("{# 改过 #}".encode("gbk"))

    assert f"{template}：不是 UTF-8 编码" in sent()[1]


def test_one_that_was_deleted_is_named(template: Path) -> None:
    template.unlink()

    assert str(template) in sent()[1]


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("language", list(Language))
def test_the_default_words_say_what_the_template_says(template: Path, kind: Kind, language: Language) -> None:
    whole, text = sent(kind, language)
    template.write_text("{{ no_such_name }}", encoding="utf-8")

    title, body = sent(kind, language)

    assert title == whole
    assert [line for line in text.splitlines() if line.strip() and line not in body] == []


def test_it_still_fits_a_chat_program(template: Path) -> None:
    template.write_text("{{ no_such_name }}", encoding="utf-8")
    problems = tuple(f"第 {number} 个问题：录音文件夹不存在" for number in range(200))

    title, body = message(Notice(kind=Kind.FAILED, day=DAY, host="qa1", problems=problems, digest=DIGEST))

    assert len(f"{title}\n{body}".encode()) <= MOST_BYTES
