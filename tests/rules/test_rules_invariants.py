"""What holds for any book and any call."""

import re
import tempfile
from itertools import pairwise
from pathlib import Path

from hypothesis import example, given
from hypothesis import strategies as st

from callqa.model.errors import BadInputError
from callqa.model.revision import revision
from callqa.model.transcript import Outcome, Transcript
from callqa.operations.flag import load_book
from callqa.rules.advice.caution import with_columns
from callqa.rules.advice.lint import warnings
from callqa.rules.books import checked
from callqa.rules.evaluation.evaluate import evaluate
from callqa.rules.search.phrase_index import FILLERS, Found, PhraseIndex, all_of, longest
from callqa.strict_yaml.problems import ProblemsError
from callqa.text.fold import fold
from tests.rules.rule_makers import book, call, must_say, rule, turn
from tests.support.places import CONFIG

SHIPPED = (CONFIG / "keywords.yaml").read_bytes()
LAST_CATEGORY = "categories:\n" + SHIPPED.decode()[SHIPPED.decode().rindex("  - name:") :]
"""A book that is quick to read, in which everything stands that supervisors write."""
WORDS = ("投诉", "诉投", "投", "12", "一二一", "aB")
BOOK = book(
    rule(", ".join(WORDS), "not_in: [投诉诉, 一 12]"),
    rule(", ".join(WORDS[:3]), "role: 任意", "anybody"),
    must_say("诉, 12", "role: 坐席, within_s: 5"),
)
TEXTS = st.text("投诉一二12幺aＢB，。 \n", max_size=12)


@st.composite
def calls(draw: st.DrawFn) -> Transcript:
    """Return turns of all roles, overlapping and with pauses."""
    turns = draw(
        st.lists(
            st.builds(turn, st.sampled_from(["客户", "坐席", "未知"]), TEXTS, st.integers(0, 9000)),
            max_size=8,
        )
    )
    return call(*sorted(turns, key=lambda one: one.start_ms))


@given(calls())
def test_the_same_call_gives_the_same_evaluation(transcript: Transcript) -> None:
    assert evaluate(transcript, BOOK) == evaluate(transcript, BOOK)


@given(calls())
def test_every_finding_shows_its_evidence_where_it_says(transcript: Transcript) -> None:
    folded_words = {fold(word) for word in WORDS}
    for one in evaluate(transcript, BOOK).findings:
        if one.turn is None:
            continue
        shown = transcript.turns[one.turn].text[one.start : one.end]
        assert fold(one.evidence) in folded_words
        assert one.evidence.startswith(shown)
        assert fold(shown)
        assert transcript.turns[one.turn].role == one.role
        first_time = transcript.turns[one.turn].char_times[one.start]
        assert one.start_ms == first_time[0]


@given(calls())
def test_ids_are_unique_and_findings_are_in_order_of_time(transcript: Transcript) -> None:
    findings = evaluate(transcript, BOOK).findings
    places = {(one.rule_id, one.role, one.turn, one.start) for one in findings}
    starts = [one.start_ms for one in findings]
    if len({(one.role, one.start_ms) for one in transcript.turns}) == len(transcript.turns):
        assert len({one.finding_id for one in findings}) == len(findings) == len(places)
    assert starts == sorted(starts)


@given(calls())
def test_a_rule_is_found_or_not_evaluated_but_never_both(transcript: Transcript) -> None:
    evaluation = evaluate(transcript, BOOK)
    found = {one.rule_id for one in evaluation.findings}
    skipped = [one.rule_id for one in evaluation.not_evaluated]
    assert not found & set(skipped)
    assert len(skipped) == len(set(skipped))


@given(calls(), st.sampled_from(Outcome))
def test_a_failed_call_never_has_findings(transcript: Transcript, outcome: Outcome) -> None:
    other = call(*transcript.turns, outcome=outcome)
    if outcome is Outcome.FAILED:
        assert evaluate(other, BOOK).findings == ()
        assert len(evaluate(other, BOOK).not_evaluated) == len(BOOK.rules)


@given(TEXTS.map(fold), st.lists(TEXTS.map(fold).filter(bool)))
def test_spans_never_overlap_and_hold_wanted_words(text: str, wanted: list[str]) -> None:
    def found(words: list[str]) -> list[Found]:
        return longest(list(all_of(PhraseIndex(words, []).search(text).exact, set(words))))

    assert all(one.end <= other.start for one, other in pairwise(found(wanted)))
    assert all(text[one.start : one.end] in wanted for one in found(wanted))
    assert found(wanted[::-1]) == found(wanted)


