"""A book that changes too much is told, and takes effect only when a person says so."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from callqa.operations import flag
from callqa.operations.books import publish
from callqa.operations.books.publish import DoubtfulError
from callqa.operations.books.weigh import weigh
from callqa.operations.load import load_day
from callqa.rules.publication import Origin
from callqa.rules.published import PublishedBooks
from callqa.settings import pipeline_yaml
from callqa.settings.pipeline_yaml import Configuration
from callqa.storage.session import Site
from callqa.storage.store import Store
from reports.words.lines import remark_lines
from tests.support.builders import recording, transcript, turn
from tests.support.sites import site

DAY = date(2026, 2, 14)
NOW = datetime(2026, 2, 15, 8, 0, tzinfo=UTC)
BOOK = """
categories:
  - name: 投诉
    severity: 严重
    role: 客户
    rules:
      - {id: complaint, name: 客户要投诉, keywords: [投诉]}
      - {id: exposure, name: 要曝光, keywords: [曝光]}
      - {id: lawyer, name: 找律师, keywords: [律师]}
  - name: 退款
    severity: 提示
    role: 客户
    rules:
      - {id: refund, name: 要退款, keywords: [退款]}
"""
WITHOUT_A_CATEGORY = BOOK[: BOOK.index("  - name: 退款")]
WITHOUT_TWO_OF_FOUR = BOOK.replace("      - {id: exposure, name: 要曝光, keywords: [曝光]}\n", "").replace(
    "      - {id: lawyer, name: 找律师, keywords: [律师]}\n", ""
)
WITHOUT_ONE_OF_FOUR = BOOK.replace("      - {id: lawyer, name: 找律师, keywords: [律师]}\n", "")
FLOODS = BOOK.replace("[曝光]", "[曝光, 订单号]")
GAINS_LITTLE = BOOK.replace("[曝光]", "[曝光, 第七通]")


@pytest.fixture
def rules(project: Path) -> Path:
    path = project.parent / "keywords.yaml"
    path.write_text(BOOK, encoding="utf-8")
    return path


@pytest.fixture
def here(configuration: Configuration, store: Store, rules: Path) -> Site:
    """Provide a site with BOOK in force, and a day of 24 calls that complain."""
    calls = [recording(f"c{n}", path=f"/inbox/c{n}.wav") for n in range(24)]
    store.save_collection(DAY, calls, [], [])
    said = [f"我要投诉，订单号{n}{'，第七通' if n == 7 else ''}" for n in range(24)]
    heard = [transcript(turn(words), call_id=call.call_id) for words, call in zip(said, calls, strict=True)]
    store.save_transcripts(DAY, heard, calls)
    found = site(configuration, store, now=NOW)
    publish.publish_file(found, author="王芳", origin=Origin.COMMAND)
    flag.flag_day(found, DAY)
    return found


def save(here: Site, text: str, *, unattended: bool = True) -> publish.Published:
    return publish.publish(
        here,
        text,
        name="keywords.yaml",
        author="王芳",
        origin=Origin.SAVED,
        based_on=publish.latest_number(here),
        takes_place=False,
        unattended=unattended,
    )


DOUBTFUL = pytest.mark.parametrize(
    ("text", "why"),
    [
        (WITHOUT_A_CATEGORY, "少了整个类别：退款"),
        (WITHOUT_TWO_OF_FOUR, "4 条规则少了 2 条（要曝光、找律师）"),
        (FLOODS, "新增 24 条、失去 0 条，变化超过 50%"),
    ],
    ids=["lost-a-category", "lost-a-third", "floods"],
)


@DOUBTFUL
def test_a_save_that_changes_too_much_is_not_published_but_told(here: Site, text: str, why: str) -> None:
    with pytest.raises(DoubtfulError) as held:
        save(here, text)

    assert why in str(held.value)
    assert "callqa rules publish keywords.yaml" in str(held.value)
    books = PublishedBooks(here.database)
    assert len(books.all()) == 1
    assert why in books.refusals()[0].problems[0]


@DOUBTFUL
def test_a_person_may_publish_it_and_is_cautioned(here: Site, text: str, why: str) -> None:
    made = save(here, text, unattended=False)

    assert made.publication.number == 2
    assert any(why in line for line in made.weighed.lines())


@DOUBTFUL
def test_the_night_goes_on_with_the_book_in_force_and_its_report_says_so(
    here: Site, rules: Path, text: str, why: str
) -> None:
    rules.write_text(text, encoding="utf-8")

    assert flag.flag_day(here, DAY) == 24

    (told,) = remark_lines(load_day(here, DAY, run_id="r"))
    assert why in told
    assert "仍按第 1 版" in told
    assert "callqa rules publish" in told
    assert len(PublishedBooks(here.database).all()) == 1


def test_the_night_takes_it_once_a_person_has_published_it(here: Site, rules: Path) -> None:
    rules.write_text(FLOODS, encoding="utf-8")
    publish.publish_file(here, author="王芳", origin=Origin.COMMAND)

    assert flag.flag_day(here, DAY) == 48
    assert here.store.day(DAY).remarks == ()


@pytest.mark.parametrize("text", [WITHOUT_ONE_OF_FOUR, GAINS_LITTLE], ids=["one-rule-of-four", "one-hit"])
def test_an_ordinary_change_is_published_by_the_save(here: Site, text: str) -> None:
    assert save(here, text).publication.number == 2


def test_the_effect_on_the_newest_day_is_told_in_a_line(here: Site) -> None:
    (line,) = weigh(here, GAINS_LITTLE, name="k").lines()

    assert line == ("影响：2026-02-14 的 24 通：命中 24 → 25 条，新增 1，失去 0，变化最多的是 要曝光 +1 −0")


def test_what_looks_like_a_mistake_is_told_with_its_line(here: Site) -> None:
    told = "\n".join(weigh(here, BOOK.replace("[曝光]", "[曝光, 曝光]"), name="k").lines())

    assert "k:8" in told
    assert "^" in told


def test_a_book_that_only_says_the_same_otherwise_is_tried_on_nothing(here: Site) -> None:
    assert weigh(here, "# 说明\n" + BOOK, name="k").effect is None


@pytest.mark.parametrize(("share", "held"), [("0.5", True), ("1.5", False), ("0", False)])
def test_how_much_is_too_much_is_a_setting(
    here: Site, project: Path, store: Store, share: str, held: bool
) -> None:
    project.write_text(f"{project.read_text(encoding='utf-8')}\nwatch: {{hold_share: {share}}}\n", "utf-8")
    limited = site(pipeline_yaml.load(project), store, now=NOW)

    assert bool(weigh(limited, FLOODS, name="k").doubts) is held


NOT_TEXT: list[Callable[[str], bytes]] = [lambda text: text.encode("gbk"), lambda text: text.encode("utf-16")]


@pytest.mark.parametrize("written", NOT_TEXT, ids=["gbk", "utf-16"])
def test_a_book_that_is_no_utf_8_stands_among_the_refused_ones(
    here: Site, rules: Path, written: Callable[[str], bytes]
) -> None:
    rules.write_bytes(written(BOOK))
    with pytest.raises(Exception, match="不是 UTF-8 编码"):
        publish.publish_file(here, author="王芳", origin=Origin.COMMAND)
    flag.flag_day(here, DAY)

    (refusal,) = PublishedBooks(here.database).refusals()
    assert "不是 UTF-8 编码" in refusal.problems[0]
