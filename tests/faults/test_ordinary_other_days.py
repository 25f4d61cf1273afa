"""A file that comes late, again, or in another format: no call is silently nowhere, and none counts twice."""

import os
import wave
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import cast
from zoneinfo import ZoneInfo

import av
import pytest
from av.audio.stream import AudioStream

from callqa.days.day import DayResult
from callqa.days.plan import Redo
from callqa.model.coverage import NO_GAPS, Gap, GapKind, Source
from callqa.model.review.verdicts import Review, Standing, Verdict
from callqa.operations import collect, flag, transcribe, verify
from callqa.operations.load import load_day
from callqa.settings.pipeline_yaml import Configuration
from callqa.storage.reviews import Reviews
from callqa.storage.store import Store
from flows import catch_up
from tests.support.calls import write_call
from tests.support.doubles import Scripted
from tests.support.sites import site
from tests.support.stages import DAY, NEXT, work

ROWS = (
    (
        "报告出了以后，又来了同一编号的文件（另一台录音机、转换的格式、混音） "
        "a late file with the id of a reported call",
        "原来的通话、命中和复核结论不变，报告说明有几个文件放在一边 the call and its verdicts stay; told",
    ),
    (
        "第二天把录音转换成 mp3，文件时间变了 a call is converted on the next day",
        "仍算在收到的那一天，不重复计，第二天的报告说明 still counted once, and told",
    ),
    (
        "转换后的文件自己写着另一个开始时间 a converted file says another start",
        "两通都计入，报告说明是哪一天的同一编号 both are counted, and told",
    ),
    (
        "很久以前、已出过报告的日子又来了录音（早于回看天数） a file for a day beyond the look-back",
        "报告每天说明是哪一天、几个文件，直到运行 callqa run --day 那一天 told every day until it is taken",
    ),
)
ZONE = ZoneInfo("Asia/Shanghai")
NAME = "20260214-093015_in_8003_138_77"


@pytest.fixture
def inbox(inbox: Path) -> Path:
    """Without the calls of the project."""
    for path in inbox.iterdir():
        path.unlink()
    return inbox


def gaps(store: Store, day: date = DAY) -> dict[GapKind, Gap]:
    return {gap.kind: gap for gap in store.day(day).coverage.get(Source.COLLECT, NO_GAPS).gaps}


def heard(configuration: Configuration, store: Store, day: date = DAY) -> DayResult:
    """Do a day without its reports."""
    here = site(configuration, store)
    collect.collect_day(here, day)
    transcribe.transcribe_calls(here, day, transcribe.due(here, day, Redo.MISSING))
    flag.flag_day(here, day)
    return load_day(here, day)


def ids(store: Store, day: date) -> list[str]:
    return [recording.call_id for recording in store.recordings(day)]


def put(path: Path, hertz: int, day: date, seconds: float = 3.0) -> Path:
    """Write a call, last written at noon of a day."""
    write_call(path, hertz, seconds)
    return at_noon(path, day)


def at_noon(path: Path, day: date) -> Path:
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=ZONE).timestamp()
    os.utime(path, (noon, noon))
    return path


def as_mp3(path: Path) -> Path:
    return as_format(path, path.with_suffix(".mp3"))


def as_format(path: Path, made: Path) -> Path:
    """Convert a recording; the format is that of the new name."""
    made.parent.mkdir(exist_ok=True)
    codec = {".mp3": "mp3", ".flac": "flac", ".wav": "pcm_alaw"}[made.suffix]
    with av.open(str(path)) as source, av.open(str(made), "w") as target:
        stream = cast(AudioStream, target.add_stream(codec, rate=8000, layout="stereo"))
        for frame in source.decode(audio=0):
            target.mux(stream.encode(frame))
        target.mux(stream.encode(None))
    if made.suffix != ".mp3":
        path.unlink()
    return made


def as_mono(path: Path) -> Path:
    """Leave the first channel of a recording."""
    with wave.open(str(path)) as file:
        frames = file.readframes(file.getnframes())
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", ""))
        file.writeframes(b"".join(frames[at : at + 2] for at in range(0, len(frames), 4)))
    return path


