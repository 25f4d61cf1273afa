"""What is stored masked holds no personal number, and every character keeps its place and time."""

from hypothesis import given
from hypothesis import strategies as st

from callqa.days.masked_day import mask_turns
from callqa.days.masked_transcript import mask_transcript
from callqa.model.annotations import Annotations, Correction, PlainReading, WrittenForm
from callqa.model.recording import Role
from callqa.model.transcript import Transcript, Turn
from callqa.text.masking import MASK, mask
from tests.support.builders import transcript, turn

NUMBER = "一三八零零一三八零零零"
_TEXTS = st.text(st.sampled_from("一三八零0138电话卡号，我投诉*"), max_size=30)


def masked(spoken: Turn) -> Turn:
    return mask_transcript(transcript(spoken)).turns[0]


def test_a_number_and_its_written_form_go_and_other_written_forms_stay() -> None:
    known = Annotations(
        written=(WrittenForm(start=0, end=3, text="20"), WrittenForm(start=4, end=15, text="13800138000"))
    )
    spoken = turn(f"二十块{'，'}{NUMBER}", annotations=known)

    kept = masked(spoken)

    assert kept.text == "二十块，一三八****八零零零"
    assert [form.text for form in kept.annotations.written] == ["20"]
    assert kept.char_times == spoken.char_times


def test_another_reading_of_a_hidden_number_loses_all_its_digits() -> None:
    known = Annotations(plain=(PlainReading(start=2, end=13, text="一三八零零一三八零零好"),))

    kept = masked(turn(f"我的{NUMBER}", annotations=known))

    assert kept.annotations.plain[0].text == "**********好"


def test_a_number_that_only_its_written_form_shows_is_hidden() -> None:
    known = Annotations(written=(WrittenForm(start=2, end=13, text="13800138000"),))
    spoken = turn("我的幺三八零零幺三八三个零", annotations=known)

    kept = masked(spoken)

    assert (kept.text, kept.annotations.written) == ("我的*********个*", ())
    assert mask_turns((spoken,))[0].text == kept.text


def test_an_equal_reading_is_hidden_equally() -> None:
    known = Annotations(plain=(PlainReading(start=0, end=13, text=f"我的{NUMBER}"),))

    kept = masked(turn(f"我的{NUMBER}", annotations=known))

    assert kept.annotations.plain[0].text == kept.text == "我的一三八****八零零零"


def test_a_number_that_only_the_other_reading_holds_is_hidden_there() -> None:
    known = Annotations(plain=(PlainReading(start=0, end=2, text=f"打{NUMBER}"),))

    kept = masked(turn("投诉", annotations=known))

    assert (kept.text, kept.annotations.plain[0].text) == ("投诉", "打一三八****八零零零")


def test_what_stood_in_place_of_a_corrected_word_is_hidden_and_the_word_stays() -> None:
    known = Annotations(corrections=(Correction(start=3, end=5, original="零零", score=0.9),))

    kept = masked(turn("一三八灵灵一三八零零零", annotations=known))

    assert kept.text == "一三八灵灵**八零零零"
    assert kept.annotations.corrections[0].original == "**"


def test_what_is_left_makes_no_number_with_its_neighbours() -> None:
    call = transcript(turn(f"电话{NUMBER}，一二三四五六七"))

    kept = mask_transcript(call).turns[0].text

    assert mask(kept) == kept


def test_a_call_without_numbers_is_the_same_object() -> None:
    call = transcript(turn("我要投诉"))

    assert mask_transcript(call) is call


def _annotated(draw: st.DrawFn, text: str) -> Annotations:
    start = draw(st.integers(0, len(text)))
    end = draw(st.integers(start, len(text)))
    original = draw(st.text(st.sampled_from("一三八零138我"), min_size=end - start, max_size=end - start))
    corrected = (Correction(start=start, end=end, original=original, score=1.0),) if end > start else ()
    return Annotations(
        plain=(PlainReading(start=start, end=end, text=draw(_TEXTS)),),
        corrections=corrected,
        written=(WrittenForm(start=start, end=end, text=draw(_TEXTS)),) if end > start else (),
    )


@st.composite
def _turns(draw: st.DrawFn) -> Turn:
    text = draw(_TEXTS)
    role = draw(st.sampled_from([Role.AGENT, Role.CUSTOMER]))
    return turn(text, role, annotations=_annotated(draw, text))


@given(st.lists(_turns(), max_size=5))
def test_characters_times_and_spans_hold_and_masking_again_changes_nothing(turns: list[Turn]) -> None:
    call = transcript(*turns)

    kept = mask_transcript(call)

    assert mask_transcript(kept) is kept
    for new, old in zip(kept.turns, call.turns, strict=True):
        assert all(a in (MASK, b) for a, b in zip(new.text, old.text, strict=True))
        assert new.char_times == old.char_times
        assert [(one.start, one.end) for one in new.annotations.plain] == [
            (one.start, one.end) for one in old.annotations.plain
        ]
        for one, other in zip(new.annotations.corrections, old.annotations.corrections, strict=True):
            assert len(one.original) == len(other.original) == one.end - one.start


@given(st.lists(st.sampled_from(["一三八零零", "一三八零零零", "好的", NUMBER, "嗯"]), max_size=6))
def test_a_number_over_several_turns_is_in_no_field(parts: list[str]) -> None:
    call = transcript(*(turn(part, start_ms=3000 * at) for at, part in enumerate(parts)))

    assert mask("".join(_said(mask_transcript(call)))) == "".join(_said(mask_transcript(call)))


def _said(call: Transcript) -> list[str]:
    return [f"{one.text}\n" for one in call.turns]
