"""Ways in which it is not clear who speaks in a call, or how much of it was heard: each tried on a call."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from callqa.model.coverage import NO_GAPS
from callqa.model.errors import Failure
from callqa.model.recording import Direction, Recording, Role
from callqa.model.transcript import Outcome, Transcript
from callqa.operations import flag
from callqa.operations.proof import Proof
from callqa.recognition.attribution import without_roles
from callqa.rules.evaluation.evaluate import evaluate
from callqa.settings.recordings import ChannelSettings
from tests.rules.rule_makers import book, must_say, rule
from tests.support.builders import recording, transcript, turn

GREETING, REQUEST = "您好很高兴为您服务我的工号是八零零一", "麻烦帮我查一下昨天下单的那个净水器"
BOOK = book(rule("投诉", rule_id="complaint"), must_say("您好", "role: 坐席"))


def spoken(*texts: str, at_once: bool = False, **changes: object) -> Transcript:
    """Return a call of two channels, each with its text, one after the other or both at once."""
    turns = [
        turn(text, role, start_ms=0 if at_once else channel * 8000, channel=channel)
        for channel, (text, role) in enumerate(zip(texts, (Role.AGENT, Role.CUSTOMER), strict=False))
        if text
    ]
    return transcript(*turns, **{"channels": 2, "duration_ms": 20_000, **changes})


def told(*calls: Transcript, channels: ChannelSettings | None = None, **of_call: object) -> str:
    """Flag some calls of one recorder, and say the roles of the last, its gaps and what is not evaluated."""
    proof = Proof(channels or ChannelSettings(), [Path("/inbox")], NO_GAPS)
    known = {f"c{n}": recording(f"c{n}", **of_call) for n in range(len(calls))}
    seen = [
        proof.attributed(replace(each, call_id=name), known[name])
        for name, each in zip(known, calls, strict=True)
    ]
    evaluations = flag.flag(seen, BOOK, known.values(), proof=proof)
    last, evaluation = seen[-1], proof.ended(evaluations, BOOK, known)[-1]
    if last.call_id in proof.doubted():
        last, call = without_roles(last), known[last.call_id]
        evaluation = proof.again(evaluate(last, BOOK, call), last, call, BOOK)
    gaps = [f"{gap.kind.value} × {gap.count}" for gap in proof.coverage().gaps]
    roles = "/".join(each.role.value for each in last.turns) or last.outcome.value
    skipped = f"未评估 not evaluated: {len(evaluation.not_evaluated)}" if evaluation.not_evaluated else ""
    return ", ".join(filter(None, [roles, *gaps, skipped]))


def _directed() -> ChannelSettings:
    return ChannelSettings(outbound=[Role.CUSTOMER, Role.AGENT])


def _rate(factor: float) -> str:
    talks = [25.0, 38.0, 51.0, 64.0]
    calls = [spoken(GREETING, REQUEST, duration_ms=int(talk * factor * 1000)) for talk in talks]
    proof = Proof(ChannelSettings(), [Path("/inbox")], NO_GAPS)
    known: Mapping[str, Recording] = {
        f"c{n}": recording(f"c{n}", talk_s=talk) for n, talk in enumerate(talks)
    }
    named = [replace(each, call_id=name) for name, each in zip(known, calls, strict=True)]
    evaluations = proof.ended(flag.flag(named, BOOK, known.values(), proof=proof), BOOK, known)
    gaps = ", ".join(f"{gap.kind.value} × {gap.count}" for gap in proof.coverage().gaps)
    return f"{gaps}, 未评估 not evaluated: {len(evaluations[-1].not_evaluated)}"


_SWAPPED = spoken(REQUEST, GREETING)
_LOST = {"outcome": Outcome.FAILED, "failure": Failure.NO_SOUND, "reason": "文件里没有声音", "channels": 0}
SPEAKING: Mapping[str, Callable[[], str]] = {
    "两个声道各一人 one on each channel": lambda: told(spoken(GREETING, REQUEST)),
    "一通里客户说坐席的话 one call the other way round": lambda: told(_SWAPPED),
    "同一录音机都接反，这通没有问候 a call without a greeting of such a recorder": lambda: told(
        _SWAPPED, _SWAPPED, spoken("少了一个杯子，我要投诉", "订单号报一下")
    ),
    "两人都在一个声道，另一个没有声音 both on one, the other dead": lambda: told(
        spoken(GREETING + REQUEST, "")
    ),
    "两个声道同时说一样的话（串音） the same words on both": lambda: told(
        spoken(GREETING + REQUEST, REQUEST, at_once=True)
    ),
    "一人重复另一人的话 one repeats the other": lambda: told(spoken(REQUEST, REQUEST)),
    "方向未知，两种方向的声道不同 unknown direction where it matters": lambda: told(
        spoken(GREETING, REQUEST), channels=_directed(), direction=Direction.UNKNOWN
    ),
    "方向未知，声道都一样 unknown direction where it does not": lambda: told(
        spoken(GREETING, REQUEST), direction=Direction.UNKNOWN
    ),
    "通话 600 秒，录音 20 秒 a talk of 600 s, a recording of 20 s": lambda: told(
        spoken(GREETING, REQUEST), talk_s=600.0
    ),
    "接通的通话只有文件头 a header only, of an answered call": lambda: told(
        transcript(**_LOST), talk_s=1375.0
    ),
    "录音 0.3 秒 a recording of 0.3 s": lambda: told(spoken("喂", "喂", duration_ms=300)),
    "采样率写低一半，四通 a rate half as high, four calls": lambda: _rate(2.0),
    "采样率写高一倍，四通 a rate twice as high, four calls": lambda: _rate(0.5),
}
"""By what is tried: what it comes to, with the roles of the call and the kinds of gaps that are told."""
