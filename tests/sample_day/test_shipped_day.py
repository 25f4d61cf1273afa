"""The day that ships: complete, small, and consistent with its answers."""

import csv
import json
from collections import Counter
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from scripts.sample_day.command import options, plans
from scripts.sample_day.folder import COLUMNS
from scripts.sample_day.produce import file_name
from tests.support.places import ROOT

SAMPLE = ROOT / "data/sample"
FOLDER = SAMPLE / "2026-02-14"


@cache
def answers() -> dict[str, Any]:
    content: dict[str, Any] = json.loads((SAMPLE / "answers-2026-02-14.json").read_text(encoding="utf-8"))
    return content


def calls() -> list[dict[str, Any]]:
    return list(answers()["calls"].values())


def records() -> list[dict[str, str]]:
    with (FOLDER / "cdr-2026-02-14.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def other_files() -> set[str]:
    return {item["file"] for item in (*answers()["duplicates"], *answers()["other_days"])}


class TestTheFiles:
    def test_are_those_that_the_answers_name_and_no_others(self) -> None:
        recordings = {call["file"] for call in calls()} | other_files()
        metadata = {"cdr-2026-02-14.csv"} | {path.name for path in FOLDER.glob("*.json")}
        assert {path.name for path in FOLDER.iterdir()} == recordings | metadata

    def test_take_at_most_twelve_megabytes(self) -> None:
        assert sum(path.stat().st_size for path in SAMPLE.rglob("*") if path.is_file()) <= 12_000_000

    def test_are_in_every_format_that_recorders_write(self) -> None:
        endings = {Path(call["file"]).suffix for call in calls()}
        assert endings == {".wav", ".ogg", ".mp3", ".m4a", ".flac", ".amr"}

    def test_are_those_of_the_plan(self) -> None:
        planned = {file_name(plan) for plan in plans(options([]))}
        assert planned <= {path.name for path in FOLDER.iterdir()}

    def test_hold_one_recording_under_two_names(self) -> None:
        (copy,) = answers()["duplicates"]
        first, second = FOLDER / copy["duplicate_of"], FOLDER / copy["file"]
        assert first.read_bytes() == second.read_bytes()


class TestTheOutcomes:
    def test_are_all_there(self) -> None:
        assert Counter(call["outcome"] for call in calls()) == {"ok": 32, "no_speech": 2, "failed": 3}

    def test_that_are_ok_come_with_turns_of_both_speakers(self) -> None:
        for call in calls():
            roles = {turn["role"] for turn in call["turns"]}
            assert roles == ({"agent", "customer"} if call["outcome"] == "ok" else set())

    def test_leave_about_four_calls_in_ten_without_a_finding(self) -> None:
        ok = [call for call in calls() if call["outcome"] == "ok"]
        assert 0.3 <= sum(not call["findings"] for call in ok) / len(ok) <= 0.5

    def test_have_findings_of_every_category(self) -> None:
        found = {finding["category"] for call in calls() for finding in call["findings"]}
        assert found == {"投诉", "退款", "不满意", "升级", "服务禁语", "未报开场白"}


class TestTheAnswers:
    def test_put_every_phrase_in_its_turn(self) -> None:
        for call in calls():
            for finding in call["findings"]:
                if finding["turn"] is not None:
                    turn = call["turns"][finding["turn"]]
                    assert finding["phrase"] in turn["text"]
                    assert turn["start_ms"] <= finding["start_ms"] < turn["end_ms"]
                    assert turn["role"] == finding["role"]

    def test_keep_turns_within_the_recording(self) -> None:
        for call in calls():
            for turn in call["turns"]:
                assert 0 <= turn["start_ms"] < turn["end_ms"] <= call["duration_ms"]

    def test_name_a_call_that_ends_on_the_next_day(self) -> None:
        ends = [
            datetime.fromisoformat(call["started_at"]) + timedelta(milliseconds=call["duration_ms"])
            for call in calls()
        ]
        assert sum(end.date() == date(2026, 2, 15) for end in ends) == 1

    def test_name_the_calls_of_the_days_beside(self) -> None:
        assert sorted(item["day"] for item in answers()["other_days"]) == ["2026-02-13", "2026-02-15"]


class TestTheCallRecord:
    def test_has_its_columns(self) -> None:
        assert tuple(records()[0]) == COLUMNS

    def test_says_the_same_as_the_answers(self) -> None:
        for row in records():
            call = answers()["calls"][row["call_id"]]
            assert row["file"] == call["file"]
            assert row["start"] == call["started_at"]
            assert row["start"].endswith("+08:00")
            assert (row["agent"], row["queue"]) == (call["agent"], call["queue"])

    def test_and_the_sidecars_cover_every_call_of_the_day_once(self) -> None:
        sidecars = [json.loads(path.read_text(encoding="utf-8")) for path in FOLDER.glob("*.json")]
        ids = [row["call_id"] for row in records()] + [sidecar["call_id"] for sidecar in sidecars]
        assert sorted(ids) == sorted(answers()["calls"])
        assert len(sidecars) == 3

    def test_has_agents_with_different_load_and_several_queues(self) -> None:
        load = Counter(row["agent"] for row in records())
        assert len(load) == 7
        assert max(load.values()) >= 2 * min(load.values())
        assert len({row["queue"] for row in records()}) >= 4
