"""A day whose calls show everything that the console shows of calls."""

import wave
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np

from callqa.days.day import CallResult, DayResult
from callqa.model.finding import Severity
from callqa.model.recording import Role
from tests.audio.test_listening import write_audio
from tests.reports.browsing import complaint, spoken_call
from tests.support.builders import (
    DAY,
    MORNING,
    call,
    day_result,
    evaluation,
    failed_call,
    transcript,
    turn,
    whole_call_finding,
)
from tests.support.calls import write_call
from tests.support.consoles import Console, store_day

NUMBER = "13812345678"
HIDDEN = "138****5678"
OTHERS = 70
BASE = f"/days/{DAY}/calls"


def ref(call_id: str) -> str:
    return digest(call_id)[:24]


def digest(call_id: str) -> str:
    return sha256(call_id.encode()).hexdigest()


def link(call_id: str, query: str = "") -> str:
    return f"{BASE}/{ref(call_id)}{query}"


def whole_day(folder: Path) -> DayResult:
    """Return a day of 75 calls: the worst named a to e, of which e failed."""
    first = [
        _number_call("a"),
        spoken_call("b", "1002", complaint("b", severity=Severity.CRITICAL), queue="售前"),
        spoken_call(
            "c",
            "1001",
            complaint("c", severity=Severity.HIGH, category="退款"),
            whole_call_finding("c", severity=Severity.MEDIUM, category="未报开场白"),
            path=str(folder / "elsewhere" / "c.wav"),
        ),
        spoken_call("d", "1003"),
        failed_call("e"),
    ]
    others = [_other(place) for place in range(OTHERS)]
    return day_result(*(_placed(each, place, folder) for place, each in enumerate([*first, *others])))


def _number_call(call_id: str) -> CallResult:
    spoken = transcript(
        turn("您好请问有什么可以帮您", Role.AGENT, 1_000),
        turn(f"我要投诉我的电话是{NUMBER}", Role.CUSTOMER, 8_000),
        call_id=call_id,
        duration_ms=20_000,
    )
    hits = (complaint(call_id, severity=Severity.CRITICAL), replace(complaint(call_id), finding_id="hit-a-2"))
    judged = evaluation(*hits, call_id=call_id)
    return call(call_id, transcript=spoken, evaluation=judged, agent="1001", customer_number=NUMBER)


def _other(place: int) -> CallResult:
    call_id = f"o{place:02}"
    return spoken_call(call_id, f"20{place % 7:02}", complaint(call_id, severity=Severity.LOW))


def _placed(each: CallResult, place: int, folder: Path) -> CallResult:
    call_id = each.recording.call_id
    changes: dict[str, Any] = {
        "audio_sha256": digest(call_id),
        "started_at": MORNING + timedelta(minutes=place),
    }
    if each.recording.path.startswith("/inbox/"):
        changes["path"] = str(folder / "inbox" / f"{call_id}.wav")
    return replace(
        each,
        recording=replace(each.recording, **changes),
        transcript=replace(each.transcript, audio_sha256=digest(call_id)),
    )


def write_sounds(folder: Path) -> None:
    """Write the recordings: one that browsers play, one that they do not, one that lies outside."""
    _write_tones(folder / "inbox" / "a.wav", 20)
    write_audio(folder / "inbox" / "b.wav", codec="pcm_mulaw", seconds=20)
    write_call(folder / "elsewhere" / "c.wav", 300)


def _write_tones(path: Path, seconds: int) -> None:
    """Write a tone on each channel, the second twice as loud."""
    path.parent.mkdir(parents=True, exist_ok=True)
    at = np.arange(8_000 * seconds) * np.pi * 2 / 8_000
    tones = np.stack([1_500 * np.sin(at * 210), 3_000 * np.sin(at * 300)])
    with wave.open(str(path), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(8_000)
        file.writeframes(tones.T.astype("<i2").tobytes())


def store_whole_day(console: Console, folder: Path) -> None:
    """Store that day, without its recordings."""
    store_day(console, whole_day(folder))
