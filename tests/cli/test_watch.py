"""The rule book watched while editors save it in their own ways: real files, a real observer."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from queue import Empty, Queue

import pytest
from typer.testing import CliRunner

from callqa.cli.app import app
from callqa.cli.books import watch as command
from callqa.host import watcher
from callqa.rules.published import PublishedBooks
from callqa.settings import pipeline_yaml
from callqa.storage.store import Store
from tests.support.builders import recording, transcript, turn
from tests.support.places import ROOT

pytestmark = pytest.mark.slow

DAY = date(2026, 2, 14)
PATIENCE_S = 60.0


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "keywords.yaml"
    path.write_text("first", encoding="utf-8")
    return path


@pytest.fixture
def told() -> list[str]:
    """Provide what the watch says while it waits."""
    return []


@pytest.fixture
def saved(book: Path, told: list[str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., str]]:
    """Give the next content that the watch reports, or "nothing"."""
    monkeypatch.setattr(watcher, "SETTLE_S", 0.3)
    monkeypatch.setattr(watcher, "PATIENCE_S", 1.0)
    stop, seen = threading.Event(), Queue[bytes]()

    def watch() -> None:
        for content in watcher.saves(book, stop, told.append):
            seen.put(content)

    def following(timeout_s: float = PATIENCE_S) -> str:
        try:
            return seen.get(timeout=timeout_s).decode()
        except Empty:
            return "nothing"

    thread = threading.Thread(target=watch)
    thread.start()
    assert following() == "first"
    yield following
    stop.set()
    thread.join(PATIENCE_S)
    assert not thread.is_alive()


def in_place(path: Path, text: str) -> None:
    """Truncate, write, close: nano, Notepad++, many others."""
    path.write_text(text, encoding="utf-8")


def renamed_over(path: Path, text: str) -> None:
    """Put a temporary file in the place of the old one: VS Code's atomic save, gedit."""
    temporary = path.with_name(f".{path.name}.tmp123")
    temporary.write_text(text, encoding="utf-8")
    temporary.replace(path)


def moved_away_first(path: Path, text: str) -> None:
    """Make the old file the backup and give a new one its name: vim."""
    path.replace(path.with_name(path.name + "~"))
    path.write_text(text, encoding="utf-8")
    path.with_name(path.name + "~").unlink()


def removed_first(path: Path, text: str) -> None:
    path.unlink()
    time.sleep(0.05)
    path.write_text(text, encoding="utf-8")


def several_times(path: Path, text: str) -> None:
    """Several saves in a row, as a formatter on save does."""
    for part in ("x", "xy", text):
        path.write_text(part, encoding="utf-8")


def in_pieces(path: Path, text: str) -> None:
    """Written in goes with pauses longer than the file needs to settle, and closed at the end."""
    with path.open("w", encoding="utf-8") as stream:
        for character in text[:3]:
            stream.write(character)
            stream.flush()
            time.sleep(0.4)
        stream.write(text[3:])


@pytest.mark.parametrize(
    "save", [in_place, renamed_over, moved_away_first, removed_first, several_times, in_pieces]
)
def test_a_save_is_reported_once_and_whole(
    book: Path, saved: Callable[..., str], save: Callable[[Path, str], None]
) -> None:
    save(book, "second version")

    assert saved() == "second version"
    assert saved(1.0) == "nothing"


def test_a_writer_that_still_has_the_file_open_is_waited_for(
    book: Path, saved: Callable[..., str], told: list[str]
) -> None:
    with book.open("w", encoding="utf-8") as stream:
        stream.write("half of ")
        stream.flush()
        assert saved(3 * watcher.PATIENCE_S) == "nothing"
        stream.write("the book")

    assert saved() == "half of the book"
    assert saved(1.0) == "nothing"
    assert len(told) == 1
    assert "等它关闭再检查" in told[0]


def test_a_writer_that_never_closes_the_file_is_given_up_and_that_is_said(
    book: Path, saved: Callable[..., str], told: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watcher, "WRITER_S", 2.0)
    with book.open("w", encoding="utf-8") as stream:
        stream.write("left open")
        stream.flush()
        assert saved() == "left open"

    assert "等了 2 秒还开着没有关闭" in told[-1]
    assert saved(1.0) == "nothing"


def test_a_save_without_a_change_and_other_files_are_not_reported(
    book: Path, saved: Callable[..., str]
) -> None:
    book.write_text("first", encoding="utf-8")
    (book.parent / "hotwords.txt").write_text("other", encoding="utf-8")
    (book.parent / ".keywords.yaml.swp").write_text("other", encoding="utf-8")

    assert saved(1.0) == "nothing"


def test_a_file_that_goes_and_comes_back_is_reported_empty_and_then_whole(
    book: Path, saved: Callable[..., str]
) -> None:
    book.unlink()
    assert saved() == ""

    book.write_text("back", encoding="utf-8")
    assert saved() == "back"


