"""The text of the morning message: what it must say, in what a chat program takes."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callqa.monitoring.notice import Kind, Notice
from reports.plain.message import MOST_BYTES, message

DAY = date(2026, 2, 14)
DIGEST = """通话质检 2026-02-14（2026年2月14日 星期六）
  收到 37 = 已分析 32 + 无语音 2 + 失败 3
  有命中通话 20
  严重及以上命中 16
最需要看的 5 通
  致命 升级·客户要找监管部门 19:56:59 坐席 8003 通话 29
报告
  /var/lib/callqa/data/reports/2026-02-14/qa-2026-02-14.html
"""


def notice(kind: Kind, **more: object) -> Notice:
    return Notice(kind=kind, day=DAY, host="qa1", **more)  # type: ignore[arg-type]


def test_a_good_night_is_its_figures_and_where_the_report_is() -> None:
    title, body = message(notice(Kind.FINISHED, digest=DIGEST))

    assert title == "通话质检 2026-02-14：已完成"
    assert body.splitlines()[0] == "收到 37 = 已分析 32 + 无语音 2 + 失败 3"
    assert body.endswith("/qa-2026-02-14.html\n\n机器：qa1")
    assert "通话质检" not in body


def test_what_is_wrong_comes_before_what_was_caught_up_and_the_figures() -> None:
    _, body = message(
        notice(Kind.WITH_FAILURES, problems=("磁盘快满",), notes=("已补做 2026-02-12",), digest=DIGEST)
    )

    assert body.splitlines()[:2] == ["注意：磁盘快满", "已补做 2026-02-12"]
    assert body.index("已补做") < body.index("收到 37")


@pytest.mark.parametrize(
    ("digest", "told"), [(DIGEST, "报告已经写出，但不完整"), ("", "报告没有写出或不完整")]
)
def test_a_night_that_broke_off_says_what_is_there_and_how_to_go_on(digest: str, told: str) -> None:
    _, body = message(notice(Kind.FAILED, problems=("录音文件夹不存在",), digest=digest))

    assert told in body
    assert "已有的结果不会丢" in body
    assert "callqa run --day 2026-02-14" in body


def test_many_problems_leave_room_for_the_figures_and_the_report() -> None:
    problems = tuple(f"2026-01-{number:02}：没有补做成：数据库被另一个程序占用" for number in range(1, 31))

    _, body = message(notice(Kind.WITH_FAILURES, problems=problems, digest=DIGEST))

    assert all(line in body for line in (problems[0], problems[3], "收到 37", "qa-2026-02-14.html"))
    assert problems[-1] not in body
    assert "太长，其余见报告" in body


def test_nothing_is_left_out_of_a_message_that_fits() -> None:
    _, body = message(notice(Kind.UNUSUAL, problems=("a", "b", "c", "d", "e", "f"), digest=DIGEST))

    assert all(f"注意：{name}" in body for name in "abcdef")
    assert "太长" not in body


lines = st.lists(st.text(alphabet="数据库abc ，", min_size=1, max_size=300), max_size=40)


@given(
    kind=st.sampled_from(Kind),
    problems=lines,
    notes=lines,
    calls=st.lists(st.text(alphabet="通话1", max_size=200), max_size=20),
)
def test_every_message_fits_and_keeps_its_title(
    kind: Kind, problems: list[str], notes: list[str], calls: list[str]
) -> None:
    *start, head, path = DIGEST.splitlines()
    digest = "\n".join([*start, *calls, head, path])

    title, body = message(notice(kind, problems=tuple(problems), notes=tuple(notes), digest=digest))

    assert len(f"{title}\n{body}".encode()) <= MOST_BYTES
    assert title.startswith("通话质检 2026-02-14：")
    assert "机器：qa1" in body
