"""What the encoder is told about how characters sound."""

from pypinyin import Style, lazy_pinyin
from pypinyin.contrib.tone_convert import to_finals, to_initials

from scripts.demo_model import sounds
from scripts.demo_model.text import TextSource


def named(text: str) -> list[tuple[str, str, int]]:
    return [(sounds._INITIALS[i], sounds._FINALS[f], t + 1) for i, f, t in sounds.sounds_of(text)]


def test_a_syllable_is_its_initial_its_final_and_its_tone() -> None:
    assert named("投诉退款") == [("t", "ou", 2), ("s", "u", 4), ("t", "uei", 4), ("k", "uan", 3)]


def test_tones_are_those_that_are_spoken_not_those_of_the_dictionary() -> None:
    assert [tone for _, _, tone in named("你好")] == [2, 3]


def test_homophones_sound_the_same_and_near_homophones_do_not() -> None:
    assert named("店") == named("电")
    assert named("大") != named("打")


def test_every_syllable_of_the_vocabulary_is_known() -> None:
    unknown = []
    for character in sorted(TextSource().vocabulary):
        syllable = lazy_pinyin(character, style=Style.NORMAL)[0]
        initial, final = to_initials(syllable), to_finals(syllable, v_to_u=False)
        if initial not in sounds._INITIALS or final not in sounds._FINALS:
            unknown.append((character, syllable, initial, final))

    assert unknown == []
