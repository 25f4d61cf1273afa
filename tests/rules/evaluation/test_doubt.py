"""A hotword must not fabricate a complaint: what a second reading does not confirm is marked."""

from dataclasses import replace
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callqa.model.annotations import Annotations, Correction, PlainReading
from callqa.model.finding import Certainty, Finding
from callqa.model.recording import Role
from callqa.model.transcript import Turn
from callqa.rules.evaluation.evaluate import evaluate
from callqa.rules.evaluation.hotword_confirmation import marked
from tests.rules.rule_makers import book, rule
from tests.support.builders import finding, transcript, turn


def read_twice(*pieces: str | tuple[str, str]) -> Turn:
    """Return a turn of segments; a pair is the text of one with hotwords and without."""
    texts = [piece if isinstance(piece, str) else piece[0] for piece in pieces]
    starts = [0, *accumulate(map(len, texts))]
    plain = tuple(
        PlainReading(start=at, end=at + len(piece[0]), text=piece[1])
        for at, piece in zip(starts, pieces, strict=False)
        if not isinstance(piece, str)
    )
    return replace(turn("".join(texts)), annotations=Annotations(plain=plain))


def found(spoken: Turn, evidence: str) -> Finding:
    start = spoken.text.index(evidence)
    return finding(evidence, start=start, end=start + len(evidence))


@pytest.mark.parametrize(
    ("text", "plain", "evidence", "other"),
    [
        ("我要投诉", "", "投诉", ""),
        ("我要投诉", "我要头素", "投诉", None),
        ("我要投诉", "我要投诉", "投诉", None),
        ("我要投诉", "我要投树", "投诉", "投树"),
        ("我要投诉", "我要偷宿", "投诉", None),
        ("我要投诉", "我要头发", "投诉", "头发"),
        ("我要投诉", "我要走了", "投诉", "走了"),
        ("我要投诉", "我要走了", "我要", None),
        ("我要投诉你们", "我要你们", "投诉", ""),
        ("我要投诉你们", "啊我要投诉你们啊", "投诉", None),
        ("我要投诉", "我要投了诉", "投诉", "投了诉"),
        ("投诉", "嗯", "投诉", "嗯"),
        ("我要，投诉。", "我要。投诉，", "投诉", None),
        ("打12315", "打一二三幺五", "12315", None),
        ("三百块钱", "山百块钱", "三百", "山百"),
    ],
)
def test_a_finding_is_doubtful_where_the_reading_without_hotwords_sounds_otherwise(
    text: str, plain: str, evidence: str, other: str | None
) -> None:
    spoken = read_twice((text, plain))

    judged = marked(found(spoken, evidence), [spoken])

    assert judged.certainty is (Certainty.EXACT if other is None else Certainty.DOUBTFUL)
    assert judged.other_reading == (other or "")


def test_a_finding_in_a_segment_that_was_not_read_twice_stays_as_it_is() -> None:
    spoken = read_twice("我要投诉", ("他要退款", "他要走了"))
    judged = found(spoken, "投诉")

    assert marked(judged, [spoken]) is judged


def test_a_finding_over_two_segments_is_doubtful_when_one_half_is() -> None:
    spoken = read_twice(("我要投", "我要"), "诉你们")

    judged = marked(found(spoken, "投诉"), [spoken])

    assert (judged.certainty, judged.other_reading) == (Certainty.DOUBTFUL, "诉")


def test_a_finding_that_goes_on_in_the_next_turn_of_its_speaker_is_looked_at_there_too() -> None:
    first, answer = turn("我要投"), turn("您好", Role.AGENT, 700)
    second = replace(read_twice(("诉你们", "素你们")), start_ms=900)
    judged = finding("投诉", start=2, end=3)

    confirmed = marked(judged, [first, answer, second])
    doubtful = marked(
        judged, [first, answer, replace(second, annotations=read_twice(("诉你们", "")).annotations)]
    )

    assert confirmed is judged
    assert (doubtful.certainty, doubtful.other_reading) == (Certainty.DOUBTFUL, "投")


def test_a_finding_about_the_whole_call_has_no_other_reading() -> None:
    judged = finding("", turn=None, start=0, end=0)

    assert marked(judged, [read_twice(("我要投诉", ""))]) is judged


def test_a_finding_in_a_corrected_word_is_near_sound_and_shows_the_original() -> None:
    correction = Correction(start=2, end=5, original="进水气", score=0.9)
    spoken = replace(turn("我的净水器坏了"), annotations=Annotations(corrections=(correction,)))

    judged = marked(found(spoken, "净水器坏了"), [spoken])
    untouched = marked(found(spoken, "坏了"), [spoken])

    assert (judged.certainty, judged.other_reading) == (Certainty.NEAR_SOUND, "进水气坏了")
    assert untouched.certainty is Certainty.EXACT


def test_a_correction_is_not_held_against_the_second_reading() -> None:
    correction = Correction(start=2, end=4, original="漏税", score=0.8)
    known = Annotations(plain=(PlainReading(start=0, end=4, text="我要漏税"),), corrections=(correction,))
    spoken = replace(turn("我要怒水"), annotations=known)

    assert marked(found(spoken, "怒水"), [spoken]).certainty is Certainty.NEAR_SOUND


def test_every_finding_of_an_evaluation_is_looked_at() -> None:
    spoken = transcript(read_twice(("我要投诉", "")), replace(turn("我要退款"), start_ms=9_000))

    judged = evaluate(spoken, book(rule("投诉"), rule("退款", rule_id="s")))

    assert [(f.evidence, f.certainty) for f in judged.findings] == [
        ("投诉", Certainty.DOUBTFUL),
        ("退款", Certainty.EXACT),
    ]


@given(st.text("我要投诉头数退，1", max_size=8), st.text("我要投诉头数退，1", max_size=8), st.data())
def test_any_two_readings_have_an_answer_and_equal_ones_confirm(
    text: str, plain: str, data: st.DataObject
) -> None:
    end = data.draw(st.integers(0, len(text)))
    start = data.draw(st.integers(0, end))
    judged = finding(text[start:end], start=start, end=end)

    assert marked(judged, [read_twice((text, text))]) == judged
    assert marked(judged, [read_twice((text, plain))]).other_reading in plain
