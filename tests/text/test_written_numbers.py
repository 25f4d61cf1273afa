"""Numbers as people write them, with the way back to the spoken characters."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from callqa.model.annotations import WrittenForm, as_written
from callqa.text.itn import NumberWriter


@pytest.mark.parametrize(
    ("spoken", "written"),
    [
        ("二零二五年", "2025年"),
        ("二〇二五年", "2025年"),
        ("一百二十块", "120块"),
        ("我说一百二十块，啊", "我说120块，啊"),
        ("一共花了三千五百二十一块五毛", "一共花了3521块5毛"),
        ("十五号下午三点半", "15号下午3点半"),
        ("上午九点零五分", "上午9点05分"),
        ("二零二五年十二月三号", "2025年12月3号"),
        ("幺三八零零一三八零零零", "13800138000"),
        ("四零零八二零", "400820"),
        ("百分之二十", "20%"),
        ("三分之二", "2/3"),
        ("三点一四", "3.14"),
        ("十五分钟", "15分钟"),
        ("五百克", "500克"),
        ("零下十度", "零下10度"),
    ],
)
def test_a_number_is_written_as_people_write_it(spoken: str, written: str) -> None:
    assert as_written(spoken, NumberWriter().written(spoken)) == written


@pytest.mark.parametrize(
    "spoken",
    ["", "好的", "一会儿就好", "一点都不好", "万一不行", "千万别挂", "十分不满意", "三四个人", "十几个",
     "两三百块", "九九八十一", "七上八下", "第一次"],
)  # fmt: skip
def test_what_people_write_in_words_stays(spoken: str) -> None:
    assert NumberWriter().written(spoken) == ()


def test_the_way_back_to_the_spoken_characters_is_kept() -> None:
    assert NumberWriter().written("花了一百二十块，二零二五年买的") == (
        WrittenForm(start=2, end=7, text="120块"),
        WrittenForm(start=8, end=13, text="2025年"),
    )


@settings(max_examples=150)
@given(st.text("一二两三十百千万零〇幺点年月日号块分之半几个我，A1 ", max_size=12))
def test_any_text_is_written_in_order_and_inside_itself(text: str) -> None:
    forms = NumberWriter().written(text)

    edges = [edge for form in forms for edge in (form.start, form.end)]
    assert edges == sorted(edges)
    assert all(0 <= form.start < form.end <= len(text) for form in forms)
    assert all(text[form.start : form.end] != form.text for form in forms)


@pytest.mark.parametrize(
    "spoken", ["一百二十块", "二零二五年十二月三号", "上午九点零五分", "百分之二十", "二十四小时"]
)
def test_a_number_is_written_alike_wherever_it_stands(spoken: str) -> None:
    alone = as_written(spoken, NumberWriter().written(spoken))
    text = f"我想问一下就是那个{spoken}的事情你们到底怎么处理我打了好几个电话了{spoken}啊"

    assert as_written(text, NumberWriter().written(text)) == text.replace(spoken, alone)
