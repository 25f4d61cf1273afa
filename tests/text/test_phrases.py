"""Words that are looked for: read, spread out for an index, and found again in a text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callqa.text.phrases import BREAK, Phrases, places, spaced

SPEECH = st.text(alphabet="我要投诉退款一二三幺12３*，a 謝", max_size=30)


@pytest.mark.parametrize(
    ("text", "wanted", "unwanted"),
    [
        ("投诉", ["投诉"], []),
        ("投诉 退款", ["投诉", "退款"], []),
        ("“要 投诉” -快递", ["要投诉"], ["快递"]),
        ('"要 投诉', ["要投诉"], []),
        ("投诉，退款！", ["投诉退款"], []),
        ("１2315", ["一二三一五"], []),
        ("幺二三幺五", ["一二三一五"], []),
        ("謝謝", ["谢谢"], []),
        ("WiFi", ["wifi"], []),
        ("138****5678", ["一三八", "五六七八"], []),
        ("投诉 投诉", ["投诉"], []),
        ("-", [], []),
        ("，。 **", [], []),
        ("－快递 投诉", ["投诉"], ["快递"]),
    ],
)
def test_words_are_read_as_people_write_them(text: str, wanted: list[str], unwanted: list[str]) -> None:
    found = Phrases.read(text)

    assert (list(found.wanted), list(found.unwanted)) == (wanted, unwanted)


def test_nothing_goes_on_over_a_hidden_number_or_into_the_next_turn() -> None:
    held = "".join(spaced(["电话138****5678", "我要"]))

    assert held.split(BREAK) == ["电话一三八", "", "", "", "五六七八", "我要", ""]
    assert list(places("电话138****5678", "八五")) == []


@given(SPEECH, SPEECH)
def test_what_is_found_in_a_text_is_in_its_index_and_the_other_way_round(text: str, words: str) -> None:
    for phrase in Phrases.read(words).wanted:
        held = "".join(spaced([text])).split(BREAK)
        spans = list(places(text, phrase))

        assert bool(spans) == any(phrase in part for part in held)
        for start, end in spans:
            assert Phrases.read(f'"{text[start:end]}"').wanted == (phrase,)
