"""What a language model says of a recording is held against what was said."""

import json

import pytest

from callqa.studio.generated import MOST_CHARACTERS, checked, requests, told
from callqa.studio.sentences import Sentence

SAID = [
    Sentence(start_ms=0, end_ms=900, text="一共是350块", speaker="0-agent"),
    Sentence(start_ms=5_000, end_ms=6_000, text="我下周三把合同发给您", speaker="0-agent"),
    Sentence(start_ms=9_000, end_ms=9_900, text="好的谢谢", speaker="1-customer"),
]


def points(*given: object) -> tuple[list[tuple[str, tuple[int, ...]]], int]:
    found, refused = checked(json.dumps({"points": list(given)}, ensure_ascii=False), SAID)
    return [(each.text, each.at_ms) for each in found], refused


@pytest.mark.parametrize(
    "point",
    [
        {"text": "坐席说价格是350块", "from": [1]},
        {"text": "坐席答应“下周三把合同发给您”", "from": [2, 2]},
        {"text": "坐席报价350，并答应发合同", "from": [2, 1]},
        {"text": "坐席说“我下周三，把合同发给您。”", "from": [2]},
    ],
)
def test_a_point_that_rests_on_what_was_said_is_taken_with_its_times(point: dict[str, object]) -> None:
    ((text, at),), refused = points(point)

    assert (text, refused) == (point["text"], 0)
    assert list(at) == sorted({SAID[each - 1].start_ms for each in point["from"]})  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "point",
    [
        {"text": "没有依据", "from": []},
        {"text": "没有依据"},
        {"text": "依据不存在", "from": [4]},
        {"text": "依据不存在", "from": [0]},
        {"text": "不是编号", "from": ["1"]},
        {"text": "不是编号", "from": [True]},
        {"text": "客户说“我要投诉”", "from": [3]},
        {"text": "坐席说“下周三把合同发给您”", "from": [1]},
        {"text": "客户说「我要退款」", "from": [3]},
        {"text": "价格是450块", "from": [1]},
        {"text": "价格是35块", "from": [1]},
        {"text": "", "from": [1]},
        {"text": "长" * 301, "from": [1]},
        "一句话",
        None,
    ],
)
def test_a_point_that_quotes_or_counts_what_nobody_said_is_refused(point: object) -> None:
    assert points(point) == ([], 1)


def test_a_fence_around_the_answer_is_no_harm() -> None:
    found, _ = checked('```json\n{"points": [{"text": "好", "from": [1]}]}\n```', SAID)

    assert [each.text for each in found] == ["好"]


@pytest.mark.parametrize("answer", ["", "好的，摘要如下", "[]", '{"points": 3}', "null"])
def test_an_answer_of_another_form_is_none(answer: str) -> None:
    with pytest.raises(ValueError):
        checked(answer, SAID)


def test_a_long_recording_is_asked_in_parts_that_lose_no_sentence() -> None:
    long = [SAID[1]] * 2_000
    parts = list(requests(long))

    assert [each for part in parts for each in part] == long
    assert all(sum(len(each.text) for each in part) <= MOST_CHARACTERS for part in parts)
    assert told(SAID, {"0-agent": "张三", "1-customer": "客户"}).splitlines()[2] == "3. 客户：好的谢谢"
