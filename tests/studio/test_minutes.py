"""Minutes: what is to be done, figures, chapters and shares; every line as it was said, with its time."""

import pytest

from callqa.model.annotations import Annotations, WrittenForm
from callqa.model.recording import Role
from callqa.model.transcript import Turn
from callqa.studio.minutes import Minutes, minutes
from callqa.studio.sentences import sentences
from tests.support.builders import transcript, turn


def of(*turns: Turn, words: tuple[str, ...] = (), **names: str) -> Minutes:
    last = max((each.end_ms for each in turns), default=0)
    named = {key.replace("_", "-").removeprefix("k"): name for key, name in names.items()}
    return minutes(transcript(*turns, duration_ms=last), words, named)


@pytest.mark.parametrize(
    ("said", "who", "when", "deed"),
    [
        ("这个事情我来跟进下周三之前完成", "我来", "下周三", "跟进"),
        ("财务月底前把发票整理好", "财务", "月底", "整理"),
        ("明天下班前发给客户", "", "明天", "发给"),
        ("张总确认一下合同", "张总", "", "确认"),
        ("你们三个工作日内回复", "你们", "三个工作日内", "回复"),
        ("今天天气很好", None, None, None),
        ("今天我们过一下物流的安排", None, None, None),
        ("跟进", None, None, None),
        ("合同已经完成", None, None, None),
    ],
)
def test_a_line_says_who_does_what_when(said: str, who: str | None, when: str, deed: str) -> None:
    found = of(turn(said, start_ms=61_000)).actions

    if who is None:
        assert found == ()
    else:
        (action,) = found
        assert (action.who, action.when, action.deed, action.text) == (who, when, deed, said)
        assert action.at_ms == 61_000


def test_whoever_is_called_by_the_name_that_a_speaker_was_given_is_who() -> None:
    (action,) = of(turn("这个李小龙负责对接"), k1_customer="李小龙").actions

    assert action.who == "李小龙"


def test_figures_stand_as_written_with_what_is_said_around_them() -> None:
    form = WrittenForm(start=3, end=8, text="350块")
    (figure,) = of(turn("一共是三百五十块钱", annotations=Annotations(written=(form,)))).figures

    assert (figure.before, figure.text, figure.after) == ("一共是", "350块", "钱")
    assert figure.at_ms == 600


def test_long_pauses_part_chapters_that_are_not_too_short() -> None:
    at = [0, 60_000, 200_000, 420_000, 430_000, 700_000]
    turns = [turn(f"第{n}句话说得不长", start_ms=start) for n, start in enumerate(at)]
    chapters = of(*turns).chapters

    assert [each.start_ms for each in chapters] == [0, 200_000, 420_000]
    assert chapters[-1].end_ms == turns[-1].end_ms
    assert chapters[1].heading == "第2句话说得不长"


def test_shares_are_of_all_talking_the_most_first() -> None:
    found = of(turn("短", Role.AGENT), turn("长得多的一句话", Role.CUSTOMER, 5_000)).shares

    assert [each.speaker for each in found] == ["1-customer", "0-agent"]
    assert sum(each.share for each in found) == pytest.approx(1)


def test_hotwords_that_were_said_are_counted() -> None:
    (mention,) = of(turn("退款退款"), turn("再退款", start_ms=9_000), words=("退款", "投诉")).mentions

    assert (mention.word, mention.times, mention.at_ms) == ("退款", 3, 0)


def test_nothing_said_gives_empty_minutes() -> None:
    found = of()

    assert (found.actions, found.figures, found.chapters, found.shares) == ((), (), (), ())


def test_sentences_end_at_marks_and_at_pauses() -> None:
    times = [(0, 200), (200, 400), (400, 500), (500, 700), (1_500, 1_700)]
    said = turn("好的。那行", char_times=times, end_ms=1_700)

    assert [(each.text, each.start_ms) for each in sentences([said])] == [
        ("好的。", 0),
        ("那", 500),
        ("行", 1_500),
    ]
