"""What the rules find in a transcript, where, and what they refuse to say."""

import pytest

from callqa.days.undecided import undecided
from callqa.model.finding import Certainty, Severity
from callqa.model.recording import Role
from callqa.model.transcript import Outcome, Transcript
from callqa.operations.flag import flag
from callqa.rules.evaluation.evaluate import evaluate
from tests.rules.rule_makers import book, call, must_say, rule, says, turn


def evidence(transcript: Transcript, *rules: str) -> list[str]:
    return [finding.evidence for finding in evaluate(transcript, book(*rules)).findings]


def skipped(transcript: Transcript, *rules: str) -> list[str]:
    return [one.rule_id for one in evaluate(transcript, book(*rules)).not_evaluated]


WORDS = [
    # keywords, not_in, what the customer says, evidence
    ("投诉", "", "我要投诉你们", ["投诉"]),
    ("投诉", "", "我很满意", []),
    ("投诉", "", "投诉！还是投诉", ["投诉", "投诉"]),
    ("投诉", "", "我要投，诉你们", ["投，诉"]),
    ("12315", "", "我打幺二三幺五", ["幺二三幺五"]),
    ("12315", "", "我打一二三一五", ["一二三一五"]),
    ("12315", "", "我打１２３１５", ["１２３１５"]),
    ("幺二三幺五", "", "我打12315", ["12315"]),
    ("VIP", "", "我是ｖip客户", ["ｖip"]),
    ("投诉, 我要投诉", "", "我要投诉", ["我要投诉"]),
    ("要投诉, 投诉你们", "", "我要投诉你们", ["投诉你们"]),
    ("哈哈", "", "哈哈哈", ["哈哈"]),
    ("哈哈", "啊哈哈", "啊哈哈哈", ["哈哈"]),
    ("投诉", "投诉电话", "投诉电话是多少", []),
    ("投诉", "投诉电话", "投诉电话给我，我要投诉", ["投诉"]),
    ("投诉", "不是投诉, 不是来投诉", "我不是来投诉的", []),
    ("投诉", "投诉电话", "投诉电", ["投诉"]),
    ("投诉, 是不是投诉", "不是投诉", "是不是投诉才管", ["是不是投诉"]),
    ("不满意", "没有不满意", "很满意，没有不满意", []),
]


@pytest.mark.parametrize(("keywords", "not_in", "text", "expected"), WORDS)
def test_keywords_hit_outside_their_exceptions(
    keywords: str, not_in: str, text: str, expected: list[str]
) -> None:
    rest = f"not_in: [{not_in}]" if not_in else ""
    assert evidence(says("客户", text), rule(keywords, rest)) == expected


def test_a_finding_carries_the_rule_the_place_and_the_time() -> None:
    transcript = call(turn("坐席", "您好", 0), turn("客户", "我要投诉", 1000))
    [finding] = evaluate(transcript, book(rule())).findings
    assert (finding.rule_id, finding.rule_name, finding.category) == ("r", "规则", "测试")
    assert (finding.severity, finding.role) == (Severity.HIGH, Role.CUSTOMER)
    assert (finding.turn, finding.start, finding.end) == (1, 2, 4)
    assert (finding.start_ms, finding.end_ms) == (1400, 1800)
    assert finding.certainty is Certainty.EXACT


def test_findings_come_in_order_of_time() -> None:
    transcript = call(turn("客户", "退款", 0), turn("客户", "投诉", 5000), turn("客户", "退款", 9000))
    rules = (rule("投诉", rule_id="a"), rule("退款", rule_id="b"))
    assert evidence(transcript, *rules) == ["退款", "投诉", "退款"]


@pytest.mark.parametrize(
    ("role", "speaker", "hits"),
    [
        ("客户", "客户", 1),
        ("客户", "坐席", 0),
        ("坐席", "坐席", 1),
        ("坐席", "客户", 0),
        ("坐席", "未知", 0),
        ("客户", "未知", 0),
        ("任意", "客户", 1),
        ("任意", "坐席", 1),
        ("任意", "未知", 1),
    ],
)
def test_only_the_rules_role_hits(role: str, speaker: str, hits: int) -> None:
    transcript = says(speaker, "我要投诉")
    assert len(evaluate(transcript, book(rule(), role=role)).findings) == hits


