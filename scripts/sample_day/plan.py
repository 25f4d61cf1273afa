"""What a day consists of, decided before anything is spoken. Pure: the same seed, the same plan."""

import itertools
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from callqa.model.recording import Direction
from scripts.sample_day.dialogue import Dialogue
from scripts.sample_day.library import THEME_WEIGHTS, dialogues, slot_table
from scripts.sample_day.slots import draw

TIMEZONE = ZoneInfo("Asia/Shanghai")

#: Agents and how much of the day's load each carries.
AGENTS: Mapping[str, int] = {
    "8001": 6,
    "8002": 6,
    "8003": 5,
    "8005": 4,
    "8006": 4,
    "8008": 3,
    "8011": 2,
}


class Content(StrEnum):
    """What is in a file."""

    TALK = "talk"
    """A dialogue."""
    LINE_NOISE = "line_noise"
    """Nothing but the hiss of the line."""
    HOLD_TUNE = "hold_tune"
    """Music on hold, and nobody."""
    CUT_OFF = "cut_off"
    """A dialogue in a WAV file of which only the first part was written."""
    RANDOM_BYTES = "random_bytes"
    """No audio, whatever the name says."""
    EMPTY = "empty"
    """Zero bytes."""


class Metadata(StrEnum):
    """Where a call's metadata is found."""

    RECORD = "record"
    """In the day's call-record CSV, and in the file's name."""
    SIDECAR = "sidecar"
    """In a JSON file beside the recording."""
    NAME = "name"
    """In the file's name alone."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CallPlan:
    """One file of the day.

    Args:
        file_stem: overrides the PBX's name for the file.
        reason: for people: why this call is in the sample.
    """

    call_id: str
    started_at: datetime
    direction: Direction
    agent: str
    queue: str
    customer_number: str
    format: str
    dialogue: Dialogue | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    content: Content = Content.TALK
    mono: bool = False
    metadata: Metadata = Metadata.RECORD
    file_stem: str = ""
    reason: str = ""

    @property
    def stem(self) -> str:
        """The file's name without its ending, in a PBX's manner unless it is overridden."""
        way = "in" if self.direction is Direction.INBOUND else "out"
        stamp = f"{self.started_at:%Y%m%d-%H%M%S}"
        return self.file_stem or f"{stamp}_{way}_{self.agent}_{self.customer_number}_{self.call_id}"


def customer_number(serial: int) -> str:
    """Return a mobile number that cannot exist: none begins with 120."""
    return f"120{serial:08d}"


def call_id(started_at: datetime, serial: int) -> str:
    """Return a unique id as an Asterisk PBX makes it: epoch, dot, counter."""
    return f"{int(started_at.timestamp())}.{serial}"


def quotas(count: int, weights: Mapping[str, int]) -> dict[str, int]:
    """Share a count out by weight; what is left over goes to the largest fractions."""
    total = sum(weights.values())
    shares = {name: count * weight // total for name, weight in weights.items()}
    by_fraction = sorted(weights, key=lambda name: -(count * weights[name] % total))
    for name in by_fraction[: count - sum(shares.values())]:
        shares[name] += 1
    return shares


def choose_dialogues(count: int, rng: random.Random) -> list[Dialogue]:
    """Dialogues in random order; one comes again only when its whole theme was used."""
    chosen: list[Dialogue] = []
    for theme, share in quotas(count, THEME_WEIGHTS).items():
        pool = list(dialogues(theme))
        rng.shuffle(pool)
        chosen += itertools.islice(itertools.cycle(pool), share)
    rng.shuffle(chosen)
    return chosen


def starts(day: date, count: int, rng: random.Random) -> list[datetime]:
    """Start between 8:30 and 21:00, most of them in the morning and the afternoon rush."""
    opening = datetime.combine(day, time(8, 30), TIMEZONE)
    peaks = rng.choices((1.6, 7.5, 11.0), weights=(4, 4, 1), k=count)
    hours = (abs(rng.gauss(peak, 1.2)) % 12.5 for peak in peaks)
    return sorted(opening + timedelta(seconds=round(hour * 3600)) for hour in hours)


def formats(chosen: Sequence[Dialogue]) -> list[str]:
    """Return a format for each call: what takes much room goes to the shortest dialogues, most get Opus."""
    bulky = ("flac", "wav-pcm", "wav-mulaw", "wav-alaw", "wav-mulaw")
    compact = ("mp3", "m4a", "mp3", "m4a")
    by_length = sorted(range(len(chosen)), key=lambda index: len("".join(chosen[index].raw_lines)))
    given = dict(zip(by_length, (*bulky, *compact), strict=False))
    return [given.get(index, "opus") for index in range(len(chosen))]


def normal_calls(day: date, count: int, seed: int) -> Iterator[CallPlan]:
    """Yield the day's ordinary load, in order of time."""
    rng = random.Random(f"{seed}:{day}:plan")
    table = slot_table()
    chosen = choose_dialogues(count, rng)
    for serial, (started_at, dialogue, fmt) in enumerate(
        zip(starts(day, count, rng), chosen, formats(chosen), strict=True), start=1
    ):
        yield CallPlan(
            call_id=call_id(started_at, serial),
            started_at=started_at,
            direction=dialogue.direction,
            agent=rng.choices(list(AGENTS), weights=list(AGENTS.values()))[0],
            queue=dialogue.queue,
            customer_number=customer_number(rng.randrange(1000)),
            format=fmt,
            dialogue=dialogue,
            values=draw(rng, table),
        )
