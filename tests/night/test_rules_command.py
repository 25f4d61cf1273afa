"""`callqa rules …` and `callqa flag` over several days, from the command line."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from builders import recording, transcript, turn

from flows.adapters.store import Store

DAY = date(2026, 2, 14)
Command = Callable[..., tuple[int, str, str]]


@pytest.fixture
def rules(project: Path) -> Path:
    return project.parent / "keywords.yaml"


def edit(rules: Path, old: str, new: str) -> None:
    text = rules.read_text(encoding="utf-8")
    assert old in text
    rules.write_text(text.replace(old, new), encoding="utf-8")


def recorded(store: Store, day: date, text: str = "我要投诉") -> None:
    """One call on a day."""
    call = recording(f"c-{day}", path=f"/inbox/{day}.wav")
    store.save_collection(day, [call], [], [])
    store.save_transcripts(day, [transcript(turn(text), call_id=call.call_id)], [call])


def test_publishing_is_told_in_words_and_kept_in_the_history(callqa: Command, rules: Path) -> None:
    callqa("rules", "publish", "--author", "王芳")
    edit(rules, "[投诉]", "[投诉, 举报]")

    code, out, _ = callqa("rules", "publish", "--author", "李强")
    _, listed, _ = callqa("rules", "history")
    _, again, _ = callqa("rules", "publish")

    assert code == 0
    assert "已发布第 2 版" in out
    assert "关键词增加 举报" in out
    assert [line[:5].strip("　") for line in listed.splitlines()] == ["第 2 版", "第 1 版"]
    assert "正在使用" in listed.splitlines()[0]
    assert "王芳" in listed.splitlines()[1]
    assert "没有变化" in again


def test_a_broken_file_is_refused_with_exit_code_2_and_remembered(callqa: Command, rules: Path) -> None:
    edit(rules, "keywords", "keyword")

    code, _, err = callqa("rules", "publish")
    _, listed, _ = callqa("rules", "history")

    assert code == 2
    assert "keywords.yaml:7" in err
    assert "还没有发布过" in listed
    assert "最近一次没有通过检查" in listed


def test_the_difference_of_two_books_is_told_in_words_and_for_scripts(callqa: Command, rules: Path) -> None:
    callqa("rules", "publish")
    edit(rules, "name: 客户要投诉", "name: 要投诉")
    callqa("rules", "publish")

    _, latest, _ = callqa("rules", "diff")
    _, backwards, _ = callqa("rules", "diff", "2", "1", "--json")

    assert "名称从 客户要投诉 改为 要投诉" in latest
    told = json.loads(backwards)
    assert (told["old"]["number"], told["new"]["number"]) == (2, 1)
    assert [(c["kind"], c["rule_id"], c["details"]) for c in told["changes"]] == [
        ("changed", "complaint", ["名称从 要投诉 改为 客户要投诉"])
    ]


def test_going_back_writes_the_old_text_and_is_told(callqa: Command, rules: Path) -> None:
    first = rules.read_text(encoding="utf-8")
    callqa("rules", "publish")
    edit(rules, "[投诉]", "[退款]")
    callqa("rules", "publish")

    code, out, _ = callqa("rules", "rollback", "1")

    assert code == 0
    assert "已发布第 3 版" in out
    assert rules.read_text(encoding="utf-8") == first
    assert callqa("rules", "rollback", "9")[0] == 2


def test_a_range_of_days_is_flagged_again_oldest_first(callqa: Command, store: Store) -> None:
    for days in (0, 1, 3):
        recorded(store, DAY + timedelta(days=days))

    code, out, _ = callqa("flag", "--from", "2026-02-14", "--to", "2026-02-17", "--json")

    told = json.loads(out)["days"]
    assert code == 0
    assert [(d["day"], d["findings"]) for d in told] == [
        ("2026-02-14", 1),
        ("2026-02-15", 1),
        ("2026-02-17", 1),
    ]
    assert all(Path(d["html"]).is_file() for d in told)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--from", "2026-02-15", "--to", "2026-02-14"], "对调"),
        (["--day", "2026-02-14", "--from", "2026-02-14"], "不能一起写"),
        (["--from", "2025-01-01", "--to", "2025-12-31"], "还没有任何录音结果"),
        (["--from", "2025-13-01"], "不是日期"),
    ],
)
def test_a_range_that_makes_no_sense_is_refused(
    callqa: Command, store: Store, arguments: list[str], told: str
) -> None:
    recorded(store, DAY)

    code, _, err = callqa("flag", *arguments)

    assert code == 2
    assert told in err


def test_the_change_of_the_book_is_in_the_report_of_the_next_day(
    callqa: Command, store: Store, rules: Path
) -> None:
    recorded(store, DAY)
    recorded(store, DAY + timedelta(days=1))
    callqa("flag", "--day", "2026-02-14")
    edit(rules, "[投诉]", "[投诉, 举报]")

    _, out, _ = callqa("flag", "--day", "2026-02-15", "--json")

    told = json.loads(out)
    assert told["rule_changes"] == ["修改规则 投诉·客户要投诉（complaint）：关键词增加 举报"]
    assert "关键词增加 举报" in Path(told["html"]).read_text(encoding="utf-8")


def test_a_broken_book_is_told_by_flag_and_by_the_report(callqa: Command, store: Store, rules: Path) -> None:
    recorded(store, DAY)
    callqa("rules", "publish")
    edit(rules, "keywords", "keyword")

    code, out, _ = callqa("flag", "--day", "2026-02-14")

    assert code == 0
    assert "注意：规则手册有 1 处错误，没有采用，仍按第 1 版" in out
    html = Path(out.split("网页报告：")[1].splitlines()[0]).read_text(encoding="utf-8")
    assert "没有采用，仍按第 1 版" in html