class TestUnknownRole:
    """Unknown is never silently an agent, nor a customer, nor "no hit"."""

    def test_a_keyword_that_only_an_unknown_speaker_says_is_not_evaluated(self) -> None:
        assert skipped(says("未知", "我要投诉"), rule()) == ["r"]

    def test_an_unknown_speaker_who_never_says_it_leaves_no_doubt(self) -> None:
        assert skipped(says("未知", "我很满意"), rule()) == []

    def test_an_exception_holds_for_an_unknown_speaker_too(self) -> None:
        assert skipped(says("未知", "投诉电话"), rule("投诉", "not_in: [投诉电话]")) == []

    def test_a_sure_hit_is_a_finding_whatever_unknown_speakers_say(self) -> None:
        transcript = call(turn("客户", "投诉"), turn("未知", "投诉", 5000))
        evaluation = evaluate(transcript, book(rule()))
        assert (len(evaluation.findings), evaluation.not_evaluated) == (1, ())

    def test_the_reason_tells_when_but_never_what(self) -> None:
        transcript = call(turn("未知", "我要投诉", 65_000))
        [one] = evaluate(transcript, book(rule())).not_evaluated
        assert "第 65 秒" in undecided(one.reason)
        assert "投诉" not in undecided(one.reason)


class TestCutSentences:
    """Voice activity detection cuts sentences; a keyword over the cut still hits."""

    def test_a_keyword_over_a_short_pause_hits_with_its_span_in_the_first_turn(self) -> None:
        transcript = call(turn("客户", "我要投", 0), turn("客户", "诉你们", 1500))
        [finding] = evaluate(transcript, book(rule())).findings
        assert (finding.turn, finding.start, finding.end) == (0, 2, 3)
        assert (finding.evidence, finding.start_ms, finding.end_ms) == ("投诉", 400, 1700)

    def test_a_keyword_over_a_real_pause_does_not_hit(self) -> None:
        assert evidence(call(turn("客户", "我要投", 0), turn("客户", "诉你们", 1600)), rule()) == []

    def test_the_other_speaker_between_does_not_matter(self) -> None:
        parts = turn("客户", "我要投", 0), turn("坐席", "嗯", 700), turn("客户", "诉你们", 1200)
        assert evidence(call(*parts), rule()) == ["投诉"]

    def test_two_speakers_never_make_one_keyword(self) -> None:
        assert evidence(call(turn("客户", "投", 0), turn("坐席", "诉", 200)), rule()) == []

    def test_an_exception_over_the_cut_holds_too(self) -> None:
        parts = turn("客户", "我不是来", 0), turn("客户", "投诉的", 1000)
        assert evidence(call(*parts), rule("投诉", "not_in: [不是来投诉]")) == []

    def test_a_keyword_may_run_over_three_turns(self) -> None:
        parts = turn("客户", "消费", 0), turn("客户", "者", 500), turn("客户", "协会", 900)
        assert evidence(call(*parts), rule("消费者协会")) == ["消费者协会"]


MUST_SAY = [
    # turns, within_s, hits, not evaluated
    ([turn("坐席", "您好", 1000)], 30, 0, 0),
    ([turn("坐席", "讲", 1000)], 30, 1, 0),
    ([turn("坐席", "讲", 1000), turn("坐席", "您好", 40_000)], 30, 1, 0),
    ([turn("坐席", "讲", 1000), turn("坐席", "您好", 40_000)], None, 0, 0),
    ([turn("坐席", "哎" * 149 + "您好", 0)], 30, 0, 0),
    ([turn("坐席", "哎" * 150 + "您好", 0)], 30, 1, 0),
    ([turn("坐席", "讲", 1000), turn("客户", "您好", 2000)], 30, 1, 0),
    ([turn("客户", "喂", 1000)], 30, 0, 1),
    ([turn("未知", "您好", 1000)], 30, 0, 1),
    ([turn("未知", "喂", 1000)], 30, 0, 1),
    ([turn("坐席", "讲", 1000), turn("未知", "您好", 2000)], 30, 0, 1),
    ([turn("坐席", "讲", 1000), turn("未知", "喂", 2000)], 30, 1, 0),
]


