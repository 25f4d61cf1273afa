"""The calls that go wrong, and those at the edges: one of each."""

import dataclasses
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from callqa.model.recording import Direction
from scripts.sample_day.library import dialogues, slot_table
from scripts.sample_day.plan import (
    TIMEZONE,
    CallPlan,
    Content,
    Metadata,
    call_id,
    customer_number,
)
from scripts.sample_day.slots import draw

_SERIAL = 9000


@dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    """A special call: when it starts, who takes it, and what sets it apart.

    Args:
        dialogue: name of a dialogue in special.txt; empty where nobody speaks.
        days: 1 for the next day, -1 for the day before.
    """

    at: time
    agent: str
    queue: str
    reason: str
    extra: dict[str, Any]
    dialogue: str = ""
    days: int = 0


CASES = (
    Case(
        at=time(9, 12, 44),
        agent="8002",
        queue="售后",
        reason="nobody speaks: only the hiss of the line",
        extra={"content": Content.LINE_NOISE, "format": "opus"},
    ),
    Case(
        at=time(11, 40, 3),
        agent="8005",
        queue="业务",
        reason="nobody speaks: music on hold until the customer hangs up",
        extra={"content": Content.HOLD_TUNE, "format": "mp3"},
    ),
    Case(
        at=time(14, 5, 51),
        agent="8003",
        queue="业务",
        reason="the recorder stopped writing at 40 %; the complaint was in the part that is lost",
        extra={"content": Content.CUT_OFF, "format": "wav-mulaw"},
        dialogue="录到一半断了",
    ),
    Case(
        at=time(15, 22, 18),
        agent="8001",
        queue="物流",
        reason="a .wav that is no audio",
        extra={"content": Content.RANDOM_BYTES, "format": "wav-pcm"},
    ),
    Case(
        at=time(16, 31, 9),
        agent="8006",
        queue="售前",
        reason="zero bytes",
        extra={"content": Content.EMPTY, "format": "wav-pcm"},
    ),
    Case(
        at=time(17, 2, 37),
        agent="8008",
        queue="售后",
        reason="one channel: nobody can tell who is the agent",
        extra={"format": "amr", "mono": True},
        dialogue="一个声道",
    ),
    Case(
        at=time(23, 58, 12),
        agent="8011",
        queue="技术支持",
        reason="starts before midnight and ends after it: belongs to the day it started on",
        extra={"format": "opus"},
        dialogue="跨零点的长电话",
    ),
    Case(
        at=time(0, 1, 5),
        agent="8011",
        queue="售后",
        reason="of the next day: must not be collected",
        extra={"format": "opus", "metadata": Metadata.NAME},
        dialogue="第二天的电话",
        days=1,
    ),
    Case(
        at=time(23, 59, 20),
        agent="8011",
        queue="售后",
        reason="of the day before: must not be collected",
        extra={"format": "opus", "metadata": Metadata.NAME},
        dialogue="前一天的电话",
        days=-1,
    ),
)


def special_calls(day: date, seed: int) -> Iterator[CallPlan]:
    """One call for every case."""
    rng = random.Random(f"{seed}:{day}:specials")
    by_name = {dialogue.name: dialogue for dialogue in dialogues("special")}
    table = slot_table()
    for serial, case in enumerate(CASES, start=_SERIAL):
        started_at = datetime.combine(day + timedelta(days=case.days), case.at, TIMEZONE)
        yield CallPlan(
            call_id=call_id(started_at, serial),
            started_at=started_at,
            direction=Direction.INBOUND,
            agent=case.agent,
            queue=case.queue,
            customer_number=customer_number(serial),
            dialogue=by_name.get(case.dialogue),
            values=draw(rng, table),
            reason=case.reason,
            **case.extra,
        )


def with_sidecars(calls: Sequence[CallPlan]) -> list[CallPlan]:
    """Let three calls carry their metadata in a sidecar, one of them under a name that says nothing."""
    changed = list(calls)
    spread = [index for index, call in enumerate(calls) if call.format == "opus"]
    for number, index in enumerate(spread[2:9:3]):
        stem = "voicelog_000731" if number == 1 else ""
        changed[index] = dataclasses.replace(
            calls[index],
            metadata=Metadata.SIDECAR,
            file_stem=stem,
            reason="metadata in a sidecar" + (", the file's name says nothing" if stem else ""),
        )
    return changed


def twice(calls: Sequence[CallPlan]) -> str | None:
    """Return the call whose recording is also there under a second name; None on a plain day."""
    if not any(call.reason for call in calls):
        return None
    small = (call for call in calls if call.format == "opus" and not call.reason)
    return next(small).call_id


def second_name(call: CallPlan) -> CallPlan:
    """Return the same recording under a second name: the queue's leg of the call, exported again."""
    epoch, serial = call.call_id.split(".")
    return dataclasses.replace(call, call_id=f"{epoch}.{int(serial) + _SERIAL}", metadata=Metadata.NAME)
