"""`callqa rules suggest`: from stored verdicts to lines that do what was said once they are pasted."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from callqa.model.review.verdicts import Verdict
from callqa.operations import flag
from callqa.settings.pipeline_yaml import Configuration
from callqa.storage.reviews import Reviews
from callqa.storage.store import Store
from tests.support.builders import recording, review, transcript, turn
from tests.support.sites import site

DAY = date(2026, 2, 14)
Command = Callable[..., tuple[int, str, str]]
SAID = {
    "A": ("请问投诉电话是几号", Verdict.FALSE),
    "B": ("你们投诉电话给我一下", Verdict.FALSE),
    "C": ("我要投诉你们", Verdict.TRUE),
    "D": ("那个投诉电话打不通", None),
    "E": ("谢谢再见", None),
}


@pytest.fixture
def judged(configuration: Configuration, store: Store, callqa: Command) -> Store:
    """Provide a day of five calls that was flagged, and verdicts on three of its hits."""
    callqa("rules", "publish")
    calls = [recording(call_id, path=f"/inbox/{call_id}.wav") for call_id in SAID]
    store.save_collection(DAY, calls, [], [])
    spoken = [transcript(turn(text), call_id=call_id) for call_id, (text, _) in SAID.items()]
    store.save_transcripts(DAY, spoken, calls)
    here = site(configuration, store)
    flag.flag_day(here, DAY)
    hits = {call_id: one.findings for call_id, one in store.evaluations(DAY).items()}
    said = [
        review(day=DAY, finding_id=hits[call_id][0].finding_id, rule_id="complaint", verdict=verdict)
        for call_id, (_, verdict) in SAID.items()
        if verdict
    ]
    Reviews(store.database).add(here, said)
    return store


def proposed(callqa: Command, *more: str) -> dict[str, Any]:
    code, out, _ = callqa("rules", "suggest", "--day", "2026-02-14", "--json", *more)
    assert code == 0
    (rule,) = json.loads(out)["rules"]
    return dict(rule)


def test_the_pasted_lines_do_what_was_said(judged: Store, project: Path, callqa: Command) -> None:
    rule = proposed(callqa)
    proposal = next(one for one in rule["proposals"] if one["changes"][0]["key"] == "not_in")

    book = project.parent / "keywords.yaml"
    changed = book.with_name("changed.yaml")
    line = proposal["yaml"][-1]
    changed.write_text(
        book.read_text(encoding="utf-8").replace("keywords: [投诉]", f"keywords: [投诉], {line}"),
        encoding="utf-8",
    )
    _, out, _ = callqa("rules", "try", str(changed), "--day", "2026-02-14", "--json")
    (tried,) = json.loads(out)["rules"]

    assert (rule["false"], rule["confirmed"]) == (2, 1)
    assert (proposal["spared"], proposal["lost"], proposal["unjudged"]) == (2, 0, 1)
    assert (tried["old"], tried["new"], tried["lost"]) == (proposal["before"], proposal["after"], 3)


def test_it_is_told_in_chinese_with_the_lines_to_paste(judged: Store, callqa: Command) -> None:
    code, out, _ = callqa("rules", "suggest", "complaint", "--day", "2026-02-14")

    assert code == 0
    assert "客户要投诉（complaint）：误命中 2 处，真命中 1 处" in out
    assert "误命中少 2 处，真命中一处不丢，还没复核的少 1 处（现在命中 4 处，改了以后 1 处）" in out
    assert "not_in: [投诉电话]" in out


def test_a_day_that_another_book_judged_is_looked_at_whole(
    judged: Store, project: Path, callqa: Command
) -> None:
    book = project.parent / "keywords.yaml"
    book.write_text(book.read_text(encoding="utf-8").replace("[投诉]", "[投诉, 谢谢再见]"), encoding="utf-8")
    callqa("rules", "publish")

    (proposal, *_) = proposed(callqa)["proposals"]

    assert proposal["before"] == 5


def test_without_a_false_hit_there_is_nothing_to_suggest(
    configuration: Configuration, store: Store, callqa: Command
) -> None:
    callqa("rules", "publish")

    code, out, _ = callqa("rules", "suggest")

    assert code == 0
    assert "没有判为误命中的命中" in out


def test_an_unknown_rule_is_refused_with_the_known_ones(judged: Store, callqa: Command) -> None:
    code, _, err = callqa("rules", "suggest", "complain", "--day", "2026-02-14")

    assert code == 2
    assert "complaint" in err