def come_late(path: Path) -> Path:
    """Write another sound of the same length, in the format of the name."""
    other = write_call(path.with_name("other.wav"), 400, 3.0)
    if path.suffix == ".mp3":
        as_format(other, path)
        other.unlink()
    else:
        other.rename(path)
    return at_noon(path, NEXT)


def judged(configuration: Configuration, store: Store) -> Review:
    """Let a supervisor judge the first hit of the day."""
    [first, *_] = store.evaluations(DAY)["77"].findings
    said = Review(
        day=DAY,
        finding_id=first.finding_id,
        rule_id=first.rule_id,
        verdict=Verdict.FALSE,
        note="",
        reviewer="王",
        at=datetime(2026, 2, 15, 9, tzinfo=ZONE),
    )
    Reviews(store.database).add(site(configuration, store), [said])
    return said


@pytest.mark.parametrize(
    "late",
    [
        pytest.param("a/{}.wav", id="the same name in a folder that sorts first"),
        pytest.param("z/{}.WAV", id="another case, from a share that knows none"),
        pytest.param("a/{}.mp3", id="another format"),
    ],
)
def test_a_late_file_with_a_known_id_leaves_the_reported_call_and_its_verdict_alone(
    configuration: Configuration, store: Store, recogniser: Scripted, inbox: Path, late: str
) -> None:
    put(inbox / "r" / f"{NAME}.wav", 300, DAY)
    before = work(configuration, store)
    verdict = judged(configuration, store)
    come_late(inbox / late.format(NAME))

    assert catch_up.unfinished(site(configuration, store), NEXT) == [DAY]
    after = work(configuration, store)

    assert after.calls == before.calls
    assert after.judgements[verdict.finding_id].standing is Standing.FALSE
    assert gaps(store)[GapKind.LATE_COPIES].call_ids == {"77"}
    assert verify.verify_day(site(configuration, store), DAY).differences == ()
    assert catch_up.unfinished(site(configuration, store), NEXT) == []


def test_neither_does_the_mono_mix_of_a_second_recorder(
    configuration: Configuration, store: Store, recogniser: Scripted, inbox: Path
) -> None:
    put(inbox / "stereo" / f"{NAME}.wav", 300, DAY)
    before = heard(configuration, store)
    verdict = judged(configuration, store)
    at_noon(as_mono(come_late(inbox / "mix" / f"{NAME}.wav")), NEXT)

    after = heard(configuration, store)

    assert after.calls == before.calls
    assert after.judgements[verdict.finding_id].standing is Standing.FALSE
    assert gaps(store)[GapKind.LATE_COPIES].call_ids == {"77"}


def test_a_mono_mix_that_was_reported_stays_also_when_the_stereo_comes_late(
    configuration: Configuration, store: Store, recogniser: Scripted, inbox: Path
) -> None:
    as_mono(put(inbox / "mix" / f"{NAME}.wav", 300, DAY))
    before = heard(configuration, store)
    come_late(inbox / "a" / f"{NAME}.wav")

    assert heard(configuration, store).calls == before.calls
    assert gaps(store)[GapKind.LATE_COPIES].call_ids == {"77"}


def test_a_recording_that_was_converted_before_the_day_is_looked_at_again_is_still_one_call(
    configuration: Configuration, store: Store, recogniser: Scripted, inbox: Path
) -> None:
    recorded = put(inbox / f"{NAME}.wav", 300, DAY)
    heard(configuration, store)
    verdict = judged(configuration, store)
    at_noon(as_mp3(recorded), NEXT)
    recorded.unlink()

    after = heard(configuration, store)

    assert [call.recording.call_id for call in after.calls] == ["77"]
    assert after.judgements[verdict.finding_id].standing is Standing.FALSE


@pytest.mark.parametrize("is_kept", [True, False], ids=["beside the first", "in its place"])
def test_a_call_that_is_converted_on_the_next_day_is_not_counted_there(
    configuration: Configuration, store: Store, recogniser: Scripted, inbox: Path, is_kept: bool
) -> None:
    recorded = put(inbox / "ch1.wav", 300, DAY)
    heard(configuration, store)
    at_noon(as_mp3(recorded), NEXT)
    if not is_kept:
        recorded.unlink()

    heard(configuration, store, day=NEXT)

    assert [ids(store, DAY), ids(store, NEXT)] == [["ch1"], []]
    gap = gaps(store, NEXT)[GapKind.OTHER_DAYS]
    assert (gap.count, gap.cases[0].name) == (1, str(DAY))