def test_a_folder_that_tells_nothing_is_looked_at_anyway(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(28, "inotify watch limit reached")

    monkeypatch.setattr(watcher.Observer, "start", refuse)
    monkeypatch.setattr(watcher, "SETTLE_S", 0.05)
    monkeypatch.setattr(watcher, "POLL_S", 0.2)
    stop = threading.Event()
    changes = watcher.saves(book, stop)

    assert next(changes) == b"first"
    book.write_text("second", encoding="utf-8")
    assert next(changes) == b"second"
    changes.close()


class Watch:
    """The real command in a process of its own."""

    def __init__(self, config: Path, *arguments: str) -> None:
        self.lines: Queue[str] = Queue()
        self.process = subprocess.Popen(
            [sys.executable, "-u", "-c", "from callqa.cli.app import main; main()", "watch", *arguments],
            env={**os.environ, "PYTHONPATH": str(ROOT), "CALLQA_CONFIG": str(config)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self.lines.put(line)

    def until(self, words: str) -> str:
        """Everything it says up to a line with these words."""
        told = ""
        while words not in told:
            told += self.lines.get(timeout=PATIENCE_S)
        return told

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(PATIENCE_S)


@pytest.mark.timeout(240)
def test_the_command_publishes_a_good_save_and_refuses_a_bad_one(project: Path, store: Store) -> None:
    rules = project.parent / "keywords.yaml"
    good = rules.read_text(encoding="utf-8")
    watch = Watch(project, "--author", "王芳")
    try:
        watch.until("已发布第 1 版")

        in_place(rules, good.replace("keywords", "keyword"))
        refused = watch.until("keywords.yaml:7")
        assert "没有发布，上一版继续生效" in refused

        renamed_over(rules, good.replace("[投诉]", "[投诉, 举报]"))
        assert "王芳" in watch.until("关键词增加 举报")
    finally:
        code = watch.stop()

    books = PublishedBooks(store.database)
    assert code == 0
    assert [(p.number, p.author) for p in books.all()] == [(2, "王芳"), (1, "王芳")]
    assert len(books.refusals()) == 1


def chosen(monkeypatch: pytest.MonkeyPatch, config: Path, *arguments: str) -> bool:
    """Whether a save would flag the newest day again."""
    told: list[bool] = []
    monkeypatch.setattr(watcher, "saves", lambda *_: iter([b""]))
    monkeypatch.setattr(command, "_publish", lambda *_, flag_today, **__: told.append(flag_today))
    monkeypatch.setattr(signal, "signal", lambda *_: None)

    result = CliRunner().invoke(app, ["watch", *arguments, "--config", str(config)])

    assert result.exit_code == 0, result.output
    return told[0]


@pytest.mark.parametrize(
    ("setting", "arguments", "expected"),
    [
        ("", [], False),
        ("watch: {flag_today: false}", [], False),
        ("watch: {flag_today: true}", [], True),
        ("", ["--flag-today"], True),
        ("watch: {flag_today: true}", ["--no-flag-today"], False),
    ],
)
def test_whether_the_newest_day_is_flagged_again_is_a_setting_that_an_option_overrides(
    project: Path, monkeypatch: pytest.MonkeyPatch, setting: str, arguments: list[str], expected: bool
) -> None:
    project.write_text(f"{project.read_text(encoding='utf-8')}\n{setting}\n", encoding="utf-8")

    assert chosen(monkeypatch, project, *arguments) is expected


@pytest.mark.timeout(240)
def test_the_command_flags_the_newest_day_again_when_it_is_asked_to(project: Path, store: Store) -> None:
    call = recording("c1", path="/inbox/c1.wav")
    store.save_collection(DAY, [call], [], [])
    store.save_transcripts(DAY, [transcript(turn("我要投诉"), call_id="c1")], [call])
    watch = Watch(project, "--flag-today")
    try:
        told = watch.until(f"已按新规则重新检查 {DAY}")
    finally:
        code = watch.stop()

    assert code == 0
    assert Path(told.rsplit("：", 1)[1].strip()).is_file()
    assert [one.rule_id for one in store.evaluations(DAY)["c1"].findings] == ["complaint"]


def test_a_save_on_top_of_a_book_that_was_replaced_meanwhile_is_refused_once(
    project: Path, store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    configuration = pipeline_yaml.load(project)
    book = (project.parent / "keywords.yaml").read_text(encoding="utf-8")
    seen = command._publish(configuration, book.encode(), None, flag_today=False)
    theirs, ours = (book.replace("[投诉]", f"[投诉, {word}]") for word in ("举报", "曝光"))
    command._publish(configuration, theirs.encode(), "王芳", flag_today=False)

    refused = command._publish(configuration, ours.encode(), None, flag_today=False, seen=seen)

    assert (seen, refused, len(PublishedBooks(store.database).all())) == (1, None, 2)
    assert "而第 2 版" in capsys.readouterr().err
    assert command._publish(configuration, ours.encode(), None, flag_today=False, seen=refused) == 3
