"""A failed recording has a code that nobody has to read Chinese for."""

import re

import pytest

from callqa.days.export_rows import call_rows
from callqa.days.manifest import content_sha256
from callqa.days.status import status
from callqa.model.errors import Failure
from callqa.model.speech import Heard, Recognition, Segment
from callqa.model.transcript import Outcome
from callqa.monitoring.metrics import of_day
from callqa.recognition.outcome import conclude
from callqa.settings.recognition import DEFAULTS
from tests.support.builders import day_result, failed_call, recording
from tests.support.places import ROOT

EXPORTS = ROOT / "docs" / "exports.md"
SPOKEN = Heard(duration_ms=2_000, channels=1, found=((0, Segment(start=0, end=16_000)),) * 2)
BROKEN = Recognition(failure=Failure.OUT_OF_MEMORY, reason="内存或显存不足")


@pytest.mark.parametrize(
    ("heard", "recognised", "failure", "retryable"),
    [
        (Heard(failure=Failure.EMPTY, reason="空文件"), [], Failure.EMPTY, False),
        (Heard(failure=Failure.UNREACHABLE, reason="读取失败（OSError）"), [], Failure.UNREACHABLE, True),
        (SPOKEN, [Recognition(), BROKEN], Failure.OUT_OF_MEMORY, True),
    ],
)
def test_what_failed_first_gives_the_transcript_its_code_and_says_whether_to_try_again(
    heard: Heard, recognised: list[Recognition], failure: Failure, retryable: bool
) -> None:
    made = conclude(recording(), heard, recognised, DEFAULTS, "engine-1")

    assert (made.outcome, made.failure, made.retryable) == (Outcome.FAILED, failure, retryable)
    assert made.reason


def test_what_did_not_fail_has_no_code() -> None:
    made = conclude(recording(), SPOKEN, [Recognition()] * 2, DEFAULTS, "engine-1")

    assert (made.outcome, made.failure, made.reason) == (Outcome.NO_SPEECH, None, "")


def test_only_what_is_wrong_with_the_file_itself_is_not_tried_again() -> None:
    assert {each.value for each in Failure if not each.retryable} == {
        "overwritten",
        "empty",
        "not_audio",
        "no_sound",
        "undecodable",
        "too_many_channels",
        "sample_rate",
        "too_long",
    }


@pytest.mark.parametrize("code", ["", "from_the_future"])
def test_a_code_that_is_not_known_is_another(code: str) -> None:
    assert Failure(code) is Failure.OTHER


def test_programs_are_told_the_code_beside_the_words() -> None:
    day = day_result(failed_call("a", "空文件", Failure.EMPTY), failed_call("b", "空文件", Failure.EMPTY))

    assert [(call["failure"], call["reason"]) for call in status(day)["calls"]] == [("empty", "空文件")] * 2
    assert [(row["failure"], row["reason"]) for row in call_rows(day)] == [("empty", "空文件")] * 2


def test_metrics_count_every_code_and_only_failures() -> None:
    failed = [failed_call("a", "空文件", Failure.EMPTY), failed_call("b", "无法解码", Failure.UNDECODABLE)]
    (metric,) = (
        each for each in of_day(day_result(*failed, failed_call("c"))) if each.name == "callqa_failed_calls"
    )

    assert {label for (label,) in metric.samples} == {each.value for each in Failure}
    assert {label: count for (label,), count in metric.samples.items() if count} == {
        "empty": 1,
        "undecodable": 1,
        "not_audio": 1,
    }


def test_a_day_that_was_sealed_before_there_were_codes_still_fits_its_seal() -> None:
    coded, plain = failed_call("a", "空文件", Failure.EMPTY), failed_call("a", "空文件", Failure.OTHER)

    assert content_sha256(day_result(coded)) == content_sha256(day_result(plain))


def test_the_handbook_of_exports_lists_every_code_and_no_other() -> None:
    section = EXPORTS.read_text(encoding="utf-8").partition("## Why a call failed")[2].partition("\n## ")[0]

    assert re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE) == [each.value for each in Failure]
