"""Which devices recognised a day, and whether an accelerator is missing among them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

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
