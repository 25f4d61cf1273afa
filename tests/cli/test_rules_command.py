"""`callqa rules …` and `callqa flag` over several days, from the command line."""

import json
import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from callqa.storage.store import Store
from tests.support.builders import recording, transcript, turn

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
    [changed] = told["rule_changes"]
    assert (changed["kind"], changed["rule_id"]) == ("changed", "complaint")
    assert [(each["about"], each["words"]) for each in changed["details"]] == [("keywords", ["举报"])]
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


class TestTrying:
    @pytest.fixture
    def changed(self, rules: Path, tmp_path: Path) -> Path:
        """Provide a book that looks for 退款 instead."""
        path = tmp_path / "neu.yaml"
        path.write_text(rules.read_text(encoding="utf-8").replace("[投诉]", "[退款]"), encoding="utf-8")
        return path

    def test_tells_gains_and_losses_in_context_and_publishes_nothing(
        self, callqa: Command, store: Store, changed: Path
    ) -> None:
        recorded(store, DAY, "我要投诉不要退款")
        callqa("rules", "publish")

        code, out, _ = callqa("rules", "try", str(changed), "--day", "2026-02-14")

        assert code == 0
        assert "对比 第 1 版" in out
        assert "关键词增加 退款；关键词去掉 投诉" in out
        assert "1 → 1 条，新增 1，失去 1" in out
        assert "我要投诉不要【退款】" in out
        assert "我要【投诉】不要退款" in out
        assert f"没有发布。满意后运行 callqa rules publish {changed}" in out
        assert len(callqa("rules", "history")[1].splitlines()) == 1

    def test_tells_scripts_the_same_over_several_days(
        self, callqa: Command, store: Store, changed: Path
    ) -> None:
        recorded(store, DAY)
        recorded(store, DAY + timedelta(days=1), "退款")

        _, out, _ = callqa(
            "rules", "try", str(changed), "--from", "2026-02-14", "--to", "2026-02-15", "--json"
        )

        told = json.loads(out)
        assert (told["calls"], told["against"], told["days"]) == (2, None, ["2026-02-14", "2026-02-15"])
        assert [(hit["day"], hit["rule"], hit["text"]) for hit in told["gained"]] == [
            ("2026-02-15", "complaint", "退款")
        ]
        assert [(hit["day"], hit["text"], hit["before"]) for hit in told["lost"]] == [
            ("2026-02-14", "投诉", "我要")
        ]

    def test_writes_a_page_with_everything_escaped(
        self, callqa: Command, store: Store, changed: Path, tmp_path: Path
    ) -> None:
        recorded(store, DAY, "<b>退款</b>\x00")

        _, out, _ = callqa("rules", "try", str(changed), "--day", "2026-02-14", "--html")
        callqa("rules", "try", str(changed), "--day", "2026-02-14", "--html", str(tmp_path / "page.html"))

        html = Path(out.split("网页：")[1].strip()).read_text(encoding="utf-8")
        assert "&lt;b&gt;<mark>退款</mark>&lt;/b&gt;" in html.replace("\n", "")
        assert "<b>" not in html
        # away from the reports there is nothing to lead to, and it says why there is no sound
        elsewhere = (tmp_path / "page.html").read_text(encoding="utf-8")
        without_links = re.sub(r'<a href="\.\./2026-02-14/[^>]*>(.*?)</a>', r"\1", html)
        no_report = "这一天没有日报，也就没有链接；录音已不在原处，无法播放"
        assert no_report in html
        not_beside = "网页不在某一天的报告文件夹里，所以没有录音和链接"
        assert elsewhere == without_links.replace(no_report, not_beside)

    def test_hides_personal_numbers_like_a_report(self, callqa: Command, store: Store, changed: Path) -> None:
        recorded(store, DAY, "退款电话13812345678")

        _, out, _ = callqa("rules", "try", str(changed), "--day", "2026-02-14", "--html")

        html = Path(out.split("网页：")[1].strip()).read_text(encoding="utf-8")
        assert "13812345678" not in out + html

    def test_hides_a_number_that_is_itself_the_hit(
        self, callqa: Command, changed: Path, tmp_path: Path
    ) -> None:
        edit(changed, "[退款]", "[13812345678]")
        calls = tmp_path / "calls.jsonl"
        spoken = {"role": "customer", "start_ms": 1000, "end_ms": 3000, "text": "我的电话13812345678"}
        call = {"call_id": "a", "duration_ms": 9000, "meta": {}, "turns": [spoken]}
        calls.write_text(json.dumps(call), encoding="utf-8")

        told = [
            callqa("rules", "try", str(changed), "--transcripts", str(calls), *how)[1]
            for how in ([], ["--json"])
        ]

        assert ["138****5678" in each for each in told] == [True, True]
        assert ["13812345678" in each for each in told] == [False, False]

    def test_refuses_a_broken_book(self, callqa: Command, store: Store, changed: Path) -> None:
        recorded(store, DAY)
        changed.write_text("categories: []", encoding="utf-8")

        code, out, err = callqa("rules", "try", str(changed), "--day", "2026-02-14")

        assert (code, out) == (2, "")
        assert "neu.yaml:1" in err

    def test_judges_calls_from_a_file_one_object_a_line(
        self, callqa: Command, changed: Path, tmp_path: Path
    ) -> None:
        calls = tmp_path / "calls.jsonl"
        spoken = {"role": "customer", "start_ms": 1000, "end_ms": 3000, "text": "我要退款"}
        unknown = {**spoken, "role": "unknown"}
        lines = [
            {"call_id": "a", "duration_ms": 9000, "meta": {}, "turns": [spoken]},
            {"call_id": "b", "duration_ms": 9000, "meta": {}, "turns": [unknown]},
        ]
        calls.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")

        code, out, _ = callqa("rules", "try", str(changed), "--transcripts", str(calls), "--json")

        first, second = map(json.loads, out.splitlines())
        assert code == 0
        assert first["call_id"] == "a"
        assert first["findings"] == [
            {
                "rule": "complaint",
                "category": "投诉",
                "severity": "high",
                "turn": 0,
                "text": "退款",
                "start_ms": 2000,
                "kind": "exact",
            }
        ]
        assert (first["score"], second["score"]) == (100.0, 100.0)
        assert first["not_evaluated"] == second["findings"] == []
        assert [skipped["rule"] for skipped in second["not_evaluated"]] == ["complaint"]

    def test_refuses_bad_lines_by_their_number(self, callqa: Command, changed: Path, tmp_path: Path) -> None:
        calls = tmp_path / "calls.jsonl"
        calls.write_text("{}\n{", encoding="utf-8")

        code, out, err = callqa("rules", "try", str(changed), "--transcripts", str(calls), "--json")

        assert (code, out) == (2, "")
        assert "calls.jsonl:1" in err
        assert "calls.jsonl:2" in err

    @pytest.mark.parametrize(
        "arguments", [["--transcripts", "x.jsonl", "--day", "2026-02-14"], ["page.html"]]
    )
    def test_refuses_options_that_contradict_each_other(
        self, callqa: Command, changed: Path, arguments: list[str]
    ) -> None:
        assert callqa("rules", "try", str(changed), *arguments)[0] == 2
