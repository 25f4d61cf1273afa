import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callqa.model.speech import Recognition
from callqa.text.alignment import from_stamps, from_text, from_tokens, punctuate, spread


class TestTokens:
    def test_one_time_a_hanzi(self):
        heard = from_tokens(["退", "款"], [(0, 200), (200, 400)], 1000)
        assert Recognition(text="退款", char_times=((0, 200), (200, 400))) == heard

    def test_a_latin_token_shares_its_time_between_its_characters(self):
        heard = from_tokens(["用", "app"], [(0, 100), (100, 400)], 1000)
        assert heard.text == "用app"
        assert heard.char_times == ((0, 100), (100, 200), (200, 300), (300, 400))

    def test_another_number_of_times_than_tokens_is_spread_evenly(self):
        heard = from_tokens(["退", "款"], [(0, 200), (200, 400), (400, 600)], 1000)
        assert heard.char_times == ((0, 500), (500, 1000))

    def test_no_tokens_are_no_text(self):
        assert Recognition() == from_tokens([], [], 1000)

    def test_a_text_without_times_is_spread_evenly_and_loses_its_spaces(self):
        assert Recognition(text="退款", char_times=((0, 500), (500, 1000))) == from_text("退 款\n", 1000)

    @given(st.integers(0, 50), st.integers(0, 5000), st.integers(0, 5000))
    def test_spread_covers_the_span_without_gaps(self, length, start, end):
        times = spread(length, start, end)
        assert length == len(times)
        assert all(one[1] == two[0] for one, two in itertools.pairwise(times))
        if times:
            assert (start, max(start, end)) == (times[0][0], times[-1][1])


class TestPunctuation:
    HEARD = Recognition(text="您好ok吗", char_times=((0, 1), (1, 2), (2, 3), (3, 4), (4, 5)))

    def test_a_mark_has_the_end_of_the_character_before_it(self):
        marked = punctuate(self.HEARD, "您好，ok吗？")
        assert marked.text == "您好，ok吗？"
        assert marked.char_times == ((0, 1), (1, 2), (2, 2), (2, 3), (3, 4), (4, 5), (5, 5))

    def test_spaces_and_capitals_of_the_model_are_not_taken_over(self):
        assert punctuate(self.HEARD, "您好 OK 吗。").text == "您好ok吗。"

    @pytest.mark.parametrize("other", ["您好吗？", "您好ok吗呢？", "你好ok吗？", ""])
    def test_a_text_that_changed_otherwise_is_left_as_it_was(self, other):
        assert punctuate(self.HEARD, other) == self.HEARD

    def test_a_mark_in_front_stands_at_the_start(self):
        assert punctuate(self.HEARD, "。您好ok吗").char_times[0] == (0, 0)


def test_a_recognition_has_a_time_for_every_character():
    with pytest.raises(ValueError, match="2 characters, 1 times"):
        Recognition(text="退款", char_times=((0, 1),))


class TestLatinWords:
    HEARD = from_tokens(["i", "want", "退", "款"], [(0, 100), (100, 500), (500, 600), (600, 700)], 1000)

    def test_a_space_stands_between_two_of_them_and_lasts_no_time(self):
        assert self.HEARD.text == "i want退款"
        assert self.HEARD.char_times[1] == (100, 100)

    def test_marks_are_set_around_a_space(self):
        marked = punctuate(self.HEARD, "I, want退款。")

        assert marked.text == "i, want退款。"
        assert marked.char_times[1:3] == ((100, 100), (100, 100))

    @pytest.mark.parametrize(
        ("text", "written"),
        [
            ("I want a refund. Thank you", "I want a refund. Thank you"),
            ("退 款 app 吧", "退款app吧"),
            ("打 12 315 号", "打12315号"),
            ("iPhone 15 Pro", "iPhone 15 Pro"),
            ("好的， ok", "好的，ok"),
            ("  a  b ", "a b"),
        ],
    )
    def test_no_other_space_is_kept(self, text, written):
        assert from_text(text, 1000).text == written

    @given(st.text(alphabet="ab1退， .⁇", max_size=12))
    def test_stamps_of_every_character_are_its_times(self, text):
        even = from_text(text, 1000).text
        bare = even.replace(" ", "").replace("⁇", "")
        if "⁇" not in even:
            spans = [(index * 10, index * 10 + 10) for index in range(len(bare))]
            heard = from_stamps(text, list(bare), spans, 1000)
            assert heard.text == even
            assert [t for c, t in zip(even, heard.char_times, strict=True) if c != " "] == spans
