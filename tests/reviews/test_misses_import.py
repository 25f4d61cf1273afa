"""Misses come in with a file of verdicts, are kept with their history, and go with their call."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from callqa.model.review.misses import Heard, Miss
from callqa.operations import flag, review
from callqa.operations.load import load_day
from callqa.settings.pipeline_yaml import Configuration
from callqa.storage import erasure, purges, redaction
from callqa.storage.reviews import Reviews
from callqa.storage.session import Site
from callqa.storage.store import Store
from callqa.strict_yaml.problems import ProblemsError
from tests.support.builders import recording, transcript, turn
from tests.support.sites import site

DAY = date(2026, 2, 14)
NOW = datetime(2026, 2, 15, 1, tzinfo=UTC)
NUMBER = "13800138000"
CALLS = {f"in_{NUMBER}": "我要去告你们", "B": "谢谢再见"}


@pytest.fixture
def here(configuration: Configuration, store: Store) -> Site:
    """Provide a day of two calls that was flagged; the id of one has a customer's number in it."""
    calls = [
        recording(call_id, path=f"/inbox/{call_id}.wav", customer_number=NUMBER if "_" in call_id else None)
        for call_id in CALLS
    ]
    store.save_collection(DAY, calls, [], [])
    spoken = [transcript(turn(text), call_id=call_id) for call_id, text in CALLS.items()]
    store.save_transcripts(DAY, spoken, calls)
    at = site(configuration, store, now=NOW)
    flag.flag_day(at, DAY)
    return at


def export(folder: Path, *misses: dict[str, Any]) -> Path:
    path = folder / "verdicts.json"
    file = {"format": "callqa-verdicts/1", "day": "2026-02-14", "reviewer": "王芳", "verdicts": []}
    path.write_text(json.dumps({**file, "misses": misses}, ensure_ascii=False), encoding="utf-8")
    return path


def known(at: Site) -> list[Miss]:
    return Reviews(at.database).misses(DAY, DAY)


MISSED = {"call_id": "in_138****8000", "heard": "missed", "about": "complaint", "turn": 0, "text": "告你们"}


class TestImport:
    def test_a_call_is_known_by_the_id_that_a_report_shows(self, here: Site, tmp_path: Path) -> None:
        imported = review.import_file(here, export(tmp_path, MISSED), None)

        (found,) = known(here)
        assert (imported.missed, imported.new, imported.days) == (1, 0, (DAY,))
        assert (found.call_id, found.heard, found.rule_id) == (f"in_{NUMBER}", Heard.MISSED, "complaint")
        assert (found.category, found.text, found.reviewer) == ("投诉", "告你们", "王芳")

    @pytest.mark.parametrize("about", ["客户要投诉", "投诉"])
    def test_a_rule_is_known_by_its_name_and_a_category_by_its_own(
        self, here: Site, tmp_path: Path, about: str
    ) -> None:
        review.import_file(here, export(tmp_path, {**MISSED, "about": about}), None)

        assert [(one.rule_id, one.category) for one in known(here)] == [
            ("complaint" if about == "客户要投诉" else "", "投诉")
        ]

    def test_twice_is_once(self, here: Site, tmp_path: Path) -> None:
        review.import_file(here, export(tmp_path, MISSED), None)
        again = review.import_file(here, export(tmp_path, MISSED), None)

        assert (again.missed, again.unchanged, len(known(here))) == (0, 1, 1)

    def test_a_call_of_the_random_sample_is_marked_as_one(self, here: Site, tmp_path: Path) -> None:
        review.import_file(here, export(tmp_path, {"call_id": "B", "heard": "clean"}), None)

        assert [(one.heard, one.drawn) for one in known(here)] == [(Heard.CLEAN, True)]
        assert load_day(here, DAY).sampled.calls == 1

    @pytest.mark.parametrize(
        ("change", "told"),
        [
            ({"call_id": "Z"}, "没有这通通话"),
            ({"about": ""}, "没有写漏标的是哪条规则"),
            ({"about": "complain"}, "“complain”不在规则手册里"),
            ({"heard": "大概"}, "结论“大概”不认识"),
            ({"turn": -1}, "句子的序号不对"),
            ({"text": "好" * 501}, "漏掉的话有 501 个字"),
        ],
    )
    def test_one_bad_line_refuses_the_file_and_says_where(
        self, here: Site, tmp_path: Path, change: dict[str, Any], told: str
    ) -> None:
        path = export(tmp_path, {"call_id": "B", "heard": "clean"}, {**MISSED, **change})

        with pytest.raises(ProblemsError) as refused:
            review.import_file(here, path, None)

        assert "misses 第 2 条" in str(refused.value)
        assert told in str(refused.value)
        assert known(here) == []

    def test_stored_words_are_masked_where_the_store_is(
        self, configuration: Configuration, store: Store, here: Site, tmp_path: Path
    ) -> None:
        privacy = configuration.settings.privacy.model_copy(update={"mask_stored": True})
        masking = replace(
            configuration, settings=configuration.settings.model_copy(update={"privacy": privacy})
        )
        spoken = {**MISSED, "text": f"我的号码{NUMBER}", "note": NUMBER}

        review.import_file(site(masking, store, now=NOW), export(tmp_path, spoken), None)

        assert NUMBER not in f"{known(here)[0].text}{known(here)[0].note}"


