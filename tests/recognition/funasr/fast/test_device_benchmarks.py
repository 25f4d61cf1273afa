"""The benchmarks of the fast parts run on a machine without a card, and say what they could not try."""

import importlib.util

import funasr
import pytest
import torch

from benchmarks import device_check, device_equality, device_modules, device_speed
from benchmarks.device_check import NOT_RUN, Part
from callqa.recognition.funasr import loading
from callqa.settings.recognition import TranscribeSettings

pytestmark = pytest.mark.model


def test_without_a_card_what_needs_one_is_named_and_not_made_up(monkeypatch, speech):
    monkeypatch.setattr(device_equality, "speech", lambda seconds: speech[::3])

    figures = device_equality.checked(TranscribeSettings(model="models/demo", device="cpu"))

    assert (figures["device"], figures["segments"], figures["stock_parts"]) == ("cpu", 3, [])
    assert figures["bf16_equal_texts"] == 1.0
    assert figures["float32_alone_equal_texts_and_times"] == 1.0
    assert "no CUDA card here" in figures["not_tried"]
    assert not any("oom" in key or "tf32" in key or "gb" in key for key in figures)


@torch.no_grad()
def test_both_sides_of_a_comparison_compute_the_same():
    for part in (device_modules.features_part("cpu"), device_modules.attention_part("demo", 5, "cpu")):
        torch.testing.assert_close(part.ours(), part.stock(), atol=2e-3, rtol=0)


def test_a_comparison_gives_both_times_and_their_ratio():
    part = device_modules.Part(name="x", stock=lambda: sum(range(200_000)), ours=lambda: None)
    figures = device_modules.measured(part, "cpu")
    assert list(figures) == ["x_stock_ms", "x_ms", "x_ratio"]
    assert figures["x_ratio"] > 1


def test_the_recogniser_alone_is_timed_in_every_precision_and_size(speech):
    figures = device_speed.measured(
        TranscribeSettings(model="models/demo", device="cpu"), speech[:2], [20, 60]
    )

    assert list(figures) == ["float32_20s_rtfx", "float32_60s_rtfx", "bf16_20s_rtfx", "bf16_60s_rtfx"]
    assert min(figures.values()) > 0


def test_the_other_side_of_the_throughput_has_its_voice_detector(monkeypatch):
    """What is asked for was given twice, and no model was built."""
    monkeypatch.setattr(funasr, "AutoModel", lambda **given: given)

    given = loading.build("models/demo", vad_model="silero-vad")

    assert (given["vad_model"], given["punc_model"], given["trust_remote_code"]) == (
        "silero-vad",
        None,
        False,
    )


PARTS = [
    Part(name="a", command=("a",), seconds=90),
    Part(name="of a card", command=("b",), seconds=90, needs_card=True),
    Part(name="c", command=("c",), seconds=90),
    Part(name="d", command=("d",), seconds=60),
]


def run_with(limit_s: float, *, has_card: bool) -> tuple[dict[str, dict[str, object]], list[float]]:
    """Run the parts by a clock on which each takes all of its time; return how long each was given, too."""
    now, given = [0.0], []

    def run(command, seconds):
        given.append(seconds)
        now[0] += seconds
        return {"figure": command[0]}

    found = device_check.table(PARTS, run, has_card=has_card, limit_s=limit_s, clock=lambda: now[0])
    return found, given


def test_every_part_has_its_time_and_all_of_them_the_limit():
    found, given = run_with(140, has_card=False)

    assert given == [90, 50]
    assert found == {
        "a": {"figure": "a", "took_s": 90},
        "of a card": {NOT_RUN: "no CUDA card here"},
        "c": {"figure": "c", "took_s": 50},
        "d": {NOT_RUN: "no time left of 140 s"},
    }


def test_with_a_card_every_part_is_run():
    found, given = run_with(device_check.LIMIT_S, has_card=True)
    assert (given, [NOT_RUN in each for each in found.values()]) == ([90, 90, 90, 60], [False] * 4)


@pytest.mark.parametrize("small", [True, False])
def test_the_parts_are_benchmarks_that_fit_into_the_limit(small):
    wanted = device_check.parts("models/demo", 16, small=small)

    assert len({part.name for part in wanted}) == len(wanted)
    assert sum(part.seconds for part in wanted if not part.name.startswith("workers")) < device_check.LIMIT_S
    for part in wanted:
        assert importlib.util.find_spec(part.command[0]), part.name


@pytest.mark.parametrize(
    ("program", "seconds", "reason"),
    [
        ("raise SystemExit(3)", 30, "ended with 3"),
        ("print('no figures')", 30, "printed no JSON object"),
        ("while True: pass", 0.5, "took longer than its 0.5 s"),
    ],
)
def test_a_part_that_fails_says_how(tmp_path, monkeypatch, program, seconds, reason):
    (tmp_path / "broken_benchmark.py").write_text(program, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))

    assert device_check.in_a_process(["broken_benchmark"], seconds)[NOT_RUN] == reason
