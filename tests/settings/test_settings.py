"""The configuration: strict, with overrides from the environment."""

from pathlib import Path

import pytest

from callqa.model.errors import BadInputError
from callqa.settings import pipeline_yaml

SHIPPED = Path("config/pipeline.yaml")


def write(folder: Path, text: str) -> Path:
    path = folder / "config" / "pipeline.yaml"
    path.parent.mkdir()
    path.write_text(text, encoding="utf-8")
    return path


def test_the_shipped_file_states_every_default() -> None:
    loaded = pipeline_yaml.load(SHIPPED).settings
    bare = type(loaded)(recordings={"folders": loaded.recordings.folders})

    assert loaded == bare.model_copy(update={"channels": loaded.channels})


def test_relative_paths_start_at_the_folder_that_holds_config(tmp_path: Path) -> None:
    configuration = pipeline_yaml.load(write(tmp_path, "recordings: {folders: [inbox]}"))

    assert configuration.folders == [tmp_path / "inbox"]
    assert configuration.database_url == f"sqlite:///{tmp_path}/data/qa.sqlite3"


def test_the_environment_overrides_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CALLQA_RECOGNISER__DEVICE", "cpu")
    monkeypatch.setenv("CALLQA_NIGHT__SHARD_CALLS", "3")

    loaded = pipeline_yaml.load(
        write(tmp_path, "recordings: {folders: [inbox]}\nnight: {shard_calls: 9}")
    ).settings

    assert (loaded.recogniser.device, loaded.night.shard_calls) == ("cpu", 3)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("recordings: {folders: [a]}\ntimezon: UTC", ["pipeline.yaml:2", "timezon", "timezone"]),
        ("recordings:\n  folders: [a]\n  setle_s: 3", ["pipeline.yaml:3", "settle_s"]),
        ("recordings: {folders: [a]}\ntimezone: Asia/Shangh", ["pipeline.yaml:2", "Asia/Shangh"]),
        ("recordings: {folders: []}", ["pipeline.yaml:1", "folders"]),
        ("timezone: UTC", ["recordings"]),
        ("recordings: {folders: [a]}\nrecogniser: {device: gpu}", ["pipeline.yaml:2", "device"]),
        ("recordings: {folders: [a]}\nrecogniser: {threads: many}", ["pipeline.yaml:2", "threads", "整数"]),
        ("recordings: {folders: [a]}\nrecogniser: {threads: 0}", ["pipeline.yaml:2", "threads"]),
        ("recordings: {folders: [a], file_name: '{agnt}'}", ["agnt"]),
        ("recordings: [a", ["pipeline.yaml:"]),
    ],
)
def test_a_wrong_setting_is_named_with_its_line(tmp_path: Path, text: str, told: list[str]) -> None:
    with pytest.raises(BadInputError) as error:
        pipeline_yaml.load(write(tmp_path, text))

    assert all(word in str(error.value) for word in told)


def test_a_missing_file_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match="--config"):
        pipeline_yaml.load(tmp_path / "nothing.yaml")


@pytest.mark.parametrize(("written", "threads"), [("auto", None), ("3", 3)])
def test_threads_are_a_number_or_left_to_the_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, written: str, threads: int | None
) -> None:
    file = write(tmp_path, f"recordings: {{folders: [a]}}\nrecogniser: {{threads: {written}}}")
    from_the_file = pipeline_yaml.load(file).settings.recogniser.threads
    monkeypatch.setenv("CALLQA_RECOGNISER__THREADS", written)

    assert (from_the_file, pipeline_yaml.load(file).settings.recogniser.threads) == (threads, threads)