@pytest.mark.parametrize(("turns", "within_s", "hits", "unknown"), MUST_SAY)
def test_what_must_be_said_is_missed_only_when_that_is_known(
    turns: list[object], within_s: int | None, hits: int, unknown: int
) -> None:
    rest = f"within_s: {within_s}" if within_s else ""
    evaluation = evaluate(call(*turns), book(must_say("您好", rest), role="坐席"))  # type: ignore[arg-type]
    assert (len(evaluation.findings), len(evaluation.not_evaluated)) == (hits, unknown)


def test_something_not_said_is_a_finding_about_the_whole_call() -> None:
    transcript = says("坐席", "讲")
    [finding] = evaluate(transcript, book(must_say("您好", "within_s: 30"), role="坐席")).findings
    assert (finding.turn, finding.start, finding.end, finding.evidence) == (None, 0, 0, "")
    assert (finding.role, finding.start_ms, finding.end_ms) == (Role.AGENT, 0, 30_000)


def test_a_failed_call_evaluates_no_rule() -> None:
    evaluation = evaluate(call(outcome=Outcome.FAILED), book(rule(), must_say()))
    assert evaluation.findings == ()
    assert [one.rule_id for one in evaluation.not_evaluated] == ["r", "m"]


def test_a_silent_call_has_no_keyword_but_may_not_be_blamed_for_a_greeting() -> None:
    evaluation = evaluate(call(outcome=Outcome.NO_SPEECH), book(rule(), must_say(), role="坐席"))
    assert evaluation.findings == ()
    assert [one.rule_id for one in evaluation.not_evaluated] == ["m"]


def test_missing_character_times_fall_back_to_the_turn() -> None:
    plain = turn("客户", "我要投诉", 3000)
    bare = type(plain)(
        role=plain.role,
        channel=1,
        start_ms=3000,
        end_ms=3800,
        text=plain.text,
        char_times=(),
    )
    [finding] = evaluate(call(bare), book(rule())).findings
    assert (finding.start_ms, finding.end_ms) == (3000, 3800)


class TestFindingIds:
    """An id survives a re-run and an edit of other rules, and tells two hits apart."""

    def test_the_same_hit_keeps_its_id_when_another_rule_is_added(self) -> None:
        transcript = says("客户", "我要投诉退款")
        alone = evaluate(transcript, book(rule()))
        edited = evaluate(transcript, book(rule("退款", rule_id="x"), rule("投诉, 举报")))
        assert alone.findings[0].finding_id in {one.finding_id for one in edited.findings}
        assert alone.rules_revision != edited.rules_revision

    def test_two_turns_of_the_same_millisecond_have_two_ids(self) -> None:
        twice = call(turn("客户", "投诉"), turn("坐席", "您好"), turn("客户", "投诉"))

        ids = [finding.finding_id for finding in evaluate(twice, book(rule())).findings]

        assert len(set(ids)) == 2
        assert ids[0] == evaluate(says("客户", "投诉"), book(rule())).findings[0].finding_id

    def test_two_hits_in_one_turn_have_two_ids(self) -> None:
        findings = evaluate(says("客户", "投诉投诉"), book(rule())).findings
        assert len({one.finding_id for one in findings}) == 2

    def test_other_words_at_the_same_place_have_another_id(self) -> None:
        heard = [says("客户", text) for text in ("打12315", "打一二三一五")]
        ids = {one.findings[0].finding_id for one in flag(heard, book(rule("12315")))}
        assert len(ids) == 2

    def test_the_same_words_in_two_calls_have_two_ids(self) -> None:
        calls = [call(turn("客户", "投诉"), call_id=name) for name in ("A", "B")]
        ids = {one.findings[0].finding_id for one in flag(calls, book(rule()))}
        assert len(ids) == 2


def test_flagging_gives_one_evaluation_for_each_call_in_order() -> None:
    calls = [call(call_id=name, outcome=Outcome.NO_SPEECH) for name in "BAC"]
    assert [one.call_id for one in flag(iter(calls), book(rule()))] == ["B", "A", "C"]
