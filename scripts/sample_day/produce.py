"""From the plan of one call to the bytes of its file and the answers to it."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from callqa.model.recording import Direction, Role
from scripts.sample_day.encode import FORMATS, encode
from scripts.sample_day.plan import CallPlan, Content
from scripts.sample_day.sound import (
    FloatArray,
    Say,
    SpokenTurn,
    espeak,
    hiss,
    hold_tune,
    lay_out,
    mono,
    stereo,
)
from scripts.sample_day.voices import Cast, voices
from scripts.synth.espeak import Voice
from scripts.synth.kokoro_voices import KokoroVoice
from scripts.synth.telephone import LINE_RATE

_KEPT = 0.4
_RANDOM_BYTES = 30_000
_OUTCOMES = {
    Content.TALK: "ok",
    Content.LINE_NOISE: "no_speech",
    Content.HOLD_TUNE: "no_speech",
    Content.CUT_OFF: "failed",
    Content.RANDOM_BYTES: "failed",
    Content.EMPTY: "failed",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class MadeCall:
    """A finished call: its file, and what is right about it.

    Args:
        neural: who of the two speaks by the second synthesiser.
    """

    plan: CallPlan
    data: bytes
    duration_ms: int = 0
    turns: tuple[SpokenTurn, ...] = ()
    neural: tuple[Role, ...] = ()

    @property
    def file(self) -> str:
        """The file's name."""
        return file_name(self.plan)

    @property
    def roles(self) -> tuple[Role, ...]:
        """Who is on which channel: the agent is first, unless the agent called."""
        return channel_roles(self.plan)


def file_name(plan: CallPlan) -> str:
    """Return the name of a call's file."""
    return plan.stem + FORMATS[plan.format].suffix


def channel_roles(plan: CallPlan) -> tuple[Role, ...]:
    """Return the roles of the channels, in order; both on the one channel of a mono file."""
    if plan.direction is Direction.OUTBOUND:
        return (Role.CUSTOMER, Role.AGENT)
    return (Role.AGENT, Role.CUSTOMER)


def make_call(plan: CallPlan, cast: Cast) -> MadeCall:
    """Speak, mix and encode one call."""
    rng = random.Random(f"{cast.seed}:sound:{plan.call_id}")
    if plan.content is Content.EMPTY:
        return MadeCall(plan=plan, data=b"")
    if plan.content is Content.RANDOM_BYTES:
        return MadeCall(plan=plan, data=rng.randbytes(_RANDOM_BYTES))
    both = voices(plan, cast)
    made = spoken_call(plan, {role: _say(one, cast) for role, one in both.items()}, rng)
    neural = tuple(role for role, one in both.items() if isinstance(one, KokoroVoice))
    return replace(made, neural=neural)


def _say(voice: Voice | KokoroVoice, cast: Cast) -> Say:
    if isinstance(voice, Voice):
        return espeak(voice)
    assert cast.kokoro is not None
    from scripts.synth.kokoro import Kokoro  # noqa: PLC0415 - needs the extra

    return partial(Kokoro(cast.kokoro).synthesize, voice=voice)


def spoken_call(plan: CallPlan, speakers: Mapping[Role, Say], rng: random.Random) -> MadeCall:
    """Let speakers say what is planned, and mix and encode it."""
    lines = plan.dialogue.lines(plan.values) if plan.dialogue else ()
    turns = tuple(lay_out(lines, speakers, rng))
    return _finish(plan, _sound(plan, turns, rng), turns)


def _sound(plan: CallPlan, turns: Sequence[SpokenTurn], rng: random.Random) -> FloatArray:
    if plan.content is Content.LINE_NOISE:
        return hiss(24, rng)
    if plan.content is Content.HOLD_TUNE:
        return hold_tune(32, rng)
    return (mono if plan.mono else stereo)(turns, channel_roles(plan), rng)


def _finish(plan: CallPlan, samples: FloatArray, turns: tuple[SpokenTurn, ...]) -> MadeCall:
    data = encode(samples, FORMATS[plan.format], serial=int(plan.call_id.rpartition(".")[2]))
    if plan.content is Content.CUT_OFF:
        return MadeCall(plan=plan, data=data[: round(len(data) * _KEPT)])
    duration_ms = round(len(samples) / LINE_RATE * 1000)
    return MadeCall(plan=plan, data=data, duration_ms=duration_ms, turns=turns)


def answer(call: MadeCall) -> dict[str, Any]:
    """Return what is right about a call, as the answers' JSON holds it."""
    plan = call.plan
    return {
        "file": call.file,
        "outcome": _OUTCOMES[plan.content],
        "started_at": plan.started_at.isoformat(),
        "agent": plan.agent,
        "queue": plan.queue,
        "direction": plan.direction.value,
        "dialogue": plan.dialogue.name if plan.dialogue else "",
        "why": plan.reason,
        "neural": [role.value for role in call.neural],
        "duration_ms": call.duration_ms,
        "turns": [_turn(call, turn) for turn in call.turns],
        "findings": [item for index in range(len(call.turns)) for item in _findings(call, index)],
    }


def _turn(call: MadeCall, turn: SpokenTurn) -> dict[str, Any]:
    return {
        "role": turn.role.value,
        "channel": 0 if call.plan.mono else call.roles.index(turn.role),
        "start_ms": round((turn.start_s + turn.char_times[0][0]) * 1000),
        "end_ms": round(turn.end_s * 1000),
        "text": turn.text,
    }


def _findings(call: MadeCall, index: int) -> list[dict[str, Any]]:
    """Return the marks of one turn; a mark without a phrase is about the whole call."""
    turn = call.turns[index]
    return [
        {
            "category": mark.category,
            "role": turn.role.value,
            "turn": index if mark.phrase else None,
            "phrase": mark.phrase,
            "start_ms": _start_ms(turn, mark.at) if mark.phrase else 0,
        }
        for mark in turn.marks
    ]


def _start_ms(turn: SpokenTurn, at: int) -> int:
    return round((turn.start_s + turn.char_times[at][0]) * 1000)