class TestKept:
    def test_the_recall_of_the_rule_is_measured(self, here: Site, tmp_path: Path) -> None:
        review.import_file(here, export(tmp_path, MISSED), None)

        (found,) = review.precision(here, DAY, 30)

        assert (found.rule_id, found.missed, found.recall) == ("complaint", 1, 0.0)

    def test_a_report_shows_neither_the_number_in_the_id_nor_in_the_words(
        self, here: Site, tmp_path: Path
    ) -> None:
        from callqa.operations.load import shown

        review.import_file(here, export(tmp_path, {**MISSED, "text": f"打{NUMBER}"}), None)

        (found,) = shown(here.configuration, load_day(here, DAY)).misses
        assert NUMBER not in f"{found.call_id}{found.text}"

    def test_forgetting_the_call_removes_it(self, here: Site, tmp_path: Path) -> None:
        review.import_file(here, export(tmp_path, MISSED, {"call_id": "B", "heard": "clean"}), None)

        erasure.forget(here, DAY, [f"in_{NUMBER}"])

        assert [one.call_id for one in known(here)] == ["B"]

    def test_the_age_limit_of_findings_removes_it(self, here: Site, tmp_path: Path) -> None:
        from callqa.model.retention import Kind

        review.import_file(here, export(tmp_path, MISSED), None)
        with here.database.transaction() as connection:
            purges.remove_rows(connection, DAY, [Kind.FINDINGS])

        assert known(here) == []

    def test_masking_an_older_store_masks_it(self, here: Site, tmp_path: Path) -> None:
        review.import_file(here, export(tmp_path, {**MISSED, "text": f"打{NUMBER}"}), None)

        redaction.redact_numbers(here, DAY, [])

        assert NUMBER not in known(here)[0].text

    def test_verify_names_one_whose_call_is_gone(self, here: Site, tmp_path: Path) -> None:
        from sqlalchemy import delete

        from callqa.operations.verify import _of_ledger
        from callqa.storage import schema

        review.import_file(here, export(tmp_path, {"call_id": "B", "heard": "clean"}), None)
        with here.database.transaction() as connection:
            for table in (schema.recordings, schema.transcripts, schema.evaluations):
                connection.execute(delete(table).where(table.c.call_id == "B"))

        found = [(one.name, one.what) for one in _of_ledger(here, load_day(here, DAY))]
        assert ("B", "有漏标的记录而没有录音") in found


class TestCommand:
    def test_misses_offer_themselves_as_examples(
        self, here: Site, tmp_path: Path, callqa: Callable[..., tuple[int, str, str]]
    ) -> None:
        review.import_file(here, export(tmp_path, MISSED), None)

        code, out, _ = callqa("review", "misses", "--day", "2026-02-14")

        assert code == 0
        assert "客户要投诉（complaint）：漏标 1 处" in out
        assert "in_138****8000：“告你们”（王芳，随机抽样）" in out
        assert "examples: {hit: [告你们]}" in out
