"""Words that sound like a phrase count where a rule allows it, and ordinary words do not."""

import os
import subprocess
import sys

import pytest

from callqa.model.finding import Certainty, Finding
from callqa.rules.evaluation.evaluate import evaluate
from tests.rules.rule_makers import book, call, rule, says, turn
from tests.support.places import ROOT


def found(phrase: str, text: str, rest: str = "") -> list[Finding]:
    return list(evaluate(says("客户", text), book(rule(phrase, f"pinyin: 是{rest}"))).findings)


HEARD = [
    # phrase, what was recognised, what counts
    ("退款", "我要推款", ["推款"]),
    ("投诉", "我要头诉你们", ["头诉"]),
    ("赔偿", "你们要培偿我", ["培偿"]),
    ("不满意", "我很不慢意", ["不慢意"]),
    ("消费者协会", "我找消费者鞋会", ["消费者鞋会"]),
    ("经理", "叫你们金里来", ["金里"]),
    # ordinary words were meant as they are
    ("投诉", "我们去投宿", []),
    ("经理", "没有精力了", []),
    ("主管", "这很主观", []),
    # another sound altogether
    ("投诉", "我要退货", []),
    # one character and numbers are not guessed at
    ("滚", "棍", []),
    ("12315", "幺二散幺五", []),
]


@pytest.mark.parametrize(("phrase", "text", "evidence"), HEARD)
def test_what_sounds_like_a_phrase_counts_unless_it_is_an_ordinary_word(
    phrase: str, text: str, evidence: list[str]
) -> None:
    assert [one.evidence for one in found(phrase, text)] == evidence


def test_a_hit_by_sound_is_labelled_and_less_sure_the_less_alike_it_sounds() -> None:
    [exact], [tone], [sound] = (found("退款", text) for text in ("退款", "推款", "退宽"))
    assert (exact.certainty, exact.confidence) == (Certainty.EXACT, 1.0)
    assert {tone.certainty, sound.certainty} == {Certainty.NEAR_SOUND}
    assert 0.6 < tone.confidence < 0.95
    assert 0.6 < sound.confidence < 0.95


def test_the_very_words_win_over_words_that_sound_like_another_phrase() -> None:
    [one] = found("退款, 要退款", "我药退款")
    assert (one.evidence, one.certainty) == ("退款", Certainty.EXACT)


def test_an_exception_holds_for_what_sounds_like_it() -> None:
    assert found("投诉", "头诉电话", ", not_in: [投诉电话]") == []


def test_what_had_to_be_said_counts_as_said_when_it_sounds_so() -> None:
    greeting = book("id: m, name: 规则, must_say: [很高兴为您服务], pinyin: 是", role="坐席")
    assert evaluate(says("坐席", "很高性为您服务"), greeting).findings == ()


_SCRIPT = """
from tests.rules.conditions.test_near_homophones import several
print(several())
"""


def several() -> list[str]:
    """Ids of findings of several kinds."""
    rules = book(rule("投诉, 退款", "pinyin: 是"), rule("缺货&&退款", rule_id="s"), rule("货", rule_id="t"))
    spoken = call(turn("客户", "我要头诉缺货"), turn("客户", "推款退款", 9000))
    return [one.finding_id for one in evaluate(spoken, rules).findings]


def test_every_process_gives_the_same_ids() -> None:
    def elsewhere(seed: str) -> str:
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-c", _SCRIPT]
        return subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True, timeout=120
        ).stdout.strip()

    assert elsewhere("1") == elsewhere("2") == str(several())