def test_a_converted_call_that_says_another_start_is_counted_and_told(
    configuration: Configuration, store: Store, recogniser: Scripted, inbox: Path
) -> None:
    recorded = put(inbox / f"{NAME}.wav", 300, DAY)
    heard(configuration, store)
    made = as_mp3(recorded)
    made.rename(made.with_name("20260215-000015_in_8003_138_77.mp3"))

    heard(configuration, store, day=NEXT)

    assert ids(store, NEXT) == ["77"]
    assert gaps(store, NEXT)[GapKind.SAME_CALLS].cases[0].name == str(DAY)


@pytest.mark.parametrize(
    "again",
    [
        pytest.param(("ch1.wav", 3.0), id="in the same format"),
        pytest.param(("ch1.flac", 6.0), id="of another length"),
        pytest.param(("ch2.flac", 3.0), id="of another recorder"),
    ],
)
def test_a_name_that_is_used_again_is_another_call(
    configuration: Configuration, store: Store, recogniser: Scripted, inbox: Path, again: tuple[str, float]
) -> None:
    name, seconds = again
    put(inbox / "ch1.wav", 300, DAY)
    heard(configuration, store)
    at_noon(as_format(write_call(inbox / "new.wav", 400, seconds), inbox / "b" / name), NEXT)

    heard(configuration, store, day=NEXT)

    assert ids(store, NEXT) == [Path(name).stem]
    assert not {GapKind.OTHER_DAYS, GapKind.SAME_CALLS} & gaps(store, NEXT).keys()


LATER = datetime(2026, 2, 21, 2, tzinfo=ZONE)
"""A night that looks back to the 17th."""


@pytest.mark.parametrize(
    "name",
    ["20260214-110000_in_8003_138_78.wav", "2026/02/14/8d1f.wav", "8d1f.wav"],
    ids=["the name says its date", "a folder does", "only the time of the file does"],
)
def test_a_file_for_a_reported_day_on_which_no_night_looks_any_more_is_told_until_it_is_taken(
    configuration: Configuration, store: Store, recogniser: Scripted, inbox: Path, name: str
) -> None:
    put(inbox / f"{NAME}.wav", 300, DAY)
    now = site(configuration, store, now=LATER)
    yesterday = date(2026, 2, 20)
    collect.collect_day(now, DAY)
    collect.collect_day(now, yesterday)
    nothing = gaps(store, yesterday)
    put(inbox / name, 400, DAY)

    collect.collect_day(now, yesterday)
    told = gaps(store, yesterday)[GapKind.LATE_FILES]
    collect.collect_day(now, yesterday)
    again = gaps(store, yesterday)[GapKind.LATE_FILES]
    collect.collect_day(now, DAY)
    collect.collect_day(now, yesterday)

    assert nothing == {}
    assert (told, told.count, told.cases[0].name) == (again, 1, "2026-02-14（1）")
    assert len(store.recordings(DAY)) == 2
    assert gaps(store, yesterday) == {}


def test_files_that_are_removed_or_that_a_night_still_looks_at_are_not_late(
    configuration: Configuration, store: Store, recogniser: Scripted, inbox: Path
) -> None:
    old = put(inbox / f"{NAME}.wav", 300, DAY)
    recent = DAY + timedelta(days=4)
    put(inbox / f"{recent:%Y%m%d}-093015_in_8003_138_80.wav", 500, recent)
    now = site(configuration, store, now=LATER)
    yesterday = date(2026, 2, 20)
    for day in (DAY, recent, yesterday):
        collect.collect_day(now, day)
    old.unlink()
    put(inbox / f"{recent:%Y%m%d}-110000_in_8003_138_81.wav", 600, recent)

    collect.collect_day(now, yesterday)

    assert gaps(store, yesterday) == {}
