"""A day with its answers, as ``scripts/make_sample_day.py`` wrote it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

from callqa.model.recording import Direction, Recording, Role
from callqa.model.transcript import Outcome, Transcript, Turn

#: The categories that answers are written for; a rule book may have more.
CATEGORIES = ("投诉", "退款", "不满意", "升级", "服务禁语", "未报开场白")


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What is right about one call."""

    call_id: str
    recording: Recording
    outcome: Outcome
    turns: tuple[Turn, ...]
    categories: frozenset[str]
    duration_ms: int

    def by_channel(self) -> dict[int, tuple[Role, str]]:
        """Who speaks on each channel, and what; both speak on the channel of a mono call."""
        return {channel: (self._role_of(channel), _text(self.turns, channel)) for channel in self._channels()}

    def _channels(self) -> list[int]:
        return sorted({turn.channel for turn in self.turns})

    def _role_of(self, channel: int) -> Role:
        roles = {turn.role for turn in self.turns if turn.channel == channel}
        return roles.pop() if len(roles) == 1 else Role.UNKNOWN

    def transcript(self) -> Transcript:
        """Return what a recogniser without mistakes would; it cannot tell the speakers of a mono call."""
        turns = tuple(replace(turn, role=self._role_of(turn.channel)) for turn in self.turns)
        return Transcript(
            call_id=self.call_id,
            audio_sha256="",
            engine_revision="answers",
            outcome=self.outcome,
            duration_ms=self.duration_ms,
            channels=len(self._channels()),
            turns=turns,
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class AnswerDay:
    """All calls of a day with their answers."""

    calls: tuple[Answer, ...]

    @classmethod
    def read(cls, path: Path) -> "AnswerDay":
        """Read ``answers-<day>.json``; the recordings are in ``<day>/`` beside it."""
        content = json.loads(path.read_text(encoding="utf-8"))
        folder = path.parent / content["day"]
        return cls(calls=tuple(_answer(name, call, folder) for name, call in content["calls"].items()))


def _answer(call_id: str, call: Mapping[str, Any], folder: Path) -> Answer:
    recording = Recording(
        call_id=call_id,
        path=str(folder / call["file"]),
        started_at=datetime.fromisoformat(call["started_at"]),
        direction=Direction(call["direction"]),
    )
    return Answer(
        call_id=call_id,
        recording=recording,
        outcome=Outcome(call["outcome"]),
        turns=tuple(_turn(turn) for turn in call["turns"]),
        categories=frozenset(finding["category"] for finding in call["findings"]),
        duration_ms=call["duration_ms"],
    )


def _turn(turn: Mapping[str, Any]) -> Turn:
    start, end, text = turn["start_ms"], turn["end_ms"], turn["text"]
    edges = [start + (end - start) * index // len(text) for index in range(len(text) + 1)]
    return Turn(
        role=Role(turn["role"]),
        channel=turn["channel"],
        start_ms=start,
        end_ms=end,
        text=text,
        char_times=tuple(pairwise(edges)),
    )


def _text(turns: Sequence[Turn], channel: int) -> str:
    ordered = sorted(turns, key=lambda turn: turn.start_ms)
    return "".join(turn.text for turn in ordered if turn.channel == channel)


def channel_text(transcript: Transcript, channel: int) -> str:
    """Everything that was heard on a channel."""
    return _text(transcript.turns, channel)
