"""The HTML report, read back by a real parser."""

from base64 import b64encode
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import reports
from callqa.days.day import DayResult
from callqa.model.finding import Certainty
from callqa.model.remarks import Remark, RemarkKind
from reports.html.page import render_html
from reports.html.scripts import page_script
from reports.view.format import clean
from tests.reports.hostile import EXAMPLES, hostile_day
from tests.support.builders import (
    MORNING,
    call,
    changed_line,
    day_result,
    failed_call,
    finding,
    flagged_call,
    not_evaluated,
    silent_call,
)

TEMPLATES = Path(reports.__file__).parent / "templates"
SCRIPT = page_script()
VOID = {"meta", "input", "br", "img", "link"}


class Page(HTMLParser):
    """The elements, attributes and texts of a page; fails on tags that do not nest."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.texts: dict[str, list[str]] = {}
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.setdefault(self.open[-1] if self.open else "", []).append(data)

    def every(self, attribute: str) -> list[str]:
        return [attrs[attribute] for _, attrs in self.tags if attribute in attrs]

    def text(self) -> str:
        hidden = {"script", "style"}
        return "".join(text for tag, texts in self.texts.items() if tag not in hidden for text in texts)


def shape(page: Page) -> list[tuple[str, list[str]]]:
    return [(tag, sorted(attrs)) for tag, attrs in page.tags]


def text_of(*calls: object, **changes: object) -> str:
    return Page(render_html(day_result(*calls, **changes))).text()  # type: ignore[arg-type]


ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=30)


class TestHostileText:
    @pytest.mark.parametrize("text", EXAMPLES)
    def test_adds_no_element_and_no_attribute(self, text: str) -> None:
        harmless = Page(render_html(hostile_day("无害的文字")))
        page = Page(render_html(hostile_day(text)))
        assert shape(page) == shape(harmless)

    @settings(max_examples=40)
    @given(ANY_TEXT.filter(lambda text: bool(clean(text).strip())))
    @example("</script>")
    def test_of_any_kind_adds_no_script_and_can_be_written_as_utf_8(self, text: str) -> None:
        html = render_html(hostile_day(text))
        page = Page(html)
        html.encode("utf-8")
        assert [attrs for tag, attrs in page.tags if tag == "script"] == [
            {"type": "application/json", "id": "words"},
            {},
        ]
        assert page.texts["script"][-1] == SCRIPT

    @pytest.mark.parametrize("text", EXAMPLES)
    def test_is_shown_as_it_is(self, text: str) -> None:
        assert clean(text) in Page(render_html(hostile_day(text))).text()

    def test_of_great_length_is_whole_in_the_transcript(self) -> None:
        text = "长" * 100_000
        assert text[: len(text) // 2] in Page(render_html(hostile_day(text))).text()


class TestSelfContained:
    def page(self) -> Page:
        return Page(render_html(day_result(flagged_call("a"), failed_call("b"))))

    def test_every_link_stays_on_the_page_and_leads_somewhere(self) -> None:
        page = self.page()
        inside = [link for link in page.every("href") if not link.startswith("../index.html")]
        assert all(link.startswith("#") for link in inside)
        assert {link[1:] for link in inside} <= set(page.every("id"))
        assert len(page.every("href")) - len(inside) == 3

    def test_nothing_is_loaded(self) -> None:
        page = self.page()
        assert page.every("src") == []
        assert not {"link", "iframe", "object", "base"} & {tag for tag, _ in page.tags}
        assert "url(" not in "".join(page.texts["style"])
        assert "@import" not in "".join(page.texts["style"])

    def test_the_policy_admits_our_script_and_no_other(self) -> None:
        policy = next(attrs["content"] for tag, attrs in self.page().tags if "http-equiv" in attrs)
        digest = b64encode(sha256(SCRIPT.encode()).digest()).decode()
        assert policy.startswith("default-src 'none';")
        assert f"script-src 'sha256-{digest}'" in policy

    def test_it_is_chinese_and_utf_8(self) -> None:
        tags = self.page().tags
        assert ("html", {"lang": "zh-CN"}) in tags
        assert ("meta", {"charset": "utf-8"}) in tags

    def test_ids_are_unique_and_every_tag_is_closed(self) -> None:
        page = self.page()
        assert len(page.every("id")) == len(set(page.every("id")))
        assert page.open == []

    def test_filters_are_hidden_until_the_script_runs(self) -> None:
        forms = [
            attrs for tag, attrs in self.page().tags if tag == "form" and attrs.get("method") != "dialog"
        ]
        assert forms
        assert all("hidden" in attrs for attrs in forms)


class TestWhatItSays:
    def test_an_incomplete_day_has_a_banner_with_the_command(self) -> None:
        page = Page(render_html(day_result(failed_call())))
        assert any("incomplete" in name.split() for name in page.every("class"))
        assert "callqa run --day 2026-11-21 --redo failed" in page.text()

    def test_a_complete_day_has_none(self) -> None:
        page = Page(render_html(day_result(call())))
        assert not any("incomplete" in name.split() for name in page.every("class"))
        assert "每条规则都已在每通通话上评估，没有命中" in page.text()

    def test_no_hits_on_a_partial_day_is_not_called_clean(self) -> None:
        text = text_of(call(not_evaluated=(not_evaluated(),)))
        assert "没有命中；并非全部都已评估" in text
        assert "未评估 1 通" in text

    def test_an_empty_day_says_so(self) -> None:
        assert "当天没有收到录音" in text_of(engine=None)

    def test_a_day_where_all_failed_shows_every_reason(self) -> None:
        text = text_of(failed_call("a", "文件为空"), failed_call("b", "解码失败"))
        assert "收到 2 = 已分析 0 + 无语音 0 + 失败 2" in text
        assert "文件为空" in text
        assert "解码失败" in text

    def test_a_day_of_silence_is_complete(self) -> None:
        assert "收到 1 = 已分析 0 + 无语音 1 + 失败 0" in text_of(silent_call())

    def test_the_keyword_is_marked(self) -> None:
        assert "投诉" in Page(render_html(day_result(flagged_call()))).texts["mark"]

    def test_near_sound_is_explained_beside_the_hit(self) -> None:
        hit = finding(certainty=Certainty.NEAR_SOUND)
        assert "读音相近、字面不同，请听录音确认" in text_of(call("call-1", hit))

    def test_the_trust_header_names_what_produced_the_numbers(self) -> None:
        text = text_of(call())
        for fact in ("Asia/Shanghai", "run-1", "engine-0123456789abcdef", "rules-0123456789abcdef"):
            assert fact in text


class TestDeterminism:
    def day(self) -> DayResult:
        return day_result(flagged_call("a"), failed_call("b"))

    def test_equal_days_are_equal_text(self) -> None:
        assert render_html(self.day()) == render_html(self.day())

    def test_only_the_time_and_the_run_differ_between_runs(self) -> None:
        later = replace(self.day(), generated_at=MORNING + timedelta(hours=18), run_id="run-2")
        old, new = render_html(self.day()), render_html(later)
        assert new.replace("03:00:00", "02:00:00").replace("run-2", "run-1") == old


def test_every_template_is_used() -> None:
    files = [path for path in TEMPLATES.iterdir() if path.is_file()]
    sources = "".join(path.read_text(encoding="utf-8") for path in files)
    whole = {
        "base.html",
        "coaching.html",
        "index.html",
        "index.js",
        "page.html",
        "trial.html",
        "rollup.html",
        "saved.html",
        "message.txt",
        "minutes.html",
    }
    names = {path.name for path in files} - whole
    assert {name for name in names if f'"{name}"' not in sources} == set()


def test_what_a_reader_must_know_about_the_day_is_told_at_its_top() -> None:
    html = render_html(
        day_result(
            call(),
            remarks=(Remark(kind=RemarkKind.AS_WRITTEN, names={"text": "规则手册有错误"}),),
            rule_changes=(changed_line(),),
        )
    )

    assert html.index("注意：规则手册有错误") < html.index("新增规则 退款") < html.index('id="flagged"')