def slowly_found(text: str, word: str) -> set[tuple[int, int]]:
    """Return a word where it stands, and where it stands once the fillers are left out."""
    gone = {at for match in re.finditer("|".join(FILLERS), text) for at in range(*match.span())}
    kept = [at for at in range(len(text)) if at not in gone]
    squeezed = "".join(text[at] for at in kept)
    whole = {(at, at + len(word)) for at in range(len(text)) if text.startswith(word, at)}
    starts = (at for at in range(len(squeezed)) if squeezed.startswith(word, at))
    return whole | {(kept[at], kept[at + len(word) - 1] + 1) for at in starts}


@given(
    st.text("那个人就是说嗯投诉\n", max_size=16),
    st.lists(st.text("那个人就是说嗯投诉", min_size=1, max_size=3), max_size=4),
)
@example("那个人那个个人", ["个人", "那个", "人"])
def test_words_are_found_over_fillers_and_where_they_share_characters_with_them(
    text: str, wanted: list[str]
) -> None:
    found = PhraseIndex(wanted, []).search(text).exact

    for word in wanted:
        places = [(one.start, one.end) for one in found.get(word, [])]
        assert len(places) == len(set(places))
        assert set(places) == slowly_found(text, word)


@given(st.text(max_size=8))
@example('C"1\\')
@example("通话\x1f\u2028")
def test_an_id_is_the_revision_of_call_evidence_place_and_rule(call_id: str) -> None:
    heard = call(turn("客户", "“投诉”", 100), call_id=call_id)
    other, one = evaluate(heard, book(rule(), must_say("没说过"))).findings

    place = ["customer", 1, 100, 1, 3]
    assert one.finding_id == revision(
        "hit", {"call": call_id, "rule": "r", "place": place, "evidence": "投诉"}
    )
    nowhere = ["customer", -1, None, 0, 0]
    assert other.finding_id == revision(
        "hit", {"call": call_id, "rule": "m", "place": nowhere, "evidence": ""}
    )


TALKING = book("id: o, name: 抢话, role: 任意, overlap: {over_s: 0.4, min_chars: 1}", role="任意")


def slowly_interrupting(transcript: Transcript) -> set[int]:
    """Each turn beside every other one."""
    spoken = [(index, one) for index, one in enumerate(transcript.turns) if fold(one.text)]
    return {
        index
        for index, one in spoken
        for _, other in spoken
        if (one.role, one.channel) != (other.role, other.channel)
        and other.start_ms < one.start_ms
        and min(one.end_ms, other.end_ms) - one.start_ms >= 400
    }


@given(calls())
def test_turns_interrupt_as_a_comparison_of_all_with_all_says(transcript: Transcript) -> None:
    found = {one.turn for one in evaluate(transcript, TALKING).findings}

    assert found == slowly_interrupting(transcript)


def survives(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "keywords.yaml"
        path.write_bytes(content)
        try:
            load_book(path)
        except BadInputError as error:
            assert error.what
            assert error.cure


@given(st.binary(max_size=200))
@example(b"\xff\xfe")
@example(b"")
def test_random_bytes_bring_no_traceback(content: bytes) -> None:
    survives(content)


@given(
    st.integers(0, 3000),
    st.integers(0, 40),
    st.text("：:-[]{}\"'#&*!|>, \t\n，投1", max_size=5),
)
def test_a_damaged_book_brings_no_traceback(at: int, cut: int, put: str) -> None:
    text = LAST_CATEGORY
    at = min(at, len(text))
    survives((text[:at] + put + text[at + cut :]).encode())


@given(
    st.integers(0, 3000),
    st.integers(0, 40),
    st.text("：:-[]{}\"'#&*!|>, \n，投1kn", max_size=5),
)
@example(2500, 3, "")
def test_every_problem_of_a_damaged_book_stands_in_it_and_has_a_whole_cure(
    at: int, cut: int, put: str
) -> None:
    text = LAST_CATEGORY
    at = min(at, len(text))
    text = text[:at] + put + text[at + cut :]

    try:
        told = [caution.problem for caution in with_columns(warnings(checked(text, "k.yaml")), text)]
    except ProblemsError as error:
        told = [*error.problems]

    lines = text.split("\n")
    for problem in told:
        assert 1 <= problem.line <= len(lines)
        assert 1 <= problem.column <= len(lines[problem.line - 1]) + 1, str(problem)
        assert problem.what
        assert problem.cure
        assert not problem.cure.endswith("："), str(problem)
