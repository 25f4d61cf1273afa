"""Figures of a day that are stored beside its results, and what is said of the devices that made it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from callqa.model.finding import Severity

CPU = "cpu"
REMEMBERED_DAYS = 7
"""For how many days an accelerator is missed; a machine that does without for longer is meant to."""

Devices = Mapping[str, int]
"""How many calls each device recognised, by torch's name of the device."""


@dataclass(frozen=True, kw_only=True, slots=True)
class OnCpu:
    """Calls that were recognised on the CPU although there is an accelerator, or was one.

    Args:
        calls: recognised on the CPU.
        recognised: on any device of the day.
        device: the accelerator, as torch names it.
        last: the day on which it was last used; the day itself where it recognised the other calls.
        is_partly: whether the accelerator recognised the other calls.
    """

    calls: int
    recognised: int
    device: str
    last: date
    is_partly: bool


def on_cpu(day: date, asked: str, devices: Mapping[date, Devices]) -> OnCpu | None:
    """Return what to say about a day on which the CPU had to do an accelerator's work; None for nothing.

    Args:
        asked: the device that the settings name; ``cpu`` wants nothing else.
        devices: of the day and of those before it.
    """
    now = devices.get(day, {})
    if asked == CPU or not now.get(CPU) or (found := last_accelerator(devices)) is None:
        return None
    last, device = found
    return OnCpu(
        calls=now[CPU], recognised=sum(now.values()), device=device, last=last, is_partly=last == day
    )


def last_accelerator(devices: Mapping[date, Devices]) -> tuple[date, str] | None:
    """Return the newest day on which an accelerator recognised, and which one; None without any."""
    used = {day: sorted(set(of_day) - {CPU}) for day, of_day in devices.items()}
    newest = max((day for day, names in used.items() if names), default=None)
    return (newest, used[newest][0]) if newest else None


@dataclass(frozen=True, kw_only=True, slots=True)
class RuleSummary:
    """A rule as a report names it; stored with every day, so that an old report says what was in force.

    Args:
        points: taken off a call's 100 when the rule hits.
        fatal: a hit makes the call's score 0.
        needs_review: its hits count only after somebody has looked at them.
        pinyin: words that sound alike hit, too.
        note: what the rule's author tells its readers.
    """

    rule_id: str
    name: str
    category: str
    severity: Severity
    points: float = 0
    fatal: bool = False
    needs_review: bool = False
    pinyin: bool = False
    note: str = ""


class ModelNote(StrEnum):
    """What a reader must know about a model."""

    DEMO = "demo"
    """It knows synthetic speech only."""
    NO_HOTWORDS = "no_hotwords"
    """It cannot be given hotwords."""
    NO_TIMES = "no_times"
    """It gives no times of characters: they are spread evenly."""


@dataclass(frozen=True, kw_only=True, slots=True)
class EngineSummary:
    """What recognised: the model's name and device, the revision, and how many hotwords it was given.

    Args:
        asked: the device as the settings name it; empty where that is not known.
        notes: what a reader must know about this model.
        note_text: the same as an older version wrote it down, in Chinese; else empty.
    """

    model: str
    device: str
    revision: str
    hotwords: int
    asked: str = ""
    notes: tuple[ModelNote, ...] = ()
    note_text: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class RuleCounts:
    """What is stored of a day's calls, by rule id.

    Args:
        hits: how many.
        unknown: calls on which the rule could not be evaluated.
    """

    hits: Mapping[str, int]
    unknown: Mapping[str, int]
