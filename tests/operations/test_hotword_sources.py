"""Where hotwords come from, and that everything that changes a text changes the engine's revision."""

from pathlib import Path

import pytest

from callqa.model.errors import CallqaError
from callqa.operations import engines
from callqa.settings import pipeline_yaml


def engine(project: Path, more: str = "", **files: str) -> engines.Transcriber:
    """Return the engine of a project with more settings, and with these files in its config folder."""
    text = project.read_text(encoding="utf-8").split("# more\n", maxsplit=1)[0]
    project.write_text(f"{text}# more\n{more}\n", encoding="utf-8")
    for name, content in files.items():
        (project.parent / f"{name}.txt").write_text(content, encoding="utf-8")
    return engines.configured(pipeline_yaml.load(project))


class TestNames:
    def test_a_list_of_names_joins_the_hotwords(self, project):
        assert engine(project, "names: [张伟, 王芳]").hotwords.used == ("投诉", "张伟", "王芳")

    def test_a_file_of_names_joins_them_too(self, project):
        assert engine(project, "names: config/names.txt", names="张伟 # 坐席\n").hotwords.used == (
            "投诉",
            "张伟",
        )

    def test_without_names_there_are_none(self, project):
        assert engine(project).hotwords.used == ("投诉",)

    @pytest.mark.parametrize("names", ["[张]", "config/nowhere.txt"])
    def test_names_that_cannot_be_used_are_refused(self, project, names):
        with pytest.raises(CallqaError):
            engine(project, f"names: {names}")


class TestOrdinaryWords:
    def test_a_project_from_before_there_was_such_a_file_needs_none(self, project):
        assert engine(project).revision

    def test_a_file_that_is_named_has_to_be_there(self, project):
        with pytest.raises(CallqaError):
            engine(project, "correction: {ordinary_words: config/nowhere.txt}")

    def test_a_line_that_is_no_word_is_named(self, project):
        with pytest.raises(CallqaError, match=r"ordinary_words\.txt:1：“A”不能用作普通词"):
            engine(project, ordinary_words="A\n")


@pytest.mark.parametrize(
    "more",
    [
        "names: [张伟]",
        "correction: {similarity: 0.9}",
        "correction: {enabled: false}",
    ],
)
def test_what_changes_a_text_changes_the_revision(project: Path, more: str) -> None:
    assert engine(project).revision != engine(project, more).revision


def test_ordinary_words_count_only_where_there_is_a_correction(project: Path) -> None:
    before, off = engine(project).revision, engine(project, "correction: {enabled: false}").revision

    assert engine(project, ordinary_words="投宿\n").revision != before
    assert engine(project, "correction: {enabled: false}").revision == off


def test_what_agents_say_counts_only_where_speakers_are_told_apart(project: Path, demo_like: Path) -> None:
    phrases = "agent_phrases: [工号]"
    model = f"speaker_model: {demo_like}"

    assert engine(project, f"channels: {{{phrases}}}").revision == engine(project).revision
    told_apart = engine(project, f"channels: {{{model}}}").revision
    assert told_apart != engine(project).revision
    assert engine(project, f"channels: {{{model}, {phrases}}}").revision != told_apart


@pytest.fixture
def demo_like(tmp_path: Path) -> Path:
    """Provide a folder that could be a model; the revision looks at its files only."""
    folder = tmp_path / "cam"
    folder.mkdir()
    (folder / "config.yaml").write_text("model: CAMPPlus\n", encoding="utf-8")
    return folder
