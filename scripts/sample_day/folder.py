"""The files of a day, written: recordings, the call record, sidecars, and the answers."""

import csv
import io
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from scripts.sample_day.plan import CallPlan, Metadata
from scripts.sample_day.produce import MadeCall, answer, file_name
from scripts.sample_day.specials import second_name

COLUMNS = ("call_id", "start", "agent", "queue", "direction", "customer_number", "file")


@dataclass(kw_only=True, slots=True)
class Answers:
    """What is right about a day, gathered call by call.

    Args:
        voices: ``training`` or ``unseen``.
    """

    day: date
    seed: int
    voices: str
    calls: dict[str, Any] = field(default_factory=dict)
    duplicates: list[dict[str, str]] = field(default_factory=list)
    other_days: list[dict[str, str]] = field(default_factory=list)

    def add(self, call: MadeCall) -> None:
        """Note a call of the day, or one beside it."""
        day = call.plan.started_at.date()
        if day == self.day:
            self.calls[call.plan.call_id] = answer(call)
        else:
            self.other_days.append({"file": call.file, "call_id": call.plan.call_id, "day": f"{day}"})

    def write(self, parent: Path) -> Path:
        """Write the answers beside the day's folder, not into it."""
        path = parent / f"answers-{self.day}.json"
        path.write_text(self.to_json(), encoding="utf-8")
        return path

    def to_json(self) -> str:
        """One line a call, so that a difference between two days can be read."""
        head = {"day": f"{self.day}", "timezone": "Asia/Shanghai", "seed": self.seed}
        rest = {"voices": self.voices, "duplicates": self.duplicates, "other_days": self.other_days}
        lines = [f"{_json(name)}: {_json(value)}" for name, value in {**head, **rest}.items()]
        calls = [f"{_json(name)}: {_json(value)}" for name, value in self.calls.items()]
        return "{\n" + ",\n".join([*lines, '"calls": {\n' + ",\n".join(calls) + "\n}"]) + "\n}\n"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def record(plan: CallPlan, file: str) -> dict[str, str]:
    """Return the metadata of a call, as the call record and the sidecars hold it."""
    return {
        "call_id": plan.call_id,
        "start": plan.started_at.isoformat(),
        "agent": plan.agent,
        "queue": plan.queue,
        "direction": plan.direction.value,
        "customer_number": plan.customer_number,
        "file": file,
    }


def call_record(rows: Iterable[dict[str, str]]) -> str:
    """Return the day's call-record CSV."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def write_call(call: MadeCall, folder: Path) -> None:
    """Write the recording, and its sidecar where it has one."""
    (folder / call.file).write_bytes(call.data)
    if call.plan.metadata is Metadata.SIDECAR:
        content = record(call.plan, call.file)
        del content["file"]
        text = json.dumps(content, ensure_ascii=False, indent=2) + "\n"
        (folder / f"{call.file}.json").write_text(text, encoding="utf-8")


def write_duplicate(call: MadeCall, folder: Path) -> dict[str, str]:
    """Return the same bytes under a second name."""
    second = MadeCall(plan=second_name(call.plan), data=call.data)
    write_call(second, folder)
    return {"file": second.file, "duplicate_of": call.file}


def write_call_record(calls: Sequence[CallPlan], day: date, folder: Path) -> None:
    """Write the CSV of every call that has no other source."""
    rows = [record(call, file_name(call)) for call in calls if call.metadata is Metadata.RECORD]
    (folder / f"cdr-{day}.csv").write_text(call_record(rows), encoding="utf-8")
