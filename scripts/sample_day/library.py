"""The dialogue files, read from disk."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import yaml

from scripts.sample_day.dialogue import Dialogue, parse

FOLDER = Path(__file__).parent / "dialogues"

#: How many of thirty calls are of a theme: about 40 % have nothing to report.
THEME_WEIGHTS: Mapping[str, int] = {
    "complaints": 4,
    "refunds": 4,
    "dissatisfied": 2,
    "escalation": 3,
    "forbidden": 2,
    "no_greeting": 2,
    "polite": 4,
    "ordinary": 6,
    "outbound": 3,
}


def dialogues(theme: str) -> tuple[Dialogue, ...]:
    """Return the dialogues of one theme."""
    return parse((FOLDER / f"{theme}.txt").read_text(encoding="utf-8"), theme)


def slot_table() -> Mapping[str, Sequence[str]]:
    """Return what the word slots are filled with."""
    table: Mapping[str, Sequence[str]] = yaml.safe_load((FOLDER / "slots.yaml").read_text(encoding="utf-8"))
    return table
