"""Words are looked for in UTF-16: what is peculiar about that is not seen from outside."""

import pytest

from callqa.rules.search.phrase_index import Found, PhraseIndex

RARE = "\U00020bb7"  # 𠮷, which takes four bytes
OTHER_RARE = "\U00020b9f"


def test_the_halves_of_two_characters_are_no_character() -> None:
    assert PhraseIndex(["中"], []).search("\u2d30\u044e").exact == {}  # 30 2d 4e 04 holds 2d 4e


def test_the_halves_of_two_characters_are_no_filler() -> None:
    word = "\uce00乔"  # 00 ce 54 4e holds ce 54, which is 哎

    assert PhraseIndex([word, "乔迁"], []).search(f"{word}迁").exact == {
        word: [Found(0, 2)],
        "乔迁": [Found(1, 3)],
    }


@pytest.mark.parametrize("before", ["", RARE, OTHER_RARE * 3, f"嗯{RARE}嗯", "投诉"])
@pytest.mark.parametrize("word", ["退款", f"{RARE}野家", f"退{RARE}款"])
def test_places_are_characters_also_behind_characters_of_four_bytes(before: str, word: str) -> None:
    text = f"{before}{word}{OTHER_RARE}"

    found = PhraseIndex([word], []).search(text).exact[word]

    assert [text[one.start : one.end] for one in found] == [word]


def test_two_rare_characters_are_not_taken_for_each_other() -> None:
    words = [f"{RARE}野家", f"{OTHER_RARE}野家"]

    assert list(PhraseIndex(words, []).search(words[1]).exact) == [words[1]]
    assert PhraseIndex(words[:1], []).search(words[1]).exact == {}


def test_words_by_sound_are_found_behind_rare_characters_and_fillers() -> None:
    near = PhraseIndex(["退款"], ["退款"]).search(f"{RARE}我要推嗯款").near

    assert [(one.start, one.end) for one in near["退款"]] == [(3, 6)]
