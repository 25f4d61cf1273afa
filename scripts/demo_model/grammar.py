"""Templates of call-centre sentences whose slots are filled with names, brands, numbers, goods."""

import random
import re
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import cast

import yaml

from scripts.demo_model import spoken

_FOLDER = Path(__file__).parent / "grammar"
_SLOT = re.compile(r"\{(\w+)\}")
_RARE = 0.15
_TWO_CHARACTER_NAMES = 0.6
_FILLER_SHARE = 0.08


@cache
def _slots() -> dict[str, object]:
    return cast("dict[str, object]", yaml.safe_load((_FOLDER / "slots.yaml").read_text("utf-8")))


@cache
def _templates(speaker: str) -> list[str]:
    return (_FOLDER / f"{speaker}.txt").read_text("utf-8").splitlines()


def words(slot: str) -> Sequence[str]:
    """Return the words that may fill a slot of plain words."""
    return cast("Sequence[str]", _slots()[slot])


def _weighted(rng: random.Random, slot: str) -> str:
    weights = cast("dict[str, int]", _slots()[slot])
    return rng.choices(list(weights), [weight + _RARE for weight in weights.values()])[0]


def surname(rng: random.Random) -> str:
    """Return a family name, common ones more often."""
    return _weighted(rng, "surname")


def name(rng: random.Random) -> str:
    """Return a full name of two or three characters."""
    second = _weighted(rng, "given") if rng.random() < _TWO_CHARACTER_NAMES else ""
    return surname(rng) + _weighted(rng, "given") + second


def brand(rng: random.Random) -> str:
    """Return an invented brand."""
    return rng.choice(words("brand"))


def _count(rng: random.Random) -> str:
    return rng.choice("两三四五六七八九") + rng.choice(words("measure"))


_MADE: dict[str, Callable[[random.Random], str]] = {
    "name": name,
    "surname": surname,
    "number": spoken.some_number,
    "decimal": spoken.decimal,
    "money": spoken.money,
    "date": spoken.date,
    "clock": spoken.clock,
    "phone": spoken.phone,
    "hotline": spoken.hotline,
    "year": spoken.year,
    "count": _count,
    "day": lambda rng: spoken.number(rng.randint(1, 28)),
    "order": lambda rng: spoken.phone_digits(rng, rng.choice([4, 6, 8])),
    "extension": lambda rng: spoken.phone_digits(rng, rng.choice([3, 4])),
    "digits": lambda rng: spoken.phone_digits(rng, rng.choice([3, 4, 4, 6])),
}


def fill(template: str, rng: random.Random) -> str:
    """Replace every ``{slot}`` of a template."""

    def value(match: re.Match[str]) -> str:
        slot = match[1]
        return _MADE[slot](rng) if slot in _MADE else rng.choice(words(slot))

    return _SLOT.sub(value, template)


def clause(rng: random.Random) -> str:
    """One filled template of an agent or, a little more often, of a customer."""
    speaker = "agent" if rng.random() < 0.45 else "customer"
    said = fill(rng.choice(_templates(speaker)), rng)
    return rng.choice(words("filler")) + said if rng.random() < _FILLER_SHARE else said


def sentence(rng: random.Random) -> str:
    """One to three filled templates."""
    count = rng.choices([1, 2, 3], [0.5, 0.35, 0.15])[0]
    return " ".join(clause(rng) for _ in range(count))


def naming_sentence(rng: random.Random) -> str:
    """Return a sentence with a name or a brand, now and then followed by another clause."""
    said = fill(rng.choice(_templates("naming")), rng)
    return said + " " + clause(rng) if rng.random() < 0.3 else said


def naming_example(rng: random.Random) -> tuple[str, str]:
    """Return a sentence with a full name or a brand, and that word."""
    template = rng.choice([one for one in _templates("naming") if "{name}" in one or "{brand}" in one])
    word = name(rng) if "{name}" in template else brand(rng)
    return fill(template.replace("{name}", word).replace("{brand}", word), rng), word


@cache
def phrases() -> tuple[str, ...]:
    """Every plain word of the slots."""
    plain = (value for value in _slots().values() if isinstance(value, list))
    return tuple(sorted({word for value in plain for word in value}))


@cache
def characters() -> frozenset[str]:
    """Every character that the grammar can say."""
    listed = "".join("".join(cast("Sequence[str]", value)) for value in _slots().values())
    fixed = _SLOT.sub("", "".join("".join(_templates(file)) for file in ("agent", "customer", "naming")))
    numbers = spoken.DIGITS + "幺两十百千万点半刻分元块钱月号日"
    return frozenset((listed + fixed + numbers).replace(" ", ""))
