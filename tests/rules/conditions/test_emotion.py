"""emotion: how something is said, from the recogniser's tags to the report."""

from dataclasses import replace
from typing import Any

import pytest

from callqa.days.export_rows import hit_rows
from callqa.days.manifest import transcript_digest
from callqa.days.masked_transcript import mask_transcript
from callqa.model.annotations import Annotations, Emotion, Feeling
from callqa.model.finding import Why
from callqa.model.recording import Role
from callqa.model.transcript import Turn
from callqa.recognition.funasr.families import SenseVoice
from callqa.rules.books import checked
from callqa.rules.evaluation.evaluate import evaluate
from callqa.rules.language.rule import RuleBook
from callqa.storage import rows
from callqa.strict_yaml.problems import ProblemsError
from reports.view.day import view_of
from tests.support.builders import DAY, call, day_result, evaluation, finding, transcript, turn

SENSE_VOICE = SenseVoice(language="zh", itn=True)


def book(rule: str = "emotion: [生气]", role: str = "客户") -> RuleBook:
    text = f"categories: [{{name: 情绪, severity: 一般, role: {role}, rules: [{{id: a, name: 甲, {rule}}}]}}]"
    return checked(text, "book.yaml")


def felt(text: str, *feelings: tuple[int, int, Emotion], role: Role = Role.CUSTOMER) -> Turn:
    made = tuple(Feeling(start=start, end=end, emotion=emotion) for start, end, emotion in feelings)
    return replace(turn(text, role), annotations=Annotations(feelings=made))


ANGRY = felt("快一点你们到底管不管", (0, 3, Emotion.NEUTRAL), (3, 10, Emotion.ANGRY))


class TestCondition:
    def test_hits_the_stretch_that_is_said_so(self) -> None:
        (found,) = evaluate(transcript(ANGRY), book()).findings

        assert (found.evidence, found.start, found.end) == ("你们到底管不管", 3, 10)
        assert (found.start_ms, found.end_ms) == (600, 2_000)

    @pytest.mark.parametrize(
        ("spoken", "why"),
        [
            (turn("你们到底管不管"), Why.NO_EMOTION),
            (felt("您好", (0, 2, Emotion.ANGRY), role=Role.AGENT), Why.ROLE_SILENT),
            (felt("管不管", (0, 3, Emotion.ANGRY), role=Role.UNKNOWN), Why.SPEAKER_UNCLEAR),
        ],
    )
    def test_is_not_evaluated_where_nobody_tells(self, spoken: Turn, why: Why) -> None:
        found = evaluate(transcript(spoken), book())

        assert [one.reason.kind for one in found.not_evaluated] == [why]
        assert found.findings == ()

    def test_another_emotion_is_no_hit(self) -> None:
        found = evaluate(transcript(felt("谢谢", (0, 2, Emotion.HAPPY))), book())

        assert (found.findings, found.not_evaluated) == ((), ())

    def test_joins_with_words_in_one_rule(self) -> None:
        both = "conditions: {语气: {emotion: 生气}, 话: [投诉]}, when: 语气 && 话"

        assert evaluate(transcript(ANGRY, turn("我要投诉", start_ms=9_000)), book(both)).findings
        assert not evaluate(transcript(ANGRY), book(both)).findings


class TestBook:
    def test_examples_say_how_something_is_said(self) -> None:
        examples = "examples: {hit: ['客户（生气）：到底管不管'], miss: ['客户（平静）：到底管不管']}"

        assert book(f"emotion: 生气, {examples}").rules

    @pytest.mark.parametrize(
        ("rule", "told"),
        [
            ("emotion: [愤怒]", "不认识情绪“愤怒”　→ 是不是想写 生气？"),
            ("emotion: [快]", "可以写：生气、难过"),
            ("emotion: 生气, examples: {hit: ['客户（暴怒）：管不管']}", "里不认识情绪“暴怒”"),
        ],
    )
    def test_an_unknown_emotion_is_refused_with_the_known_ones(self, rule: str, told: str) -> None:
        with pytest.raises(ProblemsError, match=told):
            book(rule)


def read(text: str) -> Any:
    words = [each for each in "你们管不管" if each in text]
    return SENSE_VOICE.read({"text": text, "words": words, "timestamp": [(0, 9)] * len(words)}, 1_000)


class TestFromTheRecogniser:
    def test_the_tag_becomes_an_annotation_of_the_whole_text(self) -> None:
        found = read("<|zh|><|ANGRY|><|Speech|><|withitn|>你们管不管")

        assert found.text == "你们管不管"
        assert found.annotations.feelings == (Feeling(start=0, end=5, emotion=Emotion.ANGRY),)

    @pytest.mark.parametrize("text", ["<|zh|><|EMO_UNKNOWN|><|Speech|>你们", "你们", "<|zh|><|ANGRY|>"])
    def test_what_tells_nothing_is_none(self, text: str) -> None:
        assert read(text).annotations.feelings == ()

    def test_joined_texts_keep_their_emotions_at_their_places(self) -> None:
        one, other = read("<|HAPPY|>你们").annotations, read("<|SAD|>管不管").annotations

        assert [(each.start, each.end) for each in one.then(other, at=2).feelings] == [(0, 2), (2, 5)]


class TestKept:
    def test_the_store_gives_it_back(self) -> None:
        stored = rows.from_turns((ANGRY,))
        row = {**rows.from_transcript(DAY, transcript(ANGRY), call().recording.direction), "turns": stored}

        assert rows.to_transcript(row).turns == (ANGRY,)

    def test_masking_keeps_it(self) -> None:
        spoken = felt("我的号码是13800138000", (0, 16, Emotion.ANGRY))

        (masked,) = mask_transcript(transcript(spoken)).turns

        assert "13800138000" not in masked.text
        assert masked.annotations == spoken.annotations

    def test_a_day_without_emotions_keeps_the_mark_that_it_was_sealed_with(self) -> None:
        """The mark was computed before there were emotions."""
        assert transcript_digest(transcript(turn("我要投诉"))) == SEALED_BEFORE

    def test_stands_beside_the_hit_in_the_report(self) -> None:
        hit = finding(turn=0, start=3, end=5)
        day = day_result(call("call-1", transcript=transcript(ANGRY), evaluation=evaluation(hit)))

        assert [one.emotion for one in view_of(day).flagged[0].hits] == ["生气"]

    @pytest.mark.parametrize(
        ("spoken", "told"),
        [
            (ANGRY, "angry"),
            (felt("快一点管不管", (0, 3, Emotion.SAD)), None),
            (felt("管不管快"), "not_evaluated"),
        ],
    )
    def test_is_a_column_of_the_exported_hits(self, spoken: Turn, told: str | None) -> None:
        hit = finding(turn=0, start=3, end=4)
        day = day_result(call("call-1", transcript=transcript(spoken), evaluation=evaluation(hit)))

        assert [row["emotion"] for row in hit_rows(day)] == [told]


SEALED_BEFORE = "3f9175b0155e4c0ff3f30f9d75c55afadd94fcc48698881cbd4711ebda67f3f9"
