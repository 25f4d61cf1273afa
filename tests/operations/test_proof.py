"""A zero is only proven on calls that were heard whole, by people of whom it is known who they are."""

from dataclasses import replace
from pathlib import Path

import pytest

from callqa.days.undecided import undecided
from callqa.model.coverage import NO_GAPS, Case, Coverage, Gap, GapKind
from callqa.model.errors import Failure
from callqa.model.finding import Evaluation
from callqa.model.recording import Recording, Role
from callqa.model.transcript import Outcome, Transcript
from callqa.operations import flag
from callqa.operations.proof import Proof
from callqa.settings.recordings import ChannelSettings
from tests.rules.rule_makers import book, must_say, rule
from tests.support.builders import recording, transcript, turn

BOOK = book(rule("投诉", rule_id="complaint"), must_say("您好", "role: 坐席"))


def evaluated(spoken: Transcript, call: Recording, heard: Coverage = NO_GAPS) -> tuple[Evaluation, Proof]:
    proof = Proof(ChannelSettings(), [Path("/inbox")], heard)
    [evaluation] = flag.flag([spoken], BOOK, [call], proof=proof)
    return evaluation, proof


def skipped(evaluation: Evaluation) -> dict[str, str]:
    return {one.rule_id: undecided(one.reason) for one in evaluation.not_evaluated}


def kinds(proof: Proof) -> list[GapKind]:
    return [gap.kind for gap in proof.coverage().gaps]


CALM = transcript(turn("您好", Role.AGENT), turn("没事了", start_ms=2000), duration_ms=20_000)
ANGRY = transcript(turn("您好", Role.AGENT), turn("我要投诉", start_ms=2000), duration_ms=20_000)


def test_a_call_that_was_heard_whole_proves_its_zeros() -> None:
    evaluation, proof = evaluated(CALM, recording(talk_s=20.0))

    assert (evaluation.findings, skipped(evaluation), kinds(proof)) == ((), {}, [])


@pytest.mark.parametrize(
    "kind", [GapKind.INCOMPLETE_AUDIO, GapKind.UNREAD_AUDIO, GapKind.UNHEARD_CHANNEL, GapKind.RUNAWAY_TEXT]
)
def test_what_was_not_heard_whole_proves_no_zero_and_keeps_its_hits(kind: GapKind) -> None:
    heard = Coverage(gaps=(Gap(kind=kind, cases=(Case(call_id="call-1", seconds=12.0),)),))

    assert set(skipped(evaluated(CALM, recording(), heard)[0])) == {"complaint", "m"}
    angry, _ = evaluated(ANGRY, recording(), heard)
    assert [finding.rule_id for finding in angry.findings] == ["complaint"]
    assert set(skipped(angry)) == {"m"}


def test_a_recording_that_is_far_shorter_than_the_talk_is_named() -> None:
    evaluation, proof = evaluated(CALM, recording(talk_s=600.0))

    assert kinds(proof) == [GapKind.SHORTER_THAN_RECORD]
    assert "580 秒" in skipped(evaluation)["complaint"]


def test_a_call_of_a_moment_is_not_judged_by_what_is_missing_in_it() -> None:
    short = transcript(turn("喂", Role.AGENT), turn("喂", start_ms=100), duration_ms=300)

    evaluation, proof = evaluated(short, recording())

    assert evaluation.findings == ()
    assert "太短" in skipped(evaluation)["m"]
    assert kinds(proof) == [GapKind.TOO_SHORT]


def test_an_answered_call_without_sound_is_a_lost_recording() -> None:
    lost = transcript(outcome=Outcome.FAILED, failure=Failure.NO_SOUND, reason="文件里没有声音", channels=0)

    assert kinds(evaluated(lost, recording(talk_s=1375.0))[1]) == [GapKind.NO_AUDIO]


def test_a_rate_that_makes_all_calls_of_a_recorder_twice_as_long_leaves_their_zeros_open() -> None:
    talks = {f"c{n}": 25.0 + 13 * n for n in range(4)}
    calls = {name: recording(name, trunk="中继 1", talk_s=talk) for name, talk in talks.items()}
    spoken = [replace(CALM, call_id=name, duration_ms=int(talk * 2000)) for name, talk in talks.items()]
    proof = Proof(ChannelSettings(), [Path("/inbox")], NO_GAPS)

    evaluations = proof.ended(flag.flag(spoken, BOOK, calls.values(), proof=proof), BOOK, calls)

    assert all("采样率" in skipped(each)["complaint"] for each in evaluations)
    [gap] = proof.coverage().gaps
    assert (gap.kind, gap.about, gap.call_ids) == (GapKind.IMPLAUSIBLE_RATE, "中继 1", set(talks))
