"""What became of a save stands beside the rule book, in the history, and when refused in a message."""

from pathlib import Path

import pytest

from callqa.cli.books.watch import _publish
from callqa.operations.books.outcome import page_path
from callqa.rules.published import PublishedBooks
from callqa.settings import pipeline_yaml
from callqa.storage.store import Store
from tests.support.receiving import Received

TWO_CATEGORIES = """
categories:
  - name: 投诉
    severity: 严重
    role: 客户
    rules:
      - {id: complaint, name: 客户要投诉, keywords: [投诉]}
  - name: 退款
    severity: 提示
    role: 客户
    rules:
      - {id: refund, name: 要退款, keywords: [退款]}
"""
ONE_CATEGORY = TWO_CATEGORIES[: TWO_CATEGORIES.index("  - name: 退款")]
BROKEN = TWO_CATEGORIES.replace("keywords: [退款]", "keyword: [退款]")


@pytest.fixture
def rules(project: Path) -> Path:
    return project.parent / "keywords.yaml"


def save(project: Path, rules: Path, content: bytes) -> str:
    """Save the book as the watch sees it; return the page beside it."""
    rules.write_bytes(content)
    _publish(pipeline_yaml.load(project), content, "王芳", flag_today=False)
    return page_path(rules).read_text(encoding="utf-8")


def test_the_page_has_the_name_of_the_book_and_stands_beside_it(project: Path, rules: Path) -> None:
    save(project, rules, TWO_CATEGORIES.encode())

    assert [path.name for path in rules.parent.glob("*.html")] == ["keywords 检查结果.html"]


def test_a_good_save_is_told_with_its_number_and_its_cautions(project: Path, rules: Path) -> None:
    page = save(project, rules, TWO_CATEGORIES.replace("[投诉]", "[投诉, 投诉]").encode())

    assert "已发布第 1 版" in page
    assert "注意：" in page


def test_a_broken_save_is_told_with_the_line_and_the_place(project: Path, rules: Path) -> None:
    page = save(project, rules, BROKEN.encode())

    assert "没有发布，上一版继续生效" in page
    assert "keywords.yaml:12" in page
    assert "keyword: [退款]" in page
    assert "^" in page


def test_what_somebody_typed_is_text_on_the_page(project: Path, rules: Path) -> None:
    page = save(project, rules, BROKEN.replace("要退款", "<script>alert(1)</script>").encode())

    assert "&lt;script&gt;" in page
    assert "<script" not in page


def test_the_next_save_replaces_what_was_told_of_the_one_before(project: Path, rules: Path) -> None:
    save(project, rules, BROKEN.encode())

    assert "没有发布" not in save(project, rules, TWO_CATEGORIES.encode())


def test_a_book_that_is_not_utf_8_is_refused_on_the_page_and_in_the_history(
    project: Path, rules: Path, store: Store
) -> None:
    page = save(project, rules, TWO_CATEGORIES.encode("gbk"))

    assert "不是 UTF-8 编码" in page
    (refusal,) = PublishedBooks(store.database).refusals()
    assert refusal.author == "王芳"
    assert "不是 UTF-8 编码" in refusal.problems[0]


def test_a_doubtful_book_is_told_on_the_page_with_what_to_do(project: Path, rules: Path) -> None:
    save(project, rules, TWO_CATEGORIES.encode())
    page = save(project, rules, ONE_CATEGORY.encode())

    assert "没有自动发布" in page
    assert "少了整个类别：退款" in page
    assert "callqa rules publish" in page


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (BROKEN.encode(), "keywords.yaml:12"),
        (TWO_CATEGORIES.encode("gbk"), "不是 UTF-8 编码"),
        (ONE_CATEGORY.encode(), "少了整个类别：退款"),
    ],
    ids=["broken", "gbk", "doubtful"],
)
def test_a_refused_save_is_told_in_one_message_until_something_else_is_wrong(
    project: Path, rules: Path, receiver: Received, content: bytes, why: str
) -> None:
    save(project, rules, TWO_CATEGORIES.encode())
    assert receiver.posted == []

    save(project, rules, content)
    save(project, rules, content)

    (message,) = receiver.posted
    assert "规则手册没有发布" in message["title"]
    assert why in message["message"]


def test_a_folder_that_cannot_be_written_to_does_not_stop_the_watch(
    project: Path, rules: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page_path(rules).mkdir()
    rules.write_text(TWO_CATEGORIES, encoding="utf-8")

    _publish(pipeline_yaml.load(project), TWO_CATEGORIES.encode(), "王芳", flag_today=False)

    told = capsys.readouterr()
    assert "已发布第 1 版" in told.out
    assert "检查结果没有写进" in told.err
