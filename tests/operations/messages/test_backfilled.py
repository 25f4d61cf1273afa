"""What is told of a range of days that was worked on again."""

from datetime import date, timedelta
from typing import Any

import pytest

from callqa.model.errors import BadInputError
from callqa.model.remarks import Remark, RemarkKind, of_error
from callqa.monitoring.backfill import DayDone, DayState, Ended
from callqa.monitoring.notice import Kind
from callqa.operations.messages.backfilled import notice_of
from callqa.settings.schema import Language
from reports.plain.message import MOST_BYTES, message
from reports.words.language import speaking
from tests.reports.english import HANZI

FIRST = date(2026, 2, 1)
INTERRUPTED = Remark(kind=RemarkKind.INTERRUPTED)


def day(number: int, state: DayState = DayState.DONE, **more: Any) -> DayDone:
    return DayDone(day=str(FIRST + timedelta(days=number)), due=more.pop("due", 0), state=state, **more)


def why(text: str) -> Remark:
    return Remark(kind=RemarkKind.AS_WRITTEN, names={"text": text})


def ended(*days: DayDone, **more: Any) -> Ended:
    fields: dict[str, Any] = {"done_before": 0, "stopped": None, "command": "callqa backfill --from … --to …"}
    return Ended(first=FIRST, last=FIRST + timedelta(days=13), days=days, **(fields | more))


def told(how: Ended) -> tuple[str, list[str]]:
    title, body = message(notice_of(how, "qa1"))
    return title, body.splitlines()


def test_a_range_that_was_done_is_its_days_and_its_calls() -> None:
    title, body = told(ended(day(0, due=5, recognised=5), day(1, due=7, recognised=7), done_before=3))

    assert title == "通话质检 2026-02-01 至 2026-02-14：补做完成"
    assert body == ["做完 2 天：识别成功 12 通，失败 0 通", "另有 3 天以前已经做完", "", "机器：qa1"]


def test_days_that_could_not_be_done_are_named_by_their_reasons_with_the_way_on() -> None:
    full = [day(number, DayState.ERROR, problem=why("磁盘已满")) for number in range(1, 6)]
    held = day(6, DayState.HELD, problem=why("另一个运行占用着这一天"))

    title, body = told(ended(day(0, due=5, recognised=5), held, *full))

    assert title.endswith("：补做结束，有没做成的")
    assert body[:2] == [
        "注意：没有做成（磁盘已满）：2026-02-02、2026-02-03、2026-02-04 等 5 天",
        "注意：没有做成（另一个运行占用着这一天）：2026-02-07",
    ]
    assert "处理后再运行，会接着做：callqa backfill --from … --to …" in body


def test_failed_calls_are_counted_with_their_days() -> None:
    title, body = told(ended(day(0, due=5, recognised=3, failed=2), day(1, due=1, recognised=1)))

    assert title.endswith("有没做成的")
    assert "有失败录音的日子：2026-02-01" in body


def test_one_that_was_stopped_says_why_and_what_is_left() -> None:
    how = ended(
        day(0, due=5, recognised=5), day(1, DayState.PLANNED), stopped=Remark(kind=RemarkKind.INTERRUPTED)
    )

    assert told(how)[1][:2] == [
        "注意：补做中途停了：被中断（Ctrl-C、停止服务或关机）",
        "注意：没有做成（还没有做）：2026-02-02",
    ]


def test_purged_days_are_no_problem() -> None:
    how = ended(day(0, due=5, recognised=5), day(1, DayState.PURGED, problem=why("已清理")))

    assert notice_of(how, "qa1").kind is Kind.BACKFILLED
    assert "另有 1 天已按保存期限清理，不再补做" in told(how)[1]


@pytest.mark.parametrize(
    ("days", "is_news"),
    [
        ([day(0, due=3, recognised=3)], True),
        ([day(0, due=3, failed=3)], True),
        ([day(0, DayState.HELD)], True),
        ([day(0), day(1)], False),
        ([day(0, failed=2)], False),
        ([day(0, DayState.PURGED)], False),
        ([], False),
    ],
    ids=["worked", "tried", "left", "done before", "failed before", "purged", "nothing"],
)
def test_only_what_was_tried_or_is_left_is_news(days: list[DayDone], is_news: bool) -> None:
    assert ended(*days).is_news is is_news


def test_years_of_trouble_fit_into_one_message_with_the_way_on() -> None:
    days = [
        day(n, DayState.ERROR, problem=why(f"第 {n % 50} 种错误：{'数据库被占用' * 5}")) for n in range(900)
    ]

    title, body = message(notice_of(ended(*days), "qa1"))

    assert len(f"{title}\n{body}".encode()) <= MOST_BYTES
    assert "另有 828 天由于别的原因没有做成" in body
    assert "会接着做：callqa backfill" in body


def test_an_english_message_has_no_chinese_word() -> None:
    error = of_error(RemarkKind.WENT_WRONG, BadInputError("磁盘已满", "/srv/callqa", "清理磁盘"))
    how = ended(
        day(0, due=5, recognised=3, failed=2),
        *(day(number, DayState.ERROR, problem=error) for number in range(1, 6)),
        day(6, DayState.HELD, problem=of_error(RemarkKind.HELD, BadInputError("占用", "", ""))),
        day(7, DayState.PURGED, problem=error),
        *(
            day(8 + n, DayState.ERROR, problem=Remark(kind=RemarkKind.LEFT_OVER, figures={"calls": n}))
            for n in (1, 2)
        ),
        day(11),
        day(12, DayState.PLANNED),
        done_before=3,
        stopped=INTERRUPTED,
        command="callqa backfill",
    )

    with speaking(Language.ENGLISH):
        notice = notice_of(how, "qa1")
    title, body = message(notice, Language.ENGLISH)

    assert not HANZI.search(f"{title}{body}".replace("…", ""))
    assert "Not done (BadInputError at /srv/callqa): 2026-02-02, 2026-02-03, 2026-02-04 and 2 more" in body
    assert "Days not done for other reasons: 1; see callqa status" in body
