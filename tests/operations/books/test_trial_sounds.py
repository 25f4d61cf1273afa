"""A hit on the page of a trial is heard and leads to its call, or the page says why not."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from callqa.host import report_folder
from callqa.model.retention import RetentionSettings
from callqa.operations import report
from callqa.operations.books.trial import try_to_page
from callqa.operations.privacy import forget
from callqa.settings.pipeline_yaml import Configuration
from callqa.storage.session import Site
from callqa.storage.store import Store
from tests.audio.test_listening import write_audio
from tests.support.builders import recording, transcript, turn
from tests.support.sites import site

DAY = date(2026, 2, 14)
BOOK = """categories:
  - {name: 客户投诉, severity: 严重, rules: [{id: back, name: 退货, keywords: [退货]}]}
"""


@pytest.fixture
def tried(configuration: Configuration, store: Store, tmp_path: Path) -> Site:
    """Store a call of yesterday's telephone format: no browser plays it."""
    path = write_audio(configuration.folders[0] / "a.wav", "pcm_mulaw")
    call = recording("A", path=str(path), size_bytes=0)
    store.save_collection(DAY, [call], [], [])
    spoken = transcript(turn("退货也行", start_ms=3_000), call_id="A", duration_ms=20_000)
    store.save_transcripts(DAY, [spoken], [call])
    return site(configuration, store)


def page_of(tried: Site, path: Path | None = None) -> tuple[str, Path]:
    _, page = try_to_page(tried, BOOK, [DAY], path, name="new.yaml")
    return page.read_text(encoding="utf-8"), page


def clips(page: Path) -> list[str]:
    return sorted(each.name for each in (page.parent / "trial-clips").glob("*.ogg"))


def test_a_hit_that_no_report_has_is_cut_for_the_page_and_goes_with_it(tried: Site) -> None:
    text, page = page_of(tried)

    (clip,) = clips(page)
    assert f'src="trial-clips/{clip}#t=' in text
    assert "#?call=" not in text
    assert "这一天没有日报，也就没有链接" in text

    report.report_day(tried, DAY, run_id="r")
    assert clips(page) == [clip]
    text, _ = page_of(tried)
    assert f'href="../{DAY}/qa-{DAY}.html#?call=A"' in text

    forget.forget(tried, forget.find(tried, call_id="A", customer=None))
    assert not page.exists()
    assert clips(page) == []


def test_a_trial_of_several_days_is_forgotten_with_any_of_them(tried: Site, store: Store) -> None:
    later = DAY + timedelta(days=1)
    call = recording("B", path="/inbox/b.wav")
    store.save_collection(later, [call], [], [])
    store.save_transcripts(later, [transcript(turn("退货也行"), call_id="B")], [call])
    _, page = try_to_page(tried, BOOK, [DAY, later], None, name="new.yaml")
    assert page.parent.name == str(DAY)

    forget.forget(tried, forget.find(tried, call_id="B", customer=None))

    assert not page.exists()


def test_nothing_is_cut_that_is_past_its_time(tried: Site) -> None:
    settings = tried.settings.model_copy(update={"retention": RetentionSettings(clips_days=1)})
    old = replace(tried, configuration=replace(tried.configuration, settings=settings))

    text, page = page_of(old)

    assert clips(page) == []
    assert "当天的日报旁边没有这通电话的录音片段" in text


def test_a_page_elsewhere_has_no_sound_and_says_so(tried: Site, tmp_path: Path) -> None:
    text, page = page_of(tried, tmp_path / "mine.html")

    assert "网页不在某一天的报告文件夹里" in text
    assert "<audio" not in text
    assert report_folder.files_of(page.parent) == []
