"""Publication: a good book takes effect and is kept, a broken one never does, and one can go back."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from callqa.model.errors import BadInputError, ExitCode
from callqa.operations import collect, flag
from callqa.operations.books import publish
from callqa.operations.load import load_day
from callqa.rules.in_force import current, settle
from callqa.rules.publication import Origin
from callqa.rules.published import OutdatedError, PublishedBooks
from callqa.settings.pipeline_yaml import Configuration
from callqa.storage.session import Site
from callqa.storage.store import Store
from reports.words.chinese.rules import change
from reports.words.lines import remark_lines
from tests.support.builders import transcript, turn
from tests.support.project import RULES
from tests.support.sites import site

DAY = date(2026, 2, 14)
NOW = datetime(2026, 2, 14, 8, 0, tzinfo=UTC)
BROKEN = "categories:\n  - nam: 投诉\n"


@pytest.fixture
def rules(project: Path) -> Path:
    """Provide the configured rule book, which looks for 投诉."""
    return project.parent / "keywords.yaml"


@pytest.fixture
def books(store: Store) -> PublishedBooks:
    return PublishedBooks(store.database)


def told(store: Store) -> tuple[str, ...]:
    return tuple(map(change, store.day(DAY).rule_changes))


def edit(rules: Path, old: str, new: str) -> str:
    text = rules.read_text(encoding="utf-8")
    assert old in text
    rules.write_text(text.replace(old, new), encoding="utf-8")
    return text


def published(configuration: Configuration, store: Store, file: Path | None = None) -> publish.Published:
    return publish.publish_file(
        site(configuration, store, now=NOW), file, author="王芳", origin=Origin.COMMAND
    )


def spoken(configuration: Configuration, store: Store, day: date = DAY, text: str = "我要投诉") -> None:
    collect.collect_day(site(configuration, store), day)
    recordings = store.recordings(day)
    store.save_transcripts(day, [transcript(turn(text), call_id=r.call_id) for r in recordings], recordings)


class TestPublishing:
    def test_keeps_the_whole_text_with_its_author_and_local_time(
        self, configuration: Configuration, store: Store, books: PublishedBooks, rules: Path
    ) -> None:
        made = published(configuration, store)

        (kept,) = books.all()
        assert kept == made.publication
        assert (kept.number, kept.author, kept.text) == (1, "王芳", rules.read_text(encoding="utf-8"))
        assert kept.published_at.isoformat() == "2026-02-14T16:00:00+08:00"
        assert kept.revision == made.book.revision

    def test_the_same_file_again_is_no_new_publication(
        self, configuration: Configuration, store: Store, books: PublishedBooks
    ) -> None:
        assert published(configuration, store).new
        assert not published(configuration, store).new
        assert len(books.all()) == 1

    def test_tells_what_changed(self, configuration: Configuration, store: Store, rules: Path) -> None:
        published(configuration, store)
        edit(rules, "[投诉]", "[投诉, 举报]")

        made = published(configuration, store)

        assert made.publication.number == 2
        assert [change(each) for each in made.changes] == [
            "修改规则 投诉·客户要投诉（complaint）：关键词增加 举报"
        ]

    def test_refuses_a_broken_file_and_keeps_its_reasons(
        self, configuration: Configuration, store: Store, books: PublishedBooks, rules: Path
    ) -> None:
        published(configuration, store)
        rules.write_text(BROKEN, encoding="utf-8")

        for _ in range(2):
            with pytest.raises(BadInputError):
                published(configuration, store)

        (refusal,) = books.refusals()
        assert refusal.author == "王芳"
        assert "keywords.yaml:2" in refusal.problems[0]
        assert len(books.all()) == 1

    def test_another_file_takes_the_place_of_the_configured_one(
        self, configuration: Configuration, store: Store, rules: Path, tmp_path: Path
    ) -> None:
        published(configuration, store)
        other = tmp_path / "neu.yaml"
        other.write_text(rules.read_text(encoding="utf-8").replace("投诉]", "退款]"), encoding="utf-8")

        made = published(configuration, store, other)

        assert rules.read_bytes() == other.read_bytes()
        assert made.put_aside is None
        assert settle(site(configuration, store, now=NOW)).publication == made.publication

    def test_edits_that_were_never_published_are_not_lost_when_another_file_takes_their_place(
        self, configuration: Configuration, store: Store, rules: Path, tmp_path: Path
    ) -> None:
        published(configuration, store)
        other = tmp_path / "neu.yaml"
        other.write_text(edit(rules, "[投诉]", "[投诉"), encoding="utf-8")

        made = published(configuration, store, other)

        assert made.put_aside is not None
        assert "[投诉" in made.put_aside.read_text(encoding="utf-8")
        assert made.put_aside.parent == rules.parent


class TestGoingBack:
    def test_is_a_publication_of_its_own_and_writes_the_file(
        self, configuration: Configuration, store: Store, books: PublishedBooks, rules: Path
    ) -> None:
        published(configuration, store)
        first = edit(rules, "[投诉]", "[退款]")
        published(configuration, store)

        publish.roll_back(site(configuration, store, now=NOW), "1", author="李强")

        assert [(p.number, p.origin, p.text) for p in books.all()[:1]] == [(3, Origin.ROLLBACK, first)]
        assert rules.read_text(encoding="utf-8") == first
        assert settle(site(configuration, store, now=NOW)).publication.number == 3

    @pytest.mark.parametrize("name", ["1", "第 1 版", "{revision}", "{short}"])
    def test_finds_a_book_by_number_revision_or_the_start_of_one(
        self, configuration: Configuration, store: Store, books: PublishedBooks, rules: Path, name: str
    ) -> None:
        revision = published(configuration, store).publication.revision
        edit(rules, "[投诉]", "[退款]")
        published(configuration, store)

        found = books.find(name.format(revision=revision, short=revision[6:12]))

        assert found.number == 1

    @pytest.mark.parametrize("name", ["7", "rules-ffff", "", "rules-", "最新"])
    def test_refuses_a_name_that_fits_no_book(
        self, configuration: Configuration, store: Store, books: PublishedBooks, name: str
    ) -> None:
        published(configuration, store)

        with pytest.raises(BadInputError, match="callqa rules history"):
            books.find(name)


class TestTheNight:
    def test_publishes_what_it_finds_on_its_first_run(
        self, configuration: Configuration, store: Store, books: PublishedBooks
    ) -> None:
        spoken(configuration, store)

        assert flag.flag_day(site(configuration, store), DAY) == 3

        (kept,) = books.all()
        assert (kept.origin, kept.revision) == (Origin.RUN, store.day(DAY).rules_revision)

    def test_publishes_a_newer_file_that_is_good(
        self, configuration: Configuration, store: Store, books: PublishedBooks, rules: Path
    ) -> None:
        spoken(configuration, store)
        flag.flag_day(site(configuration, store), DAY)
        edit(rules, "[投诉]", "[退款]")

        assert flag.flag_day(site(configuration, store), DAY) == 0
        assert len(books.all()) == 2

    def test_uses_the_last_good_book_when_the_file_is_broken_and_the_day_says_so(
        self, configuration: Configuration, store: Store, rules: Path
    ) -> None:
        spoken(configuration, store)
        published(configuration, store)
        rules.write_text(BROKEN, encoding="utf-8")

        assert flag.flag_day(site(configuration, store), DAY) == 3

        (told,) = remark_lines(load_day(site(configuration, store, now=NOW), DAY, run_id="r"))
        assert "没有采用，仍按第 1 版（2026-02-14 16:00，王芳）检查" in told
        assert "keywords.yaml:2" in told
        assert "callqa rules check" in told

    def test_says_nothing_any_more_once_the_file_is_mended(
        self, configuration: Configuration, store: Store, rules: Path
    ) -> None:
        published(configuration, store)
        good = edit(rules, "keywords", "keyword")
        flag.flag_day(site(configuration, store), DAY)
        assert store.day(DAY).remarks

        rules.write_text(good, encoding="utf-8")
        flag.flag_day(site(configuration, store), DAY)

        assert store.day(DAY).remarks == ()

    def test_survives_a_file_that_is_gone(
        self, configuration: Configuration, store: Store, rules: Path
    ) -> None:
        published(configuration, store)
        rules.unlink()

        assert settle(site(configuration, store, now=NOW)).publication.number == 1
        assert current(configuration).rules

    def test_refuses_a_broken_file_when_no_book_was_ever_published(
        self, configuration: Configuration, store: Store, rules: Path
    ) -> None:
        rules.write_text(BROKEN, encoding="utf-8")

        with pytest.raises(BadInputError, match=r"keywords\.yaml:2"):
            flag.flag_day(site(configuration, store), DAY)
        with pytest.raises(BadInputError, match=r"keywords\.yaml:2"):
            current(configuration)

    def test_tells_what_changed_since_the_day_before(
        self, configuration: Configuration, store: Store, rules: Path
    ) -> None:
        flag.flag_day(site(configuration, store), DAY - timedelta(days=2))
        edit(rules, "[投诉]", "[投诉, 举报]")
        flag.flag_day(site(configuration, store), DAY)

        assert told(store) == ("修改规则 投诉·客户要投诉（complaint）：关键词增加 举报",)
        assert store.day(DAY - timedelta(days=2)).rule_changes == ()

    def test_admits_that_it_cannot_tell_what_changed_when_the_old_book_was_not_kept(
        self, configuration: Configuration, store: Store
    ) -> None:
        store.save_rules(DAY - timedelta(days=1), "rules-before-books-were-kept", [])

        flag.flag_day(site(configuration, store), DAY)

        assert told(store) == ("规则手册换过版本，但前一天用的版本没有保存，列不出改动",)


def test_two_publications_at_once_get_two_numbers(
    configuration: Configuration, store: Store, books: PublishedBooks, rules: Path
) -> None:
    from concurrent.futures import ThreadPoolExecutor

    from callqa.rules.books import load_text

    texts = [rules.read_text(encoding="utf-8").replace("[投诉]", f"[投诉, 第{n}次]") for n in range(8)]
    told: dict[str, Any] = {"author": "甲", "origin": Origin.SAVED, "now": NOW, "actor": "callqa"}
    with ThreadPoolExecutor(4) as pool:
        for text in texts:
            pool.submit(books.publish, text, load_text(text, "k"), **told)

    assert [p.number for p in books.all()] == list(range(8, 0, -1))
    assert sorted(p.text for p in books.all()) == sorted(texts)


class TestTwoEditors:
    """Two people who edit the book at the same time do not undo each other's work unseen."""

    def write(
        self, here: Site, word: str, based_on: int, author: str = "甲", *, takes_place: bool = True
    ) -> publish.Published:
        text = RULES.replace("[投诉]", f"[投诉, {word}]")
        return publish.publish(
            here,
            text,
            name="网页",
            author=author,
            origin=Origin.COMMAND,
            based_on=based_on,
            takes_place=takes_place,
        )

    def test_the_second_is_told_which_book_is_in_force_and_nothing_is_touched(
        self, configuration: Configuration, store: Store, books: PublishedBooks, rules: Path
    ) -> None:
        here = site(configuration, store, now=NOW)
        published(configuration, store)
        self.write(here, "举报", based_on=1, author="王芳")
        before = rules.read_bytes()

        with pytest.raises(
            OutdatedError, match=r"在第 1 版上做的，而第 2 版（.*，王芳）已经在使用"
        ) as refused:
            self.write(here, "曝光", based_on=1)

        assert "callqa rules diff 1 2" in refused.value.cure
        assert refused.value.exit_code == ExitCode.BAD_INPUT
        assert (len(books.all()), rules.read_bytes()) == (2, before)
        assert list(rules.parent.glob("*unpublished*")) == []

    def test_who_has_seen_the_newest_book_may_go_on_from_it(
        self, configuration: Configuration, store: Store, rules: Path
    ) -> None:
        here = site(configuration, store, now=NOW)
        published(configuration, store)
        self.write(here, "举报", based_on=1)

        assert self.write(here, "曝光", based_on=publish.latest_number(here)).publication.number == 3
        assert "曝光" in rules.read_text(encoding="utf-8")

    def test_the_same_book_again_is_no_conflict(self, configuration: Configuration, store: Store) -> None:
        here = site(configuration, store, now=NOW)
        published(configuration, store)
        self.write(here, "举报", based_on=1)

        assert self.write(here, "举报", based_on=1).new is False

    def test_a_first_book_is_based_on_none(self, configuration: Configuration, store: Store) -> None:
        here = site(configuration, store, now=NOW)
        self.write(here, "举报", based_on=0)

        with pytest.raises(OutdatedError, match="在还没有发布过的时候做的"):
            self.write(here, "曝光", based_on=0)

    def test_going_back_is_refused_as_well(self, configuration: Configuration, store: Store) -> None:
        here = site(configuration, store, now=NOW)
        published(configuration, store)
        self.write(here, "举报", based_on=1)
        self.write(here, "曝光", based_on=2)

        with pytest.raises(OutdatedError):
            publish.roll_back(here, "1", author="甲", based_on=2)

    def test_a_run_takes_the_file_as_it_is(self, configuration: Configuration, store: Store) -> None:
        here = site(configuration, store, now=NOW)
        published(configuration, store)
        self.write(here, "举报", based_on=1, takes_place=False)  # whose file was not written any more

        assert settle(here).publication.number == 3
